//! Nothing that was typed is ever lost.

use super::{filing::QUEUE, portal::Portal};
use crate::browser::Scripts;
use anyhow::{Result, ensure};
use journeys::story::{APP, GOVERNANCE, Story};
use serde_json::Value;

const PROPOSER: &str = "kepala-dinas-kesehatan";
const COLLEAGUE: &str = "sekretaris-dinas-kesehatan";
const STAFF: &str = "staf-tata-kelola-tik";
const SECTION: &str = QUEUE.sections[0];
const TEXT: &str = "Warga memilih layanan, tanggal, dan jam tanpa harus datang.";

#[tokio::test]
async fn a_text_that_was_sent_when_the_session_had_ended_arrives_after_signing_in_again() -> Result<()> {
    let Some(portal) = drafting(Scripts::Off).await? else { return Ok(()) };
    portal.click(SECTION).await?;
    portal.fill("Uraian", TEXT).await?;

    portal.forget_session().await?;
    portal.click("Simpan dan lanjutkan").await?;
    portal.sees("Yang baru saja Anda isi belum terkirim dan tidak hilang").await?;
    portal.gives_name_and_password(PROPOSER).await?;
    portal.sees("Isian yang tadi belum terkirim masih ada.").await?;
    portal.click("Lanjutkan mengirim").await?;

    portal.sees(QUEUE.sections[1]).await?;
    keeps(&portal, TEXT).await
}

#[tokio::test]
async fn a_text_that_was_not_sent_is_offered_again_after_the_page_was_left() -> Result<()> {
    let Some(portal) = drafting(Scripts::On).await? else { return Ok(()) };
    portal.click(SECTION).await?;
    portal.fill("Uraian", TEXT).await?;

    portal.forget_session().await?;
    portal.click("Kembali ke daftar bagian").await?;
    portal.sees("Kata sandi").await?;
    portal.gives_name_and_password(PROPOSER).await?;
    portal.click(SECTION).await?;
    portal.sees("Ada isian di halaman ini yang belum terkirim.").await?;
    portal.click("Kembalikan isian itu").await?;

    ensure!(portal.value("Uraian").await? == TEXT, "{:?}", portal.value("Uraian").await?);
    Ok(())
}

#[tokio::test]
async fn a_text_is_saved_while_it_is_written() -> Result<()> {
    let Some(portal) = drafting(Scripts::On).await? else { return Ok(()) };
    portal.click(SECTION).await?;

    portal.fill("Uraian", TEXT).await?;
    portal.sees("Tersimpan").await?;
    portal.click("Kembali ke daftar bagian").await?;

    keeps(&portal, TEXT).await
}

#[tokio::test]
async fn a_button_that_is_pressed_twice_does_it_once() -> Result<()> {
    for scripts in [Scripts::On, Scripts::Off] {
        let Some(portal) = Portal::open_at("2026-01-12T08:00:00", scripts).await? else { return Ok(()) };
        portal.signs_in(PROPOSER).await?;
        portal.goes_to("/requests/new").await?;
        portal.click(QUEUE.service).await?;
        portal.choose("Pembangunan aplikasi baru").await?;

        portal.double_click("Mulai menyusun").await?;
        portal.sees("0 dari 6 bagian sudah lengkap.").await?;

        let proposer = portal.own.sign_in(PROPOSER).await?;
        let drafts = proposer.get(&format!("agencies/{}/submissions", journeys::AGENCY)).await?.ok()?;
        assert_eq!(drafts["submissions"].as_array().map(Vec::len), Some(1), "{scripts:?}");
    }
    Ok(())
}

#[tokio::test]
async fn what_was_saved_is_there_after_the_back_button_and_may_be_saved_again() -> Result<()> {
    let Some(portal) = drafting(Scripts::Off).await? else { return Ok(()) };
    portal.click(SECTION).await?;
    portal.fill("Uraian", TEXT).await?;
    portal.click("Simpan dan lanjutkan").await?;
    portal.sees(QUEUE.sections[1]).await?;

    portal.back().await?;
    portal.sees(SECTION).await?;
    ensure!(portal.value("Uraian").await? == TEXT, "{:?}", portal.value("Uraian").await?);
    let longer = format!("{TEXT} Petugas memanggil antrean.");
    portal.fill("Uraian", &longer).await?;
    portal.click("Simpan dan lanjutkan").await?;

    portal.sees(QUEUE.sections[1]).await?;
    keeps(&portal, &longer).await
}

