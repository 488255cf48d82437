//! Anyone complains on a page, follows a ticket, and is answered.

use anyhow::{Context as _, Result, ensure};
use journeys::{consideration::MINISTRY, eventually, own::Own, story::assert_at};
use serde_json::json;

const PAGE: &str = "/agencies/kemenpanrb/procedures/pertimbangan-aplikasi-khusus/complaints";
const ANSWERER: &str = "sekretaris-kementerian@kemenpanrb";

#[tokio::test]
async fn a_complaint_gets_a_ticket_and_an_answer_within_fourteen_working_days() -> Result<()> {
    let own = Own::start().await?;
    let found = own.page("/complaints?query=pendayagunaan").await?;
    ensure!(found.contains("/complaints?agency=kemenpanrb"), "{found}");
    let offered = own.page("/complaints?agency=kemenpanrb").await?;
    ensure!(offered.contains(PAGE), "{offered}");
    let form = own.page(PAGE).await?;
    for words in ["14 hari kerja", "021-7398381", "halomenpan@menpan.go.id", "@lapor1708", "SP4N-LAPOR!"] {
        ensure!(form.contains(words), "{words} is not on the page: {form}");
    }

    let written = [
        ("request_id", hidden(&form)?),
        ("kind", "COMPLAINT"),
        ("title", "Surat balasan belum diterima"),
        ("text", "Permohonan sudah lengkap sejak <b>Desember</b>.\nMohon penjelasan."),
        ("email", "warga@contoh.example"),
    ];
    let ticket_page = own.form(PAGE, &written).await?;
    assert_eq!(own.form(PAGE, &written).await?, ticket_page, "sent twice, filed once");
    let ticket = between(&ticket_page, "<code>", "</code>")?;
    // Sixteen January is Isra Mikraj: the fourteenth working day after Monday the fifth is Monday the 26th.
    ensure!(ticket_page.contains("26 Januari 2026"), "{ticket_page}");
    own.mail("sekretaris-kementerian", &[ticket]).await?;

    let answerer = own.sign_in(ANSWERER).await?;
    let waiting = eventually("the complaint is listed", async || {
        let page = answerer.get(&format!("agencies/{MINISTRY}/complaints")).await?.ok()?;
        Ok(page["complaints"].as_array().and_then(|it| it.first()).cloned())
    })
    .await?;
    assert_at(&waiting["dueTime"], "2026-01-26T16:00:00");
    let name = waiting["name"].as_str().context("a name")?;
    let answer = json!({ "answer": "Surat telah dikirim pada 5 Januari 2026." });
    let colleague = own.sign_in("petugas-persuratan@kemenpanrb").await?;
    colleague.post(&format!("{name}:answer"), &answer).await?.refused(403)?;
    assert_eq!(
        colleague.get(&format!("agencies/{MINISTRY}/complaints")).await?.ok()?["complaints"],
        json!([])
    );
    let stranger = own.sign_in("kepala-dinas@kota-bandung").await?;
    stranger.post(&format!("{name}:answer"), &answer).await?.refused(404)?;
    answerer.post(&format!("{name}:answer"), &answer).await?.ok()?;
    answerer.post(&format!("{name}:answer"), &answer).await?.refused(409)?;

    let page = own.page(&format!("/complaints/{ticket}")).await?;
    ensure!(page.contains("Surat telah dikirim pada 5 Januari 2026."), "{page}");
    ensure!(!page.contains("warga@contoh.example") && !page.contains("Desember"), "{page}");
    let mail = own.mail("warga", &[ticket]).await?;
    ensure!(mail.text.contains(&format!("/complaints/{ticket}")), "{mail:?}");
    Ok(())
}

#[tokio::test]
async fn one_address_cannot_shut_complaints_off_for_others() -> Result<()> {
    let own = Own::start().await?;
    let complaint = json!({ "kind": "OTHER", "title": "Uji", "text": "Uji" });
    let path = format!("/v1{PAGE}:file");

    let mut last = own.post(&path, &complaint).await?;
    for _ in 0..20 {
        last = own.post(&path, &complaint).await?;
    }
    let form = own.page(PAGE).await?;
    let page = own
        .form(PAGE, &[("request_id", hidden(&form)?), ("kind", "OTHER"), ("title", "a"), ("text", "b")])
        .await?;

    ensure!(last.refused(429)?.contains("dari alamat Anda"), "{last:?}");
    ensure!(page.contains("Terlalu banyak masukan dari alamat Anda"), "{page}");
    Ok(())
}

#[tokio::test]
async fn a_form_that_is_not_filled_in_is_shown_again_with_what_was_written() -> Result<()> {
    let own = Own::start().await?;
    let form = own.page(PAGE).await?;
    let written = [
        ("request_id", hidden(&form)?),
        ("kind", "SUGGESTION"),
        ("title", "Jam layanan \"daring\""),
        ("text", "Mohon dibuka sampai pukul 20.00."),
        ("email", "bukan surel"),
    ];

    let shown = own.form(PAGE, &written).await?;
    let unknown = own.get("/complaints/TIDAKADA").await?;
    let nowhere = own.get("/agencies/kemenpanrb/procedures/tidak-ada/complaints").await?;

    ensure!(shown.contains("Periksa kembali isian “Surel”"), "{shown}");
    ensure!(shown.contains("Mohon dibuka sampai pukul 20.00.") && !shown.contains("\"daring\""), "{shown}");
    assert_eq!((unknown.status, nowhere.status), (404, 404));
    ensure!(String::from_utf8_lossy(&unknown.body).contains("Tiket tidak ditemukan"));
    Ok(())
}

fn hidden(form: &str) -> Result<&str> {
    between(form, "name=\"request_id\" value=\"", "\"")
}

fn between<'p>(page: &'p str, before: &str, after: &str) -> Result<&'p str> {
    let (_, rest) = page.split_once(before).with_context(|| format!("no {before} in {page}"))?;
    Ok(rest.split_once(after).context("it ends")?.0)
}
