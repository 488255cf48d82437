//! When an amount of time is used up, counted day by day: slow and plain, apart from the tables by which the desk counts.

use jiff::{SignedDuration, Span, Timestamp, civil::Date, tz::Offset};
use worktime::{Allowance, CalendarSpec, Kind, Unit, week::Hours};

/// From the first instant at which a clock stands to the first at which it runs again.
type Pause = (Timestamp, Timestamp);

/// About thirty years; nothing is due so late.
const MAX_DAYS: i32 = 11_000;

/// The first instant at which all of `allowance` is used by a clock that runs from `start` and stands in `pauses`.
pub(super) fn reach(
    calendar: &CalendarSpec,
    start: Timestamp,
    allowance: Allowance,
    pauses: &[Pause],
) -> Option<Timestamp> {
    let first = zone(calendar).to_datetime(start).date();
    let Allowance { amount, unit } = allowance;
    match unit {
        Unit::CalendarDays => end_of(calendar, first.checked_add(Span::new().try_days(amount).ok()?).ok()?),
        Unit::CalendarMonths => {
            end_of(calendar, first.checked_add(Span::new().try_months(amount).ok()?).ok()?)
        }
        Unit::WorkingDays => reach_day(calendar, first, amount, pauses),
        Unit::WorkingMinutes => reach_minute(calendar, first, start, amount, pauses),
    }
}

/// The last second of `day`.
pub(super) fn end_of(calendar: &CalendarSpec, day: Date) -> Option<Timestamp> {
    zone(calendar).to_timestamp(day.at(23, 59, 59, 0)).ok()
}

/// The day of the start is day 0; a day counts at its close of business, unless the clock stands then.
fn reach_day(calendar: &CalendarSpec, first: Date, amount: u32, pauses: &[Pause]) -> Option<Timestamp> {
    let mut left = amount;
    for day in days(first).skip(1) {
        let Some(hours) = hours(calendar, day) else { continue };
        let closing = zone(calendar).to_timestamp(day.to_datetime(hours.closes)).ok()?;
        if pauses.iter().any(|(from, to)| *from <= closing && closing < *to) {
            continue;
        }
        left = left.saturating_sub(1);
        if left == 0 {
            return Some(closing);
        }
    }
    None
}

fn reach_minute(
    calendar: &CalendarSpec,
    first: Date,
    start: Timestamp,
    amount: u32,
    pauses: &[Pause],
) -> Option<Timestamp> {
    let mut left = SignedDuration::from_mins(i64::from(amount));
    for day in days(first) {
        let Some(hours) = hours(calendar, day) else { continue };
        for (opens, closes) in [(hours.opens, hours.breaks), (hours.resumes, hours.closes)] {
            let instant = |time| zone(calendar).to_timestamp(day.to_datetime(time)).ok();
            let window = (instant(opens)?.max(start), instant(closes)?);
            for (from, to) in running(window, pauses) {
                let length = from.duration_until(to);
                if left <= length {
                    return Some(from + left);
                }
                left -= length;
            }
        }
    }
    None
}

/// The parts of a window in which the clock does not stand, in order.
fn running(window: Pause, pauses: &[Pause]) -> Vec<Pause> {
    let mut parts = pauses.iter().fold(vec![window], |parts, (stops, resumes)| {
        let cut = |(from, to): Pause| [(from, to.min(*stops)), (from.max(*resumes), to)];
        parts.into_iter().flat_map(cut).filter(|(from, to)| from < to).collect()
    });
    parts.retain(|(from, to)| from < to);
    parts
}

/// When work begins and ends on a day; nothing where it is not worked.
fn hours(calendar: &CalendarSpec, day: Date) -> Option<Hours> {
    let mut special = calendar.days.iter().filter(|it| it.date == day).peekable();
    let is_special = special.peek().is_some();
    let is_make_up = special.any(|it| it.kind == Kind::MakeUp);
    let is_fasting = calendar.ramadan.iter().any(|it| it.first_day <= day && day <= it.last_day);
    let week = if is_fasting { calendar.ramadan_week } else { calendar.week };
    match day.weekday() {
        _ if is_make_up => Some(week.monday_to_thursday),
        _ if is_special => None,
        jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday => None,
        jiff::civil::Weekday::Friday => Some(week.friday),
        _ => Some(week.monday_to_thursday),
    }
}

fn days(first: Date) -> impl Iterator<Item = Date> {
    (0..MAX_DAYS).filter_map(move |it| first.checked_add(Span::new().days(it)).ok())
}

fn zone(calendar: &CalendarSpec) -> Offset {
    calendar.zone.offset()
}

#[cfg(test)]
mod tests {
    use super::*;
    use worktime::{Calendar, Clock, Pause as Stop};

    fn calendar() -> CalendarSpec {
        let spec = serde_json::json!({
            "zone": "Asia/Jakarta",
            "days": [
                { "date": "2026-01-16", "kind": "national_holiday", "name": "Isra Mikraj" },
                { "date": "2026-01-24", "kind": "make_up", "name": "Hari kerja pengganti" },
            ],
            "ramadan": [{ "first_day": "2026-02-18", "last_day": "2026-03-19" }],
            "first_year": 2026,
            "last_year": 2026,
        });
        serde_json::from_value(spec).unwrap()
    }

    /// The desk's own count, of which this is none.
    fn desk(start: Timestamp, allowance: Allowance, pauses: &[Pause]) -> Option<Timestamp> {
        let pauses = pauses.iter().map(|(from, to)| Stop { from: *from, to: Some(*to) }).collect();
        let clock = Clock { pauses, ..Clock::granting(start, allowance) };
        clock.read(&Calendar::new(&calendar()).unwrap(), start).unwrap().due.map(|it| it.at)
    }

    #[test]
    fn the_plain_count_agrees_with_the_tables_of_the_desk() {
        let begin: Timestamp = "2026-01-15T06:59:30Z".parse().unwrap();
        for minutes in (0..60 * 24 * 40).step_by(1_117) {
            let start = begin + SignedDuration::from_mins(minutes);
            let pauses = [(start + SignedDuration::from_hours(5), start + SignedDuration::from_hours(53))];
            for allowance in ["1 working_minutes", "450 working_minutes", "3 working_days", "21 working_days"]
            {
                let allowance: Allowance = allowance.parse().unwrap();
                for pauses in [&pauses[..], &[]] {
                    let counted = reach(&calendar(), start, allowance, pauses);
                    assert_eq!(counted, desk(start, allowance, pauses), "{start} {allowance} {pauses:?}");
                }
            }
            for allowance in ["14 calendar_days", "2 calendar_months"] {
                let allowance: Allowance = allowance.parse().unwrap();
                assert_eq!(reach(&calendar(), start, allowance, &[]), desk(start, allowance, &[]));
            }
        }
    }
}
