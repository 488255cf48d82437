//! Cases, as review tells of them: the dossier, what was made of it, who did what.

mod clock;
mod task;

pub(crate) use clock::{Clock, brief, day, left, waited};
pub(crate) use task::{
    Performer, ProcedureTasks, SheetForm, Task, TaskCounts, TaskSummary, Tasks, position_name,
};

use super::{
    id,
    submission::{ActionItem, Applicant, Document},
};
use crate::pages::words::Tag;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

/// The work of one agency on one submission.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) submission: String,
    pub(crate) procedure: String,
    pub(crate) procedure_version: i32,
    pub(crate) procedure_title: String,
    pub(crate) state: String,
    pub(crate) steps: Vec<String>,
    pub(crate) activity: String,
    pub(crate) dossier: Dossier,
    pub(crate) open_tasks: Vec<Task>,
    pub(crate) sheets: Vec<Sheet>,
    pub(crate) clock: Clock,
    pub(crate) decision_title: String,
    pub(crate) open_time: Option<Timestamp>,
    pub(crate) close_time: Option<Timestamp>,
    pub(crate) tasks: Vec<Task>,
    pub(crate) audit_head: String,
    pub(crate) discussions: Vec<Discussion>,
    pub(crate) follow_up: Option<FollowUp>,
}

/// A page of the cases of an office.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Cases {
    pub(crate) cases: Vec<Case>,
    pub(crate) next_page_token: String,
}

/// Papers and answers, as they were filed last.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Dossier {
    pub(crate) registration_number: String,
    pub(crate) revision: i32,
    pub(crate) proposing_agency_title: String,
    pub(crate) proposing_office_title: String,
    pub(crate) applicant: Option<Applicant>,
    pub(crate) app_title: String,
    pub(crate) purpose_title: String,
    pub(crate) letter_number: String,
    pub(crate) letter_date: String,
    pub(crate) sections: Vec<Section>,
    pub(crate) documents: Vec<Document>,
    pub(crate) file_time: Option<Timestamp>,
    pub(crate) channel: String,
    pub(crate) agenda_number: String,
    pub(crate) letter_signatory: String,
}

/// A part of the proposal.
#[derive(Default, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct Section {
    pub(crate) title: String,
    pub(crate) text: String,
}

/// What a step filled in.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Sheet {
    pub(crate) form: SheetForm,
    pub(crate) content: Value,
    pub(crate) performer: Performer,
    pub(crate) time: Option<Timestamp>,
    /// Its printed form; empty: it has none.
    pub(crate) letter: String,
    pub(crate) activity: String,
    pub(crate) outcome_title: String,
}

/// What a session of a coordination team made of a case.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Discussion {
    pub(crate) meeting: String,
    pub(crate) concluded: bool,
    pub(crate) outcome: String,
    pub(crate) action_items: Vec<ActionItem>,
    pub(crate) confirm_time: Option<Timestamp>,
}

/// Waiting for the proposer to follow up the outcome of a meeting.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct FollowUp {
    pub(crate) action_items: Vec<ActionItem>,
    pub(crate) delivery_time: Option<Timestamp>,
    pub(crate) due_time: Option<Timestamp>,
    pub(crate) extended_to: String,
    pub(crate) extension_letter: String,
    pub(crate) extension_reason: String,
}

impl Case {
    /// Its state in words.
    pub(crate) fn tag(&self) -> Tag {
        let (title, class) = match self.state.as_str() {
            "RUNNING" => ("Diproses", "tag--info"),
            "WAITING" => ("Menunggu", "tag--warn"),
            "DECIDED" => ("Selesai", "tag--good"),
            "WITHDRAWN" => ("Ditarik", "tag--quiet"),
            "LAPSED" => ("Dianggap dibatalkan", "tag--bad"),
            _ => ("Belum diketahui", "tag--quiet"),
        };
        Tag { title, class }
    }

    /// As paths name it.
    pub(crate) fn id(&self) -> &str {
        id(&self.name)
    }

    /// Where its papers are downloaded as one bundle.
    pub(crate) fn records(&self) -> String {
        self.submission.replace("agencies/", "/records/").replace("/submissions/", "/")
    }
}
