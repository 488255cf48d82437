//! A session without a quorum, and the one that follows it, with minutes that two people write at once.

use super::portal::Portal;
use crate::browser::{Browser, Scripts};
use anyhow::{Result, ensure};
use journeys::consideration::{DEPUTY, Proposal, SECRETARIAT};

const APP: &str = "Portal Layanan";
const FIRST: &str = "Rapat Pembahasan Sesi Pertama";
const SECOND: &str = "Rapat Pembahasan Sesi Kedua";
const INVITATION: &str = "Surat undangan rapat";
const ONE: &str = "Kesesuaian dengan Arsitektur SPBE";
const OTHER: &str = "Sumber pembiayaan";

#[tokio::test]
async fn a_session_without_a_quorum_is_followed_by_one_that_two_people_record() -> Result<()> {
    let Some(portal) = Portal::open_at("2026-01-12T08:00:00", Scripts::On).await? else { return Ok(()) };
    let proposal = Proposal::file(&portal.own, "menteri@kemkomdigi", APP, "").await?;
    proposal.dispose().await?;
    proposal.put_to_the_team().await?;

    portal.plans(APP, FIRST, "2026-01-13").await?;
    portal.signs(DEPUTY, INVITATION).await?;
    portal.own.advance("2026-01-13T10:00:00").await?;
    lacks_a_quorum(&portal).await?;
    portal.plans(APP, SECOND, "2026-01-14").await?;
    portal.signs(DEPUTY, INVITATION).await?;
    portal.own.advance("2026-01-14T10:00:00").await?;
    portal.opens_meeting(SECOND).await?;
    portal.attends([1, 2, 3, 6]).await?;
    portal.sees("hadir 4").await?;
    write_at_once(&portal).await?;
    concludes(&portal).await
}

/// Its own proposer is no member for this case: of three who came two count.
async fn lacks_a_quorum(portal: &Portal) -> Result<()> {
    portal.opens_meeting(FIRST).await?;
    portal.sees("kuorum 3 anggota").await?;
    portal.sees("Tidak ikut memutus karena menjadi pengusul: Kementerian Komunikasi dan Digital").await?;
    portal.attends([1, 2, 5]).await?;
    portal.sees("hadir 2").await?;
    portal.sees("Belum kuorum").await?;
    portal.click("Tetapkan hasil rapat").await?;
    portal.sees("Belum dilakukan").await?;

    portal.click("Batalkan rapat").await?;
    portal.fill("Alasan", "Kuorum tidak tercapai.").await?;
    portal.click_in("Alasan", "Batalkan rapat").await?;
    portal.sees("Rapat sudah dibatalkan. Usulannya menunggu rapat lain.").await?;
    portal.sees("Kuorum tidak tercapai.").await
}

/// What one writes is saved as they write; the other is told before anything of it is overwritten, and has both.
async fn write_at_once(portal: &Portal) -> Result<()> {
    let Some(beside) = Browser::of(&portal.own, Scripts::On).await? else { return Ok(()) };
    let minutes = format!("Catat pembahasan {APP}");
    let meeting = portal.path().await?;
    beside.open(&meeting).await?;
    beside.fill("Nama pengguna", SECRETARIAT).await?;
    beside.fill("Kata sandi", "demo").await?;
    beside.click("Masuk").await?;
    beside.click(&minutes).await?;
    beside.sees("Pokok pembahasan").await?;
    portal.click(&minutes).await?;

    portal.fill("Pokok pembahasan", ONE).await?;
    portal.sees("Tersimpan pukul 10.").await?;
    beside.fill("Pokok pembahasan", OTHER).await?;
    beside.sees("Belum tersimpan: catatan ini diubah orang lain.").await?;
    beside.click("Simpan").await?;
    beside.sees("Catatan terbaru").await?;
    beside.sees(ONE).await?;
    let kept = beside.value("Pokok pembahasan").await?;
    ensure!(kept == OTHER, "{kept:?}");
    beside.fill("Pokok pembahasan", &format!("{ONE}\n\n{OTHER}")).await?;
    beside.click("Simpan").await?;
    beside.sees("Hasil pembahasan sudah dicatat.").await?;
    beside.sees(OTHER).await
}

/// Who wrote first has both points once they read the minutes again.
async fn concludes(portal: &Portal) -> Result<()> {
    portal.opens_meeting(SECOND).await?;
    portal.click(&format!("Catat pembahasan {APP}")).await?;
    portal.sees("Butir tanpa isi diabaikan.").await?;
    let points = portal.value("Pokok pembahasan").await?;
    ensure!(points == format!("{ONE}\n\n{OTHER}"), "{points:?}");
    portal.choose("Selesai dibahas").await?;
    portal.fill("Hasil pembahasan", "Usulan dilanjutkan ke pembahasan teknis.").await?;
    portal.sees("Tersimpan pukul 10.").await?;
    portal.click("Simpan").await?;
    portal.sees("Selesai dibahas").await?;
    portal.click("Tetapkan hasil rapat").await?;
    portal.sees("Hasil rapat sudah ditetapkan dan dicatat pada semua usulannya.").await?;
    portal.own.audit()?;
    Ok(())
}
