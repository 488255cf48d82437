//! What a proposer is to do after a meeting, and until when.

use super::{
    Applicant, State, Submission,
    content::{Document, paragraphs},
};
use crate::{form::listed, timeline::Entry};
use jiff::Timestamp;
use platform::{Caller, Error, Result};
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

impl Submission {
    /// The item of this id, if it waits for an answer that is still in time.
    pub(crate) fn expect_unanswered(&self, id: &str, now: Timestamp) -> Result<&ActionItem> {
        if self.state != State::FollowUp {
            return Err(self.wrong_state("followed up"));
        }
        let items = &self.follow_up.items;
        let item = items.iter().find(|it| it.id == id).ok_or_else(|| {
            let known = listed(items.iter().map(|it| &it.id));
            Error::invalid(format!("action_item: {id:?} is none of this request's: {known}"))
        })?;
        // In time through the last second, which is how the end of a day is written.
        if let Some(due_at) = self.follow_up.due_at
            && due_at.as_second() < now.as_second()
        {
            let reason = format!("the time to follow up was over at {due_at}: open a new request");
            return Err(Error::Conflict(reason));
        }
        if item.answered_at.is_some() {
            return Err(Error::Conflict(format!("action item {id} was answered: its answer stands")));
        }
        Ok(item)
    }

    /// Answers an item with what was uploaded for it.
    pub(crate) fn answer(
        &mut self,
        id: &str,
        answer: String,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<(Entry, ActionItem)> {
        let mut item = self.expect_unanswered(id, now)?.clone();
        item.answer = answer;
        item.answered_at = Some(now);
        self.follow_up.items.iter_mut().filter(|it| it.id == id).for_each(|it| it.clone_from(&item));
        self.touch(&caller.person, now);
        Ok((Entry::answered(&item), item))
    }

    /// Puts a document beside its item; the one before is gone.
    pub(crate) fn attach_to_item(
        &mut self,
        id: &str,
        document: Document,
        author: &str,
        now: Timestamp,
    ) -> Result<()> {
        self.expect_unanswered(id, now)?;
        let items = self.follow_up.items.iter_mut().filter(|it| it.id == id);
        items.for_each(|it| it.documents = vec![document.clone()]);
        self.touch(author, now);
        Ok(())
    }

    /// Too late if the proposer has withdrawn meanwhile. What was answered stays so.
    pub(super) fn asked_to_follow_up(&mut self, outcome: String, items: Vec<ActionItem>) -> Option<Entry> {
        if self.is_closed() {
            return None;
        }
        self.state = State::FollowUp;
        let entry = Entry::follow_up_requested(&outcome, items.len());
        let mut all = std::mem::take(&mut self.follow_up).items;
        all.retain(|it| it.answered_at.is_some());
        let new = items.into_iter().filter(|it| all.iter().all(|other| other.id != it.id));
        let new: Vec<ActionItem> = new.collect();
        all.extend(new);
        self.follow_up = FollowUp { outcome, items: all, due_at: None };
        Some(entry)
    }

    pub(super) fn timed(&mut self, due_at: Timestamp, extension_letter: Option<String>) -> Option<Entry> {
        if self.is_closed() {
            return None;
        }
        self.follow_up.due_at = Some(due_at);
        Some(Entry::follow_up_timed(due_at, extension_letter.as_deref()))
    }

    pub(super) fn followed_up(&mut self) -> Option<Entry> {
        if self.is_closed() {
            return None;
        }
        self.state = State::InReview;
        Some(Entry::follow_up_concluded())
    }
}

impl Applicant {
    /// Whoever answers, in their own position.
    pub(crate) fn answering(caller: &Caller) -> Self {
        let held = caller.positions.first();
        Self {
            person: caller.person.clone(),
            display_name: caller.display_name.clone(),
            position: held.map_or_else(String::new, |it| it.position.clone()),
            position_title: held.map_or_else(String::new, |it| it.title.clone()),
            position_kind: held.map_or_else(String::new, |it| it.kind.clone()),
        }
    }
}
