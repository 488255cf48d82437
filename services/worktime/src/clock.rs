//! A clock with pauses: what it has used, when it is due, whether it runs.

use crate::{
    calendar::Calendar,
    due::{Due, project, used},
    error::Error,
    unit::{Allowance, Unit},
};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;

/// A clock, as the ledger of its pauses. What it shows is derived by [`Clock::read`], never kept; a restart opens a new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// When it began.
    pub start: Timestamp,
    /// In what it counts.
    pub unit: Unit,
    /// After how many units it is due; none: it only shows what is used.
    pub allowance: Option<u32>,
    /// When it stood, in any order; pauses may overlap and reach beyond the start.
    pub pauses: Vec<Pause>,
    /// The last day as extended; it replaces the one the allowance gives.
    pub extended_to: Option<Date>,
}

/// A stretch of time in which a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// The first instant at which it stands.
    pub from: Timestamp,
    /// The first instant at which it runs again; none: it still stands.
    pub to: Option<Timestamp>,
}

/// What a clock shows at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The whole units used, not capped by the allowance.
    pub used: u32,
    /// When it is due; none without an allowance.
    pub due: Option<Due>,
    /// Whether it is late, stands or runs.
    pub state: State,
}

/// Whether a clock is late, stands or runs; written in snake case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It counts, in working time.
    Running,
    /// It stands.
    Paused,
    /// It is past its due date, running or not.
    Overdue,
}

impl Clock {
    /// A clock that starts without a due date and without pauses.
    #[must_use]
    pub fn new(start: Timestamp, unit: Unit) -> Self {
        Self { start, unit, allowance: None, pauses: Vec::new(), extended_to: None }
    }

    /// A clock that starts with an allowance and without pauses.
    #[must_use]
    pub fn granting(start: Timestamp, Allowance { amount, unit }: Allowance) -> Self {
        Self { allowance: Some(amount), ..Self::new(start, unit) }
    }

    /// What it shows at an instant. An open pause is taken to end then; dates the calendar does not cover are projected by
    /// the week alone and the due date is provisional.
    ///
    /// # Errors
    /// A pause without length, a pause in calendar time, an allowance of nothing, a date too far off to be projected.
    pub fn read(&self, calendar: &Calendar, at: Timestamp) -> Result<Reading, Error> {
        let pauses = self.closed_pauses(at)?;
        let used = used(calendar, self.start, self.unit, &pauses, at)?;
        let due = match (self.allowance, self.extended_to) {
            (None, None) => None,
            (_, Some(day)) => Some(last_day(calendar, self.unit, day)),
            (Some(amount), None) => {
                Some(project(calendar, self.start, Allowance::new(amount, self.unit), &pauses)?)
            }
        };
        let paused = self.pauses.iter().any(|pause| pause.holds(self.start, at));
        let covered = |due: Due| calendar.covers(self.start).and_then(|()| calendar.covers(due.at)).is_ok();
        let due = due.map(|due| Due { provisional: paused || !covered(due), ..due });
        let state = match due {
            Some(due) if at >= due.late_from => State::Overdue,
            _ if paused => State::Paused,
            _ => State::Running,
        };
        Ok(Reading { used, due, state })
    }

    /// When a mark, in percent of the allowance, is reached, as far as is known at an instant: as soon as `used` is at
    /// least that part. None without an allowance. An extension moves the due date and no mark.
    ///
    /// # Errors
    /// As [`Clock::read`].
    pub fn mark(&self, calendar: &Calendar, percent: u32, at: Timestamp) -> Result<Option<Timestamp>, Error> {
        let pauses = self.closed_pauses(at)?;
        let Some(allowance) = self.allowance else { return Ok(None) };
        let part = (u64::from(allowance) * u64::from(percent)).div_ceil(100);
        let amount = u32::try_from(part).unwrap_or(u32::MAX);
        project(calendar, self.start, Allowance::new(amount, self.unit), &pauses).map(|due| Some(due.at))
    }

    /// Whether a mark, in percent of the allowance, is reached when so much is used.
    #[must_use]
    pub fn has_reached(&self, percent: u32, used: u32) -> bool {
        let part = |allowance: u32| u64::from(allowance) * u64::from(percent);
        self.allowance.is_some_and(|allowance| u64::from(used) * 100 >= part(allowance))
    }

    /// Its pauses in order, each with an end.
    fn closed_pauses(&self, at: Timestamp) -> Result<Vec<(Timestamp, Timestamp)>, Error> {
        if !self.unit.is_working() && !self.pauses.is_empty() {
            return Err(Error::CannotPause);
        }
        let mut pauses = self.pauses.iter().map(|pause| pause.closed(at)).collect::<Result<Vec<_>, _>>()?;
        pauses.sort_unstable();
        Ok(pauses)
    }
}

impl Pause {
    /// An open pause is taken to end at the instant of asking, and to cost nothing before it begins.
    fn closed(self, at: Timestamp) -> Result<(Timestamp, Timestamp), Error> {
        let from = self.from;
        match self.to {
            Some(to) if from >= to => Err(Error::PauseEndsFirst { from, to }),
            Some(to) => Ok((from, to)),
            None => Ok((from, at.max(from))),
        }
    }

    /// Whether a clock that began at `start` stands at an instant.
    fn holds(self, start: Timestamp, at: Timestamp) -> bool {
        self.from.max(start) <= at && self.to.is_none_or(|to| at < to)
    }
}

/// The close of business on a named day in working time; in calendar time, or if the day is not worked, its end.
fn last_day(calendar: &Calendar, unit: Unit, day: Date) -> Due {
    match calendar.closing(day) {
        Some(closing) if unit.is_working() => Due::at(closing),
        _ => Due::end_of(calendar, day),
    }
}
