//! What a meeting left to do.

use super::content::Document;
use crate::text::paragraphs;
use jiff::Timestamp;
use platform::{Error, Result};
use serde::{Deserialize, Serialize};

/// Stands before an action item's id where a document is uploaded for it.
pub(crate) const ACTION_ITEMS: &str = "action_items.";
const MAX_ANSWER_CHARS: usize = 20_000;

/// Something that is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ActionItem {
    pub(crate) id: String,
    pub(crate) text: String,
    /// Whether the case waits for it.
    pub(crate) required: bool,
    pub(crate) answer: String,
    /// Uploaded for it; for the proposing side alone until it was answered.
    pub(crate) documents: Vec<Document>,
    pub(crate) answered_at: Option<Timestamp>,
}

/// All that a meeting left to do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FollowUp {
    /// What the meeting decided, in its words.
    pub(crate) outcome: String,
    pub(crate) items: Vec<ActionItem>,
    /// The last instant for an answer, once it is known.
    pub(crate) due_at: Option<Timestamp>,
}

/// The text of an answer, within its limits.
pub(crate) fn answer_text(text: &str) -> Result<String> {
    let text = paragraphs("answer", text, MAX_ANSWER_CHARS)?;
    if text.is_empty() { Err(Error::invalid("answer is blank: say what was done")) } else { Ok(text) }
}
