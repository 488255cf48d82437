//! Pages on which letters are initialled, signed, changed, handed over and declared void; with every service behind them.

use super::{
    browser::{location, values},
    ministry::{ASSISTANT, CITY, DEPUTY, MEMBERS, Ministry, SECRETARIAT},
};
use platform::testing::eventually;
use serde_json::json;

#[tokio::test]
async fn several_are_signed_at_once_each_with_its_own_result() {
    let ministry = Ministry::start().await;
    ministry.put_to_the_team("Satu Data").await;
    let (_, first) = ministry.invite().await;
    ministry.put_to_the_team("Dua Data").await;
    let (_, second) = ministry.invite().await;
    let deputy = ministry.sign_in(DEPUTY).await;
    let list = deputy.page("/letters").await;
    let mut chosen = values(&list, "letter");
    assert_eq!(chosen.len(), 2, "{list}");
    // As if another had changed it since.
    chosen[0] = chosen[0].replace(" sign", "9 sign");
    let typed: Vec<(&str, &str)> = chosen.iter().map(|it| ("letter", it.as_str())).collect();

    let results = deputy.fill(&list, "/letters/approve", &typed).await;
    let status = results.status();
    let results = results.text().await.unwrap();
    let none = deputy.fill(&list, "/letters/approve", &[]).await;
    let issued = deputy.page("/letters?show=ISSUED").await;
    let csv = deputy.get("/letters.csv?show=all").await.text().await.unwrap();

    assert_eq!(status, 200);
    assert!(results.contains("1 dari 2 naskah") && results.contains("Baca kembali"), "{results}");
    assert!(results.contains(&first) && results.contains(&second), "{results}");
    assert_eq!(location(&none), "/letters");
    assert!(issued.contains("Surat undangan rapat"), "{issued}");
    assert!(csv.contains("Menunggu tanda tangan") && csv.contains("Deputi Bidang"), "{csv}");
}

#[tokio::test]
async fn a_draft_is_changed_and_nobody_overwrites_another() {
    let ministry = Ministry::start().await;
    ministry.put_to_the_team("Satu Data").await;
    let (_, letter) = ministry.invite().await;
    let deputy = ministry.sign_in(DEPUTY).await;
    let edit = format!("{letter}/edit");
    let form = deputy.page(&edit).await;
    let typed =
        |subject| [("subject", subject), ("paragraphs", "Satu.\r\n\r\nDua."), ("carbon_copies", "Arsip")];

    let empty = deputy.fill(&form, &edit, &typed("")).await;
    let saved = deputy.fill(&form, &edit, &typed("Undangan <i>")).await;
    let mut late = typed("Undangan kedua").to_vec();
    let etag = values(&form, "etag").remove(0);
    late.extend([("etag", etag.as_str()), ("request_id", "0190a000-0000-7000-8000-000000000041")]);
    let stale = deputy.post(&edit, &late).await;
    let old = deputy.page(&letter).await;
    let signed = deputy.fill(&old, &format!("{letter}/approve"), &[]).await;
    let again = deputy.fill(&old, &format!("{letter}/approve"), &[]).await;
    let closed = deputy.get(&edit).await;
    let preview = deputy.get(&format!("{letter}/preview.pdf")).await;

    assert_eq!(empty.status(), 400);
    assert!(empty.text().await.unwrap().contains("href=\"#subject\""));
    assert_eq!(location(&saved), format!("{letter}?done=saved"));
    assert!(stale.status().is_client_error());
    let stale = stale.text().await.unwrap();
    assert!(stale.contains("Konsep terbaru") && stale.contains("Undangan &#60;i&#62;"), "{stale}");
    assert!(stale.contains("value=\"Undangan kedua\""), "{stale}");
    assert!(old.contains("preview.pdf") && old.contains("Tanda tangani</button>"), "{old}");
    assert_eq!(location(&signed), format!("{letter}?done=signed"));
    assert_eq!(location(&again), location(&signed), "a form sent twice signs once");
    assert_eq!(location(&closed), letter, "what was issued is not changed");
    assert_eq!(location(&preview), format!("{letter}/letter.pdf"), "an old page shows what its draft became");
}

