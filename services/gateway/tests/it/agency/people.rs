//! People, positions and units by clicking.

use super::{
    ADMINISTRATOR, assert_mistake, choice,
    place::{ID, Place},
};
use crate::browser::{hidden, location};

#[tokio::test]
async fn a_person_is_added_found_changed_suspended_appointed_and_released() {
    let place = Place::start().await;
    let browser = place.sign_in(ADMINISTRATOR).await;
    let new = "/agency/people/new";

    let page = browser.page(new).await;
    let typed = [("display_name", "<script>alert(1)</script>"), ("email", "a@b.example")];
    let created = location(&browser.fill(&page, new, &typed).await);
    let repeated = location(&browser.fill(&page, new, &typed).await);
    assert_eq!(created, repeated);
    let address = created.split('?').next().unwrap();
    let shown = browser.page(&created).await;
    let found = browser.page("/agency/people?query=%3CSCRIPT").await;
    for page in [&shown, &found] {
        assert!(page.contains("&#60;script&#62;alert") && !page.contains("<script>alert"), "{page}");
    }
    assert!(shown.contains("Tidak memegang jabatan") && found.contains(address), "{found}");
    assert!(browser.page("/agency/people?query=tidak-ada").await.contains("Tidak ada pegawai dengan"));
    let csv = browser.get("/agency/people.csv").await.text().await.unwrap();
    assert!(csv.contains("Hendra Kusnadi"), "{csv}");

    let change = format!("{address}/change");
    let stale = browser.page(&change).await;
    let changed =
        browser.fill(&stale, &change, &[("display_name", "Citra Lestari"), ("rank", "Penata (III/c)")]).await;
    assert_eq!(location(&changed), format!("{address}?done=changed"));
    let again = browser.page(&change).await;
    let old_etag = hidden(&stale).into_iter().find(|it| it.0 == "etag").unwrap().1;
    let beside = [("request_id", ID), ("etag", &old_etag), ("display_name", "Dian")];
    let refused = browser.post(&change, &beside).await;
    assert_eq!(refused.status(), 412);
    let refused = refused.text().await.unwrap();
    assert!(refused.contains("Citra Lestari") && refused.contains("value=\"Dian\""), "{refused}");
    assert_eq!(
        location(&browser.fill(&refused, &change, &[("display_name", "Dian")]).await),
        format!("{address}?done=changed")
    );
    assert!(again.contains("Penata (III/c)"), "{again}");

    let position = "/agency/positions/new";
    let page = browser.page(position).await;
    let unit = choice(&page, "Dinas Komunikasi");
    let typed = [("title", "Analis Data"), ("kind", "staff"), ("unit", &unit), ("slug", "analis-data")];
    assert_eq!(
        location(&browser.fill(&page, position, &typed).await),
        "/agency/positions/analis-data?done=created"
    );
    let appoint = format!("{address}/appoint");
    let page = browser.page(&appoint).await;
    let chosen = choice(&page, "Analis Data");
    assert_eq!(
        location(&browser.fill(&page, &appoint, &[("position", &chosen)]).await),
        format!("{address}?done=appointed")
    );
    assert!(browser.page(address).await.contains("analis-data@kota-tangerang"));
    assert!(!browser.page("/agency/positions?vacant=on").await.contains("Analis Data"));

    let access = format!("{address}/access");
    let page = browser.page(&access).await;
    assert_eq!(location(&browser.fill(&page, &access, &[]).await), format!("{address}?done=suspended"));
    let page = browser.page(&access).await;
    assert_eq!(location(&browser.fill(&page, &access, &[]).await), format!("{address}?done=resumed"));
    let release = format!("{address}/release");
    let page = browser.page(&release).await;
    assert_eq!(location(&browser.fill(&page, &release, &[]).await), format!("{address}?done=released"));
    assert!(browser.page("/agency/positions?vacant=on").await.contains("Analis Data"));
}

#[tokio::test]
async fn a_refused_person_keeps_what_was_typed_and_leads_to_the_field() {
    let place = Place::start().await;
    let browser = place.sign_in(ADMINISTRATOR).await;
    let new = "/agency/people/new";
    let page = browser.page(new).await;

    let nameless = browser.fill(&page, new, &[("rank", "Penata (III/c)")]).await;
    let wrong = browser.fill(&page, new, &[("display_name", "Dian"), ("employee_id_number", "12")]).await;

    assert_eq!((nameless.status().as_u16(), wrong.status().as_u16()), (400, 400));
    let nameless = nameless.text().await.unwrap();
    assert_mistake(&nameless, "display_name");
    assert!(nameless.contains("value=\"Penata (III/c)\""), "{nameless}");
    let wrong = wrong.text().await.unwrap();
    assert_mistake(&wrong, "employee_id_number");
    assert!(wrong.contains("value=\"Dian\""), "{wrong}");
}

#[tokio::test]
async fn nobody_locks_themselves_out() {
    let place = Place::start().await;
    let browser = place.sign_in(ADMINISTRATOR).await;
    let found = browser.page("/agency/people?query=administrator-telaah").await;
    let own = |it: &&str| !it.starts_with("new") && !it.starts_with("acting");
    let address =
        found.split("href=\"/agency/people/").skip(1).find(own).unwrap_or_else(|| panic!("{found}"));
    let access = format!("/agency/people/{}/access", address.split('"').next().unwrap());
    let page = browser.page(&access).await;

    let refused = browser.fill(&page, &access, &[]).await;

    assert_eq!(refused.status(), 409);
    assert!(refused.text().await.unwrap().contains("tidak dapat menutup akses Anda sendiri"));
}

#[tokio::test]
async fn a_unit_is_added_below_another_and_never_below_itself() {
    let place = Place::start().await;
    let browser = place.sign_in(ADMINISTRATOR).await;
    let new = "/agency/units/new";
    let page = browser.page(new).await;
    let parent = choice(&page, "Dinas Komunikasi");

    let typed =
        [("title", "Bidang <b>Data</b>"), ("kind", "division"), ("parent", &parent), ("slug", "bidang-data")];
    let created = browser.fill(&page, new, &typed).await;
    let twice = browser.page(new).await;
    let twice = browser.fill(&twice, new, &typed).await;
    let tree = browser.page("/agency/units").await;
    let change = browser.page("/agency/units/bidang-data").await;
    let changed = browser
        .fill(
            &change,
            "/agency/units/bidang-data",
            &[("title", "Bidang Data"), ("kind", "division"), ("parent", &parent)],
        )
        .await;

    assert_eq!(location(&created), "/agency/units?done=created");
    assert_eq!(twice.status(), 409);
    assert_mistake(&twice.text().await.unwrap(), "slug");
    assert!(tree.contains("Bidang &#60;b&#62;Data"), "{tree}");
    assert_eq!(location(&changed), "/agency/units?done=changed");
}
