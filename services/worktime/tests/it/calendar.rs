//! What a calendar is made of, and what it refuses.

use crate::{at, instant, national};
use jiff::{
    civil::{date, time},
    tz::TimeZone,
};
use worktime::{
    Calendar, CalendarSpec, Error, Kind, SpecError, SpecialDay,
    Unit::{WorkingDays, WorkingMinutes},
    Zone,
    week::Week,
};

fn with(kind: Kind, date: jiff::civil::Date) -> Calendar {
    let mut spec = CalendarSpec::national(Zone::Western);
    let name = "Hari jadi kota".to_owned();
    spec.days.push(SpecialDay { date, kind, name, decree: String::new(), announced: None });
    Calendar::new(&spec).unwrap()
}

#[test]
fn the_embedded_files_cover_2023_to_2027() {
    assert_eq!(national().years(), (2023, 2027));
    assert_eq!(CalendarSpec::national(Zone::Central).days.len(), 135);
    assert_eq!(CalendarSpec::national(Zone::Central).ramadan.len(), 5);
}

#[test]
fn the_zones_have_the_offsets_of_the_time_zone_database() {
    for zone in [Zone::Western, Zone::Central, Zone::Eastern] {
        let database = TimeZone::get(zone.as_str()).unwrap();
        let begin = instant("1970-01-01T00:00:00Z");

        assert_eq!(database.to_offset(begin), zone.offset());
        assert_eq!(database.following(begin).count(), 0, "the offset of {zone} never changes");
        assert_eq!(zone.as_str().parse(), Ok(zone));
    }
    assert!(matches!("Europe/Amsterdam".parse::<Zone>(), Err(SpecError::Zone(_))));
}

#[test]
fn a_local_holiday_is_not_worked() {
    let calendar = with(Kind::LocalHoliday, date(2026, 2, 27));

    assert_eq!(calendar.is_worked(date(2026, 2, 27)), Some(false));
    assert_eq!(national().is_worked(date(2026, 2, 27)), Some(true));
}

#[test]
fn a_make_up_day_has_the_hours_of_monday_to_thursday() {
    let saturday = with(Kind::MakeUp, date(2026, 1, 10));
    let friday = with(Kind::MakeUp, date(2026, 1, 16));

    assert_eq!(saturday.due(at("2026-01-09 09:00"), 1, WorkingDays), Ok(at("2026-01-10 16:00")));
    assert_eq!(saturday.due(at("2026-01-09 16:30"), 60, WorkingMinutes), Ok(at("2026-01-10 08:30")));
    assert_eq!(
        friday.closing(date(2026, 1, 16)),
        Some(at("2026-01-16 16:00")),
        "though it is a holiday and a Friday"
    );
}

#[test]
fn a_make_up_day_is_worked_whether_entered_before_or_after_the_holiday() {
    let mut spec = CalendarSpec::national(Zone::Western);
    spec.days.insert(
        0,
        SpecialDay {
            date: date(2026, 1, 16),
            kind: Kind::MakeUp,
            name: "Pengganti".to_owned(),
            decree: String::new(),
            announced: None,
        },
    );

    assert_eq!(Calendar::new(&spec).unwrap().is_worked(date(2026, 1, 16)), Some(true));
    assert_eq!(with(Kind::MakeUp, date(2026, 1, 16)).is_worked(date(2026, 1, 16)), Some(true));
}

#[test]
fn a_date_beyond_the_years_covered_is_an_error() {
    let calendar = national();
    let not_covered = |date| Err(Error::NotCovered { date, first: 2023, last: 2027 });

    assert_eq!(calendar.due(at("2022-12-30 09:00"), 1, WorkingDays), not_covered(date(2022, 12, 30)));
    assert_eq!(calendar.due(at("2027-12-31 09:00"), 1, WorkingDays), not_covered(date(2028, 1, 3)));
    assert!(matches!(calendar.due(at("2027-12-31 09:00"), 9999, WorkingDays), Err(Error::TooFar { .. })));
    assert_eq!(calendar.due(at("2026-01-05 09:00"), 0, WorkingDays), Err(Error::NoAmount));
}

#[test]
fn an_entry_survives_json_and_hours_are_the_defaults() {
    let spec = CalendarSpec::national(Zone::Eastern);
    let short = r#"{"zone": "Asia/Jayapura", "days": [], "first_year": 2026, "last_year": 2026}"#;

    let back: CalendarSpec = serde_json::from_str(&serde_json::to_string(&spec).unwrap()).unwrap();
    let defaults: CalendarSpec = serde_json::from_str(short).unwrap();

    assert_eq!(back, spec);
    assert_eq!((defaults.week, defaults.ramadan_week), (Week::default(), Week::ramadan()));
}

#[test]
fn an_entry_that_cannot_be_is_refused() {
    let refused = |change: fn(&mut CalendarSpec)| {
        let mut spec = CalendarSpec::national(Zone::Western);
        change(&mut spec);
        Calendar::new(&spec).unwrap_err()
    };

    assert!(matches!(refused(|spec| spec.last_year = 2020), SpecError::Years { .. }));
    assert!(matches!(refused(|spec| spec.week.friday.closes = time(12, 0, 0, 0)), SpecError::Hours(_)));
    assert!(matches!(refused(|spec| spec.week.friday.opens = time(7, 30, 1, 0)), SpecError::Hours(_)));
    assert!(matches!(refused(|spec| spec.ramadan[0].last_day = date(2020, 1, 1)), SpecError::Period { .. }));
}

#[test]
fn a_file_with_a_bad_line_names_the_line() {
    let holidays = "date,name,kind,decree,announced\n2026-01-01,Tahun Baru,national_holiday,,\n2026-02-30,x,joint_leave,,\n";
    let gap = "date,name,kind,decree,announced\n2024-01-01,a,joint_leave,,\n2026-01-01,b,joint_leave,,\n";
    let ramadan = "first_day,last_day\n";
    let read = |holidays: &str| CalendarSpec::read(Zone::Western, holidays.as_bytes(), ramadan.as_bytes());

    let error = read(holidays).unwrap_err().to_string();

    assert!(error.contains("holidays") && error.contains("line: 3"), "{error}");
    assert_eq!(read(gap), Err(SpecError::MissingYear(2025)));
}
