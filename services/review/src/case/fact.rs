//! What can happen to a case: its private history, of which listeners are told a part.

use super::{Discussion, Document, Dossier, FollowUp, Gap, Performer, State, Task};
use crate::sop::Issue;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

/// Something that happened, at a moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Event {
    pub(crate) at: Timestamp,
    pub(crate) fact: Fact,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Fact {
    CaseOpened {
        dossier: Dossier,
    },
    /// `from` is the step that led there; nothing where the case went back.
    TaskOpened {
        task: Task,
        from: Option<String>,
    },
    TaskPrepared {
        task: Uuid,
        sheet: Value,
        performer: Performer,
    },
    /// `decision` is what the outcomes so far decide.
    TaskCompleted {
        task: Uuid,
        outcome: String,
        sheet: Option<Value>,
        performer: Performer,
        print: Option<Uuid>,
        decision: Option<String>,
    },
    TaskCancelled {
        task: Uuid,
    },
    CaseReturned {
        step: String,
        from: Option<String>,
        gaps: Vec<Gap>,
        note: String,
        performer: Performer,
    },
    CaseResubmitted {
        dossier: Dossier,
        changed: Vec<String>,
    },
    ClockTurned(Turn),
    /// The dossier was complete when it came in.
    ClockConfirmed,
    /// The case goes to a coordination team.
    CoordinationRequested {
        step: String,
        from: Option<String>,
        team: String,
    },
    CaseDiscussed {
        discussion: Box<Discussion>,
    },
    FollowUpRequested {
        step: String,
        from: Option<String>,
        follow_up: Box<FollowUp>,
    },
    LetterDelivered {
        letter: Uuid,
        channel: String,
        recipient: String,
    },
    /// The outcome was delivered, so the last day to follow up is known: its end, and the first instant after it.
    FollowUpTimed {
        due: Timestamp,
        late_from: Timestamp,
    },
    FollowUpExtended {
        last_day: Date,
        due: Timestamp,
        late_from: Timestamp,
        letter_number: String,
        reason: String,
        performer: Performer,
    },
    FollowUpReminded {
        days_left: u32,
    },
    ActionItemAnswered {
        item: String,
        answer: String,
        documents: Vec<Document>,
    },
    FollowUpConcluded,
    /// It had lapsed, and an answer that was given in time was heard of late.
    CaseReopened {
        lapsed_at: Timestamp,
    },
    /// So much of the service standard is used up; these positions are told.
    MarkReached {
        percent: u32,
        positions: Vec<String>,
    },
    LetterRequested(Box<LetterRequest>),
    LetterCancelled {
        letter: Uuid,
        reason: String,
    },
    /// `reinstates`: it was not awaited any more, but was signed, so that what it tells is the decision.
    LetterIssued {
        letter: Uuid,
        number: String,
        sha256: String,
        performer: Option<Performer>,
        reinstates: bool,
    },
    CaseClosed {
        state: State,
        letter: Option<Uuid>,
        decision: Option<String>,
        reason: String,
    },
}

/// The clock starts, stands or goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Turn {
    pub(crate) is_running: bool,
    /// Whether it counts from nothing.
    pub(crate) is_start: bool,
    pub(crate) reason: String,
    pub(crate) actor: String,
    pub(crate) evidence: String,
}

/// An official document that is to be made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct LetterRequest {
    pub(crate) letter: Uuid,
    pub(crate) step: String,
    pub(crate) template: String,
    pub(crate) title: String,
    pub(crate) subject: String,
    pub(crate) issue: Issue,
    pub(crate) register: String,
    pub(crate) number_pattern: String,
    pub(crate) signatory: String,
    pub(crate) record: String,
    pub(crate) for_proposer: bool,
    /// Persons who may not sign it.
    pub(crate) barred: Vec<String>,
    /// Slugs of the positions that initial it before, in their order.
    #[serde(default)]
    pub(crate) initials: Vec<String>,
    #[serde(default)]
    pub(crate) urgency: String,
    #[serde(default)]
    pub(crate) security_class: String,
    /// Who made the sheet that is printed.
    pub(crate) performer: Option<Performer>,
    /// All a template may use.
    pub(crate) data: Value,
}

impl LetterRequest {
    /// Whether a person signs it.
    pub(crate) fn is_to_sign(&self) -> bool {
        self.issue == Issue::Sign
    }
}

