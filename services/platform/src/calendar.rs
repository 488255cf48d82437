//! The calendar of working days between the directory's contract and working time.

use crate::{Error, Result};
use jiff::civil::Date;
use proto::directory::v1 as directory;
use worktime::{CalendarSpec, Kind, Period, SpecialDay, Zone, week::Week};

/// The calendar as working time is counted by it: the hours are those of Perpres 21/2023. [`Error::Invalid`] names the day
/// or the field that can't be read.
pub fn from_proto(calendar: directory::Calendar) -> Result<CalendarSpec> {
    let days: Result<Vec<SpecialDay>> = calendar.days.into_iter().map(day).collect();
    let months = calendar.ramadan.into_iter().map(|it| {
        Ok(Period { first_day: date("first_day", &it.first_day)?, last_day: date("last_day", &it.last_day)? })
    });
    let year = |it: i32| i16::try_from(it).map_err(|_| Error::invalid(format!("{it} is not a year")));
    Ok(CalendarSpec {
        zone: calendar.time_zone.parse::<Zone>().map_err(Error::invalid)?,
        week: Week::default(),
        ramadan_week: Week::ramadan(),
        days: days?,
        ramadan: months.collect::<Result<_>>()?,
        first_year: year(calendar.first_year)?,
        last_year: year(calendar.last_year)?,
    })
}

fn day(day: directory::CalendarDay) -> Result<SpecialDay> {
    use directory::calendar_day::Kind as pb;
    let kind = match day.kind() {
        pb::NationalHoliday => Kind::NationalHoliday,
        pb::JointLeave => Kind::JointLeave,
        pb::LocalHoliday => Kind::LocalHoliday,
        pb::MakeUp => Kind::MakeUp,
        pb::Unspecified => return Err(Error::invalid(format!("the day {} has no kind", day.date))),
    };
    let announced = Some(day.announced.as_str()).filter(|it| !it.is_empty());
    Ok(SpecialDay {
        date: date("date", &day.date)?,
        kind,
        name: day.title,
        decree: day.decree,
        announced: announced.map(|it| date("announced", it)).transpose()?,
    })
}

fn date(field: &str, day: &str) -> Result<Date> {
    day.parse().map_err(|_| Error::invalid(format!("{field}: {day:?} is not a day such as 2026-01-05")))
}
