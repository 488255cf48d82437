//! Clocks with pauses, marks and extensions.

use crate::{at, national};
use jiff::civil::date;
use worktime::{
    Allowance, Clock, Error, Pause, Reading, State,
    Unit::{CalendarDays, CalendarMonths, WorkingDays, WorkingMinutes},
};

fn clock(start: &str, allowance: &str, pauses: &[(&str, &str)]) -> Clock {
    let allowance: Allowance = allowance.parse().unwrap();
    let pause = |&(from, to): &(&str, &str)| Pause { from: at(from), to: (!to.is_empty()).then(|| at(to)) };
    Clock { pauses: pauses.iter().map(pause).collect(), ..Clock::granting(at(start), allowance) }
}

fn read(clock: &Clock, now: &str) -> Reading {
    clock.read(&national(), at(now)).unwrap()
}

#[test]
fn a_pause_from_monday_to_wednesday_costs_monday_and_tuesday() {
    let clock = clock("2026-01-09 09:00", "3 working_days", &[("2026-01-12 10:00", "2026-01-14 10:00")]);

    let reading = read(&clock, "2026-01-15 16:00");

    assert_eq!((reading.used, reading.state), (2, State::Running));
    let due = reading.due.unwrap();
    assert_eq!((due.at, due.provisional), (at("2026-01-19 16:00"), false), "the 16th is a holiday");
}

#[test]
fn an_open_pause_is_projected_as_ending_now_and_the_date_is_provisional() {
    let clock = clock("2026-01-09 09:00", "3 working_days", &[("2026-01-12 10:00", "")]);

    let reading = read(&clock, "2026-01-14 10:00");

    assert_eq!((reading.used, reading.state), (0, State::Paused));
    assert!(reading.due.unwrap().provisional);
    assert_eq!(reading.due.unwrap().at, at("2026-01-19 16:00"));
    assert_eq!(
        read(&clock, "2026-01-15 10:00").due.unwrap().at,
        at("2026-01-20 16:00"),
        "it moves with the asking"
    );
}

#[test]
fn minutes_are_used_while_the_clock_runs() {
    let pauses = [("2026-01-12 08:00", "2026-01-12 10:00"), ("2026-01-12 09:00", "2026-01-12 11:00")];
    let clock = clock("2026-01-12 07:30", "120 working_minutes", &pauses);

    assert_eq!(read(&clock, "2026-01-12 10:30").used, 30, "overlapping pauses merge");
    assert_eq!(read(&clock, "2026-01-12 11:59:59").used, 89);
    assert_eq!(read(&clock, "2026-01-12 12:00").due.unwrap().at, at("2026-01-12 13:30"));
}

#[test]
fn what_is_used_up_when_a_pause_begins_is_due_there() {
    let clock = clock("2026-01-12 09:00", "60 working_minutes", &[("2026-01-12 10:00", "2026-01-13 10:00")]);

    assert_eq!(read(&clock, "2026-01-12 09:30").due.unwrap().at, at("2026-01-12 10:00"));
}

#[test]
fn a_pause_before_the_start_is_clipped_there() {
    let clock = clock("2026-01-12 09:00", "60 working_minutes", &[("2026-01-05 08:00", "2026-01-12 09:30")]);

    let reading = read(&clock, "2026-01-12 10:00");

    assert_eq!((reading.used, reading.due.unwrap().at), (30, at("2026-01-12 10:30")));
}

#[test]
fn a_clock_is_in_time_through_the_due_instant_and_late_after_it() {
    let days = clock("2026-01-09 09:00", "1 working_days", &[]);
    let months = clock("2026-01-09 09:00", "1 calendar_months", &[]);

    assert_eq!(read(&days, "2026-01-12 16:00"), Reading { used: 1, ..read(&days, "2026-01-12 15:59") });
    assert_eq!(read(&days, "2026-01-12 16:00").state, State::Running);
    assert_eq!(read(&days, "2026-01-12 16:00:00.000000001").state, State::Overdue);
    assert_eq!(read(&months, "2026-02-09 23:59:59.9").state, State::Running);
    assert_eq!(read(&months, "2026-02-10 00:00").state, State::Overdue, "for 23:59:59 from midnight on");
}

#[test]
fn a_clock_stands_from_the_first_instant_of_a_pause_and_runs_again_at_its_end() {
    let clock = clock("2026-01-12 09:00", "3 working_days", &[("2026-01-13 09:00", "2026-01-13 16:00")]);

    assert_eq!(read(&clock, "2026-01-13 08:59:59").state, State::Running);
    assert_eq!(read(&clock, "2026-01-13 09:00").state, State::Paused);
    assert_eq!(read(&clock, "2026-01-13 15:59:59").state, State::Paused);
    let at_the_end = read(&clock, "2026-01-13 16:00");
    assert_eq!((at_the_end.state, at_the_end.used), (State::Running, 1), "it runs at that day's close");
}

