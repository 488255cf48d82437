//! Days of an agency's own as its administrator keeps them.

use crate::{CITY, OTHER_CITY, administrator_of, client, mask, start_with_cast};
use platform::{
    Caller,
    testing::{Stack, caller, eventually},
};
use prost::Message as _;
use proto::directory::v1::{
    Calendar, CalendarChanged, CreateLocalDayRequest, DeleteLocalDayRequest, GetCalendarRequest,
    ListLocalDaysRequest, LocalDay, UpdateLocalDayRequest, calendar_day::Kind,
};
use tonic::{Code, Status};

#[tokio::test]
async fn a_day_of_ones_own_makes_a_new_version_which_is_told() {
    let stack = start_with_cast().await;

    let day = create(&stack, &administrator(), anniversary()).await.unwrap();

    assert_eq!((day.name.as_str(), day.announced.as_str()), (name("2026-03-02").as_str(), "2026-01-05"));
    let newest = calendar(&stack).await;
    assert_eq!((newest.version, is_free(&newest)), (2, true));
    assert_eq!(told(&stack, 650).await, newest);
    assert_eq!(list(&stack).await, [day]);
}

#[tokio::test]
async fn a_changed_day_and_a_removed_one_are_told_too() {
    let stack = start_with_cast().await;
    let day = create(&stack, &administrator(), anniversary()).await.unwrap();

    let renamed = LocalDay { title: "HUT Kota".to_owned(), ..day.clone() };
    let renamed = update(&stack, &administrator(), renamed, &["title"]).await.unwrap();
    let stale = remove(&stack, &administrator(), &day).await.unwrap_err();
    remove(&stack, &administrator(), &renamed).await.unwrap();
    let gone = remove(&stack, &administrator(), &renamed).await.unwrap_err();

    assert_eq!((stale.code(), gone.code()), (Code::Aborted, Code::NotFound));
    let newest = calendar(&stack).await;
    assert_eq!((newest.version, is_free(&newest)), (4, false));
    assert!(told(&stack, 651).await.days.iter().any(|it| it.title == "HUT Kota"));
    assert_eq!(told(&stack, 652).await, newest);
    assert!(create(&stack, &administrator(), anniversary()).await.is_ok());
}

#[tokio::test]
async fn a_day_that_has_no_place_in_the_calendar_is_refused() {
    let stack = start_with_cast().await;
    create(&stack, &administrator(), anniversary()).await.unwrap();
    let on = |date: &str| LocalDay { date: date.to_owned(), ..anniversary() };
    let make_up = LocalDay { kind: Kind::MakeUp.into(), ..on("2026-03-03") };
    let national = LocalDay { kind: Kind::NationalHoliday.into(), ..on("2026-03-03") };
    let cases = [
        (anniversary(), Code::FailedPrecondition, "2026-03-02 is in the calendar already, as Hari Jadi"),
        (on("2026-08-17"), Code::FailedPrecondition, "(national holiday)"),
        (on("2026-01-02"), Code::InvalidArgument, "cannot be announced afterwards"),
        (on("2035-01-02"), Code::InvalidArgument, "the calendar covers 2023 to 2027"),
        (on("besok"), Code::InvalidArgument, "date: \"besok\" is not a day"),
        (make_up, Code::InvalidArgument, "is worked anyway"),
        (national, Code::InvalidArgument, "kind: it must be LOCAL_HOLIDAY or MAKE_UP"),
        (
            LocalDay { decree: " ".to_owned(), ..on("2026-03-03") },
            Code::InvalidArgument,
            "decree: it is empty",
        ),
    ];

    for (wrong, code, reason) in cases {
        let refusal = create(&stack, &administrator(), wrong).await.unwrap_err();
        assert_eq!(refusal.code(), code, "{refusal}");
        assert!(refusal.message().contains(reason), "{refusal}");
    }
    assert_eq!(calendar(&stack).await.version, 2);
}

#[tokio::test]
async fn of_a_day_that_is_over_only_the_words_change() {
    let stack = start_with_cast().await;
    let day = create(&stack, &administrator(), anniversary()).await.unwrap();
    stack.parts.advance_clock("2026-03-03T03:00:00Z".parse().unwrap()).await.unwrap();

    let removed = remove(&stack, &administrator(), &day).await.unwrap_err();
    let announced = LocalDay { announced: "2026-01-04".to_owned(), ..day.clone() };
    let announced = update(&stack, &administrator(), announced, &["announced"]).await.unwrap_err();
    let reworded = LocalDay { decree: "Kepwal 9/2026".to_owned(), ..day };
    let reworded = update(&stack, &administrator(), reworded, &["decree"]).await.unwrap();

    assert_eq!((removed.code(), announced.code()), (Code::FailedPrecondition, Code::FailedPrecondition));
    assert_eq!(reworded.decree, "Kepwal 9/2026");
}

