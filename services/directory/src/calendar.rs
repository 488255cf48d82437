//! An agency's work calendar: the national days and its own.

use jiff::civil::Date;
use sha2::{Digest as _, Sha256};
use worktime::{CalendarSpec, SpecialDay, Zone};

/// One version of it.
#[derive(Debug, Clone)]
pub(crate) struct Version {
    /// Grows by one with each change.
    pub(crate) number: i64,
    pub(crate) content: CalendarSpec,
}

impl Version {
    /// As it was known on `day`: without what was announced later.
    pub(crate) fn known_on(mut self, day: Date) -> Self {
        self.content.days.retain(|it| it.announced.is_none_or(|announced| announced <= day));
        self
    }
}

/// The national calendar in `zone`, and the days of one agency besides.
pub(crate) fn compose(zone: Zone, local: &[SpecialDay]) -> CalendarSpec {
    let mut content = CalendarSpec::national(zone);
    content.days.extend_from_slice(local);
    content.days.sort_by_key(|it| it.date);
    content
}

/// The same for the same days and hours.
pub(crate) fn digest(content: &CalendarSpec) -> String {
    let json = serde_json::to_vec(content).expect("a calendar has nothing JSON cannot hold");
    format!("{:x}", Sha256::digest(json))
}

#[cfg(test)]
mod tests {
    use super::*;
    use worktime::Kind;

    fn local(date: &str) -> SpecialDay {
        SpecialDay {
            date: date.parse().unwrap(),
            kind: Kind::LocalHoliday,
            name: "Hari Jadi".to_owned(),
            decree: String::new(),
            announced: None,
        }
    }

    #[test]
    fn a_local_day_stands_among_the_national_ones_by_date() {
        let composed = compose(Zone::Western, &[local("2026-02-28")]);

        assert!(composed.days.is_sorted_by_key(|it| it.date));
        assert_eq!(composed.days.len(), compose(Zone::Western, &[]).days.len() + 1);
        assert_ne!(digest(&composed), digest(&compose(Zone::Western, &[])));
    }

    #[test]
    fn before_the_amendment_was_announced_its_day_was_not_known() {
        let newest = Version { number: 1, content: compose(Zone::Western, &[]) };
        let free = |version: &Version| {
            version.content.days.iter().any(|it| it.date == "2025-08-18".parse::<Date>().unwrap())
        };

        assert!(free(&newest));
        assert!(free(&newest.clone().known_on("2025-08-07".parse().unwrap())));
        assert!(!free(&newest.known_on("2025-08-06".parse().unwrap())));
    }
}
