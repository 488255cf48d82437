//! A ministry considers a city's special app, wholly by clicking.

use super::{filing::PERMITS, portal::Portal};
use crate::browser::Scripts;
use anyhow::{Result, ensure};
use journeys::consideration::{ASSISTANT, CITY, DEPUTY, MINISTER, REGISTRY};

const ACTION: &str = "Menyampaikan kajian keamanan informasi";

#[tokio::test]
async fn a_special_app_is_considered_by_clicking() -> Result<()> {
    considered(Scripts::On).await
}

#[tokio::test]
async fn a_special_app_is_considered_by_clicking_without_scripts() -> Result<()> {
    considered(Scripts::Off).await
}

async fn considered(scripts: Scripts) -> Result<()> {
    let Some(portal) = Portal::open_at("2026-01-12T08:00:00", scripts).await? else { return Ok(()) };
    let number = proposes(&portal).await?;
    disposes(&portal).await?;
    studies(&portal).await?;
    portal.convenes(PERMITS.title, "2026-01-14").await?;
    portal.own.advance("2026-01-14T10:00:00").await?;
    portal.meets(PERMITS.title, ACTION).await?;
    signs_the_record(&portal).await?;
    follows_up(&portal).await?;
    agrees_technically(&portal).await?;
    reviews(&portal).await?;
    portal.own.advance("2026-01-19T09:00:00").await?;
    hands_over(&portal).await?;

    portal.signs_in(CITY).await?;
    portal.opens_request(PERMITS.title).await?;
    portal.awaits("Direkomendasikan dengan syarat").await?;
    portal.sees("Surat pertimbangan Menteri PANRB").await?;
    portal.sees(&number).await?;
    portal.own.audit()?;
    Ok(())
}

async fn proposes(portal: &Portal) -> Result<String> {
    portal.signs_in(CITY).await?;
    portal.click("Ajukan permohonan baru").await?;
    portal.opens_draft(&PERMITS).await?;
    portal.writes(&PERMITS).await?;
    for paper in PERMITS.papers {
        portal.hands_in(paper).await?;
    }
    portal.files().await
}

/// The registry enters what the minister wrote, the deputy chooses who studies it.
async fn disposes(portal: &Portal) -> Result<()> {
    portal.takes_up(REGISTRY, PERMITS.title).await?;
    portal.sees("Lembar Disposisi Menteri").await?;
    portal.forwards().await?;
    portal.takes_up(DEPUTY, PERMITS.title).await?;
    portal.pick("1 (penanggung jawab)", "Asisten Deputi Tata Kelola SPBE").await?;
    portal.fill_day("Batas waktu (boleh kosong)", "2026-01-30").await?;
    portal.forwards().await
}

async fn studies(portal: &Portal) -> Result<()> {
    portal.takes_up(ASSISTANT, PERMITS.title).await?;
    portal.click("Semua ada dan sesuai").await?;
    portal.choose("Lengkap dan benar").await?;
    portal.completes().await?;
    portal.sees("Telaahan Staf").await?;
    let study = [
        ("Persoalan", "Layanan perizinan daerah belum terintegrasi."),
        ("Praanggapan", "Integrasi mempercepat layanan."),
        ("Fakta yang memengaruhi", "Terdapat tujuh aplikasi yang berdiri sendiri."),
        ("Analisis", "Usulan sejalan dengan Arsitektur SPBE Nasional."),
        ("Simpulan", "Usulan layak dibahas."),
        ("Saran", "Dibahas dalam rapat tim koordinasi."),
    ];
    for (label, text) in study {
        portal.fill(label, text).await?;
    }
    portal.completes().await?;

    portal.takes_up(DEPUTY, PERMITS.title).await?;
    portal.choose("Dibahas dalam rapat tim koordinasi").await?;
    portal.completes().await
}

async fn signs_the_record(portal: &Portal) -> Result<()> {
    portal.initials(ASSISTANT, "Berita acara rapat pembahasan").await?;
    portal.signs(DEPUTY, "Berita acara rapat pembahasan").await
}

/// The proposer opens the record, from when the two months count, and does what it asks for.
async fn follows_up(portal: &Portal) -> Result<()> {
    portal.signs_in(CITY).await?;
    portal.opens_request(PERMITS.title).await?;
    portal.awaits("Berita acara rapat pembahasan").await?;
    portal.sees("Perlu tindak lanjut").await?;
    portal.click("Berita acara rapat pembahasan").await?;
    ensure!(portal.path().await?.ends_with("/letter.pdf"), "{}", portal.path().await?);
    portal.back().await?;
    portal.awaits("Batas waktunya Sabtu, 14 Maret 2026").await?;
    portal.click(&format!("Jawab: {ACTION}")).await?;
    portal.sees("Belum ada dokumen.").await?;
    portal.click("Unggah dokumen (PDF)").await?;
    portal.sees("Dokumen tindak lanjut").await?;
    portal.attach("Pilih dokumen", &portal.paper("Kajian keamanan informasi")?).await?;
    portal.click("Unggah").await?;
    portal.sees("Ganti dokumen").await?;
    portal.fill("Apa yang sudah dilakukan?", "Kajian terlampir.").await?;
    portal.click("Kirim jawaban").await?;
    portal.sees("Dijawab").await
}

async fn agrees_technically(portal: &Portal) -> Result<()> {
    portal.takes_up(ASSISTANT, PERMITS.title).await?;
    portal.click("Semua ada dan sesuai").await?;
    portal.choose("Proposal disepakati").await?;
    portal.completes().await?;
    portal.sees("Catatan Pembahasan Teknis").await?;
    portal.fill_day("Tanggal pembahasan", "2026-01-14").await?;
    portal.fill("Peserta", "Tim Asisten Deputi; Diskominfo Kota Tangerang").await?;
    portal.fill("Kesepakatan", "Jadwal dan integrasi data disepakati.").await?;
    portal.completes().await?;
    portal.signs(ASSISTANT, "Berita acara pembahasan teknis").await
}

/// The deputy reviews and reports; initials are put in their order; the minister signs.
async fn reviews(portal: &Portal) -> Result<()> {
    portal.takes_up(DEPUTY, PERMITS.title).await?;
    portal.fill("Penjelasan", "Sejalan dengan Arsitektur SPBE Nasional.").await?;
    portal.fill("Syarat (boleh kosong)", "Menggunakan Pusat Data Nasional.").await?;
    portal.choose("Direkomendasikan dengan syarat").await?;
    portal.completes().await?;
    portal.initials(ASSISTANT, "Nota dinas kepada Menteri").await?;
    portal.signs(DEPUTY, "Nota dinas kepada Menteri").await?;
    portal.initials(ASSISTANT, "Surat pertimbangan Menteri PANRB").await?;
    portal.initials(DEPUTY, "Surat pertimbangan Menteri PANRB").await?;
    portal.signs(MINISTER, "Surat pertimbangan Menteri PANRB").await
}

async fn hands_over(portal: &Portal) -> Result<()> {
    portal.takes_up(REGISTRY, PERMITS.title).await?;
    portal.fill_day("Tanggal penyampaian", "2026-01-19").await?;
    portal.choose("Portal").await?;
    portal.completes().await
}
