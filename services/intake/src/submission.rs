//! A request to build or develop an app, and who may know of it; no I/O.

mod content;
mod course;
mod dossier;
mod filing;
mod follow_up;

pub(crate) use content::{Change, Content, Document, paragraphs};
pub(crate) use course::{Decision, Letter, News};
pub(crate) use dossier::{Dossier, SectionText};
pub(crate) use filing::{Applicant, Filing};
pub(crate) use follow_up::ActionItem;

use crate::form::{Asking, Form};
use jiff::Timestamp;
use platform::{Agency, Caller, Error, ResourceName, Result};
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

pub(crate) const COLLECTION: &str = "submissions";
pub(crate) const FILES: &str = "files";
pub(crate) const CASES: &str = "cases";
pub(crate) const LETTERS: &str = "letters";

/// A request with its overall state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Submission {
    pub(crate) name: ResourceName,
    /// Slug of the procedure it asks for.
    pub(crate) procedure: String,
    pub(crate) proposer: Proposer,
    pub(crate) content: Content,
    pub(crate) state: State,
    /// The persons who wrote on it.
    pub(crate) authors: Vec<String>,
    /// Once it was filed.
    pub(crate) filing: Option<Filing>,
    /// After a return: what is to be corrected.
    pub(crate) gaps: Vec<Gap>,
    pub(crate) case: Option<Uuid>,
    /// What the reviewing agency is doing, in its procedure's words.
    pub(crate) activity: String,
    pub(crate) decision: Option<Decision>,
    pub(crate) letters: Vec<Letter>,
    pub(crate) withdrawal_reason: String,
    /// Name of the lapsed one that it follows; may be empty.
    pub(crate) predecessor: String,
    /// What a meeting decided, in its words, and what is to be done after it.
    pub(crate) meeting_outcome: String,
    pub(crate) action_items: Vec<ActionItem>,
    /// Until when every required one has to be answered; none before the outcome was delivered.
    pub(crate) follow_up_due_at: Option<Timestamp>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) closed_at: Option<Timestamp>,
    /// Counts its changes.
    pub(crate) edition: i64,
    /// Sequence of the last entry of its timeline.
    pub(crate) last_event: i64,
}

/// The office that asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Proposer {
    pub(crate) agency: Agency,
    /// Slug.
    pub(crate) office: String,
    pub(crate) office_title: String,
}

/// The places a submission passes on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum State {
    Draft,
    Filed,
    InReview,
    Returned,
    FollowUp,
    Decided,
    Withdrawn,
    Lapsed,
}

/// Something of a dossier that is missing or not as required.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Gap {
    /// Id of a requirement or section, or a field of the submission.
    pub(crate) item: String,
    pub(crate) title: String,
    pub(crate) verdict: Verdict,
    pub(crate) note: String,
    /// Whether it was changed since it was marked.
    pub(crate) corrected: bool,
}

/// What is wrong with an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Verdict {
    Missing,
    NotAsRequired,
}

/// From which sides a caller sees a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct View {
    pub(crate) proposing: bool,
    pub(crate) reviewing: bool,
}

impl Submission {
    /// Opens a draft in the name of the caller's office, if that office may apply.
    pub(crate) fn draft(id: Uuid, form: &Form, asking: &Asking<'_>, now: Timestamp) -> Result<Self> {
        form.admit_office(asking)?;
        let caller = asking.caller;
        Ok(Self {
            name: ResourceName { agency: form.procedure.agency.clone(), collection: COLLECTION, id },
            procedure: form.procedure.slug.clone(),
            proposer: Proposer {
                agency: caller.agency.clone(),
                office: caller.office.clone(),
                office_title: caller.office_title.clone(),
            },
            content: Content::default(),
            state: State::Draft,
            authors: vec![caller.person.clone()],
            filing: None,
            gaps: vec![],
            case: None,
            activity: String::new(),
            decision: None,
            letters: vec![],
            withdrawal_reason: String::new(),
            predecessor: String::new(),
            meeting_outcome: String::new(),
            action_items: vec![],
            follow_up_due_at: None,
            created_at: now,
            updated_at: now,
            closed_at: None,
            edition: 1,
            last_event: 0,
        })
    }

