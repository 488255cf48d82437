//! What is due when: a case's times, counted in its agency's working time.

use crate::{
    case::{Due, Ledger},
    sop::Sop,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use platform::Error;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use worktime::{Allowance, Clock, Pause, Unit, Zone};

pub(crate) use worktime::Calendar;

/// A case without a service standard shows the time used in this unit.
const SHOWN: Unit = Unit::WorkingMinutes;

/// A stretch of time in which an agency could not work: its clocks in working time stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Outage {
    pub(crate) id: Uuid,
    /// `signing_service`, `system`.
    pub(crate) reason: String,
    pub(crate) from: Timestamp,
    pub(crate) to: Timestamp,
    pub(crate) evidence: String,
}

impl Outage {
    /// Refuses one that does not end after it began, or not before `now`.
    pub(crate) fn check(&self, now: Timestamp) -> platform::Result<()> {
        if self.from < self.to && self.to <= now {
            return Ok(());
        }
        Err(Error::invalid("outage: end_time lies after start_time and not in the future"))
    }
}

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
    outages: &[Outage],
    sop: &Sop,
    closed_at: Option<Timestamp>,
    at: Timestamp,
) -> Reading {
    let standard = sop.service_standard.0;
    let unit = standard.map_or(SHOWN, |it| it.unit);
    let allowance = standard.map_or(0, |it| i64::from(it.amount));
    let at = closed_at.unwrap_or(at);
    let clock = clock(ledger, outages, standard, at);
    let reading = calendar.and_then(|it| clock.read(it, at).ok());
    // Before the dossier was found complete nobody knows whether the time counts from its receipt.
    let is_open = sop.needs_confirmation() && !ledger.is_confirmed && closed_at.is_none();
    let due = match reading.and_then(|it| it.due) {
        Some(due) => Due { at: Some(due.at), is_provisional: due.provisional || is_open },
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

/// When so many percent of the standard are used, as far as is known at `at`.
pub(crate) fn mark(
    calendar: Option<&Calendar>,
    ledger: &Ledger,
    outages: &[Outage],
    sop: &Sop,
    percent: u32,
    at: Timestamp,
) -> Option<Timestamp> {
    let standard = sop.service_standard.0;
    standard?;
    clock(ledger, outages, standard, at).mark(calendar?, percent, at).ok()?
}

/// The end of the last day of `after` in calendar units from `start`, and the first instant after it.
pub(crate) fn last_instant(
    calendar: Option<&Calendar>,
    start: Timestamp,
    after: Allowance,
) -> platform::Result<(Timestamp, Timestamp)> {
    ends(calendar, Clock::granting(start, after))
}

/// The end of `day`, and the first instant after it.
pub(crate) fn end_of_day(calendar: Option<&Calendar>, day: Date) -> platform::Result<(Timestamp, Timestamp)> {
    let start = day.to_zoned(zone(calendar)).map_err(Error::invalid)?.timestamp();
    ends(calendar, Clock { extended_to: Some(day), ..Clock::new(start, Unit::CalendarDays) })
}

fn ends(calendar: Option<&Calendar>, clock: Clock) -> platform::Result<(Timestamp, Timestamp)> {
    let calendar =
        calendar.ok_or_else(|| Error::Unavailable("the agency's calendar is not known here yet".into()))?;
    let reading = clock.read(calendar, clock.start).map_err(Error::invalid)?;
    reading.due.map(|it| (it.at, it.late_from)).ok_or_else(|| Error::internal("a clock without a due date"))
}

fn clock(ledger: &Ledger, outages: &[Outage], standard: Option<Allowance>, at: Timestamp) -> Clock {
    let unit = standard.map_or(SHOWN, |it| it.unit);
    let start = ledger.counts_from.unwrap_or(at);
    let stood = ledger.pauses().into_iter().map(|(from, to)| Pause { from, to });
    let out = outages.iter().filter(|it| start < it.to).map(|it| Pause { from: it.from, to: Some(it.to) });
    // A clock in calendar days runs whatever happens.
    let pauses = if unit.is_working() { stood.chain(out).collect() } else { vec![] };
    Clock { allowance: standard.map(|it| it.amount), pauses, ..Clock::new(start, unit) }
}

/// Where the agency's clocks stand.
pub(crate) fn zone(calendar: Option<&Calendar>) -> TimeZone {
    TimeZone::fixed(calendar.map_or(Zone::Western, Calendar::zone).offset())
}
