//! What becomes of a request once it was filed, and those that come on paper.

use super::place::{ID, Place};
use crate::browser::location;
use crate::text;
use platform::testing::eventually;
use reqwest::Method;
use serde_json::{Value, json};
use std::fs;

const PROPOSER: &str = "kepala-dinas-kesehatan@kota-tangerang";
const OFFICER: &str = "ketua-tim-kerja-tata-kelola-tik@kota-tangerang";
const REGISTRY: &str = "petugas-persuratan@kemenpanrb";

/// Does the officer's next task, which comes by an event.
async fn complete(place: &Place, outcome: &str, sheet: Value) {
    let token = place.front.token(OFFICER).await;
    let path = "/v1/agencies/kota-tangerang/tasks";
    let task = eventually(async || {
        let inbox = place.front.request(Method::GET, path).bearer_auth(&token).send().await.unwrap();
        let inbox: Value = inbox.json().await.unwrap();
        inbox["tasks"].as_array()?.first().map(|it| text(it, "name"))
    });
    let path = format!("/v1/{}:complete", task.await);
    let body = json!({ "outcome": outcome, "sheet": sheet });
    let done = place.front.request(Method::POST, &path).bearer_auth(&token).json(&body).send().await.unwrap();
    assert_eq!(done.status(), 200, "{}", done.text().await.unwrap());
}

#[tokio::test]
async fn after_a_return_the_marked_sections_are_corrected_beside_the_notes() {
    let place = Place::start().await;
    let proposer = place.sign_in(PROPOSER).await;
    let request = place.file(&proposer).await;
    let (section, other) = (&place.sections[1], &place.sections[0]);
    let items = place.requirements.iter().chain(&place.sections).map(|it| {
        let note = "Tambahkan <b> format datanya.";
        let (verdict, note) = if it == section { ("not_as_required", note) } else { ("present", "") };
        json!({ "item": it, "verdict": verdict, "note": note })
    });
    let sheet = json!({ "items": items.collect::<Vec<_>>() });
    complete(&place, "", json!({})).await;
    complete(&place, "incomplete", sheet).await;

    let token = place.front.token(PROPOSER).await;
    let path = request.replacen("/requests", "/v1", 1);
    eventually(async || {
        let now = place.front.request(Method::GET, &path).bearer_auth(&token).send().await.unwrap();
        let now: Value = now.json().await.unwrap();
        (now["state"] == "RETURNED").then_some(())
    })
    .await;
    let returned = proposer.page(&request).await;
    let closed = proposer.get(&format!("{request}/draft/{other}")).await;
    let early = proposer.post(&format!("{request}/check"), &[("request_id", ID), ("refile", "yes")]).await;
    let path = format!("{request}/draft/{section}");
    let page = proposer.page(&path).await;
    let corrected = proposer.fill(&page, &path, &[("text", "Dengan format data.")]).await;
    let check = format!("{request}/check");
    let complete = proposer.page(&check).await;
    let refiled = proposer.fill(&complete, &check, &[]).await;
    let receipt = proposer.page(&location(&refiled)).await;

    assert!(returned.contains("Perbaiki sekarang"), "{returned}");
    assert!(returned.contains("Tambahkan &#60;b&#62; format datanya."), "{returned}");
    assert_eq!((closed.status().as_u16(), location(&closed)), (303, request.clone()));
    assert_eq!(early.status(), 409);
    assert!(early.text().await.unwrap().contains("Masih perlu diperbaiki"));
    assert!(page.contains("Catatan pemeriksa") && page.contains("format datanya"), "{page}");
    assert_eq!(location(&corrected), format!("{request}/draft"));
    assert!(receipt.contains("pengajuan ke-2"), "{receipt}");
}

