//! What meetings made of a case, and what the proposer has to do after them.

use super::Document;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// What a session of a coordination team made of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Discussion {
    /// Name and title of the meeting.
    pub(crate) meeting: String,
    pub(crate) meeting_title: String,
    /// Whether it was the last session on this case.
    pub(crate) is_concluded: bool,
    pub(crate) outcome: String,
    pub(crate) points: Vec<String>,
    pub(crate) items: Vec<ActionItem>,
    /// Titles of the agencies that were present, and of those that were recused.
    pub(crate) present_agencies: Vec<String>,
    pub(crate) recused_agencies: Vec<String>,
    pub(crate) place: String,
    pub(crate) started_at: Timestamp,
    pub(crate) confirmed_at: Timestamp,
}

/// Something the proposer is to do after a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ActionItem {
    /// Unique within the case.
    pub(crate) id: String,
    pub(crate) text: String,
    /// Whether the case waits for it.
    pub(crate) is_required: bool,
    pub(crate) answered_at: Option<Timestamp>,
    pub(crate) answer: String,
    pub(crate) documents: Vec<Document>,
}

/// Waiting for the proposer to follow up the outcome of a meeting.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FollowUp {
    pub(crate) items: Vec<ActionItem>,
    /// The letter that tells the outcome, if one does.
    pub(crate) letter: Option<uuid::Uuid>,
    /// From when the time counts.
    pub(crate) delivered_at: Option<Timestamp>,
    /// The end of the last day, and the first instant after it.
    pub(crate) due_at: Option<Timestamp>,
    pub(crate) late_from: Option<Timestamp>,
    pub(crate) extended_to: Option<Date>,
    pub(crate) extension_letter: String,
    /// Empty where it was extended before this was kept.
    #[serde(default)]
    pub(crate) extension_reason: String,
    /// When the last day was set, by the delivery or an extension.
    pub(crate) timed_at: Option<Timestamp>,
    /// Of how many days left the proposer was reminded last, since it was set.
    pub(crate) reminded: Option<u32>,
    /// How many of the case's discussions its items come from.
    pub(crate) discussion_count: usize,
    /// When every required item was answered.
    pub(crate) concluded_at: Option<Timestamp>,
}

impl FollowUp {
    /// Whether nothing is left that the case waits for.
    pub(crate) fn is_done(&self) -> bool {
        self.items.iter().all(|it| !it.is_required || it.answered_at.is_some())
    }
}
