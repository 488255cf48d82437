//! The overall state as other desks' news make it.
//!
//! News come in lanes: those of the case in their order, those of each letter in theirs, and no order among the
//! lanes or with the proposer's own acts. So each piece of news changes only what it is the master of, and the end
//! of the case, which review decides, is final.

use super::{ActionItem, Carried, Gap, State, Submission};
use crate::timeline::Entry;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What another desk told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum News {
    /// A case was opened.
    Opened { case: Uuid },
    /// A step of the procedure was begun.
    Begun { activity: String },
    /// It went back to the proposer.
    Returned { gaps: Vec<Gap>, note: String },
    /// It had lapsed, and goes on after all.
    Reopened,
    /// The case ended in this state.
    Closed { state: State, decision: Option<Decision>, closed_at: Timestamp, marked_for_carry: bool },
    /// A meeting left something to do.
    FollowUp { outcome: String, items: Vec<ActionItem> },
    /// It is known until when; with the number of the letter that extends it.
    Timed { due_at: Timestamp, extension_letter: Option<String> },
    /// All that had to be done was.
    FollowedUp,
    /// What became of the request it was carried on to; none: its draft was thrown away.
    Carried(Option<Carried>),
    /// A letter was issued.
    Issued(Letter),
    /// A letter came to its addressee for the first time.
    Delivered { letter: Uuid, delivery: Delivery },
    /// A letter was declared void.
    Voided { letter: Uuid, reason: String },
}

/// What was decided, in the procedure's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decision {
    pub(crate) id: String,
    pub(crate) title: String,
    /// The letter that tells it.
    pub(crate) letter: Option<Uuid>,
}

/// A letter, or a printed sheet, of its case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Letter {
    pub(crate) id: Uuid,
    pub(crate) title: String,
    /// Empty where it has none.
    pub(crate) number: String,
    pub(crate) file: Uuid,
    pub(crate) file_name: String,
    pub(crate) size_bytes: i64,
    /// Lower-case hexadecimal.
    pub(crate) sha256: String,
    pub(crate) verification_code: String,
    /// Whether the proposer gets it.
    pub(crate) for_proposer: bool,
    /// As which of the request's records it is kept; empty: none.
    pub(crate) record: String,
    /// The day it bears; none where that was not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) date: Option<Date>,
    /// How far it may be known; empty: to anyone.
    #[serde(default)]
    pub(crate) security_class: String,
    pub(crate) issued_at: Timestamp,
    /// Why it is void, if it is.
    pub(crate) void_reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) delivery: Option<Delivery>,
}

/// How and when a letter came to its addressee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Delivery {
    /// `portal`, `courier`, `post`, `email`, `by_hand`.
    pub(crate) channel: String,
    pub(crate) delivered_at: Timestamp,
}

impl Submission {
    /// Takes in what another desk told. The answer is what its timeline shows of it.
    pub(crate) fn learn(&mut self, news: News, now: Timestamp) -> Option<Entry> {
        let entry = match news {
            News::Opened { case } => self.opened(case),
            News::Begun { activity } => self.begun(activity),
            News::Returned { gaps, note } => self.returned(gaps, &note),
            News::Reopened => self.reopened(),
            News::Closed { state, decision, closed_at, marked_for_carry } => {
                self.marked_for_carry = marked_for_carry;
                self.closed(state, decision, closed_at)
            }
            News::FollowUp { outcome, items } => self.asked_to_follow_up(outcome, items),
            News::Timed { due_at, extension_letter } => self.timed(due_at, extension_letter),
            News::FollowedUp => self.followed_up(),
            News::Carried(carried) => self.told_of_carried(carried),
            News::Issued(letter) => self.issued(letter),
            News::Delivered { letter, delivery } => self.delivered(letter, delivery),
            News::Voided { letter, reason } => self.voided(letter, reason),
        };
        self.touch("", now);
        entry
    }

    fn opened(&mut self, case: Uuid) -> Option<Entry> {
        self.case = Some(case);
        if self.is_closed() {
            return None;
        }
        self.state = State::InReview;
        Some(Entry::opened())
    }

    /// A task may be opened while the dossier is with the proposer, for instance to sign its return.
    fn begun(&mut self, activity: String) -> Option<Entry> {
        if self.is_closed() {
            return None;
        }
        self.activity = activity;
        Some(Entry::begun(&self.activity))
    }

    /// Too late if the proposer has withdrawn meanwhile.
    fn returned(&mut self, gaps: Vec<Gap>, note: &str) -> Option<Entry> {
        if self.is_closed() {
            return None;
        }
        self.state = State::Returned;
        self.gaps = gaps.into_iter().map(|it| Gap { corrected: false, ..it }).collect();
        Some(Entry::returned(&self.gaps, note))
    }

    fn reopened(&mut self) -> Option<Entry> {
        if self.state != State::Lapsed {
            return None;
        }
        self.state = State::InReview;
        self.closed_at = None;
        Some(Entry::reopened())
    }

    /// A decision that crossed a withdrawal stands: its letter was signed before review heard of the withdrawal.
    fn closed(&mut self, state: State, decision: Option<Decision>, closed_at: Timestamp) -> Option<Entry> {
        let was_known = self.state == state;
        self.state = state;
        self.decision = decision;
        self.activity = String::new();
        self.gaps = vec![];
        if was_known {
            return None;
        }
        self.closed_at = Some(closed_at);
        if state != State::Withdrawn {
            self.withdrawal_reason = String::new();
        }
        Some(Entry::closed(self))
    }

    fn issued(&mut self, letter: Letter) -> Option<Entry> {
        let entry = letter.for_proposer.then(|| Entry::issued(&letter));
        self.letters.retain(|it| it.id != letter.id);
        self.letters.push(letter);
        // Lanes of letters come in any order; their list does not.
        self.letters.sort_by_key(|it| (it.issued_at, it.id));
        entry
    }

    /// A letter's lane tells of its issue first.
    fn delivered(&mut self, letter: Uuid, delivery: Delivery) -> Option<Entry> {
        let letter = self.letters.iter_mut().find(|it| it.id == letter)?;
        letter.delivery = Some(delivery);
        letter.for_proposer.then(|| Entry::delivered(letter))
    }

    fn voided(&mut self, letter: Uuid, reason: String) -> Option<Entry> {
        let letter = self.letters.iter_mut().find(|it| it.id == letter)?;
        letter.void_reason = Some(reason);
        letter.for_proposer.then(|| Entry::voided(letter))
    }
}

#[cfg(test)]
mod tests;
