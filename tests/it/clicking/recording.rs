//! A proposal comes by e-mail: the registry records it, the deputy gives its proposer more time. Wholly by clicking.

use super::{filing::PERMITS, portal::Portal};
use crate::browser::Scripts;
use anyhow::{Context as _, Result, ensure};
use journeys::consideration::{ASSISTANT, CITY, DEPUTY, Proposal, REGISTRY};

const AGENDA: &str = "AGD-117/2026";
const SIGNATORY: &str = "Drs. H. Harun Wijayakusuma, M.Si.";
const EXTENSION: &str = "B/9/D.II/2026";

#[tokio::test]
async fn what_came_by_e_mail_is_recorded_and_its_follow_up_extended_by_clicking() -> Result<()> {
    let Some(portal) = Portal::open_at("2026-01-12T08:00:00", Scripts::Off).await? else { return Ok(()) };
    records(&portal).await?;
    let number = files(&portal).await?;
    let submission = request(&portal.path().await?)?;
    is_handled(&portal).await?;
    is_followed_by_its_proposer(&portal).await?;

    let proposer = portal.own.sign_in(CITY).await?;
    let proposal = Proposal { stack: &portal.own, proposer, submission, registration_number: number };
    proposal.conclude().await?;

    sees_until_when(&portal, "Batas waktunya Jumat, 13 Maret 2026").await?;
    extends(&portal).await?;
    sees_until_when(&portal, "Batas waktunya Kamis, 30 April 2026").await?;
    portal.click("Mengapa tanggal ini?").await?;
    portal.sees(EXTENSION).await?;
    portal.own.audit()?;
    Ok(())
}

/// What stands on the letter; a day that has not come yet is refused, and nothing that was typed is lost.
async fn records(portal: &Portal) -> Result<()> {
    portal.signs_in(REGISTRY).await?;
    portal.click("Permohonan").await?;
    portal.click("Catat permohonan yang datang melalui surat").await?;
    portal.sees("Instansi mana yang mengajukan?").await?;
    portal.fill("Nama instansi pengusul", "tangerang").await?;
    portal.click("Cari").await?;
    portal.sees("Instansi yang ditemukan").await?;
    portal.click("Kota Tangerang").await?;
    portal.sees("Penerimaan").await?;
    portal.choose("Surel").await?;
    portal.fill("Nomor agenda", AGENDA).await?;
    portal.fill_day("Tanggal diterima", "2026-01-13").await?;
    portal.fill("Nomor surat permohonan", PERMITS.letter_number).await?;
    portal.fill_day("Tanggal surat permohonan", "2026-01-05").await?;
    portal.fill("Nama penanda tangan", SIGNATORY).await?;
    portal.pick("Jabatan penanda tangan", "Sekretaris daerah").await?;
    portal.fill("Nama aplikasi", PERMITS.title).await?;
    portal.choose("Pembangunan aplikasi baru").await?;
    portal.click("Simpan dan lanjutkan").await?;

    portal.sees("“Tanggal diterima” tidak boleh di masa depan.").await?;
    let kept = (portal.value("Nomor agenda").await?, portal.value("Nama penanda tangan").await?);
    ensure!((kept.0.as_str(), kept.1.as_str()) == (AGENDA, SIGNATORY), "{kept:?}");
    portal.fill_day("Tanggal diterima", "2026-01-08").await?;
    portal.click("Simpan dan lanjutkan").await?;
    portal.sees("Dicatat dari surat yang diterima 8 Januari 2026").await?;
    portal.sees(SIGNATORY).await
}

/// All that came with the letter.
async fn files(portal: &Portal) -> Result<String> {
    portal.click(PERMITS.sections[0]).await?;
    portal.writes(&PERMITS).await?;
    for paper in PERMITS.papers {
        portal.hands_in(paper).await?;
    }
    portal.files().await
}

/// As any other request; its time counts from the day on which it was received.
async fn is_handled(portal: &Portal) -> Result<()> {
    portal.takes_up(REGISTRY, PERMITS.title).await?;
    portal.forwards().await?;
    portal.takes_up(DEPUTY, PERMITS.title).await?;
    portal.pick("1 (penanggung jawab)", "Asisten Deputi Tata Kelola SPBE").await?;
    portal.forwards().await?;
    portal.takes_up(ASSISTANT, PERMITS.title).await?;
    portal.click_in("Tenggat berkas", "Mengapa tanggal ini?").await?;
    portal.sees("Jangka waktu dihitung sejak 8 Januari 2026").await
}

async fn is_followed_by_its_proposer(portal: &Portal) -> Result<()> {
    portal.signs_in(CITY).await?;
    portal.opens_request(PERMITS.title).await?;
    portal.sees("Diterima melalui surat").await?;
    portal.sees(AGENDA).await
}

async fn sees_until_when(portal: &Portal, words: &str) -> Result<()> {
    portal.signs_in(CITY).await?;
    portal.opens_request(PERMITS.title).await?;
    portal.awaits(words).await?;
    portal.sees("Perlu tindak lanjut").await
}

/// A day before the one that holds now is no extension.
async fn extends(portal: &Portal) -> Result<()> {
    portal.signs_in(DEPUTY).await?;
    portal.click("Berkas").await?;
    portal.click(PERMITS.title).await?;
    portal.click("Perpanjang batas waktu").await?;
    portal.fill_day("Hari terakhir yang baru", "2026-03-01").await?;
    portal.fill("Nomor surat yang memberi perpanjangan", EXTENSION).await?;
    portal.fill("Alasan", "Permintaan pengusul.").await?;
    portal.click("Perpanjang").await?;
    portal.sees("Hari terakhir yang baru harus sesudah batas waktu yang berlaku sekarang.").await?;
    let kept = portal.value("Nomor surat yang memberi perpanjangan").await?;
    ensure!(kept == EXTENSION, "{kept:?}");
    portal.fill_day("Hari terakhir yang baru", "2026-04-30").await?;
    portal.click("Perpanjang").await?;
    portal.sees("Batas waktu tindak lanjut diperpanjang. Pengusul diberi tahu.").await
}

/// Name of the request that a page is about.
fn request(path: &str) -> Result<String> {
    let name = path.strip_prefix("/requests/").context("a page of a request")?;
    Ok(name.split('/').take(4).collect::<Vec<_>>().join("/"))
}
