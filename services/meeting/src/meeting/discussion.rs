//! What a meeting discusses, and what came of it.

use super::{
    Meeting, Party, State,
    invitation::{Invitation, Response, Role, is_asked_by},
};
use crate::agenda::{AgendaItem, CASES, Headline};
use jiff::Timestamp;
use platform::{Agency, Caller, Error, ResourceName, Result};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One case of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Discussion {
    pub(crate) agency: Agency,
    pub(crate) meeting: Uuid,
    pub(crate) agenda_item: Uuid,
    /// From 1.
    pub(crate) place: i32,
    pub(crate) case_id: Uuid,
    pub(crate) submission: String,
    pub(crate) proposing_agency: Agency,
    pub(crate) proposing_office: String,
    pub(crate) headline: Headline,
    pub(crate) points: Vec<String>,
    /// None while it is open.
    pub(crate) result: Option<Outcome>,
    /// In the meeting's words.
    pub(crate) outcome: String,
    pub(crate) action_items: Vec<ActionItem>,
}

/// Whether it was the last session on the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    Concluded,
    Continued,
}

/// Something the proposer is to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ActionItem {
    /// Unique within the case.
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) required: bool,
}

/// What a meeting before decided of the same case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EarlierSession {
    pub(crate) agenda_item: Uuid,
    pub(crate) meeting: ResourceName,
    pub(crate) title: String,
    pub(crate) starts_at: Timestamp,
    pub(crate) outcome: String,
}

/// What is recorded of a discussion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) points: Vec<String>,
    pub(crate) result: Option<Outcome>,
    pub(crate) outcome: String,
    /// Text, and whether the case waits for it.
    pub(crate) action_items: Vec<(String, bool)>,
}

impl Discussion {
    /// Nothing recorded yet.
    pub(super) fn of(item: &AgendaItem, meeting: Uuid, place: i32) -> Self {
        Self {
            agency: item.agency.clone(),
            meeting,
            agenda_item: item.id,
            place,
            case_id: item.case_id,
            submission: item.submission.clone(),
            proposing_agency: item.proposing_agency.clone(),
            proposing_office: item.proposing_office.clone(),
            headline: item.headline.clone(),
            points: vec![],
            result: None,
            outcome: String::new(),
            action_items: vec![],
        }
    }

    /// `agencies/{agency}/cases/{case}`.
    pub(crate) fn case(&self) -> ResourceName {
        ResourceName { agency: self.agency.clone(), collection: CASES, id: self.case_id }
    }

    /// Whether `agency` is its proposer, so that as a member it does not count.
    pub(crate) fn recuses(&self, party: &Party) -> bool {
        party.agency == self.proposing_agency
    }

    /// Whether the caller's office proposed it.
    pub(crate) fn is_proposed_by(&self, caller: &Caller) -> bool {
        self.proposing_agency == caller.agency && is_asked_by(&self.proposing_office, caller)
    }

    /// As those invited see it before the secretariat confirmed what it noted.
    pub(crate) fn without_record(mut self) -> Self {
        self.points = vec![];
        self.result = None;
        self.outcome = String::new();
        self.action_items = vec![];
        self
    }
}

impl Meeting {
    /// Whether those whom `invitation` calls may read the dossier of a case: members that take part and do not propose it.
    ///
    /// From when the invitation is signed until what was said is confirmed, or the meeting cancelled. Until then its minutes
    /// are still written, and when people left the room nobody tells the platform: a session may last longer than planned.
    pub(crate) fn opens(&self, discussion: &Discussion, invitation: &Invitation) -> bool {
        self.state == State::Scheduled
            && self.invited_at.is_some()
            && invitation.role == Role::Member
            && invitation.response != Response::Declined
            && invitation.member_agency != discussion.proposing_agency
    }

    /// Notes what was discussed of `item`, in place of what was noted before.
    pub(crate) fn discussed(&mut self, item: &AgendaItem, record: Record) -> Result<()> {
        self.expect_scheduled("recorded on")?;
        let discussion = self.discussions.iter_mut().find(|it| it.agenda_item == item.id);
        let discussion = discussion
            .ok_or_else(|| Error::invalid(format!("agenda_item: {} is not on this meeting", item.name())))?;
        let session = item.session_count + 1;
        let actions = record.action_items.into_iter().zip(1..);
        discussion.points = record.points;
        discussion.result = record.result;
        discussion.outcome = record.outcome;
        discussion.action_items = actions
            .map(|((text, required), number)| ActionItem {
                id: format!("s{session}-{number}"),
                text,
                required,
            })
            .collect();
        self.revision += 1;
        Ok(())
    }
}
