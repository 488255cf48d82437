//! Pages on which a request is written, filed and followed, with every service behind them.

mod following;
mod place;

use super::{HEAD, STAFF, every_method::whole};
use crate::browser::{Browser, hidden, location};
use place::{ID, PDF, Place};
use reqwest::redirect::Policy;

const VILLAGE_HEAD: &str = "lurah-poris-plawad@kota-tangerang";

#[tokio::test]
async fn requests_are_for_those_who_are_signed_in() {
    let (front, _folder) = whole().await;
    let http = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();

    for path in ["/requests", "/requests.csv", "/requests/new", "/requests/record"] {
        let response = http.get(front.url(path)).send().await.unwrap();

        assert_eq!(response.status(), 303, "{path}");
        assert!(location(&response).starts_with("/sign-in?return=%2Frequests"), "{path}");
    }
}

#[tokio::test]
async fn a_request_is_written_group_by_group_filed_and_followed() {
    let place = Place::start().await;
    let head = place.sign_in(HEAD).await;
    let draft = place.draft(&head).await;

    let empty = head.page(&format!("{draft}/check")).await;
    place.write(&head, &draft).await;
    let check = format!("{draft}/check");
    let page = head.page(&check).await;
    let filed = head.fill(&page, &check, &[]).await;
    let repeated = head.fill(&page, &check, &[]).await;
    let receipt = head.page(&location(&filed)).await;
    let followed = head.page(&draft).await;
    let list = head.page("/requests?state=FILED").await + &head.page("/requests?state=IN_REVIEW").await;
    let csv = head.get("/requests.csv").await.text().await.unwrap();

    assert!(empty.contains("Masih kurang") && !empty.contains("Ajukan permohonan</button>"), "{empty}");
    assert_eq!(location(&filed), format!("{draft}/receipt"));
    assert_eq!(location(&repeated), location(&filed), "it is filed once");
    let number = "KT-2026-000001";
    assert!(receipt.contains(number) && receipt.contains("surat.pdf"), "{receipt}");
    assert!(
        followed.contains("Perjalanan permohonan") && followed.contains("terdaftar dengan nomor"),
        "{followed}"
    );
    assert!(list.contains(number) && csv.contains(number), "{list} {csv}");
}

#[tokio::test]
async fn who_may_not_apply_is_told_the_rule_and_who_may_not_file_writes() {
    let place = Place::start().await;
    let village = place.sign_in(VILLAGE_HEAD).await;
    let staff = place.sign_in(STAFF).await;
    let draft = place.draft(&staff).await;

    let refused = village.post("/requests/new", &[("request_id", ID), ("procedure", &place.procedure)]).await;
    let status = refused.status();
    let refused = refused.text().await.unwrap();
    let hidden = village.get(&format!("{draft}/draft")).await;
    let overview = staff.page(&format!("{draft}/draft")).await;

    assert_eq!(status, 403);
    assert!(
        refused.contains("hanya dapat diajukan oleh") && refused.contains("melalui Kecamatan"),
        "{refused}"
    );
    assert_eq!(hidden.status(), 404, "another office does not know of it");
    assert!(overview.contains("tetapi tidak mengajukan"), "{overview}");
}

#[tokio::test]
async fn a_refused_form_keeps_what_was_typed_and_leads_to_the_field() {
    let place = Place::start().await;
    let head = place.sign_in(HEAD).await;
    let general = format!("{}/general", place.draft(&head).await);
    let page = head.page(&general).await;
    let number = "9".repeat(101);

    let typed = [("app_title", "<script>x</script>"), ("purpose", "develop"), ("letter_number", &number)];
    let refused = head.fill(&page, &general, &typed).await;

    assert_eq!(refused.status(), 400);
    let refused = refused.text().await.unwrap();
    assert!(refused.contains("<title>Kesalahan: "), "{refused}");
    assert!(
        refused.contains("href=\"#letter_number\"") && refused.contains("id=\"letter_number\""),
        "{refused}"
    );
    assert!(refused.contains(&number), "{refused}");
    assert!(refused.contains("value=\"&#60;script&#62;x") && !refused.contains("<script>x"), "{refused}");
    assert!(refused.contains("value=\"develop\" checked"), "{refused}");
}

