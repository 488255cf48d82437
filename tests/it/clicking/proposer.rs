//! What a proposer does: writes a request page by page, hands in papers, files, corrects.

use super::portal::Portal;
use anyhow::{Result, ensure};
use journeys::pdf;
use std::path::PathBuf;

/// What is asked for, and of whom.
pub(super) struct Wish<'a> {
    /// Words of the agency's name; empty: one's own.
    pub(super) agency: &'a str,
    pub(super) agency_title: &'a str,
    pub(super) service: &'a str,
    pub(super) title: &'a str,
    pub(super) letter_number: &'a str,
    /// Titles of the texts that are asked for.
    pub(super) sections: &'a [&'a str],
    /// Titles of the papers.
    pub(super) papers: &'a [&'a str],
}

impl Portal {
    /// Opens a draft: with whom, for what, with the general data in it. The first text is to be written.
    pub(super) async fn opens_draft(&self, wish: &Wish<'_>) -> Result<()> {
        self.sees("Layanan mana yang Anda perlukan?").await?;
        if !wish.agency.is_empty() {
            self.fill("Nama instansi yang dituju", wish.agency).await?;
            self.click("Cari").await?;
            self.sees("Instansi yang ditemukan").await?;
            self.click(wish.agency_title).await?;
        }
        self.click(wish.service).await?;
        self.sees("Yang disiapkan").await?;
        self.choose("Pembangunan aplikasi baru").await?;
        self.click("Mulai menyusun").await?;

        self.sees("0 dari").await?;
        self.click("Data umum").await?;
        self.sees("Bagian 1 dari").await?;
        self.fill("Nama aplikasi", wish.title).await?;
        self.fill("Nomor surat permohonan", wish.letter_number).await?;
        self.fill_day("Tanggal surat permohonan", "2026-01-05").await?;
        self.click("Simpan dan lanjutkan").await
    }

    /// Writes all texts, one page after the other.
    pub(super) async fn writes(&self, wish: &Wish<'_>) -> Result<()> {
        for (title, place) in wish.sections.iter().zip(2..) {
            self.sees(&format!("Bagian {place} dari")).await?;
            self.sees(title).await?;
            self.fill("Uraian", &format!("{title}: warga memilih layanan, tanggal, dan jam.")).await?;
            self.click("Simpan dan lanjutkan").await?;
        }
        Ok(())
    }

    /// Hands in a paper on its page.
    pub(super) async fn hands_in(&self, title: &str) -> Result<()> {
        self.sees(title).await?;
        self.attach("Pilih dokumen", &self.paper(title)?).await?;
        self.click("Unggah dan lanjutkan").await
    }

    /// Looks everything over and files it; answers with the registration number.
    pub(super) async fn files(&self) -> Result<String> {
        self.click("Periksa dan ajukan").await?;
        self.sees("Periksa sebelum diajukan").await?;
        self.click("Ajukan permohonan").await?;
        self.sees("Permohonan diajukan").await?;
        self.word_after("Nomor registrasi").await
    }

    /// Opens one's request from the list.
    pub(super) async fn opens_request(&self, title: &str) -> Result<()> {
        self.click("Permohonan").await?;
        self.sees("Ajukan permohonan").await?;
        self.click(title).await?;
        self.sees("Perjalanan permohonan").await
    }

    /// Signs in and takes a request back.
    pub(super) async fn withdraws(&self, who: &str, title: &str, reason: &str) -> Result<()> {
        self.signs_in(who).await?;
        self.opens_request(title).await?;
        self.click("Tarik permohonan").await?;
        self.sees("berhenti diproses dan tidak dapat dilanjutkan lagi").await?;
        self.fill("Alasan penarikan", reason).await?;
        self.choose("Saya menyatakan bahwa permohonan ini ditarik").await?;
        self.click("Tarik permohonan").await?;
        self.sees(&format!("Alasan: {reason}")).await?;
        ensure!(!self.reads("Tarik permohonan").await?, "it can be withdrawn again");
        Ok(())
    }

    /// A paper with this heading, as a file.
    pub(super) fn paper(&self, heading: &str) -> Result<PathBuf> {
        let name: String = heading.chars().filter(|it| it.is_ascii_alphanumeric()).take(40).collect();
        self.own.keep(&format!("{name}.pdf"), &pdf(heading, &["Contoh untuk keperluan peragaan."]))
    }
}
