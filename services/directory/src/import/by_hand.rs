//! What an administrator changed by hand: an import leaves it as it is, and names what its folder says otherwise.

use crate::{edition::etag, local_day, official, person, unit};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use worktime::SpecialDay;

/// What was changed so of one agency.
#[derive(Debug, Default)]
pub(crate) struct ByHand {
    pub(crate) units: BTreeSet<String>,
    pub(crate) positions: BTreeSet<String>,
    pub(crate) people: BTreeSet<Uuid>,
    /// Those whose own position, or that they have none, was settled so.
    pub(crate) appointed: BTreeSet<Uuid>,
    /// Nothing where the day was taken away.
    pub(crate) days: BTreeMap<Date, Option<SpecialDay>>,
    /// What was kept though the folder says otherwise, named as in the agency.
    pub(crate) kept: BTreeSet<String>,
}

impl ByHand {
    /// Keeps a unit as it is `known`, where the folder tells another.
    pub(crate) fn keep_unit(&mut self, slug: &str, known: &impl Serialize, told: &impl Serialize) {
        self.keep(format!("{}/{slug}", unit::COLLECTION), known, told);
    }

    /// The same for a position.
    pub(crate) fn keep_position(&mut self, slug: &str, known: &impl Serialize, told: &impl Serialize) {
        self.keep(format!("{}/{slug}", official::COLLECTION), known, told);
    }

    /// The same for a person.
    pub(crate) fn keep_person(&mut self, id: Uuid, known: &impl Serialize, told: &impl Serialize) {
        self.keep(format!("{}/{id}", person::COLLECTION), known, told);
    }

    /// The same for who holds a position.
    pub(crate) fn keep_holder(&mut self, position: &str) {
        self.kept.insert(format!("{}/{position} (its holder)", official::COLLECTION));
    }

    /// Whether the day was changed so, and is kept.
    pub(crate) fn keeps_day(&mut self, told: &SpecialDay) -> bool {
        let Some(known) = self.days.get(&told.date).cloned() else { return false };
        self.keep(format!("{}/{}", local_day::COLLECTION, told.date), &known, &Some(told));
        true
    }

    fn keep(&mut self, name: String, known: &impl Serialize, told: &impl Serialize) {
        if etag(known) != etag(told) {
            self.kept.insert(name);
        }
    }
}