impl Fact {
    /// Its kind, as history shows it.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::CaseOpened { .. } => "case_opened",
            Self::TaskOpened { .. } => "task_opened",
            Self::TaskPrepared { .. } => "task_prepared",
            Self::TaskCompleted { .. } => "task_completed",
            Self::TaskCancelled { .. } => "task_cancelled",
            Self::CaseReturned { .. } => "case_returned",
            Self::CaseResubmitted { .. } => "case_resubmitted",
            Self::ClockTurned(_) => "clock_turned",
            Self::ClockConfirmed => "clock_confirmed",
            Self::CoordinationRequested { .. } => "coordination_requested",
            Self::CaseDiscussed { .. } => "case_discussed",
            Self::FollowUpRequested { .. } => "follow_up_requested",
            Self::LetterDelivered { .. } => "letter_delivered",
            Self::FollowUpTimed { .. } => "follow_up_timed",
            Self::FollowUpExtended { .. } => "follow_up_extended",
            Self::FollowUpReminded { .. } => "follow_up_reminded",
            Self::ActionItemAnswered { .. } => "action_item_answered",
            Self::FollowUpConcluded => "follow_up_concluded",
            Self::CaseReopened { .. } => "case_reopened",
            Self::MarkReached { .. } => "mark_reached",
            Self::LetterRequested(_) => "letter_requested",
            Self::LetterCancelled { .. } => "letter_cancelled",
            Self::LetterIssued { .. } => "letter_issued",
            Self::CaseClosed { .. } => "case_closed",
        }
    }

    /// Who did it; nobody where the platform acted by itself.
    pub(crate) fn performer(&self) -> Option<&Performer> {
        match self {
            Self::TaskPrepared { performer, .. }
            | Self::TaskCompleted { performer, .. }
            | Self::FollowUpExtended { performer, .. }
            | Self::CaseReturned { performer, .. } => Some(performer),
            Self::LetterIssued { performer, .. } => performer.as_ref(),
            _ => None,
        }
    }

    /// What happened, as history keeps and hashes it. The papers are named by their digests, not repeated.
    pub(crate) fn detail(&self) -> Value {
        match self {
            Self::CaseOpened { dossier } => papers(dossier),
            Self::TaskOpened { task, from } => json!({
                "task": task.id, "position": task.position, "due_at": task.due.at,
                "due_provisional": task.due.is_provisional, "letter": task.letter, "from": from,
            }),
            Self::TaskPrepared { task, sheet, .. } => json!({ "task": task, "sheet": sheet }),
            Self::TaskCompleted { task, outcome, sheet, print, decision, .. } => json!({
                "task": task, "outcome": outcome, "sheet": sheet, "print": print, "decision": decision,
            }),
            Self::TaskCancelled { task } => json!({ "task": task }),
            Self::CaseReturned { gaps, note, .. } => json!({ "gaps": gaps, "note": note }),
            Self::CaseResubmitted { dossier, changed } => {
                let mut detail = papers(dossier);
                detail["changed"] = json!(changed);
                detail
            }
            Self::ClockTurned(turn) => json!(turn),
            Self::ClockConfirmed | Self::FollowUpConcluded => json!({}),
            Self::CoordinationRequested { team, .. } => json!({ "team": team }),
            Self::CaseDiscussed { discussion } => json!(discussion),
            Self::FollowUpRequested { follow_up, .. } => {
                json!({ "items": follow_up.items, "letter": follow_up.letter })
            }
            Self::LetterDelivered { letter, channel, recipient } => {
                json!({ "letter": letter, "channel": channel, "recipient": recipient })
            }
            Self::FollowUpTimed { due, .. } => json!({ "due_at": due }),
            Self::FollowUpExtended { last_day, due, letter_number, reason, .. } => json!({
                "last_day": last_day, "due_at": due, "letter_number": letter_number, "reason": reason,
            }),
            Self::FollowUpReminded { days_left } => json!({ "days_left": days_left }),
            Self::ActionItemAnswered { item, answer, documents } => {
                let documents = documents.iter().map(|it| json!({ "file": it.file, "sha256": it.sha256 }));
                json!({ "item": item, "answer": answer, "documents": documents.collect::<Vec<_>>() })
            }
            Self::CaseReopened { lapsed_at } => json!({ "lapsed_at": lapsed_at }),
            Self::MarkReached { percent, positions } => json!({ "percent": percent, "positions": positions }),
            Self::LetterRequested(it) => json!({
                "letter": it.letter, "title": it.title, "template": it.template, "issue": it.issue,
                "signatory": it.signatory, "record": it.record, "for_proposer": it.for_proposer,
            }),
            Self::LetterCancelled { letter, reason } => json!({ "letter": letter, "reason": reason }),
            Self::LetterIssued { letter, number, sha256, reinstates, .. } => {
                json!({ "letter": letter, "number": number, "sha256": sha256, "reinstates": reinstates })
            }
            Self::CaseClosed { state, letter, decision, reason } => {
                json!({ "state": state, "letter": letter, "decision": decision, "reason": reason })
            }
        }
    }
}

fn papers(dossier: &Dossier) -> Value {
    let documents = dossier.documents.iter().map(|it| json!({ "item": it.requirement, "sha256": it.sha256 }));
    json!({
        "submission": dossier.submission,
        "revision": dossier.revision,
        "filed_at": dossier.filed_at,
        "documents": documents.collect::<Vec<_>>(),
        "sections": dossier.sections.iter().map(|it| &it.id).collect::<Vec<_>>(),
    })
}
