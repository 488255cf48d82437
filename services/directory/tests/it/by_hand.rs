//! What an import does with what was changed by hand.

use crate::{CITY, administrator_of, changed_cast, client, demo, identity, mask, position, start_with_cast};
use platform::testing::Stack;
use proto::directory::v1::{
    AppointPersonRequest, CreateLocalDayRequest, CreatePersonRequest, DeleteLocalDayRequest, LocalDay,
    Person, Position, ReleasePersonRequest, Unit, UpdatePersonRequest, UpdatePositionRequest,
    UpdateUnitRequest, calendar_day::Kind,
};

const CAMAT: &str = "camat-cipondoh";

#[tokio::test]
async fn an_import_leaves_what_was_changed_by_hand_and_names_it() {
    let stack = start_with_cast().await;
    let former = holder(&stack).await;
    retitle(&stack).await;
    let new = replace(&stack, &former).await;

    let report = directory::import(&stack.parts, Some(&demo())).await.unwrap();
    let again = directory::import(&stack.parts, Some(&demo())).await.unwrap();

    let kept =
        ["positions/camat-cipondoh", "positions/camat-cipondoh (its holder)", "units/kecamatan-cipondoh"];
    assert_eq!(report.kept, kept.map(|it| format!("agencies/{CITY}/{it}")));
    assert!(report.to_string().starts_with("nothing changed; left as changed by hand: "), "{report}");
    assert_eq!(again, report);
    let post = position(&stack, CITY, CAMAT).await.unwrap();
    assert_eq!((post.title.as_str(), post.unit_title.as_str()), ("Camat", "Kecamatan"));
    assert_eq!(holder(&stack).await, new);
    assert!(identity(&stack, "kepala-dinas@kota-tangerang").await.is_ok());
}

#[tokio::test]
async fn a_corrected_number_stays_and_an_import_that_names_it_finds_the_same_person() {
    let stack = start_with_cast().await;
    let person = holder(&stack).await;
    let corrected = Person {
        name: person.clone(),
        employee_id_number: "197901231998102002".to_owned(),
        ..Person::default()
    };
    let request = UpdatePersonRequest {
        person: Some(corrected),
        update_mask: mask(&["employee_id_number"]),
        request_id: request_id(&stack),
    };
    client(&stack).update_person(stack.call(&administrator_of(CITY), request)).await.unwrap();

    let old = directory::import(&stack.parts, Some(&demo())).await.unwrap();
    let header = "agency,position,display_name,employee_id_number,rank,email,administrator\n";
    let line = "kota-tangerang,camat-cipondoh,\"Sri Mulat, S.Sos.\",197901231998102002,,,no\n";
    let folder = changed_cast(&stack, &[("people.csv", format!("{header}{line}"))]);
    let new = directory::import(&stack.parts, Some(&folder)).await.unwrap();

    assert_eq!((old.kept, new.people), (vec![person.clone()], 0));
    assert_eq!(holder(&stack).await, person);
}

#[tokio::test]
async fn a_day_taken_away_by_hand_is_not_brought_back() {
    let stack = start_with_cast().await;
    let day = LocalDay {
        date: "2026-03-02".to_owned(),
        kind: Kind::LocalHoliday.into(),
        title: "Hari Jadi".to_owned(),
        decree: "Kepwal 1/2026".to_owned(),
        ..LocalDay::default()
    };
    let parent = format!("agencies/{CITY}");
    let request = CreateLocalDayRequest { parent, local_day: Some(day), request_id: request_id(&stack) };
    let day = client(&stack).create_local_day(stack.call(&administrator_of(CITY), request)).await.unwrap();
    let name = day.into_inner().name;
    let request =
        DeleteLocalDayRequest { name: name.clone(), etag: String::new(), request_id: request_id(&stack) };
    client(&stack).delete_local_day(stack.call(&administrator_of(CITY), request)).await.unwrap();
    let days = "agency,date,kind,title,decree,announced\n\
                kota-tangerang,2026-03-02,local_holiday,Hari Jadi,Kepwal 1/2026,2026-01-05\n";
    let folder = changed_cast(&stack, &[("local-holidays.csv", days.to_owned())]);

    let report = directory::import(&stack.parts, Some(&folder)).await.unwrap();

    assert_eq!((report.local_days, report.calendars, report.kept), (0, 0, vec![name]));
}

fn request_id(stack: &Stack) -> String {
    stack.parts.clock.id().to_string()
}

/// The name of the person who holds the position.
async fn holder(stack: &Stack) -> String {
    let holders = position(stack, CITY, CAMAT).await.unwrap().holders;
    format!("agencies/{CITY}/people/{}", holders[0].person)
}

async fn retitle(stack: &Stack) {
    let name = format!("agencies/{CITY}/units/kecamatan-cipondoh");
    let unit = Unit { name, title: "Kecamatan".to_owned(), ..Unit::default() };
    let request = UpdateUnitRequest { unit: Some(unit), update_mask: None, request_id: request_id(stack) };
    client(stack).update_unit(stack.call(&administrator_of(CITY), request)).await.unwrap();
    let name = format!("agencies/{CITY}/positions/{CAMAT}");
    let post = Position { name, title: "Camat".to_owned(), ..Position::default() };
    let request =
        UpdatePositionRequest { position: Some(post), update_mask: None, request_id: request_id(stack) };
    client(stack).update_position(stack.call(&administrator_of(CITY), request)).await.unwrap();
}

/// Lets somebody new hold the position, and gives their name.
async fn replace(stack: &Stack, former: &str) -> String {
    let administrator = administrator_of(CITY);
    let request =
        ReleasePersonRequest { name: former.to_owned(), etag: String::new(), request_id: request_id(stack) };
    client(stack).release_person(stack.call(&administrator, request)).await.unwrap();
    let person = Person { display_name: "Sri Mulat, S.Sos.".to_owned(), ..Person::default() };
    let parent = format!("agencies/{CITY}");
    let request = CreatePersonRequest { parent, person: Some(person), request_id: request_id(stack) };
    let new = client(stack).create_person(stack.call(&administrator, request)).await.unwrap().into_inner();
    let request = AppointPersonRequest {
        name: new.name.clone(),
        position: format!("agencies/{CITY}/positions/{CAMAT}"),
        etag: String::new(),
        request_id: request_id(stack),
    };
    client(stack).appoint_person(stack.call(&administrator, request)).await.unwrap();
    new.name
}
