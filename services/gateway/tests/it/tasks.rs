//! An officer's pages: the inbox, the page of a task, cases, complaints; with every service behind them.

mod place;

use super::STAFF;
use crate::browser::{hidden, location};
use place::{LEAD, PROPOSER, Place, value};
use platform::testing::eventually;
use serde_json::json;
use std::fs;

const SHEET: &str = "Isi lembar ini";

#[tokio::test]
async fn the_inbox_shows_what_waits_and_nothing_of_others() {
    let place = Place::start().await;
    let task = place.file("Antrean <script>alert(1)</script>").await;
    let lead = place.sign_in(LEAD).await;

    let inbox = lead.page("/tasks").await;
    let found = lead.page("/tasks?query=antrean").await;
    let none = lead.page("/tasks?query=tidak-ada").await;
    let table = lead.get("/tasks.csv").await;
    let others = place.sign_in("kepala-dinas@kota-tangerang").await.page("/tasks").await;
    let proposer = place.sign_in(PROPOSER).await.get(&format!("/tasks/{task}")).await;

    assert!(inbox.contains(&format!("href=\"/tasks/{task}\"")), "{inbox}");
    assert!(!inbox.contains("<script>alert"), "{inbox}");
    assert!(found.contains(&task) && !none.contains(&task));
    assert!(none.contains("Tidak ada tugas yang cocok"), "{none}");
    assert!(others.contains("Tidak ada tugas yang menunggu Anda"), "{others}");
    assert_eq!(proposer.status(), 404);
    assert_eq!(table.headers()["content-type"], "text/csv; charset=utf-8");
    assert!(table.text().await.unwrap().contains("Antrean <script>"));
}

#[tokio::test]
async fn htmx_gets_the_rows_alone() {
    let place = Place::start().await;
    let task = place.file("Antrean").await;
    let lead = place.sign_in(LEAD).await;

    let rows = lead.http.get(place.front.url("/tasks?query=antrean")).header("hx-request", "true");
    let rows = lead.send(rows).await.text().await.unwrap();

    assert!(rows.contains(&task) && !rows.contains("<html"), "{rows}");
}

#[tokio::test]
async fn a_step_that_is_done_leads_to_the_next_task_and_sending_it_twice_does_it_once() {
    let place = Place::start().await;
    let (first, second) = (place.file("Pertama").await, place.file("Kedua").await);
    let lead = place.sign_in(LEAD).await;
    let path = format!("/tasks/{first}");
    let page = lead.page(&path).await;

    let once = location(&lead.fill(&page, &path, &[("act", "complete")]).await);
    let twice = location(&lead.fill(&page, &path, &[("act", "complete")]).await);

    assert_eq!(once, format!("/tasks/{second}?done={first}"));
    assert_eq!(once, twice);
    let next = lead.page(&once).await;
    assert!(next.contains("Tersimpan:") && next.contains("Berikutnya:"), "{next}");
    assert!(lead.page(&path).await.contains("Tugas ini sudah selesai"));
}

#[tokio::test]
async fn a_refused_sheet_keeps_what_was_typed_and_leads_to_the_fields() {
    let place = Place::start().await;
    let lead = place.sign_in(LEAD).await;
    let (path, page) = place.checklist(&lead, "Antrean").await;
    let outcome = value(&page, "outcome", "");

    let unchosen = lead.fill(&page, &path, &[("act", "complete"), ("sheet.note", "Sudah & <dibaca>")]).await;
    let typed = [("act", "complete"), ("outcome", outcome.as_str()), ("sheet.note", "Sudah & <dibaca>")];
    let refused = lead.fill(&page, &path, &typed).await;

    assert_eq!(unchosen.status(), 422);
    assert!(unchosen.text().await.unwrap().contains("href=\"#outcome\""));
    assert_eq!(refused.status(), 400);
    let refused = refused.text().await.unwrap();
    assert!(
        refused.contains("<title>Kesalahan: ") && refused.contains("href=\"#sheet-items-0-verdict\""),
        "{refused}"
    );
    assert!(
        refused.contains("id=\"sheet-items-0-verdict\"") && refused.contains("Sudah &#38; &#60;dibaca&#62;")
    );
}