#[tokio::test]
async fn an_addressee_reads_what_was_issued_without_the_buttons_of_the_agency() {
    let ministry = Ministry::start().await;
    let submission = ministry.put_to_the_team("Satu Data").await;
    let meeting = ministry.convene().await;
    let name = format!(
        "agencies{}",
        meeting.trim_start_matches("/meetings").replacen("kemenpanrb/", "kemenpanrb/meetings/", 1)
    );
    let token = ministry.front.token(SECRETARIAT).await;
    let present = MEMBERS.map(
        |it| json!({ "agency": format!("agencies/{it}"), "displayName": "Utusan", "positionTitle": "Wakil" }),
    );
    ministry.call(&token, &format!("/v1/{name}:recordAttendance"), json!({ "attendees": present })).await;
    let item = ministry.read(&token, &format!("/v1/{name}")).await["agendaItems"][0].clone();
    let record =
        json!({ "agendaItem": item, "points": ["Satu"], "result": "CONCLUDED", "outcome": "Dilanjutkan." });
    ministry.call(&token, &format!("/v1/{name}:recordDiscussion"), json!({ "discussion": record })).await;
    ministry.call(&token, &format!("/v1/{name}:confirm"), json!({})).await;
    let deputy_token = ministry.front.token(DEPUTY).await;
    let task = ministry.task(&deputy_token, &submission).await;
    let letter =
        task["letter"].as_str().unwrap().replacen("agencies/kemenpanrb/letters", "/letters/kemenpanrb", 1);
    let (assistant, deputy, city) =
        (ministry.sign_in(ASSISTANT).await, ministry.sign_in(DEPUTY).await, ministry.sign_in(CITY).await);
    let draft = eventually(async || {
        let page = assistant.get(&letter).await;
        if page.status() == 200 { Some(page.text().await.unwrap()) } else { None }
    })
    .await;

    let hidden = city.get(&letter).await.status();
    let waiting = deputy.page(&letter).await;
    let initialled = assistant.fill(&draft, &format!("{letter}/approve"), &[]).await;
    let twice = assistant.fill(&draft, &format!("{letter}/approve"), &[]).await;
    let page = deputy.page(&letter).await;
    let signed = deputy.fill(&page, &format!("{letter}/approve"), &[]).await;
    let addressed = city.page(&letter).await;
    let sent = deputy.page(&letter).await;
    let deliver = format!("{letter}/deliver");
    let typed = [("channel", "courier"), ("time", "2030-01-01T09:00"), ("recipient", "Siti <b>")];
    let future = deputy.fill(&sent, &deliver, &typed).await;
    let paper = city.get(&format!("{letter}/letter.pdf")).await;
    let (media_type, policy) =
        (paper.headers()["content-type"].clone(), paper.headers()["content-security-policy"].clone());
    let delivered = eventually(async || {
        let page = deputy.page(&letter).await;
        page.contains("dibuka di portal").then_some(page)
    })
    .await;
    let void = format!("{letter}/void");
    let unexplained = deputy.fill(&delivered, &void, &[("reason", "")]).await;
    let voided = deputy.fill(&delivered, &void, &[("reason", "Salah alamat")]).await;
    let case =
        deputy.page(&format!("/cases/{}", task["case"].as_str().unwrap().rsplit('/').next().unwrap())).await;

    assert!(case.contains(&format!("href=\"{meeting}\"")), "{case}");
    assert_eq!(hidden, 404, "a draft is none of the addressee's");
    assert!(draft.contains("Bubuhkan paraf") && !waiting.contains("Tanda tangani</button>"), "{waiting}");
    assert_eq!(location(&initialled), format!("{letter}?done=initialled"));
    assert_eq!(location(&twice), location(&initialled), "a form sent twice puts initials once");
    assert_eq!(location(&signed), format!("{letter}?done=signed"));
    assert!(
        addressed.contains("letter.pdf") && !addressed.contains("<form method=\"post\" action=\"/letters"),
        "{addressed}"
    );
    assert!(!addressed.contains("/cases/"), "{addressed}");
    assert_eq!(future.status(), 400);
    let future = future.text().await.unwrap();
    assert!(future.contains("value=\"Siti &#60;b&#62;\"") && future.contains("href=\"#time\""), "{future}");
    assert_eq!(media_type, "application/pdf");
    assert!(policy.to_str().unwrap().contains("frame-ancestors 'self'"));
    assert!(!delivered.contains("Catat penyampaian"), "{delivered}");
    assert_eq!(unexplained.status(), 400);
    assert_eq!(location(&voided), format!("{letter}?done=voided"));
}
