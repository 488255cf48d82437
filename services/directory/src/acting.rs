//! Who acts in whose position from one day to another (Plt., Plh.), and the rules of that.

use crate::day;
use jiff::{ToSpan as _, civil::Date};
use platform::{Capacity, Error, ResourceName, Result};
use serde::Serialize;
use uuid::Uuid;

pub(crate) const COLLECTION: &str = "actingAssignments";

/// A person acts in a position that is not their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Acting {
    pub(crate) id: Uuid,
    /// In which they act.
    pub(crate) position: String,
    /// Their own.
    pub(crate) own_position: String,
    pub(crate) person: Uuid,
    #[serde(serialize_with = "capacity_word")]
    pub(crate) capacity: Capacity,
    #[serde(serialize_with = "day::serialize")]
    pub(crate) first_day: Date,
    /// Nothing while it is open.
    #[serde(serialize_with = "day::serialize_optional")]
    pub(crate) last_day: Option<Date>,
    /// Number of the letter that appoints them.
    pub(crate) appointing_letter: String,
}

impl Acting {
    /// Refuses what no letter can appoint; the reason begins with the field's name.
    pub(crate) fn check(&self) -> Result<()> {
        if self.capacity == Capacity::Incumbent {
            return Err(Error::invalid("capacity: it must be ACTING or DAILY_ACTING"));
        }
        if self.position == self.own_position {
            return Err(Error::invalid("own_position: nobody acts in their own position"));
        }
        if self.appointing_letter.trim().is_empty() {
            return Err(Error::invalid("appointing_letter: the number of the appointing letter is missing"));
        }
        match self.last_day {
            Some(last) if last < self.first_day => {
                Err(Error::invalid(format!("last_day: {last} is before first_day, {}", self.first_day)))
            }
            _ => Ok(()),
        }
    }

    /// Whether there is a day on which both act in the same position.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        let begins_in = |it: &Self, of: &Self| of.last_day.is_none_or(|last| it.first_day <= last);
        self.position == other.position
            && self.took_place()
            && other.took_place()
            && begins_in(self, other)
            && begins_in(other, self)
    }

    /// Lets `today` be its last day. One that has not begun never takes effect.
    pub(crate) fn end(&mut self, name: &ResourceName, today: Date) -> Result<()> {
        if let Some(last) = self.last_day.filter(|last| *last <= today) {
            return Err(Error::Conflict(format!("{name} has ended: its last day is {last}")));
        }
        let never = || self.first_day.checked_sub(1.day());
        let last = if today < self.first_day { never().map_err(Error::internal)? } else { today };
        self.last_day = Some(last);
        Ok(())
    }

    /// Lets it be over before `today`. Returns whether it was not yet.
    pub(crate) fn cut_off(&mut self, today: Date) -> bool {
        let before = |day: Date| day.saturating_sub(1.day());
        if self.last_day.is_some_and(|last| last < today || last < self.first_day) {
            return false;
        }
        self.last_day = Some(before(today).max(before(self.first_day)));
        true
    }

    /// From when until when, for people.
    pub(crate) fn period(&self) -> String {
        match self.last_day {
            Some(last) => format!("from {} to {last}", self.first_day),
            None => format!("from {} on", self.first_day),
        }
    }

    fn took_place(&self) -> bool {
        self.last_day.is_none_or(|last| self.first_day <= last)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn capacity_word<S: serde::Serializer>(capacity: &Capacity, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(capacity.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn acting(first: &str, last: Option<&str>) -> Acting {
        Acting {
            id: Uuid::nil(),
            position: "kepala".to_owned(),
            own_position: "sekretaris".to_owned(),
            person: Uuid::nil(),
            capacity: Capacity::DailyActing,
            first_day: first.parse().unwrap(),
            last_day: last.map(|it| it.parse().unwrap()),
            appointing_letter: "800/1".to_owned(),
        }
    }

    fn name() -> ResourceName {
        ResourceName { agency: "kota-x".parse().unwrap(), collection: COLLECTION, id: Uuid::nil() }
    }

    #[test]
    fn two_overlap_on_a_shared_day_and_not_on_neighbouring_ones() {
        let january = acting("2026-01-01", Some("2026-01-31"));

        assert!(january.overlaps(&acting("2026-01-31", None)));
        assert!(acting("2026-01-31", None).overlaps(&january));
        assert!(!january.overlaps(&acting("2026-02-01", None)));
        assert!(!january.overlaps(&acting("2026-01-10", Some("2026-01-09"))));
        assert!(!january.overlaps(&Acting { position: "camat".to_owned(), ..january.clone() }));
    }

    #[test]
    fn dates_that_run_backwards_are_refused() {
        assert!(acting("2026-01-02", Some("2026-01-01")).check().is_err());
        assert!(acting("2026-01-02", Some("2026-01-02")).check().is_ok());
    }

    #[test]
    fn an_assignment_ends_once() {
        let today = "2026-01-05".parse().unwrap();
        let mut open = acting("2026-01-01", None);

        open.end(&name(), today).unwrap();

        assert_eq!(open.last_day, Some(today));
        assert!(matches!(open.end(&name(), today), Err(Error::Conflict(_))));
    }

    #[test]
    fn an_assignment_cut_off_takes_no_effect_from_today_on() {
        let today = "2026-01-05".parse().unwrap();
        let (mut open, mut later) = (acting("2026-01-01", None), acting("2026-02-01", None));

        assert!(open.cut_off(today) && later.cut_off(today));

        assert_eq!(open.last_day, Some("2026-01-04".parse().unwrap()));
        assert_eq!(later.last_day, Some("2026-01-31".parse().unwrap()));
        assert!(!open.cut_off(today) && !later.cut_off(today));
    }

    #[test]
    fn an_assignment_ended_before_it_began_never_takes_effect() {
        let mut later = acting("2026-02-01", Some("2026-02-10"));

        later.end(&name(), "2026-01-05".parse().unwrap()).unwrap();

        assert!(!later.overlaps(&acting("2026-01-01", None)));
    }
}
