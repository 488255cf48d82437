//! Rows as columns, of which one statement writes many.

use crate::{audit::Link, case::Task};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::{Error, Result};
use uuid::Uuid;

/// Tasks as columns.
pub(super) struct Tasks {
    pub(super) ids: Vec<Uuid>,
    pub(super) positions: Vec<String>,
    pub(super) entered_by: Vec<String>,
    pub(super) states: Vec<String>,
    pub(super) order: Vec<jiff_sqlx::Timestamp>,
    pub(super) opened: Vec<jiff_sqlx::Timestamp>,
    pub(super) bodies: Vec<String>,
}

impl Tasks {
    pub(super) fn of(tasks: &[Task]) -> Result<Self> {
        let bodies: serde_json::Result<Vec<String>> = tasks.iter().map(serde_json::to_string).collect();
        Ok(Self {
            ids: tasks.iter().map(|it| it.id).collect(),
            positions: tasks.iter().map(|it| it.position.clone()).collect(),
            entered_by: tasks.iter().map(|it| it.entered_by.clone()).collect(),
            states: tasks.iter().map(|it| it.state.as_str().to_owned()).collect(),
            opened: tasks.iter().map(|it| it.opened_at.to_sqlx()).collect(),
            order: tasks
                .iter()
                .map(|it| it.closed_at.unwrap_or_else(|| order_at(it.due.at)).to_sqlx())
                .collect(),
            bodies: bodies.map_err(Error::internal)?,
        })
    }
}

/// The due time of what has none: it comes last.
pub(super) const END_OF_TIME: Timestamp = Timestamp::constant(253_370_764_800, 0);

/// The place of an open task among others.
pub(super) fn order_at(due: Option<Timestamp>) -> Timestamp {
    due.unwrap_or(END_OF_TIME)
}

/// Entries as columns.
pub(super) fn links(links: &[Link]) -> (Vec<i64>, Vec<String>, Vec<Vec<u8>>) {
    let sequences = links.iter().map(|it| it.sequence).collect();
    let entries = links.iter().map(|it| it.entry.clone()).collect();
    (sequences, entries, links.iter().map(|it| it.hash.to_vec()).collect())
}
