//! A case's time as a ledger of intervals, from which all that is due is derived.

use super::Turn;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Intervals in which the clock ran or stood, without gaps, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ledger {
    pub(crate) intervals: Vec<Interval>,
    /// When the clock that counts now was started.
    pub(crate) counts_from: Option<Timestamp>,
    /// Whether the dossier was found complete since, so that the due date stands.
    #[serde(default)]
    pub(crate) is_confirmed: bool,
}

/// A stretch of time in which the clock ran or stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Interval {
    pub(crate) start: Timestamp,
    pub(crate) end: Option<Timestamp>,
    pub(crate) is_running: bool,
    /// `filed`, `returned_incomplete`, `resubmitted`, `coordination_team`, `awaiting_proposer` and so on.
    pub(crate) reason: String,
    /// Slug of the position that caused it; empty: the proposer.
    pub(crate) actor: String,
    /// Name of the submission or task that proves it.
    pub(crate) evidence: String,
}

impl Ledger {
    /// Ends the interval that lasts and begins the next.
    pub(super) fn turn(&mut self, at: Timestamp, turn: &Turn) {
        self.stop(at);
        if turn.is_start {
            self.counts_from = Some(at);
            self.is_confirmed = false;
        }
        self.intervals.push(Interval {
            start: at,
            end: None,
            is_running: turn.is_running,
            reason: turn.reason.clone(),
            actor: turn.actor.clone(),
            evidence: turn.evidence.clone(),
        });
    }

    /// Ends the interval that lasts.
    pub(super) fn stop(&mut self, at: Timestamp) {
        if let Some(last) = self.intervals.last_mut() {
            last.end.get_or_insert(at);
        }
    }

    /// Since when the interval that lasts does so: nothing happens before it.
    pub(crate) fn last_change(&self) -> Option<Timestamp> {
        self.intervals.last().map(|it| it.end.unwrap_or(it.start))
    }

    /// Why the clock stands; nothing while it runs.
    pub(crate) fn stop_reason(&self) -> Option<&str> {
        self.intervals.last().filter(|it| !it.is_running && it.end.is_none()).map(|it| it.reason.as_str())
    }

    /// Whether the clock stands.
    pub(crate) fn is_paused(&self) -> bool {
        self.intervals.last().is_some_and(|it| !it.is_running)
    }

    /// When the clock that counts now stood.
    pub(crate) fn pauses(&self) -> Vec<(Timestamp, Option<Timestamp>)> {
        let counts = |it: &&Interval| self.counts_from.is_none_or(|from| from <= it.start);
        let stood = self.intervals.iter().filter(counts).filter(|it| !it.is_running);
        // What began and ended in one moment cost nothing.
        stood.filter(|it| it.end != Some(it.start)).map(|it| (it.start, it.end)).collect()
    }
}
