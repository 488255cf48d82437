//! Entering a step: its task is opened for a position, or the case waits.

use super::Progress;
use crate::{
    case::{Case, Fact, Gap, Performer, Task, TaskState, Turn},
    reckon, sheet,
    sop::{ClockRule, Sop, Step},
};
use jiff::Timestamp;
use platform::{Error, Result};
use serde_json::Value;
use uuid::Uuid;

/// The task whose outcome led somewhere.
#[derive(Clone)]
pub(super) struct Origin {
    pub(super) task: Uuid,
    pub(super) performer: Performer,
    pub(super) at: Timestamp,
}

impl Progress<'_> {
    /// Goes to `step`. `from` is the step that led there; nothing where the case went back.
    pub(super) fn enter(&mut self, step: &str, from: Option<String>, origin: Option<&Origin>) -> Result<()> {
        let definition = definition(self.context.sop, step)?;
        match (definition.wait, origin) {
            (Some(_), Some(origin)) => self.hold(step, definition, from, origin),
            (Some(_), None) => Err(defect(format!("nothing led to step {step}, which waits"))),
            (None, _) => self.open_task_of(step, definition, from),
        }
    }

    fn open_task_of(&mut self, step: &str, definition: &Step, from: Option<String>) -> Result<()> {
        let now = self.context.now;
        let actor = definition.actor.as_deref().unwrap_or_default();
        let position = position_of(self.context.sop, &self.case, actor)?;
        let letter = definition.letter.as_ref().map(|_| self.context.fresh.letter);
        let norm = definition.norm.map(|it| it.0);
        let task = Task {
            id: self.context.fresh.task,
            step: step.to_owned(),
            position: position.clone(),
            state: TaskState::Open,
            opened_at: now,
            due: reckon::due(self.context.calendar, now, norm),
            closed_at: None,
            performer: None,
            outcome: String::new(),
            sheet: None,
            letter,
            print: None,
            version: 1,
        };
        self.tell(now, Fact::TaskOpened { task, from });
        match &definition.letter {
            Some(letter) => self.request_letter(step, letter, &position, vec![], ""),
            None => Ok(()),
        }
    }

    /// The dossier goes back to the proposer.
    fn hold(&mut self, step: &str, definition: &Step, from: Option<String>, origin: &Origin) -> Result<()> {
        let (gaps, note) = self.marked(origin)?;
        let returned = Fact::CaseReturned {
            step: step.to_owned(),
            from,
            gaps: gaps.clone(),
            note: note.clone(),
            performer: origin.performer.clone(),
        };
        self.tell(origin.at, returned);
        if definition.clock.is_some() {
            let turn = Turn {
                is_running: false,
                is_start: false,
                reason: "returned_incomplete".to_owned(),
                actor: origin.performer.position.clone(),
                evidence: format!("{}/tasks/{}", self.context.agency.name(), origin.task),
            };
            self.tell(origin.at, Fact::ClockTurned(turn));
        }
        match &definition.letter {
            Some(letter) => self.request_letter(step, letter, &origin.performer.position, gaps, &note),
            None => Ok(()),
        }
    }

    /// What the checklist that led here marks.
    fn marked(&self, origin: &Origin) -> Result<(Vec<Gap>, String)> {
        let content = self.case.task(origin.task).and_then(|it| it.sheet.as_ref());
        match content {
            Some(content) => Ok((sheet::gaps(self.context.sop, content)?, sheet::note(content))),
            None => Ok((vec![], String::new())),
        }
    }

    /// The clock goes on after the case waited, if it stood.
    pub(super) fn run_again(&mut self, rule: Option<ClockRule>, reason: &str, evidence: &str, at: Timestamp) {
        if self.case.ledger.is_paused() {
            let turn = Turn {
                is_running: true,
                is_start: rule == Some(ClockRule::Restart),
                reason: reason.to_owned(),
                actor: String::new(),
                evidence: evidence.to_owned(),
            };
            self.tell(at, Fact::ClockTurned(turn));
        }
    }
}

pub(super) fn definition<'a>(sop: &'a Sop, step: &str) -> Result<&'a Step> {
    sop.step(step).ok_or_else(|| defect(format!("the procedure has no step {step}")))
}

/// The position that `actor` stands for on this case: its own, or the one a sheet chose.
pub(super) fn position_of(sop: &Sop, case: &Case, actor: &str) -> Result<String> {
    let unknown = || defect(format!("nobody is chosen as {actor}"));
    let actor = sop.actors.get(actor).ok_or_else(unknown)?;
    if let Some(position) = &actor.position {
        return Ok(position.clone());
    }
    let (chooser, field) = actor.choice.as_ref().and_then(|it| it.split_once('.')).ok_or_else(unknown)?;
    let of_sheet = |it: &&Task| sop.step(&it.step).is_some_and(|step| step.sheet.as_deref() == Some(chooser));
    let newest = case.completed().filter(of_sheet).last().and_then(|it| it.sheet.as_ref());
    let content = newest.ok_or_else(unknown)?;
    if actor.values.is_empty() {
        return sheet::lead(content).map(str::to_owned).ok_or_else(unknown);
    }
    let value = content.get(field).and_then(Value::as_str).ok_or_else(unknown)?;
    actor.values.get(value).map(|it| it.position.clone()).ok_or_else(unknown)
}

/// What the check of a procedure rules out.
pub(super) fn defect(reason: String) -> Error {
    Error::Internal(reason.into())
}
