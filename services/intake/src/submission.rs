//! A request to build or develop an app, and who may know of it; no I/O.

mod action_item;
mod applicant;
mod carry;
mod content;
mod course;
mod dossier;
mod filing;
mod follow_up;
mod incoming;
mod register_entry;

pub(crate) use action_item::{ACTION_ITEMS, ActionItem, FollowUp, answer_text};
pub(crate) use applicant::{Applicant, Filing};
pub(crate) use carry::{Carried, Office};
pub(crate) use content::{Change, Content, Document};
pub(crate) use course::{Decision, Delivery, Letter, News};
pub(crate) use dossier::{Dossier, SectionText};
pub(crate) use incoming::{Asker, Incoming, Letterbox, Signatory};
pub(crate) use register_entry::{
    Answer, RegisterEntry, RegistrationKey, Tracked, procedure_name, register_entry_name,
};

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
    /// Where it came as a letter or by e-mail.
    pub(crate) incoming: Option<Incoming>,
    /// Name of the lapsed one that it follows.
    pub(crate) predecessor: Option<String>,
    /// Name of the decided one from which it was carried on.
    pub(crate) origin: Option<String>,
    /// Whether its case ended so that it may be carried on, and the one to which it was.
    pub(crate) marked_for_carry: bool,
    pub(crate) carried: Option<Carried>,
    pub(crate) follow_up: FollowUp,
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
    /// Slug; empty where the agency's letter was recorded.
    pub(crate) office: String,
    /// Title of the office, or else of the agency.
    pub(crate) office_title: String,
    /// Slugs of the agency's other offices that write on it.
    pub(crate) preparing_offices: Vec<String>,
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
    Decided,
    Withdrawn,
    Lapsed,
    /// With the proposer, to follow up the outcome of a meeting.
    FollowUp,
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
    /// As one who records what comes on paper.
    pub(crate) recording: bool,
}

impl Submission {
    /// Opens a draft in the name of the caller's office, if that office may apply.
    pub(crate) fn draft(id: Uuid, form: &Form, asking: &Asking<'_>, now: Timestamp) -> Result<Self> {
        form.admit_office(asking)?;
        let caller = asking.caller;
        let proposer = Proposer {
            agency: caller.agency.clone(),
            office: caller.office.clone(),
            office_title: caller.office_title.clone(),
            preparing_offices: vec![],
        };
        Ok(Self::opened_by(&caller.person, id, form, proposer, now))
    }

    /// An empty draft in the name of `proposer`.
    fn opened_by(author: &str, id: Uuid, form: &Form, proposer: Proposer, now: Timestamp) -> Self {
        Self {
            name: ResourceName { agency: form.procedure.agency.clone(), collection: COLLECTION, id },
            procedure: form.procedure.slug.clone(),
            proposer,
            content: Content::default(),
            state: State::Draft,
            authors: Some(author).filter(|it| !it.is_empty()).map(str::to_owned).into_iter().collect(),
            filing: None,
            gaps: vec![],
            case: None,
            activity: String::new(),
            decision: None,
            letters: vec![],
            withdrawal_reason: String::new(),
            incoming: None,
            predecessor: None,
            origin: None,
            marked_for_carry: false,
            carried: None,
            follow_up: FollowUp::default(),
            created_at: now,
            updated_at: now,
            closed_at: None,
            edition: 1,
            last_event: 0,
        }
    }

    /// Lets it follow `earlier`, a lapsed request of the same agency at the same procedure. Answers with itself.
    pub(crate) fn following(mut self, earlier: &Self) -> Result<Self> {
        if earlier.proposer.agency != self.proposer.agency || earlier.state == State::Draft {
            return Err(Error::NotFound(earlier.name.to_string()));
        }
        if earlier.name.agency != self.name.agency || earlier.procedure != self.procedure {
            let reason = format!("predecessor: {} asked for another procedure", earlier.name);
            return Err(Error::Invalid(reason));
        }
        if earlier.state != State::Lapsed {
            let reason = format!("predecessor: {} is {}, not lapsed", earlier.name, earlier.state);
            return Err(Error::Invalid(reason));
        }
        self.predecessor = Some(earlier.name.to_string());
        Ok(self)
    }

    /// From where the caller sees it. To anyone but its two sides it does not exist; a draft has one side.
    pub(crate) fn view(&self, caller: &Caller) -> Result<View> {
        let proposing =
            !self.is_being_recorded() && (self.proposer.writes_as(caller) || self.is_led_by(caller));
        let recording = self.is_recorded_by(caller);
        let reviewing = caller.agency == self.name.agency
            && self.filing.as_ref().is_some_and(|it| it.is_reviewed_by(&caller.office));
        if proposing || reviewing || recording {
            Ok(View { proposing, reviewing, recording })
        } else {
            Err(Error::NotFound(self.name.to_string()))
        }
    }

    /// Lets only those go on who write on it: the side that asks, or who records its letters, until that side does so itself.
    /// The reviewing office knows of it, so it is told why not.
    pub(crate) fn belongs_to(&self, caller: &Caller) -> Result<()> {
        let view = self.view(caller)?;
        if view.proposing || (view.recording && !self.is_taken_over()) {
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

    /// Who writes on it as one of those who ask. Whoever records a letter writes nothing of their own: nothing is noted, and
    /// nothing that they do later on its case is barred.
    pub(crate) fn author<'c>(&self, caller: &'c Caller) -> &'c str {
        if self.is_recorded_by(caller) { "" } else { &caller.person }
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
            State::Decided => "its decision stands",
            State::Withdrawn | State::Lapsed => "open a new one",
            State::FollowUp => "answer the action items of the meeting",
        };
        Error::Conflict(format!("it cannot be {wish}: {} is {}; {way_out}", self.name, self.state))
    }
}

impl Proposer {
    /// Whether the caller's office asks, or prepares what another office of the agency files.
    fn writes_as(&self, caller: &Caller) -> bool {
        caller.agency == self.agency
            && (caller.office == self.office || self.preparing_offices.contains(&caller.office))
            && !caller.office.is_empty()
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Draft => "a draft",
            Self::Filed => "filed",
            Self::InReview => "in review",
            Self::Returned => "returned",
            Self::Decided => "decided",
            Self::Withdrawn => "withdrawn",
            Self::Lapsed => "lapsed",
            Self::FollowUp => "in follow-up",
        })
    }
}
