//! What directory tells.

use crate::calendar::Version;
use platform::{Agency, Subject};
use proto::directory::v1::{self as pb, CalendarChanged, calendar_day};
use worktime::{Kind, SpecialDay};

pub(crate) fn calendar_subject(agency: &Agency) -> Subject {
    Subject { agency: agency.clone(), name: format!("{}/calendar", agency.name()) }
}

pub(crate) fn calendar_changed(agency: &Agency, version: Version) -> CalendarChanged {
    CalendarChanged { calendar: Some(calendar(agency, version)) }
}

/// As contracts write it, in answers as in events.
pub(crate) fn calendar(agency: &Agency, version: Version) -> pb::Calendar {
    let Version { number, content } = version;
    let period = |it: worktime::Period| pb::Period {
        first_day: it.first_day.to_string(),
        last_day: it.last_day.to_string(),
    };
    pb::Calendar {
        name: calendar_subject(agency).name,
        version: number,
        time_zone: content.zone.to_string(),
        days: content.days.into_iter().map(day).collect(),
        ramadan: content.ramadan.into_iter().map(period).collect(),
        first_year: content.first_year.into(),
        last_year: content.last_year.into(),
    }
}

fn day(day: SpecialDay) -> pb::CalendarDay {
    let kind = match day.kind {
        Kind::NationalHoliday => calendar_day::Kind::NationalHoliday,
        Kind::JointLeave => calendar_day::Kind::JointLeave,
        Kind::LocalHoliday => calendar_day::Kind::LocalHoliday,
        Kind::MakeUp => calendar_day::Kind::MakeUp,
    };
    pb::CalendarDay {
        date: day.date.to_string(),
        title: day.name,
        kind: kind.into(),
        decree: day.decree,
        announced: crate::day::to_text(day.announced),
    }
}
