//! Work calendars: national and local days, versions, what was known when.

use crate::{changed_cast, client, start, start_with_cast};
use platform::testing::{Stack, eventually};
use prost::Message as _;
use proto::directory::v1::{Calendar, CalendarChanged, GetCalendarRequest, calendar_day::Kind};
use tonic::{Code, Status};

#[tokio::test]
async fn anyone_reads_a_calendar_as_it_is_known_and_as_it_was_known() {
    let stack = start_with_cast().await;

    let today = calendar(&stack, "kota-tangerang", "").await.unwrap();
    let before = calendar(&stack, "kota-tangerang", "2025-08-06").await.unwrap();

    assert_eq!((today.version, today.time_zone.as_str()), (1, "Asia/Jakarta"));
    assert_eq!((today.first_year, today.last_year), (2023, 2027));
    assert!(is_free(&today, "2025-08-18") && !is_free(&before, "2025-08-18"));
    assert_eq!(today.days.len(), before.days.len() + 1);
    assert_eq!(today.ramadan[3].first_day, "2026-02-19");
}

#[tokio::test]
async fn an_agency_works_in_its_own_time_zone() {
    let stack = start_with_cast().await;

    let zone = async |agency| calendar(&stack, agency, "").await.unwrap().time_zone;

    assert_eq!(zone("kota-makassar").await, "Asia/Makassar");
    assert_eq!(zone("papua").await, "Asia/Jayapura");
}

#[tokio::test]
async fn a_local_holiday_makes_a_new_version_and_the_whole_of_it_is_told() {
    let stack = start_with_cast().await;
    let days = "agency,date,kind,title,decree,announced\n\
                kota-tangerang,2026-02-28,local_holiday,Hari Jadi,Kepwal 1/2026,2026-01-02\n";
    let folder = changed_cast(&stack, &[("local-holidays.csv", days.to_owned())]);

    let report = directory::import(&stack.parts, Some(&folder)).await.unwrap();
    let repeated = directory::import(&stack.parts, None).await.unwrap();

    assert_eq!((report.local_days, report.calendars, repeated.calendars), (1, 1, 0));
    let newest = calendar(&stack, "kota-tangerang", "").await.unwrap();
    assert_eq!(newest.version, 2);
    let day = newest.days.iter().find(|it| it.date == "2026-02-28").unwrap();
    assert_eq!((day.kind(), day.announced.as_str()), (Kind::LocalHoliday, "2026-01-02"));
    assert!(!is_free(&calendar(&stack, "kota-tangerang", "2026-01-01").await.unwrap(), "2026-02-28"));
    assert_eq!(calendar(&stack, "kota-bandung", "").await.unwrap().version, 1);
    assert_eq!(last_told(&stack, 650).await, newest);
}

#[tokio::test]
async fn a_calendar_nobody_has_or_a_day_that_is_none_is_refused() {
    let stack = start().await;

    let unknown = calendar(&stack, "kota-tangerang", "").await.unwrap_err();
    let no_day = calendar(&stack, "kota-tangerang", "kemarin").await.unwrap_err();

    assert_eq!((unknown.code(), no_day.code()), (Code::NotFound, Code::InvalidArgument));
}

/// Without signing in.
async fn calendar(stack: &Stack, agency: &str, known_on: &str) -> Result<Calendar, Status> {
    let (name, known_on) = (format!("agencies/{agency}/calendar"), known_on.to_owned());
    Ok(client(stack).get_calendar(GetCalendarRequest { name, known_on }).await?.into_inner())
}

fn is_free(calendar: &Calendar, date: &str) -> bool {
    calendar.days.iter().any(|it| it.date == date)
}

/// What the event of that place in the stream says.
async fn last_told(stack: &Stack, place: u64) -> Calendar {
    let stream = stack.stream().await;
    let message = eventually(async || stream.get_raw_message(place).await.ok()).await;
    assert!(message.subject.ends_with(".directory.CalendarChanged.kota-tangerang"), "{}", message.subject);
    CalendarChanged::decode(message.payload).unwrap().calendar.unwrap()
}
