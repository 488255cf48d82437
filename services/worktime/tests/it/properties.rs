//! What holds of every clock.

use crate::{instant, national};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use std::sync::LazyLock;
use worktime::{
    Allowance, Calendar, Clock, Pause, State, Unit,
    Unit::{CalendarDays, CalendarMonths, WorkingDays, WorkingMinutes},
    Zone,
};

static CALENDAR: LazyLock<Calendar> = LazyLock::new(national);

/// Any second of 2023 to 2026, so that the allowances below end within the years covered.
fn starts() -> impl Strategy<Value = Timestamp> {
    let begin = instant("2023-01-01T00:00:00+07:00").as_second();
    let end = instant("2026-07-01T00:00:00+07:00").as_second();
    (begin..end).prop_map(|second| Timestamp::from_second(second).unwrap())
}

fn allowances() -> impl Strategy<Value = Allowance> {
    let of = |unit, most| (1_u32..most).prop_map(move |amount| Allowance { amount, unit });
    prop_oneof![
        of(WorkingDays, 100),
        of(WorkingMinutes, 20_000),
        of(CalendarDays, 200),
        of(CalendarMonths, 10)
    ]
}

fn working_allowances() -> impl Strategy<Value = Allowance> {
    allowances().prop_filter("calendar units do not pause", |allowance| allowance.unit.is_working())
}

/// Seconds from a start to the beginning of a pause, and its length.
fn pauses() -> impl Strategy<Value = Vec<(i64, i64)>> {
    prop::collection::vec((-900_000_i64..5_000_000, 1_i64..900_000), 0..5)
}

fn paused(start: Timestamp, allowance: Allowance, pauses: &[(i64, i64)]) -> Clock {
    let after = |from: Timestamp, seconds| from + SignedDuration::from_secs(seconds);
    let pause = |&(from, length)| {
        let from = after(start, from);
        Pause { from, to: Some(after(from, length)) }
    };
    Clock { pauses: pauses.iter().map(pause).collect(), ..Clock::granting(start, allowance) }
}

