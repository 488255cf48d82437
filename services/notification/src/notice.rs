//! A fact of which people are to be told, and who they are; no I/O.

use jiff::Timestamp;
use platform::Agency;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A fact and the position it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notice {
    /// The agency that reviews.
    pub(crate) agency: Agency,
    pub(crate) id: Uuid,
    /// Names the fact, so that nobody is told of it twice.
    pub(crate) fact: String,
    /// The resource it is about.
    pub(crate) resource: String,
    pub(crate) content: Content,
    pub(crate) addressee: Addressee,
    pub(crate) told_at: Timestamp,
}

/// The holders of a position, or one of them alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Addressee {
    pub(crate) agency: Agency,
    /// Slug.
    pub(crate) position: String,
    /// Who filed in that position. If they have left it, those who hold it now are told too.
    pub(crate) person: Option<Uuid>,
}

impl Addressee {
    /// Whether nobody is known who could be told.
    pub(crate) fn is_nobody(&self) -> bool {
        self.position.is_empty() && self.person.is_none()
    }
}

/// What messages about a submission need of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Submission {
    pub(crate) registration_number: String,
    pub(crate) app_title: String,
    /// Whoever filed it last.
    pub(crate) applicant: Addressee,
}

/// What happened to which submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Content {
    pub(crate) registration_number: String,
    pub(crate) app_title: String,
    pub(crate) happening: Happening,
}

impl Content {
    /// What is about no single request.
    pub(crate) fn of_no_request(happening: Happening) -> Self {
        Self { registration_number: String::new(), app_title: String::new(), happening }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Happening {
    /// The position has work to do.
    TaskOpened(OpenedTask),
    /// Work is no longer needed.
    TaskCancelled { activity: String },
    /// The dossier came in, for the first time or completed.
    Filed { revision: i32, filed_second: i64, documents: Vec<String> },
    /// The dossier has to be completed.
    Returned { note: String, gaps: Vec<Gap> },
    /// A letter to the proposer was issued.
    LetterIssued(IssuedLetter),
    /// A meeting asks something of the proposer.
    FollowUpRequested { outcome: String, items: Vec<String> },
    /// Until when that has to be done; `extended`: it was later than before.
    FollowUpTimed { due_second: i64, extended: bool },
    /// The time for it comes to its end.
    FollowUpReminded { days_left: i32, due_second: i64 },
    /// A part of the time that a case may take is used up.
    MarkReached { percent: i32, activity: String },
    /// A draft waits for the position's initials.
    InitialsRequested { title: String, subject: String },
    /// A meeting to which the position is invited, or its change.
    MeetingScheduled(Meeting),
    /// A meeting will not take place.
    MeetingCancelled { meeting: Meeting, reason: String },
    /// Not invited to a meeting any more.
    MeetingLeft(Meeting),
    /// The case ended by a decision; `carriable`: it was marked to be carried on to another agency.
    Decided {
        decision_title: String,
        #[serde(default)]
        carriable: bool,
    },
    /// The request that this one was carried on to has ended.
    CarriedOn { procedure_title: String, registration_number: String, result: String },
    /// A complaint, suggestion or other input waits for the position's answer.
    ComplaintFiled { ticket: String, kind: String, title: String, due_second: Option<i64> },
    /// One was answered; whoever filed it is told by mail alone.
    ComplaintAnswered { ticket: String, kind: String, email: String },
    /// The case ended since the proposer took the submission back.
    Withdrawn,
    /// The case ended by time.
    Lapsed,
    /// It had ended by time, and goes on after all.
    Reopened,
}

impl Happening {
    /// The meeting it is about, and whether the reader's calendar takes it out.
    pub(crate) fn meeting(&self) -> Option<(&Meeting, bool)> {
        match self {
            Self::MeetingScheduled(meeting) => Some((meeting, false)),
            Self::MeetingLeft(meeting) | Self::MeetingCancelled { meeting, .. } => Some((meeting, true)),
            _ => None,
        }
    }
}

/// Work for a position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OpenedTask {
    pub(crate) activity: String,
    pub(crate) proposing_office_title: String,
    /// Seconds since 1970; none where the step has no norm.
    pub(crate) due_second: Option<i64>,
    pub(crate) due_provisional: bool,
    /// Whether it is done by signing a letter.
    pub(crate) to_sign: bool,
}

/// When and where people meet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Meeting {
    pub(crate) title: String,
    pub(crate) start_second: i64,
    /// The same as the start where it is not known.
    #[serde(default)]
    pub(crate) end_second: i64,
    pub(crate) place: String,
    /// Whether it was told before, and is not what it was.
    pub(crate) changed: bool,
    /// Grows with each change.
    #[serde(default)]
    pub(crate) sequence: i32,
}

/// A letter to the proposer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct IssuedLetter {
    pub(crate) title: String,
    pub(crate) number: String,
    /// `YYYY-MM-DD`.
    pub(crate) date: String,
    pub(crate) subject: String,
    pub(crate) signatory: String,
    /// Empty where it cannot be verified.
    pub(crate) verification_code: String,
}

/// Something that is to be completed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Gap {
    pub(crate) title: String,
    /// Whether it is there and not as required.
    pub(crate) present: bool,
    pub(crate) note: String,
}
