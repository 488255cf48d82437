//! Until when something is due: overdue, today, this week, later.

use jiff::{Timestamp, ToSpan as _, civil::DateTime};
use platform::indonesian::Zone;

/// Ends of today and of this week, where the agency is.
pub(super) struct Period {
    pub(super) now: Timestamp,
    pub(super) today: Timestamp,
    pub(super) week: Timestamp,
    pub(super) zone: Zone,
}

impl Period {
    pub(super) fn of(now: Timestamp, zone: Zone) -> Self {
        let local = zone.local(now);
        let left_of_week = 7 - i64::from(local.date().weekday().to_monday_zero_offset());
        let end = |days: i64| {
            let midnight = local.date().checked_add(days.days()).map(|it| it.at(0, 0, 0, 0));
            midnight.map_or(now, |it| now.saturating_add(between(local, it)).unwrap_or(now))
        };
        Self { now, today: end(1), week: end(left_of_week), zone }
    }

    /// The moment before which what a list shows is due; nothing: it shows all.
    pub(super) fn before(&self, due: &str) -> Option<Timestamp> {
        match due {
            "late" => Some(self.now),
            "today" => Some(self.today),
            "week" => Some(self.week),
            _ => None,
        }
    }

    /// What a list calls the tasks due at `due`.
    pub(super) fn title(&self, due: Option<Timestamp>) -> &'static str {
        match due {
            None => "Tanpa tenggat",
            Some(due) if due < self.now => "Terlambat",
            Some(due) if due < self.today => "Jatuh tempo hari ini",
            Some(due) if due < self.week => "Jatuh tempo minggu ini",
            Some(_) => "Kemudian",
        }
    }
}

fn between(from: DateTime, to: DateTime) -> jiff::SignedDuration {
    from.duration_until(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_weeks_end_at_midnight_where_the_agency_is() {
        // Wednesday, 00.30 in Jakarta.
        let period = Period::of("2026-01-06T17:30:00Z".parse().unwrap(), Zone::Western);

        assert_eq!(period.today.to_string(), "2026-01-07T17:00:00Z");
        assert_eq!(period.week.to_string(), "2026-01-11T17:00:00Z");
        assert_eq!(period.title(Some(period.today)), "Jatuh tempo minggu ini");
        assert_eq!(period.title(None), "Tanpa tenggat");
        assert_eq!(period.before("late"), Some(period.now));
    }
}
