//! A request is taken back while an officer works on it, wholly by clicking.

use super::portal::Portal;
use crate::browser::Scripts;
use anyhow::{Context as _, Result, ensure};
use journeys::story::{APP, GOVERNANCE, PROPOSER, Story};
use serde_json::Value;

const REASON: &str = "Kebutuhan sudah dipenuhi aplikasi lain.";
const REMARK: &str = "Keluaran perlu diuraikan lebih rinci.";

#[tokio::test]
async fn a_request_is_withdrawn_by_clicking_and_who_worked_on_it_is_told() -> Result<()> {
    let story = Story::filed_at("2026-01-12T08:00:00").await?;
    story.does(GOVERNANCE, "receipt", "", Value::Null).await?;
    let number = story.registration_number;
    let Some(portal) = Portal::of(story.own, Scripts::Off).await? else { return Ok(()) };
    portal.takes_up(GOVERNANCE, APP.title).await?;
    portal.fill("Catatan (boleh kosong)", REMARK).await?;

    portal.open_tab().await?;
    portal.withdraws(PROPOSER, APP.title, REASON).await?;
    reads_what_became_of_it(&portal).await?;
    portal.close_tab().await?;

    goes_on_with_the_checklist(&portal).await?;
    let link = is_led_by_a_mail(&portal, &number).await?;
    is_not_found_by_another_agency(&portal, &link).await
}

/// The officer's inbox is empty, and the case says that it was withdrawn.
async fn reads_what_became_of_it(portal: &Portal) -> Result<()> {
    portal.signs_in(GOVERNANCE).await?;
    portal.click("Kotak masuk").await?;
    portal.awaits("Tidak ada tugas yang menunggu Anda.").await?;
    portal.sees("Kotak masuk").await?;
    portal.click("Berkas").await?;
    portal.sees("Ditarik").await?;
    portal.click(APP.title).await?;
    portal.sees("Riwayat dan jejak audit").await?;
    portal.sees("Ditarik").await
}

/// In the first tab the checklist is still open. What was written there is not saved any more, and not lost.
async fn goes_on_with_the_checklist(portal: &Portal) -> Result<()> {
    portal.choose("Lengkap").await?;
    portal.click("Selesaikan langkah ini").await?;
    portal.sees("Tugas ini tidak diperlukan lagi").await?;
    portal.sees("Yang Anda isi dan tidak tersimpan").await?;
    portal.sees(REMARK).await
}

/// Who is not signed in comes from the mail to the page it tells of by way of the sign-in page.
async fn is_led_by_a_mail(portal: &Portal, number: &str) -> Result<String> {
    let mail = portal.own.mail(GOVERNANCE, &[number, "Tugas dibatalkan"]).await?;
    let link = mail.text.split("/open/").nth(1).context("a link in the mail")?;
    let link = format!("/open/{}", link.split_whitespace().next().unwrap_or_default());
    portal.signs_out().await?;
    portal.goes_to(&link).await?;
    portal.sees("Kata sandi").await?;
    portal.gives_name_and_password(GOVERNANCE).await?;
    portal.sees(APP.title).await?;
    portal.sees("Tugas ini tidak diperlukan lagi").await?;
    Ok(link)
}

/// To others the page does not exist, and they are led on.
async fn is_not_found_by_another_agency(portal: &Portal, link: &str) -> Result<()> {
    portal.signs_out().await?;
    portal.goes_to(link).await?;
    portal.gives_name_and_password("kepala-dinas@kota-bandung").await?;
    portal.sees("Halaman tidak ditemukan").await?;
    portal.sees("atau isinya bukan untuk jabatan Anda").await?;
    ensure!(portal.status().await? == 404, "the page is told to be there: {}", portal.status().await?);
    ensure!(!portal.reads(APP.title).await?, "the page tells of the request");
    portal.click("Ke beranda").await?;
    portal.sees("Selamat bekerja").await
}