#[tokio::test]
async fn what_someone_else_wrote_meanwhile_is_shown_beside_what_was_typed() -> Result<()> {
    for scripts in [Scripts::On, Scripts::Off] {
        let Some(portal) = drafting(scripts).await? else { return Ok(()) };
        portal.click(SECTION).await?;
        portal.open_tab().await?;
        portal.signs_in(COLLEAGUE).await?;
        portal.click("Permohonan").await?;
        portal.click("Permohonan tanpa nama").await?;
        portal.click(SECTION).await?;
        portal.fill("Uraian", "Petugas memanggil antrean.").await?;
        portal.click("Simpan dan lanjutkan").await?;
        portal.sees(QUEUE.sections[1]).await?;
        portal.signs_in(PROPOSER).await?;
        portal.close_tab().await?;

        portal.fill("Uraian", TEXT).await?;
        portal.click("Simpan dan lanjutkan").await?;
        portal.sees("Orang lain sudah mengubah bagian ini.").await?;
        portal.sees("Petugas memanggil antrean.").await?;
        ensure!(portal.value("Tulisan Anda").await? == TEXT, "{:?}", portal.value("Tulisan Anda").await?);
        portal.click("Simpan dan lanjutkan").await?;

        portal.sees(QUEUE.sections[1]).await?;
        keeps(&portal, TEXT).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_sheet_that_staff_changed_meanwhile_is_shown_beside_what_was_filled_in() -> Result<()> {
    let Some(portal) = checking(Scripts::Off).await? else { return Ok(()) };
    portal.open_tab().await?;
    portal.takes_up(STAFF, APP.title).await?;
    portal.fill("Catatan (boleh kosong)", "Sudah dibaca staf.").await?;
    portal.click("Simpan konsep").await?;
    portal.sees("Konsep tersimpan.").await?;
    portal.signs_in(GOVERNANCE).await?;
    portal.close_tab().await?;

    portal.fill("Catatan (boleh kosong)", TEXT).await?;
    portal.choose("Lengkap").await?;
    portal.click("Selesaikan langkah ini").await?;
    portal.sees("Orang lain mengubah lembar ini sejak Anda membukanya").await?;
    portal.sees("Sudah dibaca staf.").await?;
    let kept = portal.value("Catatan (boleh kosong)").await?;
    ensure!(kept == TEXT, "{kept:?}");
    portal.click("Semua ada dan sesuai").await?;
    portal.choose("Lengkap").await?;

    portal.completes().await
}

#[tokio::test]
async fn what_was_filled_in_for_a_task_that_someone_else_did_meanwhile_is_still_shown() -> Result<()> {
    let Some(portal) = checking(Scripts::On).await? else { return Ok(()) };
    portal.fill("Catatan (boleh kosong)", TEXT).await?;
    portal.open_tab().await?;
    portal.takes_up(GOVERNANCE, APP.title).await?;
    portal.click("Semua ada dan sesuai").await?;
    portal.choose("Lengkap").await?;
    portal.completes().await?;
    portal.close_tab().await?;

    portal.choose("Lengkap").await?;
    portal.click("Selesaikan langkah ini").await?;

    portal.sees("Isian Anda belum tersimpan: tugas ini sudah diselesaikan orang lain").await?;
    portal.sees("Yang Anda isi dan tidak tersimpan").await?;
    portal.sees(TEXT).await
}

/// A proposer before the parts of a new draft.
async fn drafting(scripts: Scripts) -> Result<Option<Portal>> {
    let Some(portal) = Portal::open_at("2026-01-12T08:00:00", scripts).await? else { return Ok(None) };
    portal.signs_in(PROPOSER).await?;
    portal.goes_to("/requests/new").await?;
    portal.click(QUEUE.service).await?;
    portal.choose("Pembangunan aplikasi baru").await?;
    portal.click("Mulai menyusun").await?;
    portal.sees("0 dari 6 bagian sudah lengkap.").await?;
    Ok(Some(portal))
}

/// An officer before the checklist of a request.
async fn checking(scripts: Scripts) -> Result<Option<Portal>> {
    let story = Story::filed_at("2026-01-12T08:00:00").await?;
    story.does(GOVERNANCE, "receipt", "", Value::Null).await?;
    let Some(portal) = Portal::of(story.own, scripts).await? else { return Ok(None) };
    portal.takes_up(GOVERNANCE, APP.title).await?;
    Ok(Some(portal))
}

/// Fails unless the first text of the draft reads so when it is opened anew.
async fn keeps(portal: &Portal, text: &str) -> Result<()> {
    portal.goes_to("/requests").await?;
    portal.click("Permohonan tanpa nama").await?;
    portal.click(SECTION).await?;
    let kept = portal.value("Uraian").await?;
    ensure!(kept == text, "{kept:?}");
    Ok(())
}
