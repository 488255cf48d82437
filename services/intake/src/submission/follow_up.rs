//! What a proposer is to do after a meeting, and until when.

use super::{ActionItem, Applicant, FollowUp, State, Submission, content::Document};
use crate::{form::listed, timeline::Entry};
use jiff::Timestamp;
use platform::{Caller, Error, Result};

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
        let author = self.author(caller).to_owned();
        self.touch(&author, now);
        Ok((Entry::answered(&item), item))
    }

    /// Whoever answers; where it came on paper, who signed the request.
    pub(crate) fn answering(&self, caller: &Caller) -> Applicant {
        match &self.incoming {
            Some(incoming) if self.is_recorded_by(caller) => incoming.applicant(),
            _ => Applicant::answering(caller),
        }
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
