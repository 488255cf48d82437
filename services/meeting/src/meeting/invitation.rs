//! Who is invited to a meeting, and whom they send.

use platform::{Agency, Caller};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An invited agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Invitation {
    pub(crate) agency: Agency,
    pub(crate) meeting: Uuid,
    pub(crate) member_agency: Agency,
    /// The agency's.
    pub(crate) title: String,
    /// Slug; empty for a proposer.
    pub(crate) position: String,
    /// Empty where the directory knows no such position.
    pub(crate) position_title: String,
    pub(crate) role: Role,
    /// Slugs of its offices that propose a case of the meeting.
    pub(crate) offices: Vec<String>,
    pub(crate) response: Response,
    pub(crate) delegates: Vec<String>,
    pub(crate) note: String,
}

/// Why an agency is invited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    Member,
    Proposer,
    Guest,
}

/// What it answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Response {
    Pending,
    Accepted,
    Declined,
}

/// An answer as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) accepts: bool,
    pub(crate) delegates: Vec<String>,
    pub(crate) note: String,
}

/// Whether `caller`'s office proposed. Where no office is known that asked, it is the whole agency.
pub(super) fn is_asked_by(office: &str, caller: &Caller) -> bool {
    office.is_empty() || office == caller.office
}

impl Invitation {
    /// Whether the caller knows of the meeting by it. A proposer is an office, a member or guest a whole agency; within the
    /// convening agency it reaches only those it names.
    pub(crate) fn reaches(&self, caller: &Caller, convening: &Agency) -> bool {
        if caller.agency != self.member_agency {
            return false;
        }
        let proposes = self.is_of_proposer(caller);
        let is_wide = self.role != Role::Proposer && *convening != self.member_agency;
        is_wide || proposes || self.names(caller)
    }

    /// Whether the caller holds the invited position, or prepares for who does.
    pub(crate) fn names(&self, caller: &Caller) -> bool {
        !self.position.is_empty() && caller.prepares_for(&self.position)
    }

    /// Whether the caller's office proposed a case of the meeting.
    pub(crate) fn is_of_proposer(&self, caller: &Caller) -> bool {
        self.offices.iter().any(|it| is_asked_by(it, caller))
    }

    pub(crate) fn answer(&mut self, answer: Answer) {
        self.response = if answer.accepts { Response::Accepted } else { Response::Declined };
        self.delegates = answer.delegates;
        self.note = answer.note;
    }

    /// Forgets what was answered.
    pub(crate) fn ask_again(&mut self) {
        self.response = Response::Pending;
        self.delegates.clear();
        self.note.clear();
    }

    /// As a letter is addressed to it.
    pub(crate) fn addressee(&self) -> String {
        match self.position_title.as_str() {
            "" => self.title.clone(),
            position => format!("{position}, {}", self.title),
        }
    }
}