#[tokio::test]
async fn the_same_request_twice_makes_one_version() {
    let stack = start_with_cast().await;
    let request = CreateLocalDayRequest {
        parent: format!("agencies/{CITY}"),
        local_day: Some(anniversary()),
        request_id: stack.parts.clock.id().to_string(),
    };

    let mut client = client(&stack);
    let first = client.create_local_day(stack.call(&administrator(), request.clone())).await.unwrap();
    let second = client.create_local_day(stack.call(&administrator(), request)).await.unwrap();

    assert_eq!(first.get_ref(), second.get_ref());
    assert_eq!(calendar(&stack).await.version, 2);
}

#[tokio::test]
async fn only_the_agencys_administrator_changes_its_calendar() {
    let stack = start_with_cast().await;
    let day = create(&stack, &administrator(), anniversary()).await.unwrap();
    let expected =
        [(caller(CITY, "camat"), Code::PermissionDenied), (administrator_of(OTHER_CITY), Code::NotFound)];

    for (who, code) in expected {
        let refusals = [
            create(&stack, &who, anniversary()).await.unwrap_err(),
            update(&stack, &who, day.clone(), &["title"]).await.unwrap_err(),
            remove(&stack, &who, &day).await.unwrap_err(),
        ];
        assert!(refusals.iter().all(|it| it.code() == code), "{refusals:?}");
    }
}

fn administrator() -> Caller {
    administrator_of(CITY)
}

/// A Monday.
fn anniversary() -> LocalDay {
    LocalDay {
        date: "2026-03-02".to_owned(),
        kind: Kind::LocalHoliday.into(),
        title: "Hari Jadi".to_owned(),
        decree: "Kepwal 1/2026".to_owned(),
        ..LocalDay::default()
    }
}

fn name(date: &str) -> String {
    format!("agencies/{CITY}/localDays/{date}")
}

fn is_free(calendar: &Calendar) -> bool {
    calendar.days.iter().any(|it| it.date == "2026-03-02")
}

async fn calendar(stack: &Stack) -> Calendar {
    let request = GetCalendarRequest { name: format!("agencies/{CITY}/calendar"), known_on: String::new() };
    client(stack).get_calendar(request).await.unwrap().into_inner()
}

/// What the event of that place in the stream says.
async fn told(stack: &Stack, place: u64) -> Calendar {
    let stream = stack.stream().await;
    let message = eventually(async || stream.get_raw_message(place).await.ok()).await;
    CalendarChanged::decode(message.payload).unwrap().calendar.unwrap()
}

async fn list(stack: &Stack) -> Vec<LocalDay> {
    let request = ListLocalDaysRequest { parent: format!("agencies/{CITY}"), ..Default::default() };
    let request = stack.call(&administrator(), request);
    client(stack).list_local_days(request).await.unwrap().into_inner().local_days
}

async fn create(stack: &Stack, who: &Caller, day: LocalDay) -> Result<LocalDay, Status> {
    let request = CreateLocalDayRequest {
        parent: format!("agencies/{CITY}"),
        local_day: Some(day),
        request_id: stack.parts.clock.id().to_string(),
    };
    Ok(client(stack).create_local_day(stack.call(who, request)).await?.into_inner())
}

async fn update(stack: &Stack, who: &Caller, day: LocalDay, paths: &[&str]) -> Result<LocalDay, Status> {
    let request_id = stack.parts.clock.id().to_string();
    let request = UpdateLocalDayRequest { local_day: Some(day), update_mask: mask(paths), request_id };
    Ok(client(stack).update_local_day(stack.call(who, request)).await?.into_inner())
}

async fn remove(stack: &Stack, who: &Caller, day: &LocalDay) -> Result<(), Status> {
    let request = DeleteLocalDayRequest {
        name: day.name.clone(),
        etag: day.etag.clone(),
        request_id: stack.parts.clock.id().to_string(),
    };
    client(stack).delete_local_day(stack.call(who, request)).await.map(drop)
}
