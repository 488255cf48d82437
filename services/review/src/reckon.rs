//! What is due when: a case's times, counted in its agency's working time.

use crate::case::{Due, Ledger};
use jiff::{Timestamp, tz::TimeZone};
use worktime::{Allowance, Clock, Pause, Unit, Zone};

pub(crate) use worktime::Calendar;

/// A case without a service standard shows the time used in this unit.
const SHOWN: Unit = Unit::WorkingMinutes;

/// A case's clock as it stands at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) used: i64,
    pub(crate) unit: Unit,
    /// 0: none.
    pub(crate) allowance: i64,
    pub(crate) due: Due,
    pub(crate) state: State,
}

/// How a case's clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Running,
    Paused,
    Overdue,
    Stopped,
}

/// When what began at `start` is due. Without a calendar, or beyond the years it knows, that is not known yet.
pub(crate) fn due(calendar: Option<&Calendar>, start: Timestamp, norm: Option<Allowance>) -> Due {
    let Some(norm) = norm else {
        return Due::default();
    };
    let reading = calendar.and_then(|it| Clock::granting(start, norm).read(it, start).ok());
    let due = reading.and_then(|it| it.due);
    due.map_or(Due { at: None, is_provisional: true }, |it| Due {
        at: Some(it.at),
        is_provisional: it.provisional,
    })
}

/// How much of `unit` passed from `start` to `at`; 0 where that is not known.
pub(crate) fn used(calendar: Option<&Calendar>, start: Timestamp, unit: Unit, at: Timestamp) -> i64 {
    let reading = calendar.and_then(|it| Clock::new(start, unit).read(it, at).ok());
    reading.map_or(0, |it| i64::from(it.used))
}

/// Reads a case's clock at `at`; one that ended is read at its end.
pub(crate) fn read(
    calendar: Option<&Calendar>,
    ledger: &Ledger,
    standard: Option<Allowance>,
    closed_at: Option<Timestamp>,
    at: Timestamp,
) -> Reading {
    let unit = standard.map_or(SHOWN, |it| it.unit);
    let allowance = standard.map_or(0, |it| i64::from(it.amount));
    let at = closed_at.unwrap_or(at);
    let start = ledger.counts_from.unwrap_or(at);
    let pauses = ledger.pauses().into_iter().map(|(from, to)| Pause { from, to });
    let clock = Clock { allowance: standard.map(|it| it.amount), ..Clock::new(start, unit) };
    // A clock in calendar days runs whatever happens.
    let pauses = if unit.is_working() { pauses.collect() } else { vec![] };
    let reading = calendar.and_then(|it| Clock { pauses, ..clock }.read(it, at).ok());
    let due = match reading.and_then(|it| it.due) {
        Some(due) => Due { at: Some(due.at), is_provisional: due.provisional },
        None => Due { at: None, is_provisional: standard.is_some() },
    };
    let state = match reading.map(|it| it.state) {
        _ if closed_at.is_some() => State::Stopped,
        Some(worktime::State::Overdue) => State::Overdue,
        _ if ledger.is_paused() => State::Paused,
        _ => State::Running,
    };
    Reading { used: reading.map_or(0, |it| i64::from(it.used)), unit, allowance, due, state }
}

/// Where the agency's clocks stand.
pub(crate) fn zone(calendar: Option<&Calendar>) -> TimeZone {
    TimeZone::fixed(calendar.map_or(Zone::Western, Calendar::zone).offset())
}
