//! Entering a step: its task is opened for a position, or the case waits.

use super::Progress;
use crate::{
    case::{Case, Fact, Gap, Performer, Task, TaskState, Turn},
    reckon, sheet,
    sop::{ClockRule, Sop, Step, Wait},
};
use jiff::Timestamp;
use platform::{Agency, Error, Result};
use serde_json::Value;
use uuid::Uuid;

/// The task whose outcome led somewhere.
#[derive(Clone)]
pub(super) struct Origin {
    pub(super) task: Uuid,
    pub(super) performer: Performer,
    pub(super) at: Timestamp,
}

impl Origin {
    /// What proves it: the name of the task.
    fn evidence(&self, agency: &Agency) -> String {
        format!("{}/tasks/{}", agency.name(), self.task)
    }
}

impl Progress<'_> {
    /// Goes to `step`. `from` is the step that led there; nothing where the case went back.
    pub(super) fn enter(&mut self, step: &str, from: Option<String>, origin: Option<&Origin>) -> Result<()> {
        let definition = definition(self.context.sop, step)?;
        let at = origin.map_or(self.context.now, |it| it.at);
        match (definition.wait, origin) {
            (Some(Wait::Proposer), Some(origin)) if definition.waits_for_dossier() => {
                self.hold(step, definition, from, origin)
            }
            (Some(Wait::Proposer), None) if definition.waits_for_dossier() => {
                Err(defect(format!("nothing led to step {step}, which waits")))
            }
            (Some(Wait::Proposer), _) => self.request_follow_up(step, definition, from, origin, at),
            (Some(Wait::Meeting), _) => {
                let team = definition.team.clone().unwrap_or_default();
                self.tell(at, Fact::CoordinationRequested { step: step.to_owned(), from, team });
                self.set_clock(definition, origin, at);
                Ok(())
            }
            (None, _) => {
                self.set_clock(definition, origin, at);
                self.open_task_of(step, definition, from)
            }
        }
    }

    /// Lets the clock stand or run, as the step that is entered wants it.
    pub(super) fn set_clock(&mut self, definition: &Step, origin: Option<&Origin>, at: Timestamp) {
        let wanted = definition.clock.map(|_| definition.stop_reason().as_str());
        if self.case.state.is_final() || self.case.ledger.stop_reason() == wanted {
            return;
        }
        let evidence = origin.map(|it| it.evidence(self.context.agency)).unwrap_or_default();
        let Some(reason) = wanted else {
            return self.run_again(None, "resumed", &evidence, at);
        };
        let turn = Turn {
            is_running: false,
            is_start: false,
            reason: reason.to_owned(),
            actor: origin.map(|it| it.performer.position.clone()).unwrap_or_default(),
            evidence,
        };
        self.tell(self.moment(at), Fact::ClockTurned(turn));
    }

    pub(super) fn open_task_of(&mut self, step: &str, definition: &Step, from: Option<String>) -> Result<()> {
        let now = self.context.now;
        let sop = self.context.sop;
        let actor = definition.actor.as_deref().unwrap_or_default();
        let position = position_of(sop, &self.case, actor)?;
        let entered_by =
            definition.entered_by.as_ref().map(|it| position_of(sop, &self.case, it)).transpose()?;
        let letter = definition.letter.as_ref().map(|_| self.context.fresh.letter);
        let norm = definition.norm.map(|it| it.0);
        let task = Task {
            id: self.context.fresh.task,
            step: step.to_owned(),
            position: position.clone(),
            entered_by: entered_by.unwrap_or_default(),
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
        self.set_clock(definition, Some(origin), origin.at);
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
            self.tell(self.moment(at), Fact::ClockTurned(turn));
        }
    }
}

pub(super) fn definition<'a>(sop: &'a Sop, step: &str) -> Result<&'a Step> {
    sop.step(step).ok_or_else(|| defect(format!("the procedure has no step {step}")))
}

/// The position that `actor` stands for on this case: its own, or the one a sheet chose.
pub(crate) fn position_of(sop: &Sop, case: &Case, actor: &str) -> Result<String> {
    let unknown = || defect(format!("nobody is chosen as {actor}"));
    let actor = sop.actors.get(actor).ok_or_else(unknown)?;
    if let Some(position) = &actor.position {
        return Ok(position.clone());
    }
    let (chooser, field) = actor.choice.as_ref().and_then(|it| it.split_once('.')).ok_or_else(unknown)?;
    let content = case.newest_sheet(sop, chooser).ok_or_else(unknown)?;
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
