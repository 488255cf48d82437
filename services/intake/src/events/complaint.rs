//! What intake tells of complaints, and the calendars it is told, by which they are due.

use super::Desk;
use crate::{complaint::Complaint, store};
use jiff::{Timestamp, civil::Date};
use platform::{Agency, Error, Result, inbox::Handle, time};
use proto::{
    directory::v1::{self as directory, CalendarChanged},
    intake::v1 as pb,
};
use sqlx::PgConnection;
use worktime::{Calendar, CalendarSpec, Kind, Period, SpecialDay, Zone, week::Week};

impl Handle<CalendarChanged> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: CalendarChanged) -> Result<()> {
        let calendar = event.calendar.unwrap_or_default();
        let agency = Agency::from_name(calendar.name.trim_end_matches("/calendar"))?;
        let version = calendar.version;
        let spec = spec(calendar)?;
        Calendar::new(&spec).map_err(Error::invalid)?;
        store::save_calendar(tx, &agency, version, &spec).await
    }
}

/// What filing a complaint tells: nothing of who filed it.
pub(crate) fn complaint_filed(complaint: &Complaint) -> pb::ComplaintFiled {
    pb::ComplaintFiled {
        complaint: complaint.name.to_string(),
        ticket: complaint.ticket.as_str().to_owned(),
        kind: complaint.input.kind.as_str().to_owned(),
        title: complaint.input.title.clone(),
        position: complaint.position.clone(),
        due_time: complaint.due_at.map(time::to_proto),
    }
}

/// What answering it tells: where to, if whoever filed it wants to be told.
pub(crate) fn complaint_answered(complaint: &Complaint, now: Timestamp) -> pb::ComplaintAnswered {
    pb::ComplaintAnswered {
        complaint: complaint.name.to_string(),
        ticket: complaint.ticket.as_str().to_owned(),
        answer_time: Some(time::to_proto(now)),
        kind: complaint.input.kind.as_str().to_owned(),
        email: complaint.input.email.clone(),
    }
}

/// The calendar as working time is counted by it: the hours are those of Perpres 21/2023.
fn spec(calendar: directory::Calendar) -> Result<CalendarSpec> {
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
