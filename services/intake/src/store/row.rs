//! A submission as its table holds it.

use crate::submission::{
    ActionItem, Applicant, COLLECTION, Carried, Content, Decision, Document, Filing, FollowUp, Gap, Incoming,
    Letter, Proposer, State, Submission,
};
use platform::{Agency, ResourceName};
use sqlx::types::Json;
use std::collections::BTreeMap;
use uuid::Uuid;

pub(super) struct Row {
    pub(super) agency: Agency,
    pub(super) id: Uuid,
    pub(super) proposing_agency: Agency,
    pub(super) proposing_office: String,
    pub(super) proposing_office_title: String,
    pub(super) preparing_offices: Vec<String>,
    pub(super) procedure: String,
    pub(super) app_title: String,
    pub(super) purpose: String,
    pub(super) letter_number: String,
    pub(super) letter_date: Option<jiff_sqlx::Date>,
    pub(super) sections: Json<BTreeMap<String, String>>,
    pub(super) documents: Json<Vec<Document>>,
    pub(super) state: State,
    pub(super) authors: Vec<String>,
    pub(super) procedure_version: Option<i32>,
    pub(super) registration_number: Option<String>,
    pub(super) revision: Option<i32>,
    pub(super) applicant: Option<Json<Applicant>>,
    pub(super) reviewing_offices: Option<Vec<String>>,
    pub(super) filed_at: Option<jiff_sqlx::Timestamp>,
    pub(super) channel: Option<String>,
    pub(super) proposing_agency_title: Option<String>,
    pub(super) gaps: Json<Vec<Gap>>,
    pub(super) case_id: Option<Uuid>,
    pub(super) activity: String,
    pub(super) decision: Option<String>,
    pub(super) decision_title: Option<String>,
    pub(super) decision_letter: Option<Uuid>,
    pub(super) letters: Json<Vec<Letter>>,
    pub(super) withdrawal_reason: String,
    pub(super) incoming: Option<Json<Incoming>>,
    /// Empty: none.
    pub(super) predecessor: String,
    pub(super) origin: Option<String>,
    pub(super) marked_for_carry: bool,
    pub(super) carried: Option<Json<Carried>>,
    pub(super) action_items: Json<Vec<ActionItem>>,
    pub(super) meeting_outcome: String,
    pub(super) follow_up_due_at: Option<jiff_sqlx::Timestamp>,
    pub(super) created_at: jiff_sqlx::Timestamp,
    pub(super) updated_at: jiff_sqlx::Timestamp,
    pub(super) closed_at: Option<jiff_sqlx::Timestamp>,
    pub(super) edition: i64,
    pub(super) last_event: i64,
}

impl Row {
    /// The table sees to it that a filing is there as a whole or not at all.
    fn filing(&self) -> Option<Filing> {
        Some(Filing {
            version: self.procedure_version?,
            registration_number: self.registration_number.clone()?,
            revision: self.revision?,
            applicant: self.applicant.clone()?.0,
            reviewing_offices: self.reviewing_offices.clone()?,
            filed_at: self.filed_at?.to_jiff(),
            channel: self.channel.clone()?,
            agency_title: self.proposing_agency_title.clone()?,
        })
    }
}

impl From<Row> for Submission {
    fn from(row: Row) -> Self {
        let filing = row.filing();
        Self {
            name: ResourceName { agency: row.agency, collection: COLLECTION, id: row.id },
            procedure: row.procedure,
            proposer: Proposer {
                agency: row.proposing_agency,
                office: row.proposing_office,
                office_title: row.proposing_office_title,
                preparing_offices: row.preparing_offices,
            },
            content: Content {
                app_title: row.app_title,
                purpose: row.purpose,
                letter_number: row.letter_number,
                letter_date: row.letter_date.map(jiff_sqlx::Date::to_jiff),
                sections: row.sections.0,
                documents: row.documents.0,
            },
            state: row.state,
            authors: row.authors,
            filing,
            gaps: row.gaps.0,
            case: row.case_id,
            activity: row.activity,
            decision: row.decision.zip(row.decision_title).map(|(id, title)| Decision {
                id,
                title,
                letter: row.decision_letter,
            }),
            letters: row.letters.0,
            withdrawal_reason: row.withdrawal_reason,
            incoming: row.incoming.map(|it| it.0),
            predecessor: Some(row.predecessor).filter(|it| !it.is_empty()),
            origin: row.origin,
            marked_for_carry: row.marked_for_carry,
            carried: row.carried.map(|it| it.0),
            follow_up: FollowUp {
                outcome: row.meeting_outcome,
                items: row.action_items.0,
                due_at: row.follow_up_due_at.map(jiff_sqlx::Timestamp::to_jiff),
            },
            created_at: row.created_at.to_jiff(),
            updated_at: row.updated_at.to_jiff(),
            closed_at: row.closed_at.map(jiff_sqlx::Timestamp::to_jiff),
            edition: row.edition,
            last_event: row.last_event,
        }
    }
}