#[tokio::test]
async fn everything_can_be_marked_as_there_at_once_and_returned_only_with_a_mark() {
    let place = Place::start().await;
    let lead = place.sign_in(LEAD).await;
    let (path, page) = place.checklist(&lead, "Antrean").await;

    let marked = location(&lead.fill(&page, &path, &[("act", "all_present"), ("sheet.note", SHEET)]).await);
    let page = lead.page(&marked).await;
    let present = value(&page, "sheet.items.0.verdict", "");
    let (complete, back) =
        (value(&page, "outcome", ""), value(&page, "outcome", &value(&page, "outcome", "")));
    let all = place.verdicts();
    let mut sent: Vec<(&str, &str)> = all.iter().map(|it| (it.as_str(), present.as_str())).collect();
    sent.extend([("act", "complete"), ("outcome", back.as_str())]);
    let refused = lead.fill(&page, &path, &sent).await.text().await.unwrap();
    sent.retain(|it| it.0 != "outcome");
    sent.push(("outcome", &complete));
    let done = lead.fill(&page, &path, &sent).await;

    assert!(page.contains(SHEET) && page.matches(" checked").count() >= all.len(), "{page}");
    assert!(refused.contains("sehingga berkas tidak dapat dikembalikan"), "{refused}");
    assert!(location(&done).starts_with("/tasks?done="));
}

#[tokio::test]
async fn whoever_was_slower_is_told_what_became_of_it_and_keeps_their_words() {
    let place = Place::start().await;
    let lead = place.sign_in(LEAD).await;
    let (path, old) = place.checklist(&lead, "Antrean").await;

    lead.fill(&old, &path, &[("act", "draft"), ("sheet.note", "Yang lebih dahulu")]).await;
    let fresh = [("request_id", "0190a000-0000-7000-8000-000000000077")];
    let mut typed: Vec<(String, String)> =
        hidden(&old).into_iter().filter(|it| it.0 != "request_id").collect();
    typed.extend(fresh.map(|it| (it.0.to_owned(), it.1.to_owned())));
    let mut typed: Vec<(&str, &str)> = typed.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect();
    typed.extend([("act", "draft"), ("sheet.note", "Yang kemudian")]);
    let stale = lead.post(&path, &typed).await;

    assert!(stale.status().is_client_error());
    let stale = stale.text().await.unwrap();
    assert!(stale.contains("Orang lain mengubah lembar ini"), "{stale}");
    assert!(stale.contains("Yang lebih dahulu") && stale.contains(">Yang kemudian</textarea>"), "{stale}");
    let kept = lead.fill(&stale, &path, &[("act", "draft"), ("sheet.note", "Yang kemudian")]).await;
    assert!(location(&kept).ends_with("?kept=draft#step"));
}

#[tokio::test]
async fn a_task_that_was_done_meanwhile_says_by_whom_and_shows_what_was_typed() {
    let place = Place::start().await;
    let lead = place.sign_in(LEAD).await;
    let (path, page) = place.checklist(&lead, "Antrean").await;
    let marked = lead.page(&location(&lead.fill(&page, &path, &[("act", "all_present")]).await)).await;
    let present = value(&marked, "sheet.items.0.verdict", "");
    let outcome = value(&marked, "outcome", "");
    let all = place.verdicts();
    let mut sent: Vec<(&str, &str)> = all.iter().map(|it| (it.as_str(), present.as_str())).collect();
    sent.extend([("act", "complete"), ("outcome", outcome.as_str())]);
    location(&lead.fill(&marked, &path, &sent).await);

    let late = lead.fill(&page, &path, &[("act", "draft"), ("sheet.note", "Catatan yang terlambat")]).await;

    assert!(late.status().is_client_error());
    let late = late.text().await.unwrap();
    assert!(
        late.contains("sudah diselesaikan orang lain") && late.contains("Catatan yang terlambat"),
        "{late}"
    );
    assert!(late.contains("Arif Rahman Hakim"), "{late}");
}

#[tokio::test]
async fn staff_prepare_and_decide_nothing() {
    let place = Place::start().await;
    let lead = place.sign_in(LEAD).await;
    let (path, _) = place.checklist(&lead, "Antrean").await;
    let staff = place.sign_in(STAFF).await;

    let page = staff.page(&path).await;
    let kept = staff.fill(&page, &path, &[("act", "draft"), ("sheet.note", SHEET)]).await;
    let refused = staff.fill(&staff.page(&path).await, &path, &[("act", "complete"), ("outcome", "x")]).await;

    assert!(page.contains("value=\"draft\"") && !page.contains("value=\"complete\""), "{page}");
    assert!(location(&kept).contains("kept=draft"));
    assert!(lead.page(&path).await.contains(SHEET));
    assert_eq!(refused.status(), 403);
    assert!(refused.text().await.unwrap().contains("tidak berwenang"));
}

