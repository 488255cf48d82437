//! Prefix sums over the days of a calendar: how much was worked before a moment, and at which moment so much is worked.
//!
//! A moment is in nanoseconds from the first midnight of the table, in local time. Finding what was worked before it is O(1),
//! finding when so much is worked O(1) for days and O(log n) for minutes.

use crate::spec::week::Hours;
use jiff::civil::Time;

pub(crate) const SECOND: i64 = 1_000_000_000;
pub(crate) const MINUTE: i64 = 60 * SECOND;
pub(crate) const DAY: i64 = 24 * 60 * MINUTE;

/// What is added up: closings of business, or nanoseconds worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measure {
    Closings,
    Time,
}

/// When the day works, in nanoseconds from its midnight.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Shift {
    opens: i64,
    breaks: i64,
    resumes: i64,
    closes: i64,
}

/// Eight bytes, since a service may hold hundreds of calendars of some thousand days each.
#[derive(Debug, Clone, Copy)]
struct Day {
    minutes_before: u32,
    closings_before: u16,
    /// An index into [`Table::shifts`]; 0: not worked.
    shift: u8,
}

#[derive(Debug, Clone)]
pub(crate) struct Table {
    shifts: Vec<Shift>,
    /// One more than the table spans: the last holds the totals.
    days: Vec<Day>,
    /// The day of each closing, in order.
    worked: Vec<u16>,
}

impl Table {
    /// Of hours, and for each day the index of its hours, or none where it is not worked.
    pub(crate) fn new(hours: &[Hours], days: impl Iterator<Item = Option<u8>>) -> Self {
        let shifts: Vec<Shift> =
            [Shift::default()].into_iter().chain(hours.iter().map(Shift::from)).collect();
        let mut table = Self { shifts, days: Vec::new(), worked: Vec::new() };
        let (mut minutes_before, mut closings_before) = (0, 0);
        for (index, hours) in (0..).zip(days) {
            let shift = hours.map_or(0, |hours| hours + 1);
            table.days.push(Day { minutes_before, closings_before, shift });
            if shift > 0 {
                table.worked.push(index);
                closings_before += 1;
                minutes_before += table.shifts[usize::from(shift)].minutes();
            }
        }
        table.days.push(Day { minutes_before, closings_before, shift: 0 });
        table
    }

    /// The moment at which the table ends.
    pub(crate) fn end(&self) -> i64 {
        (self.days.len() as i64 - 1) * DAY
    }

    /// What was worked before a moment; a closing at that moment does not count.
    pub(crate) fn before(&self, measure: Measure, moment: i64) -> i64 {
        let (day, shift, time) = self.find(moment);
        match measure {
            Measure::Closings => {
                i64::from(day.closings_before) + i64::from(day.shift > 0 && shift.closes < time)
            }
            Measure::Time => i64::from(day.minutes_before) * MINUTE + shift.worked_before(time),
        }
    }

    /// What was worked up to a moment; a closing at that moment counts.
    pub(crate) fn through(&self, measure: Measure, moment: i64) -> i64 {
        match measure {
            Measure::Closings => self.before(measure, moment + 1),
            Measure::Time => self.before(measure, moment),
        }
    }

    /// The earliest moment through which so much is worked, from 1; none past the end.
    pub(crate) fn reach(&self, measure: Measure, amount: i64) -> Option<i64> {
        match measure {
            Measure::Closings => {
                let day = *self.worked.get(usize::try_from(amount - 1).ok()?)?;
                self.closing(i64::from(day))
            }
            Measure::Time => {
                let next = self.days.partition_point(|day| i64::from(day.minutes_before) * MINUTE < amount);
                let index = (next < self.days.len()).then(|| next.checked_sub(1)).flatten()?;
                let day = self.days[index];
                let rest = amount - i64::from(day.minutes_before) * MINUTE;
                Some(index as i64 * DAY + self.shift(day).reach(rest))
            }
        }
    }

    /// The close of business on a day, if it is worked.
    pub(crate) fn closing(&self, index: i64) -> Option<i64> {
        let day = *self.days.get(usize::try_from(index).ok()?)?;
        (day.shift > 0).then(|| index * DAY + self.shift(day).closes)
    }

    fn find(&self, moment: i64) -> (Day, Shift, i64) {
        let moment = moment.clamp(0, self.end());
        let day = self.days[(moment / DAY) as usize];
        (day, self.shift(day), moment % DAY)
    }

    fn shift(&self, day: Day) -> Shift {
        self.shifts[usize::from(day.shift)]
    }
}

impl Shift {
    fn minutes(self) -> u32 {
        (self.worked_before(DAY) / MINUTE) as u32
    }

    fn worked_before(self, time: i64) -> i64 {
        time.clamp(self.opens, self.breaks) - self.opens + time.clamp(self.resumes, self.closes)
            - self.resumes
    }

    /// What ends exactly at the break is reached there, not after it.
    fn reach(self, worked: i64) -> i64 {
        let morning = self.breaks - self.opens;
        if worked <= morning { self.opens + worked } else { self.resumes + worked - morning }
    }
}

impl From<&Hours> for Shift {
    fn from(hours: &Hours) -> Self {
        let moment = |time: Time| (i64::from(time.hour()) * 60 + i64::from(time.minute())) * MINUTE;
        Self {
            opens: moment(hours.opens),
            breaks: moment(hours.breaks),
            resumes: moment(hours.resumes),
            closes: moment(hours.closes),
        }
    }
}
