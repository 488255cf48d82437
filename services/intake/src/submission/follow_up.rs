//! What a proposer does after a meeting: answers its action items in time.

use super::{Document, State, Submission, paragraphs};
use crate::timeline::Entry;
use jiff::Timestamp;
use platform::{Error, Result};
use serde::{Deserialize, Serialize};

/// As which requirement a document of an action item is uploaded.
const PREFIX: &str = "action_items.";
const MAX_ANSWER_CHARS: usize = 20_000;

/// Something the proposer is to do after a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ActionItem {
    pub(crate) id: String,
    pub(crate) text: String,
    /// Whether the case waits for it.
    pub(crate) required: bool,
    pub(crate) answer: String,
    pub(crate) documents: Vec<Document>,
    pub(crate) answered_at: Option<Timestamp>,
}

impl ActionItem {
    /// As which requirement its document is uploaded.
    pub(crate) fn requirement(&self) -> String {
        format!("{PREFIX}{}", self.id)
    }
}

impl Submission {
    /// The open action item for which `requirement` names a document; nothing where it names no action item.
    pub(crate) fn item_to_document(&self, requirement: &str, now: Timestamp) -> Result<Option<&ActionItem>> {
        match requirement.strip_prefix(PREFIX) {
            Some(id) => self.open_item(id, now).map(Some),
            None => Ok(None),
        }
    }

    /// Puts a document beside its action item; the one before is gone.
    pub(crate) fn attach_to_item(&mut self, document: Document, author: &str, now: Timestamp) -> Result<()> {
        let id = document.requirement.strip_prefix(PREFIX).unwrap_or_default().to_owned();
        self.open_item(&id, now)?;
        self.of_item(&id, |it| it.documents = vec![document]);
        self.touch(author, now);
        Ok(())
    }

    /// Answers an action item with what was uploaded for it.
    pub(crate) fn answer(
        &mut self,
        id: &str,
        answer: &str,
        author: &str,
        now: Timestamp,
    ) -> Result<(ActionItem, Entry)> {
        let answer = paragraphs("answer", answer, MAX_ANSWER_CHARS)?;
        if answer.is_empty() {
            return Err(Error::invalid("answer is blank: say what was done"));
        }
        self.open_item(id, now)?;
        self.of_item(id, |it| {
            it.answer = answer;
            it.answered_at = Some(now);
        });
        self.touch(author, now);
        let item = self.action_items.iter().find(|it| it.id == id).cloned();
        let item = item.ok_or_else(|| Error::internal("the action item was there before"))?;
        let entry = Entry::answered(&item);
        Ok((item, entry))
    }

    /// The action item, if it can be answered: it is known, not answered, and the time is not over.
    fn open_item(&self, id: &str, now: Timestamp) -> Result<&ActionItem> {
        if self.state != State::FollowUp {
            return Err(self.wrong_state("followed up"));
        }
        // In time through the last second, which is how the end of a day is written.
        if self.follow_up_due_at.is_some_and(|due| due.as_second() < now.as_second()) {
            let reason = format!("the time to follow up {} is over: open a new request", self.name);
            return Err(Error::Conflict(reason));
        }
        let known = || self.action_items.iter().map(|it| it.id.as_str()).collect::<Vec<_>>().join(", ");
        let item = self.action_items.iter().find(|it| it.id == id);
        let item = item.ok_or_else(|| {
            Error::invalid(format!("action_item: {id:?} is none of this submission's: {}", known()))
        })?;
        match item.answered_at {
            None => Ok(item),
            Some(at) => Err(Error::Conflict(format!("action item {id} was answered at {at} already"))),
        }
    }

    fn of_item(&mut self, id: &str, change: impl FnOnce(&mut ActionItem)) {
        if let Some(item) = self.action_items.iter_mut().find(|it| it.id == id) {
            change(item);
        }
    }
}