#[tokio::test]
async fn a_request_is_withdrawn_for_a_reason_once_that_is_confirmed() {
    let place = Place::start().await;
    let proposer = place.sign_in(PROPOSER).await;
    let request = place.file(&proposer).await;
    let path = format!("{request}/withdraw");

    let asked = proposer.page(&path).await;
    let unconfirmed = proposer.fill(&asked, &path, &[("reason", "Rencana \"berubah\"")]).await;
    let nothing_said = proposer.fill(&asked, &path, &[("confirmed", "yes")]).await;
    let form = [("reason", "Rencana berubah"), ("confirmed", "yes")];
    let withdrawn = proposer.fill(&asked, &path, &form).await;
    let repeated = proposer.fill(&asked, &path, &form).await;
    let page = proposer.page(&request).await;

    let (status, unconfirmed) = (unconfirmed.status().as_u16(), unconfirmed.text().await.unwrap());
    assert_eq!(status, 400);
    assert!(unconfirmed.contains("href=\"#confirmed\""), "{unconfirmed}");
    assert!(unconfirmed.contains("Rencana &#34;berubah&#34;"), "{unconfirmed}");
    assert!(nothing_said.text().await.unwrap().contains("href=\"#reason\""));
    assert_eq!((location(&withdrawn), location(&repeated)), (request.clone(), request));
    assert!(page.contains("Alasan: Rencana berubah"), "{page}");
}

#[tokio::test]
async fn what_happens_is_passed_on_and_why_it_is_due_is_told() {
    let place = Place::start().await;
    let proposer = place.sign_in(PROPOSER).await;
    let request = place.file(&proposer).await;
    eventually(async || proposer.page(&request).await.contains("mulai diproses").then_some(())).await;

    let mut stream = proposer.get(&format!("{request}/watch?after=0")).await;
    let media_type = stream.headers()["content-type"].to_str().unwrap().to_owned();
    let first = stream.chunk().await.unwrap().unwrap();
    let part = proposer.http.get(place.front.url(&request)).header("hx-request", "true");
    let part = proposer.send(part).await.text().await.unwrap();
    let why = proposer.page(&format!("{request}/why")).await;

    assert_eq!(media_type, "text/event-stream");
    assert!(String::from_utf8_lossy(&first).contains("terdaftar dengan nomor"), "{first:?}");
    assert!(part.contains("mulai diproses") && !part.contains("<html"), "{part}");
    assert!(why.contains("Jangka waktu dihitung sejak 5 Januari 2026"), "{why}");
}

#[tokio::test]
async fn the_registry_enters_what_came_as_a_letter() {
    let place = Place::start().await;
    let file = "../review/procedures/pertimbangan-aplikasi-khusus.yaml";
    let source = fs::read_to_string(file).unwrap();
    review::publish(&place.front.stack.parts, &source, None).await.unwrap();
    let (registry, other) = (place.sign_in(REGISTRY).await, place.sign_in(PROPOSER).await);

    let elsewhere = other.get("/requests/record").await;
    let found = registry.page("/requests/record?query=kesehatan").await;
    let path = "/requests/record";
    let page = registry.page("/requests/record?asker=kemenkes").await;
    let mut form = [
        ("channel", "letter"),
        ("agenda_number", "12/<i>"),
        ("receipt_date", "2030-01-01"),
        ("letter_number", "1/2026"),
        ("letter_date", "2026-01-02"),
        ("signatory", "Menteri"),
        ("signatory_kind", "minister"),
        ("app_title", "Aplikasi Khusus"),
        ("purpose", "build"),
    ];
    let early = eventually(async || {
        let refused = registry.fill(&page, path, &form).await;
        (refused.status() == 400).then_some(refused)
    });
    let early = early.await.text().await.unwrap();
    form[2].1 = "2026-01-05";
    let recorded = registry.fill(&early, path, &form).await;
    let draft = registry.page(&location(&recorded)).await;

    assert_eq!(elsewhere.status(), 404);
    assert!(found.contains("asker=kemenkes"), "{found}");
    assert!(
        early.contains("href=\"#receipt_date\"") && early.contains("value=\"12/&#60;i&#62;\""),
        "{early}"
    );
    assert!(draft.contains("nomor agenda 12/&#60;i&#62;"), "{draft}");
}
