//! When an allowance is used up.

use crate::{
    calendar::{Calendar, midnight},
    error::Error,
    measure::{DAY, MINUTE, Measure, SECOND},
    unit::{Allowance, Unit},
};
use jiff::{SignedDuration, Span, Timestamp, civil::Date};

/// The last instant that is in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The instant itself; the end of a day is written 23:59:59.
    pub at: Timestamp,
    /// The first instant that is late: just after `at`, or midnight after 23:59:59.
    pub late_from: Timestamp,
    /// Whether it may still move: the clock is paused, or the calendar does not cover it.
    pub provisional: bool,
}

impl Due {
    fn after(at: Timestamp, grace: SignedDuration) -> Self {
        Self { at, late_from: at.saturating_add(grace).unwrap_or(Timestamp::MAX), provisional: false }
    }

    pub(crate) fn at(at: Timestamp) -> Self {
        Self::after(at, SignedDuration::from_nanos(1))
    }

    pub(crate) fn end_of(calendar: &Calendar, day: Date) -> Self {
        let last_second = SignedDuration::from_nanos(DAY - SECOND);
        let at = midnight(calendar.zone(), day).saturating_add(last_second).unwrap_or(Timestamp::MAX);
        Self::after(at, SignedDuration::from_secs(1))
    }
}

impl Calendar {
    /// When so much is used up by a clock that starts at an instant and never pauses.
    ///
    /// # Errors
    /// [`Error::NotCovered`] if the start or the due date lies outside the years covered.
    pub fn due(&self, from: Timestamp, amount: u32, unit: Unit) -> Result<Timestamp, Error> {
        self.covers(from)?;
        let due = project(self, from, Allowance { amount, unit }, &[])?.at;
        self.covers(due).map(|()| due)
    }
}

/// When an allowance is used up by a clock with pauses, sorted by their beginning; covered or not.
pub(crate) fn project(
    calendar: &Calendar,
    start: Timestamp,
    allowance: Allowance,
    pauses: &[(Timestamp, Timestamp)],
) -> Result<Due, Error> {
    let Allowance { amount, unit } = allowance;
    let too_far = || Error::TooFar { allowance, last: calendar.years().1 };
    if amount == 0 {
        return Err(Error::NoAmount);
    }
    match Run::new(calendar, start, unit, pauses)? {
        Some(run) => {
            let moment = run.reach(i64::from(amount)).ok_or_else(too_far)?;
            Ok(Due::at(calendar.instant(moment)))
        }
        None => {
            let day = calendar_day(calendar.date(start), allowance).ok_or_else(too_far)?;
            Ok(Due::end_of(calendar, day))
        }
    }
}

/// How many whole units are used as of an instant: the most whose due date is not after it.
pub(crate) fn used(
    calendar: &Calendar,
    start: Timestamp,
    unit: Unit,
    pauses: &[(Timestamp, Timestamp)],
    at: Timestamp,
) -> Result<u32, Error> {
    match Run::new(calendar, start, unit, pauses)? {
        Some(run) => run.used(calendar.locate(at)?),
        None => Ok(calendar_units(calendar, start, unit, at)),
    }
}

fn calendar_day(start: Date, Allowance { amount, unit }: Allowance) -> Option<Date> {
    let span = match unit {
        Unit::CalendarMonths => Span::new().try_months(amount),
        _ => Span::new().try_days(amount),
    };
    start.checked_add(span.ok()?).ok()
}

fn calendar_units(calendar: &Calendar, start: Timestamp, unit: Unit, at: Timestamp) -> u32 {
    let (first, last) = (calendar.date(start), calendar.date(at));
    let begun = match unit {
        Unit::CalendarMonths => {
            (i32::from(last.year()) - i32::from(first.year())) * 12 + i32::from(last.month())
                - i32::from(first.month())
        }
        _ => last.duration_since(first).as_hours() as i32 / 24,
    };
    let Some(amount) = u32::try_from(begun).ok().filter(|&begun| begun > 0) else { return 0 };
    let ends = calendar_day(first, Allowance { amount, unit }).map(|day| Due::end_of(calendar, day).at);
    if ends.is_some_and(|ends| ends <= at) { amount } else { amount - 1 }
}

/// A clock in working time, in terms of what the calendar's table adds up.
struct Run<'a> {
    calendar: &'a Calendar,
    measure: Measure,
    pauses: &'a [(Timestamp, Timestamp)],
    /// What was worked before the clock began to count.
    origin: i64,
}

impl<'a> Run<'a> {
    /// None for a clock in calendar time.
    fn new(
        calendar: &'a Calendar,
        start: Timestamp,
        unit: Unit,
        pauses: &'a [(Timestamp, Timestamp)],
    ) -> Result<Option<Self>, Error> {
        let (measure, begins) = match unit {
            Unit::WorkingMinutes => (Measure::Time, calendar.locate(start)?),
            Unit::WorkingDays => (Measure::Closings, (calendar.locate(start)? / DAY + 1) * DAY),
            Unit::CalendarDays | Unit::CalendarMonths => return Ok(None),
        };
        let origin = calendar.table.before(measure, begins);
        Ok(Some(Self { calendar, measure, pauses, origin }))
    }

    fn reach(&self, amount: i64) -> Option<i64> {
        let mut left = amount * self.size();
        let mut counted = self.origin;
        for (stops, resumes) in self.stops() {
            if left <= stops - counted {
                break;
            }
            left -= (stops - counted).max(0);
            counted = counted.max(resumes);
        }
        self.calendar.table.reach(self.measure, counted + left)
    }

    fn used(&self, at: i64) -> Result<u32, Error> {
        let end = self.calendar.table.through(self.measure, at);
        let mut used = 0;
        let mut counted = self.origin;
        for (stops, resumes) in self.stops() {
            used += (stops.min(end) - counted).max(0);
            counted = counted.max(resumes);
        }
        used += (end - counted).max(0);
        Ok(u32::try_from(used / self.size()).unwrap_or(u32::MAX))
    }

    /// The pauses by what was worked before they began and before they ended, so that overlaps merge and a start clips.
    fn stops(&self) -> impl Iterator<Item = (i64, i64)> {
        let before = |at| self.calendar.table.before(self.measure, self.calendar.moment(at));
        self.pauses.iter().map(move |&(from, to)| (before(from), before(to)))
    }

    fn size(&self) -> i64 {
        match self.measure {
            Measure::Closings => 1,
            Measure::Time => MINUTE,
        }
    }
}
