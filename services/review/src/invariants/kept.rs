//! Whether a case is what its entries made of it.

use super::Looked;
use crate::{
    audit::Entry,
    case::{Case, LetterState, State, TaskState},
};
use jiff::Timestamp;
use serde_json::Value;
use std::{collections::BTreeMap, fmt::Debug};

/// A case as its entries tell it.
#[derive(Default)]
struct Told {
    state: &'static str,
    step: String,
    decision: Option<String>,
    closed_at: Option<Timestamp>,
    revision: u64,
    tasks: BTreeMap<String, ToldTask>,
    letters: BTreeMap<String, ToldLetter>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct ToldTask {
    step: String,
    position: String,
    state: &'static str,
    outcome: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct ToldLetter {
    step: String,
    state: LetterState,
    decision: Option<String>,
}

/// In what the case differs from its entries.
pub(super) fn check(looked: &Looked<'_>) -> Vec<String> {
    let Looked { case, state, tasks, entries, .. } = looked;
    let mut told = Told::default();
    entries.iter().for_each(|it| told.hear(it));

    let mut differences = vec![];
    compare(&mut differences, "state", &case.state.as_str(), &told.state);
    compare(&mut differences, "state as it is listed", state, &told.state);
    compare(&mut differences, "step", &case.step, &told.step);
    compare(&mut differences, "decision", &case.decision, &told.decision);
    compare(&mut differences, "end", &case.closed_at, &told.closed_at);
    compare(&mut differences, "revision", &u64::from(case.dossier.revision), &told.revision);
    compare_all(&mut differences, "task", &kept_tasks(case), &told.tasks);
    compare_all(&mut differences, "letter", &kept_letters(case), &told.letters);
    let listed: BTreeMap<String, &str> =
        tasks.iter().map(|it| (it.id.to_string(), it.state.as_str())).collect();
    let told = told.tasks.iter().map(|(id, it)| (id.clone(), it.state)).collect();
    compare_all(&mut differences, "task as it is listed", &listed, &told);
    differences
}

impl Told {
    fn hear(&mut self, entry: &Entry) {
        let detail = &entry.detail;
        let is_over = self.closed_at.is_some();
        match entry.kind.as_str() {
            "case_opened" | "case_resubmitted" => {
                self.revision = detail["revision"].as_u64().unwrap_or_default()
            }
            "task_opened" => {
                if !is_over {
                    self.step.clone_from(&entry.step);
                    self.state = State::Running.as_str();
                }
                let task = ToldTask {
                    step: entry.step.clone(),
                    position: text(&detail["position"]),
                    state: TaskState::Open.as_str(),
                    outcome: String::new(),
                };
                self.tasks.insert(text(&detail["task"]), task);
            }
            "task_completed" => {
                if let Some(task) = self.tasks.get_mut(&text(&detail["task"])) {
                    task.state = TaskState::Completed.as_str();
                    task.outcome = text(&detail["outcome"]);
                }
                self.decision = optional(&detail["decision"]);
            }
            "task_cancelled" => {
                if let Some(task) = self.tasks.get_mut(&text(&detail["task"])) {
                    task.state = TaskState::Cancelled.as_str();
                }
            }
            "case_returned" | "coordination_requested" | "follow_up_requested" => {
                self.step.clone_from(&entry.step);
                self.state = State::Waiting.as_str();
            }
            "letter_requested" => {
                let (step, decision) = (entry.step.clone(), self.decision.clone());
                let letter = ToldLetter { step, state: LetterState::Requested, decision };
                self.letters.insert(text(&detail["letter"]), letter);
            }
            "letter_cancelled" => self.mark(detail, LetterState::Cancelled),
            "letter_issued" => {
                self.mark(detail, LetterState::Issued);
                if detail["reinstates"] == true {
                    let letter = self.letters.get(&text(&detail["letter"]));
                    self.decision = letter.and_then(|it| it.decision.clone());
                }
            }
            "case_closed" => {
                self.closed_at = Some(entry.time);
                self.decision = optional(&detail["decision"]);
                let ends = [State::Decided, State::Withdrawn, State::Lapsed];
                let end = ends.into_iter().find(|it| detail["state"] == it.as_str());
                self.state = end.map_or("", State::as_str);
            }
            "case_reopened" => {
                self.closed_at = None;
                self.state = State::Waiting.as_str();
            }
            _ => (),
        }
    }

    fn mark(&mut self, detail: &Value, state: LetterState) {
        if let Some(letter) = self.letters.get_mut(&text(&detail["letter"])) {
            letter.state = state;
        }
    }
}

fn kept_tasks(case: &Case) -> BTreeMap<String, ToldTask> {
    let task = |it: &crate::case::Task| ToldTask {
        step: it.step.clone(),
        position: it.position.clone(),
        state: it.state.as_str(),
        outcome: it.outcome.clone(),
    };
    case.tasks.iter().map(|it| (it.id.to_string(), task(it))).collect()
}

fn kept_letters(case: &Case) -> BTreeMap<String, ToldLetter> {
    let letter = |it: &crate::case::Letter| ToldLetter {
        step: it.step.clone(),
        state: it.state,
        decision: it.decision.clone(),
    };
    case.letters.iter().map(|it| (it.id.to_string(), letter(it))).collect()
}

fn compare<T: PartialEq + Debug>(differences: &mut Vec<String>, what: &str, kept: &T, told: &T) {
    if kept != told {
        differences.push(format!("{what}: {kept:?} is kept, and its history says {told:?}"));
    }
}

fn compare_all<T: PartialEq + Debug>(
    differences: &mut Vec<String>,
    what: &str,
    kept: &BTreeMap<String, T>,
    told: &BTreeMap<String, T>,
) {
    for (id, it) in told {
        match kept.get(id) {
            None => differences.push(format!("{what} {id} is lacking, and its history tells of it")),
            Some(kept) => compare(differences, &format!("{what} {id}"), kept, it),
        }
    }
    for id in kept.keys().filter(|it| !told.contains_key(*it)) {
        differences.push(format!("{what} {id} is kept, and its history does not tell of it"));
    }
}

fn text(value: &Value) -> String {
    optional(value).unwrap_or_default()
}

fn optional(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}
