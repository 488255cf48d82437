//! A work calendar made ready for counting.

use crate::{
    error::{Error, SpecError},
    measure::{DAY, SECOND, Table},
    spec::{CalendarSpec, Kind, SpecialDay},
    zone::Zone,
};
use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time, Weekday, date},
};
use std::collections::HashMap;

/// For how many years before and after those covered dates are projected by the week alone.
const PROJECTED_YEARS: i16 = 5;

/// Which days and hours an agency works.
#[derive(Debug, Clone)]
pub struct Calendar {
    zone: Zone,
    first_year: i16,
    last_year: i16,
    /// The seconds since the epoch at which the covered years begin, and those at which they are over.
    covered: (i64, i64),
    /// The seconds since the epoch at which the table begins.
    origin: i64,
    pub(crate) table: Table,
}

impl Calendar {
    /// The newest version: everything announced so far counts.
    ///
    /// # Errors
    /// What [`CalendarSpec::check`] finds.
    pub fn new(spec: &CalendarSpec) -> Result<Self, SpecError> {
        Self::of(spec, spec.zone, |_| true)
    }

    /// The version known on a day: what was announced later does not count.
    ///
    /// # Errors
    /// What [`CalendarSpec::check`] finds.
    pub fn as_known_on(spec: &CalendarSpec, day: Date) -> Result<Self, SpecError> {
        Self::of(spec, spec.zone, |special| is_known(special, day))
    }

    /// The calendar of the joint decrees, in its newest version.
    #[must_use]
    pub fn national(zone: Zone) -> Self {
        Self::new(&CalendarSpec::national(zone)).expect("the embedded files are read by a test")
    }

    pub(crate) fn of(
        spec: &CalendarSpec,
        zone: Zone,
        is_known: impl Fn(&SpecialDay) -> bool,
    ) -> Result<Self, SpecError> {
        spec.check()?;
        let (first_year, last_year) = (spec.first_year, spec.last_year);
        let new_year = |year| date(year, 1, 1);
        let second = |date: Date| midnight(zone, date).as_second();
        let begin = new_year(first_year - PROJECTED_YEARS);
        let end = new_year(last_year + 1 + PROJECTED_YEARS);
        let days = begin.series(jiff::Span::new().days(1)).take_while(|&day| day < end);
        let hours = [
            spec.week.monday_to_thursday,
            spec.week.friday,
            spec.ramadan_week.monday_to_thursday,
            spec.ramadan_week.friday,
        ];
        let special = special_days(spec, is_known);
        let table = Table::new(&hours, days.map(|day| which_hours(spec, &special, day)));
        Ok(Self {
            zone,
            first_year,
            last_year,
            covered: (second(new_year(first_year)), second(new_year(last_year + 1))),
            origin: second(begin),
            table,
        })
    }

    /// Where its clocks stand.
    #[must_use]
    pub fn zone(&self) -> Zone {
        self.zone
    }

    /// The first and the last year it covers.
    #[must_use]
    pub fn years(&self) -> (i16, i16) {
        (self.first_year, self.last_year)
    }

    /// The local date of an instant.
    #[must_use]
    pub fn date(&self, at: Timestamp) -> Date {
        self.zone.offset().to_datetime(at).date()
    }

    /// Whether a day is worked; by the week alone outside the covered years, none where not even that is projected.
    #[must_use]
    pub fn is_worked(&self, day: Date) -> Option<bool> {
        let moment = self.locate(midnight(self.zone, day)).ok()?;
        Some(self.table.closing(moment / DAY).is_some())
    }

    /// The close of business on a day, if it is worked.
    #[must_use]
    pub fn closing(&self, day: Date) -> Option<Timestamp> {
        let moment = self.locate(midnight(self.zone, day)).ok()?;
        self.table.closing(moment / DAY).map(|closing| self.instant(closing))
    }

    /// Makes sure that an instant lies in the years it covers.
    ///
    /// # Errors
    /// [`Error::NotCovered`] names the date.
    pub fn covers(&self, at: Timestamp) -> Result<(), Error> {
        if (self.covered.0..self.covered.1).contains(&at.as_second()) {
            Ok(())
        } else {
            Err(self.not_covered(at))
        }
    }

    /// The moment of an instant, where it can at least be projected.
    pub(crate) fn locate(&self, at: Timestamp) -> Result<i64, Error> {
        let moment = self.moment(at);
        if (0..self.table.end()).contains(&moment) { Ok(moment) } else { Err(self.not_covered(at)) }
    }

    /// The moment of an instant; before or after the table one just outside it.
    pub(crate) fn moment(&self, at: Timestamp) -> i64 {
        let seconds = (at.as_second() - self.origin).clamp(-1, self.table.end() / SECOND);
        seconds * SECOND + i64::from(at.subsec_nanosecond())
    }

    pub(crate) fn instant(&self, moment: i64) -> Timestamp {
        Timestamp::new(self.origin + moment / SECOND, (moment % SECOND) as i32)
            .expect("the table lies within the years a timestamp can hold")
    }

    fn not_covered(&self, at: Timestamp) -> Error {
        Error::NotCovered { date: self.date(at), first: self.first_year, last: self.last_year }
    }
}

/// Whether a special day was known on a day.
pub(crate) fn is_known(special: &SpecialDay, day: Date) -> bool {
    special.announced.is_none_or(|announced| announced <= day)
}

/// The instant at which a date begins, which no calendar puts beyond what a timestamp can hold.
pub(crate) fn midnight(zone: Zone, date: Date) -> Timestamp {
    let midnight = DateTime::from_parts(date, Time::midnight());
    zone.offset().to_timestamp(midnight).unwrap_or(Timestamp::MAX)
}

/// Which days are worked though the week says otherwise (`true`), and which are not (`false`).
fn special_days(spec: &CalendarSpec, is_known: impl Fn(&SpecialDay) -> bool) -> HashMap<Date, bool> {
    let mut days = HashMap::new();
    for special in spec.days.iter().filter(|special| is_known(special)) {
        *days.entry(special.date).or_default() |= special.kind == Kind::MakeUp;
    }
    days
}

/// The index of a day's hours: Monday to Thursday or Friday, the two of Ramadan after the ordinary ones.
fn which_hours(spec: &CalendarSpec, special: &HashMap<Date, bool>, day: Date) -> Option<u8> {
    let in_ramadan = spec.ramadan.iter().any(|month| (month.first_day..=month.last_day).contains(&day));
    let of_week = match (special.get(&day), day.weekday()) {
        (Some(true), _) => Some(0),
        (Some(false), _) | (None, Weekday::Saturday | Weekday::Sunday) => None,
        (None, Weekday::Friday) => Some(1),
        (None, _) => Some(0),
    };
    of_week.map(|hours| if in_ramadan { hours + 2 } else { hours })
}