#[tokio::test]
async fn of_two_tabs_the_stale_one_shows_both_texts_and_keeps_its_own() {
    let place = Place::start().await;
    let head = place.sign_in(HEAD).await;
    let draft = place.draft(&head).await;
    let (first, second) = (&place.sections[0], &place.sections[1]);
    let path = format!("{draft}/draft/{first}");
    let (one, other) = (head.page(&path).await, head.page(&path).await);

    let saved = head.fill(&one, &path, &[("text", "Tulisan tab pertama")]).await;
    let stale = head.fill(&other, &path, &[("text", "Tulisan tab kedua")]).await;
    let status = stale.status();
    let stale = stale.text().await.unwrap();
    let again = head.fill(&stale, &path, &[("text", "Tulisan tab kedua")]).await;
    let path = format!("{draft}/draft/{second}");
    let elsewhere = head.fill(&other, &path, &[("text", "Bagian lain")]).await;

    assert_eq!((saved.status().as_u16(), status.as_u16()), (303, 412));
    assert!(stale.contains("Tulisan tab pertama") && stale.contains("Tulisan tab kedua"), "{stale}");
    assert_eq!(again.status(), 303, "what was seen may be replaced");
    assert_eq!(elsewhere.status(), 303, "what nobody else wrote on is no conflict");
    assert!(head.page(&format!("{draft}/check")).await.contains("Tulisan tab kedua"));
}

#[tokio::test]
async fn a_text_is_saved_while_it_is_written() {
    let place = Place::start().await;
    let head = place.sign_in(HEAD).await;
    let path = format!("{}/draft/{}", place.draft(&head).await, place.sections[0]);
    let page = head.page(&path).await;
    let mut form = hidden(&page);
    form.push(("text".to_owned(), "Setengah kalim".to_owned()));

    let part = head.http.post(place.front.url(&path)).form(&form).header("hx-request", "true");
    let part = head.send(part).await.text().await.unwrap();
    let saved = head.page(&path).await;
    let submitted = head.fill(&page, &path, &[("text", "Setengah kalimat dan sisanya")]).await;

    assert!(part.contains("Tersimpan pukul 08.") && !part.contains("<html"), "{part}");
    assert!(part.contains("id=\"etag\"") && part.contains("hx-swap-oob"), "{part}");
    assert!(saved.contains("Setengah kalim</textarea>"), "{saved}");
    assert_eq!(submitted.status(), 303, "one does not stand in one's own way");
}

#[tokio::test]
async fn a_text_without_a_session_waits_on_the_sign_in_page() {
    let place = Place::start().await;
    let head = place.sign_in(HEAD).await;
    let path = format!("{}/draft/{}", place.draft(&head).await, place.sections[0]);
    let page = head.page(&path).await;
    let gone = Browser { cookie: String::new(), ..head };

    let held = gone.fill(&page, &path, &[("text", "Belum tersimpan")]).await;

    assert_eq!(held.status(), 401);
    let held = held.text().await.unwrap();
    assert!(held.contains("text=Belum+tersimpan"), "{held}");
}

#[tokio::test]
async fn a_paper_is_refused_replaced_and_taken_out() {
    let place = Place::start().await;
    let head = place.sign_in(HEAD).await;
    let draft = place.draft(&head).await;
    let here = format!("{draft}/draft/{}", place.requirements[0]);
    let path = format!("{here}/document");

    let wrong = head.upload(&path, "surat.pdf", b"no paper").await;
    let none = head.upload(&path, "", b"").await;
    let stored = head.upload(&path, "satu.pdf", PDF).await;
    let replaced = head.upload(&path, "dua.pdf", PDF).await;
    let page = head.page(&path).await;
    let asked = head.page(&format!("{here}/remove")).await;
    let removed = head.fill(&asked, &format!("{here}/remove"), &[]).await;
    let after = head.page(&path).await;

    assert_eq!((wrong.status().as_u16(), none.status().as_u16()), (400, 400));
    assert!(wrong.text().await.unwrap().contains("href=\"#file\""));
    assert_eq!((stored.status().as_u16(), replaced.status().as_u16()), (303, 303));
    assert!(page.contains("dua.pdf") && !page.contains("satu.pdf"), "{page}");
    assert_eq!(location(&removed), path);
    assert!(!after.contains("dua.pdf"), "{after}");
}

#[tokio::test]
async fn a_draft_is_deleted_once_that_is_confirmed() {
    let place = Place::start().await;
    let head = place.sign_in(HEAD).await;
    let draft = place.draft(&head).await;
    let path = format!("{draft}/delete");

    let asked = head.page(&path).await;
    let kept = head.page(&format!("{draft}/draft")).await;
    let deleted = head.fill(&asked, &path, &[]).await;
    let repeated = head.fill(&asked, &path, &[]).await;
    let gone = head.get(&format!("{draft}/draft")).await;
    let list = head.page("/requests").await;

    assert!(kept.contains("Hapus konsep ini"), "{kept}");
    assert_eq!((location(&deleted), location(&repeated)), ("/requests".to_owned(), "/requests".to_owned()));
    assert_eq!(gone.status(), 404);
    assert!(list.contains("Belum ada permohonan"), "{list}");
}
