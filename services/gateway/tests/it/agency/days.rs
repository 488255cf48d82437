//! Who acts from which day to which, and the year of the work calendar, by clicking.

use super::{ADMINISTRATOR, assert_mistake, choice, place::Place};
use crate::browser::location;

#[tokio::test]
async fn who_acts_is_recorded_listed_and_ended() {
    let place = Place::start().await;
    let browser = place.sign_in(ADMINISTRATOR).await;
    let new = "/agency/acting/new";
    let page = browser.page(new).await;
    let position = choice(&page, "Kepala Dinas Komunikasi");
    let own = choice(&page, "Bambang Setyo Nugroho");
    let today = place.front.stack.parts.clock.now().strftime("%Y-%m-%d").to_string();
    let typed = [
        ("position", position.as_str()),
        ("own_position", &own),
        ("capacity", "DAILY_ACTING"),
        ("first_day", &today),
        ("appointing_letter", "800/1-BKPSDM/2026"),
    ];

    let itself =
        typed.map(|it| if it.0 == "own_position" { ("own_position", position.as_str()) } else { it });
    let itself = browser.fill(&page, new, &itself).await;
    assert_eq!(itself.status(), 400);
    let itself = itself.text().await.unwrap();
    assert_mistake(&itself, "own_position");
    assert!(itself.contains("value=\"800/1-BKPSDM/2026\""), "{itself}");

    let created = browser.fill(&itself, new, &typed).await;
    let repeated = browser.fill(&itself, new, &typed).await;
    assert_eq!(
        (location(&created).as_str(), location(&repeated).as_str()),
        ("/agency/acting?done=assigned", "/agency/acting?done=assigned")
    );
    let overlapping = browser.page(new).await;
    let overlapping = browser.fill(&overlapping, new, &typed).await;
    assert_eq!(overlapping.status(), 409);
    assert_mistake(&overlapping.text().await.unwrap(), "first_day");
    let list = browser.page("/agency/acting").await;
    assert_eq!(
        list.matches("sebagai Plh. Kepala Dinas").count(),
        2,
        "once, and once for those who hear it: {list}"
    );

    let end = list.split("href=\"/agency/acting/").find(|it| it.contains("/end\"")).unwrap();
    let end = format!("/agency/acting/{}", end.split('"').next().unwrap());
    let page = browser.page(&end).await;
    assert_eq!(location(&browser.fill(&page, &end, &[]).await), "/agency/acting?done=ended");
    let page = browser.page(&end).await;
    let again = browser.fill(&page, &end, &[]).await;
    assert_eq!(again.status(), 409);
    assert!(again.text().await.unwrap().contains("sudah berakhir"));
}

#[tokio::test]
async fn the_year_shows_its_days_and_takes_days_of_the_agencys_own() {
    let place = Place::start().await;
    let browser = place.sign_in(ADMINISTRATOR).await;
    let year = place.front.stack.parts.clock.now().strftime("%Y").to_string();
    let new = "/agency/calendar/days/new";
    let page = browser.page(new).await;
    let holiday = format!("{year}-12-29");
    let typed = [
        ("date", holiday.as_str()),
        ("kind", "LOCAL_HOLIDAY"),
        ("title", "Hari <i>Jadi</i>"),
        ("decree", "Keputusan 1"),
    ];

    let nameless =
        browser.fill(&page, new, &typed.map(|it| if it.0 == "title" { ("title", "") } else { it })).await;
    assert_eq!(nameless.status(), 400);
    let nameless = nameless.text().await.unwrap();
    assert_mistake(&nameless, "title");
    assert!(nameless.contains(&format!("value=\"{holiday}\"")), "{nameless}");
    let created = location(&browser.fill(&nameless, new, &typed).await);
    assert_eq!(created, format!("/agency/calendar?year={year}&done=created"));

    let shown = browser.page(&created).await;
    assert_eq!(shown.matches("<caption>").count(), 12);
    assert!(
        shown.contains(&format!("href=\"#d-{holiday}\"")) && shown.contains(&format!("id=\"d-{holiday}\"")),
        "{shown}"
    );
    assert!(shown.contains("Hari &#60;i&#62;Jadi") && shown.contains("Libur nasional: "), "{shown}");
    let before = browser.page("/agency/calendar?year=1990").await;
    assert!(before.contains("belum ditetapkan") && before.contains("Januari 1990"), "{before}");

    let address = format!("/agency/calendar/days/{holiday}");
    let page = browser.page(&address).await;
    let changed = browser
        .fill(
            &page,
            &address,
            &[("kind", "LOCAL_HOLIDAY"), ("title", "Hari Jadi"), ("decree", "Keputusan 2")],
        )
        .await;
    assert_eq!(location(&changed), format!("/agency/calendar?year={year}&done=changed"));
    let delete = format!("{address}/delete");
    let page = browser.page(&delete).await;
    assert_eq!(
        location(&browser.fill(&page, &delete, &[]).await),
        format!("/agency/calendar?year={year}&done=deleted")
    );
    assert_eq!(browser.get(&address).await.status(), 404);
}
