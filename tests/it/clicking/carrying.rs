//! A city's approved request is carried on to the ministry, wholly by clicking.

use super::{filing::PERMITS, portal::Portal};
use crate::{browser::Scripts, carrying::approved};
use anyhow::{Result, ensure};
use journeys::{
    SECTIONS,
    consideration::{CITY, REGISTRY},
    story::{APP, PROPOSER},
};

/// Texts of the city's request, and where they are in the ministry's one.
const CARRIED: [(&str, &str); 2] =
    [(PERMITS.sections[1], SECTIONS[0].1), (PERMITS.sections[3], SECTIONS[1].1)];

#[tokio::test]
async fn an_approved_special_app_is_carried_on_by_clicking() -> Result<()> {
    let story = approved(true).await?;
    let local = story.registration_number;
    let Some(portal) = Portal::of(story.own, Scripts::On).await? else { return Ok(()) };
    carries_it_on(&portal).await?;
    let national = completes_and_files(&portal).await?;

    portal.takes_up(REGISTRY, APP.title).await?;
    portal.sees("Lembar Disposisi Menteri").await?;
    portal.sees(&national).await?;
    follows_both(&portal, &local, &national).await
}

/// The health office prepares it, and learns who may file it.
async fn carries_it_on(portal: &Portal) -> Result<()> {
    portal.signs_in(PROPOSER).await?;
    portal.opens_request(APP.title).await?;
    portal.awaits("Permohonan ini dapat dilanjutkan ke layanan").await?;
    portal.sees("Disetujui").await?;
    portal.click("Lanjutkan ke layanan itu").await?;
    portal.sees("isian dan dokumen yang sesuai dibawa serta").await?;
    portal.pick("Unit kerja yang mengajukan", "Sekretariat Daerah").await?;
    portal.click("Buat konsep lanjutan").await?;
    portal.sees("Konsep ini dilanjutkan dari").await?;
    portal.sees("3 dari 10 bagian sudah lengkap.").await?;
    portal.sees("Anda dapat menyusun, tetapi tidak mengajukan").await
}

/// The regional secretary finds what was carried along, adds what is missing, and files.
async fn completes_and_files(portal: &Portal) -> Result<String> {
    portal.signs_in(CITY).await?;
    portal.click("Permohonan").await?;
    portal.click(APP.title).await?;
    portal.sees("Konsep ini dilanjutkan dari").await?;
    portal.click("Data umum").await?;
    holds(portal, "Nama aplikasi", APP.title).await?;
    portal.fill("Nomor surat permohonan", PERMITS.letter_number).await?;
    portal.fill_day("Tanggal surat permohonan", "2026-01-05").await?;
    portal.click("Simpan dan lanjutkan").await?;
    for (title, place) in PERMITS.sections.iter().zip(2..) {
        portal.sees(&format!("Bagian {place} dari 10")).await?;
        match CARRIED.iter().find(|it| it.0 == *title) {
            Some((_, text)) => holds(portal, "Uraian", text).await?,
            None => portal.fill("Uraian", &format!("{title}: diuraikan dalam proposal.")).await?,
        }
        portal.click("Simpan dan lanjutkan").await?;
    }
    let [letter, proposal] = PERMITS.papers else { anyhow::bail!("two papers") };
    portal.hands_in(letter).await?;
    portal.sees(proposal).await?;
    portal.sees("Dokumen sekarang").await?;
    portal.click("Lanjutkan tanpa mengganti").await?;
    portal.sees("10 dari 10 bagian sudah lengkap.").await?;
    portal.files().await
}

/// From the city's request one sees what becomes of the ministry's one, and comes to it and back.
async fn follows_both(portal: &Portal, local: &str, national: &str) -> Result<()> {
    portal.signs_in(PROPOSER).await?;
    portal.click("Permohonan").await?;
    portal.click_in(local, APP.title).await?;
    portal.awaits(national).await?;
    portal.sees("Dilanjutkan ke").await?;
    portal.click(PERMITS.service).await?;
    portal.sees("Lanjutan dari").await?;
    portal.sees(national).await?;
    portal.click(APP.title).await?;
    portal.sees("Disetujui").await
}

async fn holds(portal: &Portal, label: &str, text: &str) -> Result<()> {
    let kept = portal.value(label).await?;
    ensure!(kept == text, "“{label}” holds {kept:?} and not {text:?}");
    Ok(())
}