    /// From where the caller sees it. To anyone but its two sides it does not exist; a draft has one side.
    pub(crate) fn view(&self, caller: &Caller) -> Result<View> {
        let proposing = caller.agency == self.proposer.agency && caller.office == self.proposer.office;
        let reviewing = caller.agency == self.name.agency
            && self.filing.as_ref().is_some_and(|it| it.is_reviewed_by(&caller.office));
        if proposing || reviewing {
            Ok(View { proposing, reviewing })
        } else {
            Err(Error::NotFound(self.name.to_string()))
        }
    }

    /// Makes this draft the successor of `lapsed`, which must be one of the same office's that lapsed.
    pub(crate) fn follow(&mut self, lapsed: &Self) -> Result<()> {
        let is_own =
            lapsed.proposer.agency == self.proposer.agency && lapsed.proposer.office == self.proposer.office;
        if !is_own {
            return Err(Error::NotFound(lapsed.name.to_string()));
        }
        if lapsed.name.agency != self.name.agency || lapsed.procedure != self.procedure {
            let reason = format!("predecessor: {} asked for another procedure", lapsed.name);
            return Err(Error::Invalid(reason));
        }
        if lapsed.state != State::Lapsed {
            let reason = format!("predecessor: {} is {}, not lapsed", lapsed.name, lapsed.state);
            return Err(Error::Invalid(reason));
        }
        self.predecessor = lapsed.name.to_string();
        Ok(())
    }

    /// Lets only the office that asks go on. The reviewing office knows of it, so it is told why not.
    pub(crate) fn belongs_to(&self, caller: &Caller) -> Result<()> {
        if self.view(caller)?.proposing {
            return Ok(());
        }
        let reason = format!("only the office that asks, {}, may change it", self.proposer.office_title);
        Err(Error::Denied(reason))
    }

    /// Refuses a change to what the caller read in another edition; without an `etag` any is meant.
    pub(crate) fn expect_etag(&self, etag: &str) -> Result<()> {
        if etag.is_empty() || etag == self.etag() {
            return Ok(());
        }
        let reason = format!("etag {etag} is stale: {} was changed since, read it again", self.name);
        Err(Error::Stale(reason))
    }

    pub(crate) fn etag(&self) -> String {
        self.edition.to_string()
    }

    /// Version of the procedure it is bound to, once it was filed.
    pub(crate) fn version(&self) -> Option<i32> {
        self.filing.as_ref().map(|it| it.version)
    }

    pub(crate) fn is_closed(&self) -> bool {
        matches!(self.state, State::Decided | State::Withdrawn | State::Lapsed)
    }

    /// Notes a change, and who made it.
    fn touch(&mut self, author: &str, now: Timestamp) {
        if !author.is_empty() && !self.authors.iter().any(|it| it == author) {
            self.authors.push(author.to_owned());
        }
        self.updated_at = now;
        self.edition += 1;
    }

    /// A refusal that says what the submission is.
    fn wrong_state(&self, wish: &str) -> Error {
        let way_out = match self.state {
            State::Draft => "file it first",
            State::Filed | State::InReview => "the reviewing agency works on it",
            State::Returned => "correct the marked items and refile it",
            State::FollowUp => "answer its action items",
            State::Decided => "its decision stands",
            State::Withdrawn | State::Lapsed => "open a new one",
        };
        Error::Conflict(format!("it cannot be {wish}: {} is {}; {way_out}", self.name, self.state))
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Draft => "a draft",
            Self::Filed => "filed",
            Self::InReview => "in review",
            Self::Returned => "returned",
            Self::FollowUp => "to be followed up",
            Self::Decided => "decided",
            Self::Withdrawn => "withdrawn",
            Self::Lapsed => "lapsed",
        })
    }
}
