//! Counting in bulk: lines in, lines out, no database.

mod calendars;
mod due;
mod ledger;
mod refusal;

pub use calendars::Calendars;
pub use due::due;
pub use ledger::ledger;

use std::process::ExitCode;

/// How a bulk run went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How many lines were computed.
    pub answered: u64,
    /// How many were bad.
    pub refused: u64,
}

impl From<Outcome> for ExitCode {
    /// A failure if any line was bad.
    fn from(outcome: Outcome) -> Self {
        if outcome.refused == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// Enough that a system call is rare beside a line's work.
const BUFFER_BYTES: usize = 1 << 16;
