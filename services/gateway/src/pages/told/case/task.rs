//! Tasks, as review tells of them.

use super::clock::amount;
use crate::pages::told::{id, number};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

/// A page of an inbox.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Tasks {
    pub(crate) tasks: Vec<Task>,
    pub(crate) next_page_token: String,
}

/// Work for a position on a case.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Task {
    pub(crate) name: String,
    pub(crate) case: String,
    pub(crate) registration_number: String,
    pub(crate) app_title: String,
    pub(crate) proposing_office_title: String,
    pub(crate) activity: String,
    /// Slug and title of whom it is for.
    pub(crate) position: String,
    pub(crate) position_title: String,
    pub(crate) state: String,
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) form: Option<SheetForm>,
    pub(crate) sheet: Option<Value>,
    /// What is to be signed to do it; empty: nothing.
    pub(crate) letter: String,
    pub(crate) open_time: Option<Timestamp>,
    pub(crate) due_time: Option<Timestamp>,
    pub(crate) due_provisional: bool,
    pub(crate) complete_time: Option<Timestamp>,
    pub(crate) performer: Option<Performer>,
    pub(crate) outcome_title: String,
    #[serde(deserialize_with = "number")]
    pub(crate) used: i64,
    #[serde(deserialize_with = "number")]
    pub(crate) norm_amount: i64,
    pub(crate) norm_unit: String,
    pub(crate) etag: String,
    pub(crate) output: String,
    pub(crate) entered_by: Vec<String>,
    pub(crate) procedure_title: String,
    pub(crate) case_due_time: Option<Timestamp>,
    pub(crate) case_due_provisional: bool,
}

/// A way out of a step.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Outcome {
    pub(crate) id: String,
    pub(crate) title: String,
}

/// The form of a sheet.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct SheetForm {
    pub(crate) title: String,
    /// `checklist`, `disposition` or `form`.
    pub(crate) kind: String,
    /// JSON Schema of what is filled in.
    pub(crate) schema: Value,
}

/// Who did something, and in which capacity.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Performer {
    pub(crate) display_name: String,
    pub(crate) position: String,
    pub(crate) position_title: String,
    pub(crate) capacity: String,
}

/// How many tasks are open.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct TaskCounts {
    pub(crate) open_count: u32,
    pub(crate) overdue_count: u32,
    pub(crate) due_soon_count: u32,
    pub(crate) oldest_open_time: Option<Timestamp>,
}

/// Counts of open tasks, as a whole and by what they are for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct TaskSummary {
    pub(crate) total: TaskCounts,
    pub(crate) positions: Vec<PositionTasks>,
    pub(crate) procedures: Vec<ProcedureTasks>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct PositionTasks {
    pub(crate) position: String,
    pub(crate) position_title: String,
    pub(crate) counts: TaskCounts,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct ProcedureTasks {
    /// `agencies/{agency}/procedures/{procedure}`.
    pub(crate) procedure: String,
    pub(crate) procedure_title: String,
}

impl Task {
    /// As paths name it.
    pub(crate) fn id(&self) -> &str {
        id(&self.name)
    }

    /// Such as `12 dari 60 menit kerja`; empty where the step has no norm.
    pub(crate) fn norm(&self) -> String {
        if self.norm_amount == 0 {
            return String::new();
        }
        format!("terpakai {} dari {}", self.used, amount(self.norm_amount, &self.norm_unit))
    }

    /// What its position is called.
    pub(crate) fn position_name(&self) -> String {
        position_name(&self.position, &self.position_title)
    }

    /// What came of it, in words.
    pub(crate) fn result(&self) -> &str {
        match (self.state.as_str(), self.outcome_title.as_str()) {
            ("OPEN", _) => "Sedang dikerjakan",
            ("CANCELLED", _) => "Tidak diperlukan lagi",
            (_, "") => "Selesai",
            (_, title) => title,
        }
    }
}

impl Performer {
    /// The position, with Plt. or Plh. where they act.
    pub(crate) fn title(&self) -> String {
        let capacity = match self.capacity.as_str() {
            "ACTING" => "Plt. ",
            "DAILY_ACTING" => "Plh. ",
            _ => "",
        };
        format!("{capacity}{}", self.position_title)
    }
}

/// What a position is called; where nobody says, its slug in plain words.
pub(crate) fn position_name(slug: &str, title: &str) -> String {
    if title.is_empty() { slug.replace('-', " ") } else { title.to_owned() }
}
