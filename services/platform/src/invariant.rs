//! What must hold of the data as a whole: how much was looked at, and what of it does not hold.

mod events;

pub use events::check_events;

use crate::{Database, Result};
use serde::Serialize;
use sqlx::{Postgres, Transaction};

/// The role that may read the rows of every agency, and change nothing.
pub const AUDITOR: &str = "auditor";

/// Where much is broken, these name enough of it.
const MAX_NAMED: usize = 1_000;

/// What a look at an invariant found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Findings {
    /// How many things were looked at.
    pub looked_at: u64,
    /// How many times it does not hold.
    pub broken: u64,
    /// The first thousand of these.
    pub violations: Vec<Violation>,
}

/// Something that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// The name of the thing.
    pub thing: String,
    /// What is wrong with it.
    pub reason: String,
    /// What to do about it.
    pub way_out: &'static str,
}

impl Findings {
    /// Notes that `thing` is not as it must be.
    pub fn violation(&mut self, thing: impl Into<String>, reason: impl Into<String>, way_out: &'static str) {
        self.broken += 1;
        if self.violations.len() < MAX_NAMED {
            self.violations.push(Violation { thing: thing.into(), reason: reason.into(), way_out });
        }
    }

    /// Adds what another look found.
    pub fn add(&mut self, other: Self) {
        self.looked_at += other.looked_at;
        self.broken += other.broken;
        let room = MAX_NAMED - self.violations.len();
        self.violations.extend(other.violations.into_iter().take(room));
    }
}

/// A transaction all of whose statements see one moment, and which changes nothing.
pub async fn snapshot(db: &Database) -> Result<Transaction<'static, Postgres>> {
    Ok(db.begin_with("begin transaction isolation level repeatable read read only").await?)
}