#[test]
fn a_late_clock_stays_late_while_it_stands_and_goes_on_counting() {
    let clock = clock("2026-01-05 09:00", "1 working_days", &[("2026-01-08 09:00", "")]);

    let reading = read(&clock, "2026-01-09 09:00");

    assert_eq!((reading.used, reading.state), (2, State::Overdue));
}

#[test]
fn calendar_units_count_days_that_have_ended() {
    let days = clock("2026-01-09 09:00", "10 calendar_days", &[]);
    let months = clock("2026-01-31 09:00", "2 calendar_months", &[]);

    assert_eq!(read(&days, "2026-01-10 23:59:58").used, 0);
    assert_eq!(read(&days, "2026-01-10 23:59:59").used, 1);
    assert_eq!(read(&months, "2026-02-28 12:00").used, 0);
    assert_eq!(read(&months, "2026-03-01 00:00").used, 1);
}

#[test]
fn a_clock_without_an_allowance_shows_only_what_is_used() {
    let clock = Clock::new(at("2026-01-12 09:00"), WorkingMinutes);

    let reading = read(&clock, "2026-01-12 10:00");

    assert_eq!(reading, Reading { used: 60, due: None, state: State::Running });
    assert_eq!(clock.mark(&national(), 50, at("2026-01-12 10:00")), Ok(None));
}

#[test]
fn a_date_beyond_the_years_covered_is_provisional_in_a_case() {
    let clock = Clock::granting(at("2027-12-30 09:00"), Allowance::new(2, WorkingDays));

    let due = read(&clock, "2027-12-30 10:00").due.unwrap();

    assert_eq!((due.at, due.provisional), (at("2028-01-03 16:00"), true), "projected by the week alone");
}

#[test]
fn a_mark_is_reached_when_that_part_of_the_allowance_is_used() {
    let clock = clock("2026-01-12 07:30", "25 working_minutes", &[("2026-01-12 07:35", "2026-01-12 07:40")]);
    let now = at("2026-01-12 08:00");

    let half = clock.mark(&national(), 50, now).unwrap().unwrap();

    assert_eq!(half, at("2026-01-12 07:48"), "13 of 25 minutes are the first whole ones past the half");
    assert!(clock.has_reached(50, 13) && !clock.has_reached(50, 12));
    assert_eq!(
        clock.mark(&national(), 100, now),
        Ok(Some(clock.read(&national(), now).unwrap().due.unwrap().at))
    );
}

#[test]
fn an_extension_names_the_new_last_day() {
    let extended = |unit, day| {
        let clock = Clock::granting(at("2026-01-12 09:00"), Allowance::new(1, unit));
        read(&Clock { extended_to: Some(day), ..clock }, "2026-01-12 10:00").due.unwrap().at
    };

    assert_eq!(extended(CalendarMonths, date(2026, 3, 20)), at("2026-03-20 23:59:59"));
    assert_eq!(extended(WorkingDays, date(2026, 1, 15)), at("2026-01-15 16:00"));
    assert_eq!(
        extended(WorkingDays, date(2026, 1, 17)),
        at("2026-01-17 23:59:59"),
        "a day that is not worked"
    );
}

#[test]
fn pauses_that_cannot_be_are_refused() {
    let refused = |clock: Clock| clock.read(&national(), at("2026-01-13 09:00")).unwrap_err();
    let backwards = clock("2026-01-12 09:00", "1 working_days", &[("2026-01-13 09:00", "2026-01-13 08:00")]);
    let empty = clock("2026-01-12 09:00", "1 working_days", &[("2026-01-05 09:00", "2026-01-05 09:00")]);
    let calendar = clock("2026-01-12 09:00", "1 calendar_days", &[("2026-01-13 09:00", "")]);

    assert!(matches!(refused(backwards), Error::PauseEndsFirst { .. }));
    assert!(matches!(refused(empty), Error::PauseEndsFirst { .. }), "even before the start");
    assert_eq!(refused(calendar), Error::CannotPause);
}

#[test]
fn an_allowance_is_written_as_amount_and_unit() {
    assert_eq!("60 working_days".parse(), Ok(Allowance::new(60, WorkingDays)));
    assert_eq!(Allowance::new(2, CalendarDays).to_string(), "2 calendar_days");
    for wrong in [
        "",
        "60",
        "0 working_days",
        "-1 working_days",
        "60 days",
        "60  working_days",
        "4294967296 working_days",
    ] {
        assert!(wrong.parse::<Allowance>().is_err(), "{wrong:?}");
    }
}
