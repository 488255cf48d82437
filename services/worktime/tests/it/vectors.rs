//! The test vectors and worked examples of `procedures.md`, "Counting".

use crate::{at, national};
use jiff::civil::date;
use worktime::{
    Calendar, CalendarSpec, Unit,
    Unit::{CalendarDays, CalendarMonths, WorkingDays, WorkingMinutes},
    Zone,
};

fn due(from: &str, amount: u32, unit: Unit) -> String {
    shown(&national(), from, amount, unit)
}

fn shown(calendar: &Calendar, from: &str, amount: u32, unit: Unit) -> String {
    let due = calendar.due(at(from), amount, unit).unwrap();
    calendar.zone().offset().to_datetime(due).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

#[test]
fn sixty_working_days_end_on_the_published_days() {
    assert_eq!(due("2025-07-28 09:00", 60, WorkingDays), "2025-10-22 16:00:00");
    assert_eq!(due("2026-01-05 09:00", 60, WorkingDays), "2026-04-10 16:30:00");
    assert_eq!(due("2026-03-16 09:00", 60, WorkingDays), "2026-06-25 16:00:00");
    assert_eq!(due("2026-11-23 09:00", 60, WorkingDays), "2027-02-22 15:00:00");
    assert_eq!(due("2027-03-01 09:00", 60, WorkingDays), "2027-06-11 16:30:00");
}

#[test]
fn before_the_amendment_of_august_2025_the_day_after_proclamation_day_was_worked() {
    let known = |day| Calendar::as_known_on(&CalendarSpec::national(Zone::Western), day).unwrap();
    let before = known(date(2025, 8, 6));
    let since = known(date(2025, 8, 7));

    assert_eq!(shown(&before, "2025-07-28 09:00", 60, WorkingDays), "2025-10-21 16:00:00");
    assert_eq!(shown(&since, "2025-07-28 09:00", 60, WorkingDays), "2025-10-22 16:00:00");
    assert_eq!(before.is_worked(date(2025, 8, 18)), Some(true));
    assert_eq!(since.is_worked(date(2025, 8, 18)), Some(false));
}

#[test]
fn a_day_is_counted_from_the_day_after_whatever_the_hour() {
    assert_eq!(
        due("2026-01-10 09:00", 1, WorkingDays),
        "2026-01-12 16:00:00",
        "Saturday + 1 is Monday's close"
    );
    assert_eq!(due("2026-01-12 00:00", 1, WorkingDays), "2026-01-13 16:00:00");
    assert_eq!(due("2026-01-12 23:59:59", 1, WorkingDays), "2026-01-13 16:00:00");
    assert_eq!(
        due("2026-01-01 09:00", 1, WorkingDays),
        "2026-01-02 16:30:00",
        "from a holiday to a Friday's close"
    );
}

#[test]
fn minutes_are_counted_in_working_time_only() {
    assert_eq!(
        due("2026-01-09 18:00", 60, WorkingMinutes),
        "2026-01-12 08:30:00",
        "Friday 18.00 + 60 is Monday 08.30"
    );
    assert_eq!(due("2026-01-12 11:30", 60, WorkingMinutes), "2026-01-12 13:30:00", "across the break");
    assert_eq!(due("2026-01-12 12:15", 10, WorkingMinutes), "2026-01-12 13:10:00", "from inside the break");
    assert_eq!(
        due("2026-01-09 11:00", 60, WorkingMinutes),
        "2026-01-09 13:30:00",
        "across Friday's longer break"
    );
    assert_eq!(due("2026-01-12 10:00:30", 10, WorkingMinutes), "2026-01-12 10:10:30");
    assert_eq!(due("2026-01-12 07:30", 450, WorkingMinutes), "2026-01-12 16:00:00", "a whole day");
}

#[test]
fn what_ends_exactly_at_a_closing_or_a_break_is_due_there() {
    assert_eq!(due("2026-01-12 15:00", 60, WorkingMinutes), "2026-01-12 16:00:00");
    assert_eq!(due("2026-01-12 11:00", 60, WorkingMinutes), "2026-01-12 12:00:00");
    assert_eq!(
        due("2026-01-12 16:00", 60, WorkingMinutes),
        "2026-01-13 08:30:00",
        "a start at the close waits"
    );
}

#[test]
fn calendar_units_end_with_the_day() {
    assert_eq!(due("2026-01-10 09:00", 1, CalendarDays), "2026-01-11 23:59:59");
    assert_eq!(due("2026-01-31 09:00", 1, CalendarMonths), "2026-02-28 23:59:59");
    assert_eq!(due("2024-01-31 09:00", 1, CalendarMonths), "2024-02-29 23:59:59");
    assert_eq!(due("2026-12-15 09:00", 2, CalendarMonths), "2027-02-15 23:59:59");
}

#[test]
fn hours_are_shorter_in_ramadan() {
    assert_eq!(
        due("2026-02-18 09:00", 1, WorkingDays),
        "2026-02-19 15:00:00",
        "the first day of Ramadan 1447"
    );
    assert_eq!(due("2026-02-19 09:00", 1, WorkingDays), "2026-02-20 15:30:00", "its first Friday");
    assert_eq!(due("2026-02-19 07:45", 10, WorkingMinutes), "2026-02-19 08:10:00", "opens at 08.00");
    assert_eq!(due("2026-02-19 11:50", 20, WorkingMinutes), "2026-02-19 12:40:00", "a break of half an hour");
}

#[test]
fn the_day_is_that_of_the_agencys_zone() {
    let eastern = Calendar::national(Zone::Eastern);

    let late = "2026-01-12 22:30";

    assert_eq!(due(late, 1, WorkingDays), "2026-01-13 16:00:00");
    assert_eq!(
        shown(&eastern, late, 1, WorkingDays),
        "2026-01-14 16:00:00",
        "it is past midnight in Jayapura"
    );
}
