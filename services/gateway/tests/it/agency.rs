//! What an agency's administrator keeps by clicking, with every service behind them.

mod days;
mod people;
mod place;

use super::{HEAD, browser::location, text};
use jiff::SignedDuration;
use place::{ID, Place};
use serde_json::Value;

const ADMINISTRATOR: &str = "administrator-telaah@kota-tangerang";

/// The value of the choice that begins with `title`.
fn choice(page: &str, title: &str) -> String {
    let option = page.split("<option value=\"").find(|it| it.contains(&format!(">{title}"))).unwrap();
    option.split('"').next().unwrap().to_owned()
}

/// What a refused form of this field must show.
fn assert_mistake(page: &str, field: &str) {
    for part in [
        "<title>Kesalahan: ",
        &format!("href=\"#{field}\""),
        &format!("id=\"{field}-error\""),
        "aria-invalid",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
}

#[tokio::test]
async fn only_an_administrator_sees_the_administration() {
    let place = Place::start().await;
    let head = place.sign_in(HEAD).await;
    let administrator = place.sign_in(ADMINISTRATOR).await;

    for path in [
        "/agency",
        "/agency/people",
        "/agency/people.csv",
        "/agency/people/new",
        "/agency/positions",
        "/agency/positions/new",
        "/agency/units",
        "/agency/acting",
        "/agency/acting/new",
        "/agency/calendar",
        "/agency/calendar/days/new",
        "/agency/procedures",
        "/agency/procedures/new",
        "/agency/outages",
        "/agency/outages/new",
    ] {
        let refused = head.get(path).await;
        assert_eq!(refused.status(), 403, "{path}");
        assert!(refused.text().await.unwrap().contains("tidak berwenang"), "{path}");
        administrator.page(path).await;
    }
    for path in [
        "/agency/people/x",
        "/agency/positions/x",
        "/agency/units/x",
        "/agency/calendar/days/x",
        "/agency/procedures/x",
    ] {
        assert_eq!(administrator.get(path).await.status(), 404, "{path}");
    }
    let form = [("request_id", ID), ("display_name", "Penyusup")];
    let sent = head.post("/agency/people/new", &form).await;
    assert_eq!(sent.status(), 403);
    assert!(!administrator.page("/agency/people?query=Penyusup").await.contains("item__title"));
}

#[tokio::test]
async fn a_procedure_is_checked_looked_at_and_published() {
    let place = Place::start().await;
    let browser = place.sign_in(ADMINISTRATOR).await;
    let new = "/agency/procedures/new";
    let source = place.source.clone();
    let slug = place.procedure.rsplit('/').next().unwrap();

    let list = browser.page("/agency/procedures").await;
    assert!(list.contains(&format!("/agency/procedures/{slug}\"")), "{list}");
    let page = browser.page(&format!("{new}?from={slug}")).await;
    assert!(page.contains("sop: "), "{page}");

    let broken = format!("{source}unknown_part: 1\n");
    let refused = browser.fill(&page, new, &[("act", "check"), ("source", &broken)]).await;
    assert_eq!(refused.status(), 422);
    let refused = refused.text().await.unwrap();
    let line = broken.lines().count();
    for part in [
        "<title>Kesalahan: ",
        "href=\"#finding-1\"",
        &format!("href=\"#line-{line}\""),
        &format!("id=\"line-{line}\""),
        "unknown_part: 1\n</textarea>",
    ] {
        assert!(refused.contains(part), "{part}: {refused}");
    }
    let same = browser.fill(&page, new, &[("act", "check"), ("source", &source)]).await.text().await.unwrap();
    assert!(same.contains("sudah terbit") && !same.contains("value=\"publish\""), "{same}");

    let next = format!("{source}# <script>\n");
    let unseen = browser.fill(&page, new, &[("act", "publish"), ("source", &next)]).await;
    assert_eq!(unseen.status(), 200, "only what was looked at is published");
    let checked = unseen.text().await.unwrap();
    for part in ["Terbitkan versi 2", "line--new", "# &#60;script&#62;", "lanes__drawing"] {
        assert!(checked.contains(part), "{part}");
    }
    let published =
        browser.fill(&checked, new, &[("act", "publish"), ("source", &next.replace('\n', "\r\n"))]).await;
    let repeated = browser.fill(&checked, new, &[("act", "publish"), ("source", &next)]).await;
    let versions = format!("/agency/procedures/{slug}?done=published");
    assert_eq!((location(&published), location(&repeated)), (versions.clone(), versions.clone()));
    let versions = browser.page(&versions).await;
    assert!(versions.contains("Versi 2") && versions.contains("Versi 1"), "{versions}");
    let told: Value = place.front.get(&format!("/v1/{}", place.procedure)).await.json().await.unwrap();
    assert_eq!(text(&told, "source"), next);
}

#[tokio::test]
async fn a_source_may_come_as_a_file() {
    let place = Place::start().await;
    let browser = place.sign_in(ADMINISTRATOR).await;
    let path = "/agency/procedures/new/file";

    let empty = browser.upload(path, "a.yaml", b"").await;
    let binary = browser.upload(path, "a.yaml", &[0xff, 0xfe]).await;
    let broken = browser.upload(path, "a.yaml", b"sop: [\n").await;

    assert_eq!(
        (empty.status().as_u16(), binary.status().as_u16(), broken.status().as_u16()),
        (400, 400, 422)
    );
    assert_mistake(&empty.text().await.unwrap(), "file");
    assert!(broken.text().await.unwrap().contains("sop: ["));
}

#[tokio::test]
async fn an_outage_is_recorded_once_it_is_over() {
    let place = Place::start().await;
    let browser = place.sign_in(ADMINISTRATOR).await;
    let new = "/agency/outages/new";
    let now = place.front.stack.parts.clock.now();
    let yesterday = (now - SignedDuration::from_hours(48)).strftime("%Y-%m-%d").to_string();
    let page = browser.page(new).await;
    let typed = [
        ("reason", "SYSTEM"),
        ("start_day", yesterday.as_str()),
        ("start", "09:00"),
        ("end_day", &yesterday),
        ("end", "11:30"),
        ("evidence", "Berita acara <1>"),
    ];

    let backwards =
        browser.fill(&page, new, &typed.map(|it| if it.0 == "end" { ("end", "08:00") } else { it })).await;
    let recorded = browser.fill(&page, new, &typed).await;
    let repeated = browser.fill(&page, new, &typed).await;
    let list = browser.page("/agency/outages").await;

    assert_eq!(backwards.status(), 400);
    let backwards = backwards.text().await.unwrap();
    assert_mistake(&backwards, "end_day");
    assert!(backwards.contains("value=\"Berita acara &#60;1&#62;\""), "{backwards}");
    assert_eq!(
        (location(&recorded).as_str(), location(&repeated).as_str()),
        ("/agency/outages?done=created", "/agency/outages?done=created")
    );
    assert_eq!(list.matches("Berita acara &#60;1&#62;").count(), 1, "{list}");
    assert!(list.contains("pukul 11.30"), "{list}");
    let csv = browser.get("/agency/outages.csv").await.text().await.unwrap();
    assert!(csv.contains("Aplikasi Telaah"), "{csv}");
}