proptest! {
    #[test]
    fn more_is_never_due_earlier(start in starts(), allowance in allowances()) {
        let due = |amount| CALENDAR.due(start, amount, allowance.unit).unwrap();

        prop_assert!(due(allowance.amount) <= due(allowance.amount + 1));
        prop_assert!(due(allowance.amount) > start);
    }

    #[test]
    fn a_later_start_is_never_due_earlier(start in starts(), later in 0_i64..1_000_000, allowance in allowances()) {
        let other = start + SignedDuration::from_secs(later);

        let due = |from| CALENDAR.due(from, allowance.amount, allowance.unit).unwrap();

        prop_assert!(due(start) <= due(other));
    }

    #[test]
    fn exactly_the_allowance_is_used_at_the_due_instant(
        start in starts(), allowance in working_allowances(), pauses in pauses(),
    ) {
        let clock = paused(start, allowance, &pauses);
        let due = clock.read(&CALENDAR, start).unwrap().due.unwrap().at;

        let before = due - SignedDuration::from_nanos(1);

        prop_assert_eq!(clock.read(&CALENDAR, due).unwrap().used, allowance.amount);
        prop_assert_eq!(clock.read(&CALENDAR, before).unwrap().used, allowance.amount - 1);
    }

    #[test]
    fn calendar_units_are_used_up_at_the_due_instant(start in starts(), allowance in allowances()) {
        let clock = Clock::granting(start, allowance);
        let due = CALENDAR.due(start, allowance.amount, allowance.unit).unwrap();

        let used = |at| clock.read(&CALENDAR, at).unwrap().used;

        prop_assert!(used(due) >= allowance.amount);
        prop_assert!(used(due - SignedDuration::from_nanos(1)) < used(due));
    }

    #[test]
    fn a_clock_without_pauses_is_due_when_the_calendar_says(start in starts(), allowance in allowances()) {
        let reading = Clock::granting(start, allowance).read(&CALENDAR, start).unwrap();

        prop_assert_eq!(reading.due.unwrap().at, CALENDAR.due(start, allowance.amount, allowance.unit).unwrap());
        prop_assert_eq!(reading.used, 0);
    }

    #[test]
    fn a_pause_never_brings_the_due_date_forward(
        start in starts(), allowance in working_allowances(), pauses in pauses(),
    ) {
        let due = |pauses: &[_]| paused(start, allowance, pauses).read(&CALENDAR, start).unwrap().due.unwrap().at;

        for count in 0..pauses.len() {
            prop_assert!(due(&pauses[..count]) <= due(&pauses[..=count]));
        }
    }

    #[test]
    fn the_order_of_pauses_does_not_matter(
        start in starts(), allowance in working_allowances(), pauses in pauses(), later in 0_i64..9_000_000,
    ) {
        let at = start + SignedDuration::from_secs(later);
        let reversed: Vec<_> = pauses.iter().rev().copied().collect();

        let read = |pauses: &[_]| paused(start, allowance, pauses).read(&CALENDAR, at).unwrap();

        prop_assert_eq!(read(&pauses), read(&reversed));
    }

    #[test]
    fn two_pauses_that_touch_are_one(
        start in starts(), allowance in working_allowances(), from in 0_i64..900_000, a in 1_i64..900_000, b in 1_i64..900_000,
    ) {
        let at = start + SignedDuration::from_secs(2_000_000);

        let read = |pauses: &[_]| paused(start, allowance, pauses).read(&CALENDAR, at).unwrap();

        prop_assert_eq!(read(&[(from, a), (from + a, b)]), read(&[(from, a + b)]));
    }

    #[test]
    fn a_clock_is_late_exactly_after_it_is_due(
        start in starts(), allowance in working_allowances(), pauses in pauses(), later in 0_i64..20_000_000,
    ) {
        let at = start + SignedDuration::from_secs(later);
        let reading = paused(start, allowance, &pauses).read(&CALENDAR, at).unwrap();

        prop_assert_eq!(reading.state == State::Overdue, at > reading.due.unwrap().at);
    }

    #[test]
    fn a_mark_is_the_first_instant_at_which_that_part_is_used(
        start in starts(), allowance in working_allowances(), pauses in pauses(), percent in 1_u32..150,
    ) {
        let clock = paused(start, allowance, &pauses);
        let mark = clock.mark(&CALENDAR, percent, start).unwrap().unwrap();

        let used = |at| clock.read(&CALENDAR, at).unwrap().used;

        prop_assert!(clock.has_reached(percent, used(mark)));
        prop_assert!(!clock.has_reached(percent, used(mark - SignedDuration::from_nanos(1))));
    }

    #[test]
    fn the_same_local_time_is_due_at_the_same_local_time_in_every_zone(start in starts(), allowance in allowances()) {
        let hours = SignedDuration::from_hours;
        let eastern = Calendar::national(Zone::Eastern);

        let there = eastern.due(start - hours(2), allowance.amount, allowance.unit).unwrap();

        prop_assert_eq!(there + hours(2), CALENDAR.due(start, allowance.amount, allowance.unit).unwrap());
    }
}

#[test]
fn every_day_is_worked_or_not_as_every_unit_says() {
    let days = jiff::civil::date(2023, 1, 2).series(jiff::Span::new().days(1)).take(365 * 4);
    for day in days {
        let before = instant(&format!("{}T12:00:00+07:00", day.yesterday().unwrap()));
        let next = CALENDAR.due(before, 1, Unit::WorkingDays).unwrap();

        assert_eq!(CALENDAR.is_worked(day), Some(CALENDAR.date(next) == day), "{day}");
        assert_eq!(CALENDAR.closing(day), (CALENDAR.date(next) == day).then_some(next), "{day}");
    }
}