#[tokio::test]
async fn a_case_is_read_as_a_whole_by_its_office_alone() {
    let place = Place::start().await;
    let task = place.file("Antrean").await;
    let lead = place.sign_in(LEAD).await;
    let page = lead.page(&format!("/tasks/{task}")).await;
    let case = page.split("href=\"/cases/").nth(1).unwrap().split(['"', '/']).next().unwrap().to_owned();

    let whole = lead.page(&format!("/cases/{case}")).await;
    let why = lead.page(&format!("/cases/{case}/why")).await;
    let comment =
        lead.fill(&whole, &format!("/cases/{case}/comments"), &[("comment", "Mohon <b>dicek</b>.")]).await;
    let empty = lead.fill(&whole, &format!("/cases/{case}/comments"), &[("comment", " ")]).await;
    let listed = lead.page("/cases?state=RUNNING").await;
    let decided = lead.page("/cases?state=DECIDED").await;
    let found = lead.page("/cases?query=antre").await;
    let unknown = lead.page("/cases?query=%3Cb%3E+%26page").await;
    let waiting = lead.page("/cases/waiting").await;
    let desk = value(&waiting.replace("?position=", "name=\"desk\" value=\""), "desk", "");
    let desk = lead.page(&format!("/cases/waiting?position={}", desk.split('#').next().unwrap())).await;
    let proposer = place.sign_in(PROPOSER).await;

    assert!(
        whole.contains("Riwayat dan jejak audit") && whole.contains("Berkas diterima dan dibuka"),
        "{whole}"
    );
    assert!(why.contains("Bagaimana waktu dihitung?"));
    location(&comment);
    assert!(lead.page(&format!("/cases/{case}")).await.contains("Mohon &#60;b&#62;dicek&#60;/b&#62;."));
    assert_eq!(empty.status(), 422);
    assert!(empty.text().await.unwrap().contains("href=\"#comment\""));
    assert!(listed.contains(&case) && !decided.contains(&case) && decided.contains("Tidak ada berkas"));
    assert!(found.contains(&case) && !unknown.contains(&case));
    assert!(unknown.contains("value=\"&#60;b&#62; &#38;page\""), "{unknown}");
    assert!(desk.contains(&task), "{desk}");
    for path in [format!("/cases/{case}"), format!("/cases/{case}/why")] {
        assert_eq!(proposer.get(&path).await.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn a_complaint_is_answered_once_by_who_may() {
    let place = Place::start().await;
    let source = fs::read_to_string("../review/procedures/pertimbangan-aplikasi-khusus.yaml").unwrap();
    let sop = review::sop::check(&source, None).unwrap();
    review::publish(&place.front.stack.parts, &source, None).await.unwrap();
    let procedure = format!("/v1/agencies/{}/procedures/{}", sop.agency, sop.sop);
    eventually(async || {
        let desk = place.front.get(&format!("{procedure}/complaintChannels")).await;
        (desk.status() == 200).then_some(())
    })
    .await;
    let complaint = json!({ "kind": "COMPLAINT", "title": "Jam layanan", "text": "Terlalu singkat." });
    let filed = place.front.post(&format!("{procedure}/complaints:file"), complaint).await;
    assert_eq!(filed.status(), 200);
    let secretary = place.sign_in(&format!("sekretaris-kementerian@{}", sop.agency)).await;

    let inbox = secretary.page("/tasks").await;
    let list = secretary.page("/complaints-inbox").await;
    let one = format!(
        "/complaints-inbox/{}",
        list.split("href=\"/complaints-inbox/").nth(1).unwrap().split('"').next().unwrap()
    );
    let page = secretary.page(&one).await;
    let empty = secretary.fill(&page, &one, &[("answer", " ")]).await;
    let answered = secretary.fill(&page, &one, &[("answer", "Akan <i>ditambah</i>.")]).await;
    let again = secretary.page(&one).await;
    let other = place.sign_in(&format!("menteri@{}", sop.agency)).await.get(&one).await;

    assert!(inbox.contains("href=\"/complaints-inbox\""), "{inbox}");
    assert_eq!(empty.status(), 422);
    assert!(empty.text().await.unwrap().contains("href=\"#answer\""));
    assert!(location(&answered).starts_with("/complaints-inbox?done="));
    assert!(
        again.contains("Akan &#60;i&#62;ditambah&#60;/i&#62;.") && !again.contains("<textarea"),
        "{again}"
    );
    assert_eq!(other.status(), 404);
}
