//! Units of an agency, and the offices they belong to.

use crate::{kind, letterhead::Letterhead};
use platform::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub(crate) const COLLECTION: &str = "units";

/// An office, a division, a work team.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Unit {
    pub(crate) slug: String,
    pub(crate) title: String,
    pub(crate) kind: String,
    pub(crate) parent: Option<String>,
    /// The nearest ancestor, or the unit itself, that is an office.
    pub(crate) office: String,
    pub(crate) letterhead: Option<Letterhead>,
}

/// Finds the office of the unit `slug`; nothing where none of its ancestors is one.
pub(crate) fn office_of(units: &BTreeMap<String, Unit>, slug: &str) -> Option<String> {
    let mut at = units.get(slug);
    for _ in 0..=units.len() {
        let unit = at?;
        if kind::is_office(&unit.kind) == Some(true) {
            return Some(unit.slug.clone());
        }
        at = unit.parent.as_ref().and_then(|it| units.get(it));
    }
    None
}

/// Whether the way up from the unit `slug` ends.
pub(crate) fn is_rooted(units: &BTreeMap<String, Unit>, slug: &str) -> bool {
    let mut at = units.get(slug);
    for _ in 0..=units.len() {
        let Some(unit) = at else { return true };
        at = unit.parent.as_ref().and_then(|it| units.get(it));
    }
    false
}

/// Finds every unit's office anew after the one of `slug` changed, and gives that one back.
///
/// Refuses where it hangs in a circle, or a unit has no office any more; the reason begins with the field's name.
pub(crate) fn settle(units: &mut BTreeMap<String, Unit>, slug: &str) -> Result<Unit> {
    let parent = units.get(slug).and_then(|it| it.parent.as_ref());
    if let Some(parent) = parent.filter(|it| !units.contains_key(*it)) {
        return Err(Error::invalid(format!("parent: there is no unit {parent:?}")));
    }
    if !is_rooted(units, slug) {
        return Err(Error::invalid("parent: the unit would be among its own parents"));
    }
    for below in units.keys().cloned().collect::<Vec<_>>() {
        let office = office_of(units, &below).ok_or_else(|| {
            Error::invalid(format!("parent: neither {below} nor any unit above it would be an office"))
        })?;
        if let Some(unit) = units.get_mut(&below) {
            unit.office = office;
        }
    }
    units.get(slug).cloned().ok_or_else(|| Error::NotFound(slug.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(rows: &[(&str, &str, Option<&str>)]) -> BTreeMap<String, Unit> {
        let unit = |&(slug, kind, parent): &(&str, &str, Option<&str>)| Unit {
            slug: slug.to_owned(),
            title: slug.to_owned(),
            kind: kind.to_owned(),
            parent: parent.map(str::to_owned),
            office: String::new(),
            letterhead: None,
        };
        rows.iter().map(|row| (row.0.to_owned(), unit(row))).collect()
    }

    #[test]
    fn a_work_team_belongs_to_the_nearest_office_above_it() {
        let units = units(&[
            ("dinas", "regional_office", None),
            ("bidang", "division", Some("dinas")),
            ("tim", "work_team", Some("bidang")),
            ("upt", "technical_unit", Some("dinas")),
        ]);

        assert_eq!(office_of(&units, "tim").as_deref(), Some("dinas"));
        assert_eq!(office_of(&units, "upt").as_deref(), Some("upt"));
    }

    #[test]
    fn a_circle_has_neither_an_office_nor_a_root() {
        let units =
            units(&[("a", "division", Some("b")), ("b", "division", Some("a")), ("c", "division", None)]);

        assert_eq!((office_of(&units, "a"), office_of(&units, "c")), (None, None));
        assert!(!is_rooted(&units, "a") && is_rooted(&units, "c"));
    }
}
