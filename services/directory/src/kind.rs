//! The kinds of units and positions there are, and which units are an office: data, since agencies differ.

use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock};

#[derive(Deserialize)]
struct UnitKind {
    kind: String,
    office: String,
}

/// Whether units of `kind` are an office of their own; nothing where there is no such kind.
pub(crate) fn is_office(kind: &str) -> Option<bool> {
    static KINDS: LazyLock<BTreeMap<String, bool>> = LazyLock::new(|| {
        let file = include_bytes!("../data/unit-kinds.csv").as_slice();
        let rows = csv::Reader::from_reader(file).into_deserialize();
        let kinds = rows.map(|it| it.expect("a test reads every embedded row"));
        kinds.map(|it: UnitKind| (it.kind, it.office == "yes")).collect()
    });
    KINDS.get(kind).copied()
}

/// Whether there are positions of `kind`.
pub(crate) fn is_position(kind: &str) -> bool {
    let mut kinds = include_str!("../data/position-kinds.csv").lines().skip(1);
    kinds.any(|it| it == kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_work_team_belongs_to_an_office_and_a_technical_unit_is_one() {
        assert_eq!(is_office("work_team"), Some(false));
        assert_eq!(is_office("technical_unit"), Some(true));
        assert_eq!(is_office("club"), None);
        assert!(is_position("staff") && !is_position("kind"));
    }
}
