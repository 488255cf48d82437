//! Which tasks a list shows, and how many of them wait where; no I/O.

use crate::case::TaskState;
use jiff::Timestamp;
use platform::{Agency, Caller, Error, Result, SlugName};
use std::collections::BTreeMap;

const MAX_QUERY_CHARS: usize = 100;

/// The tasks that are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) reach: Reach,
    pub(crate) state: TaskState,
    /// Part of what names the case, with no spaces around it; empty: any.
    pub(crate) query: String,
    /// None: what has no due time too.
    pub(crate) due_before: Option<Timestamp>,
    /// Id of the procedure; empty: any.
    pub(crate) procedure: String,
}

/// Whose tasks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Those that are addressed to these positions, or may be entered by them.
    Own(Vec<String>),
    /// Those on the cases that this office reviews, of one position where it is named.
    Office { office: String, position: Option<String> },
}

/// How many open tasks there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) open: i64,
    pub(crate) overdue: i64,
    pub(crate) due_soon: i64,
    /// Since when the oldest waits.
    pub(crate) oldest: Option<Timestamp>,
}

/// The open tasks of a position by a procedure.
#[derive(Debug)]
pub(crate) struct Waiting {
    pub(crate) position: String,
    pub(crate) procedure: String,
    pub(crate) counts: Counts,
}

/// Open tasks counted by what they have in common.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    pub(crate) total: Counts,
    pub(crate) positions: BTreeMap<String, Counts>,
    pub(crate) procedures: BTreeMap<String, Counts>,
}

impl Reach {
    /// The caller's own positions and those they prepare for, or their office's; of these the one `position`, if it is named.
    pub(crate) fn of(caller: &Caller, office: bool, position: &str) -> Self {
        if office {
            let position = Some(position.to_owned()).filter(|it| !it.is_empty());
            return Self::Office { office: caller.office.clone(), position };
        }
        let held = caller.positions.iter().map(|it| &it.position);
        let mut positions: Vec<String> = held.chain(&caller.assists).cloned().collect();
        positions.sort_unstable();
        positions.dedup();
        if !position.is_empty() {
            positions.retain(|it| it == position);
        }
        Self::Own(positions)
    }
}

impl Wanted {
    /// Refuses what no index finds: done tasks are many.
    pub(crate) fn check(&self) -> Result<()> {
        let is_narrow =
            self.query.is_empty() && self.procedure.is_empty() && matches!(self.reach, Reach::Own(_));
        if self.state == TaskState::Open || is_narrow {
            return Ok(());
        }
        Err(Error::invalid("query, procedure and office go with open tasks alone: leave out state"))
    }
}

impl Summary {
    pub(crate) fn of(waiting: &[Waiting]) -> Self {
        let mut summary = Self::default();
        for Waiting { position, procedure, counts } in waiting {
            summary.total.add(counts);
            summary.positions.entry(position.clone()).or_default().add(counts);
            summary.procedures.entry(procedure.clone()).or_default().add(counts);
        }
        summary
    }
}

impl Counts {
    fn add(&mut self, other: &Self) {
        self.open += other.open;
        self.overdue += other.overdue;
        self.due_soon += other.due_soon;
        self.oldest = self.oldest.into_iter().chain(other.oldest).min();
    }
}

/// Reads what is searched for: at most 100 characters of one line.
pub(crate) fn query(text: &str) -> Result<String> {
    let text = text.trim();
    if text.contains(char::is_control) || MAX_QUERY_CHARS < text.chars().count() {
        return Err(Error::invalid(format!(
            "query must be one line of at most {MAX_QUERY_CHARS} characters"
        )));
    }
    Ok(text.to_owned())
}

/// Reads the name of one of the agency's procedures, where one is given.
pub(crate) fn procedure(agency: &Agency, collection: &'static str, name: &str) -> Result<String> {
    if name.is_empty() {
        return Ok(String::new());
    }
    let name = SlugName::parse(collection, name)?;
    if name.agency != *agency {
        return Err(Error::invalid(format!("procedure: {name} is none of {agency}")));
    }
    Ok(name.slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_add_up_by_position_and_by_procedure() {
        let counts = |open, second| Counts {
            open,
            overdue: 1,
            due_soon: 0,
            oldest: Some(Timestamp::from_second(second).unwrap()),
        };
        let waiting = |position: &str, procedure: &str, counts| Waiting {
            position: position.to_owned(),
            procedure: procedure.to_owned(),
            counts,
        };

        let summary = Summary::of(&[
            waiting("lead", "apps", counts(2, 30)),
            waiting("head", "apps", counts(3, 10)),
            waiting("head", "domains", counts(4, 20)),
        ]);

        let Counts { open, overdue, oldest, .. } = summary.total;
        assert_eq!((open, overdue, oldest), (9, 3, Timestamp::from_second(10).ok()));
        let open = |of: &BTreeMap<String, Counts>| of.values().map(|it| it.open).collect::<Vec<_>>();
        assert_eq!(open(&summary.positions), [7, 2]);
        assert_eq!(open(&summary.procedures), [5, 4]);
        assert_eq!(summary.positions["head"].oldest, Timestamp::from_second(10).ok());
    }

    #[test]
    fn what_is_searched_for_is_one_short_line() {
        assert_eq!(query("  Antrean ").unwrap(), "Antrean");
        assert!(query("a\nb").is_err());
        assert!(query(&"x".repeat(MAX_QUERY_CHARS + 1)).is_err());
    }
}
