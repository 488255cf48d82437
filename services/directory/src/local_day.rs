//! A day that an agency works or does not work on its own account, and the rules of that.

use crate::edition;
use jiff::civil::Date;
use platform::{Agency, Error, Result, SlugName};
use worktime::{Calendar, CalendarSpec, Kind, SpecialDay};

pub(crate) const COLLECTION: &str = "localDays";

pub(crate) fn name(agency: &Agency, date: Date) -> String {
    SlugName { agency: agency.clone(), collection: COLLECTION, slug: date.to_string() }.to_string()
}

pub(crate) fn etag(day: &SpecialDay) -> String {
    edition::etag(day)
}

/// Refuses a day that has no place in the calendar of the `others`; the reason of an invalid one begins with the field's name.
pub(crate) fn check(day: &SpecialDay, others: &CalendarSpec, today: Date) -> Result<()> {
    let date = day.date;
    if let Some(known) = others.days.iter().find(|it| it.date == date) {
        let reason = format!("{date} is in the calendar already, as {} ({})", known.name, word(known.kind));
        return Err(Error::Conflict(reason));
    }
    let calendar = Calendar::new(others).map_err(Error::internal)?;
    let (first, last) = calendar.years();
    if !(first..=last).contains(&date.year()) {
        return Err(Error::invalid(format!("date: the calendar covers {first} to {last}, not {date}")));
    }
    if day.kind == Kind::MakeUp && calendar.is_worked(date) == Some(true) {
        return Err(Error::invalid(format!("kind: {date} is worked anyway, so nothing is made up on it")));
    }
    check_announced(day, today)
}

/// Who counted by the calendar must have been able to know it.
fn check_announced(day: &SpecialDay, today: Date) -> Result<()> {
    match day.announced {
        Some(announced) if today < announced => {
            Err(Error::invalid(format!("announced: {announced} is still to come")))
        }
        Some(announced) if day.date < announced => Err(Error::invalid(format!(
            "announced: {} cannot be announced afterwards, on {announced}; give the day it was announced",
            day.date
        ))),
        _ => Ok(()),
    }
}

/// Of a day that is over only the words may change: due dates were counted by the rest.
pub(crate) fn check_change(before: &SpecialDay, next: &SpecialDay, today: Date) -> Result<()> {
    let is_same = before.kind == next.kind && before.announced == next.announced;
    if is_same { Ok(()) } else { check_not_over(before.date, today) }
}

/// Refuses to take away a day by which due dates were counted.
pub(crate) fn check_not_over(date: Date, today: Date) -> Result<()> {
    if today <= date {
        return Ok(());
    }
    Err(Error::Conflict(format!(
        "{date} is over, and due dates were counted by it: only its words can change"
    )))
}

fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::NationalHoliday => "national holiday",
        Kind::JointLeave => "joint leave",
        Kind::LocalHoliday => "local holiday",
        Kind::MakeUp => "make-up day",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::compose;
    use worktime::Zone;

    fn checked(date: &str, kind: Kind, announced: &str) -> Result<()> {
        let (name, decree) = ("Hari Jadi".to_owned(), "Kepwal 1/2026".to_owned());
        let announced = announced.parse().ok();
        let day = SpecialDay { date: date.parse().unwrap(), kind, name, decree, announced };
        check(&day, &compose(Zone::Western, &[]), "2026-01-05".parse().unwrap())
    }

    #[test]
    fn a_day_is_announced_by_today_and_before_it_is_over() {
        assert!(checked("2026-03-02", Kind::LocalHoliday, "2026-01-05").is_ok());
        assert!(checked("2026-01-02", Kind::LocalHoliday, "2025-12-30").is_ok());
        assert!(checked("2026-03-02", Kind::LocalHoliday, "2026-01-06").is_err());
        assert!(checked("2026-01-02", Kind::LocalHoliday, "2026-01-05").is_err());
    }

    #[test]
    fn a_day_that_is_named_already_or_covered_by_no_calendar_is_refused() {
        let known = checked("2026-08-17", Kind::LocalHoliday, "2026-01-05").unwrap_err();

        assert!(
            matches!(&known, Error::Conflict(reason) if reason.contains("(national holiday)")),
            "{known}"
        );
        assert!(checked("2031-01-02", Kind::LocalHoliday, "2026-01-05").is_err());
    }

    #[test]
    fn only_a_free_day_is_made_up_on() {
        assert!(checked("2026-03-07", Kind::MakeUp, "2026-01-05").is_ok());
        assert!(checked("2026-03-02", Kind::MakeUp, "2026-01-05").is_err());
    }
}
