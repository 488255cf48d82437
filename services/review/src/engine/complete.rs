//! Doing a task: its sheet is kept, its outcome decides what comes next.

use super::{
    Issued, Progress,
    enter::{Origin, definition},
};
use crate::{
    case::{Fact, Gap, LetterState, Performer, State, Task},
    sheet,
    sop::{End, Outcome, SIGNED, SheetKind, Sop},
};
use jiff::Timestamp;
use platform::{Error, Result};
use serde_json::{Value, json};
use uuid::Uuid;

/// What a caller may write where a step has one way out alone.
const ONLY_WAY: &str = "next";

impl Progress<'_> {
    pub(super) fn complete(
        &mut self,
        task: Uuid,
        outcome: &str,
        given: Option<Value>,
        performer: Performer,
    ) -> Result<()> {
        let task = self.open_task(task)?;
        self.refuse_authors(&performer)?;
        self.refuse_separated(&task.step, &performer)?;
        let (id, outcome) = self.chosen(&task, outcome)?;
        let content = self.content(&task, given)?;
        self.agree(&task, &outcome, content.as_ref())?;

        let origin = self.close_task(&task, &id, content, performer, self.context.now, &outcome);
        self.print(&task.step, &origin)?;
        if let Some(letter) = task.letter {
            let reason = "it was not signed but sent back".to_owned();
            self.tell(origin.at, Fact::LetterCancelled { letter, reason });
        }
        self.follow(&task.step, &outcome, &origin, None)
    }

    /// A letter was issued. If a person signed it, that is its step's outcome, whatever else was done meanwhile: what is
    /// signed stands.
    pub(super) fn issued(&mut self, issued: Issued) -> Result<()> {
        let Some(letter) = self.case.letter(issued.letter).cloned() else {
            return Ok(());
        };
        if letter.state == LetterState::Issued {
            return Ok(());
        }
        let at = self.moment(issued.at);
        let awaits = |it: &&Task| it.letter == Some(letter.id);
        let task = self.case.open_task().filter(awaits).cloned();
        let is_signed = letter.is_to_sign && issued.signatory.is_some();
        let fact = Fact::LetterIssued {
            letter: letter.id,
            number: issued.number,
            sha256: issued.sha256,
            performer: issued.signatory.clone(),
            reinstates: is_signed && task.is_none() && !self.case.state.is_final(),
        };
        self.tell(at, fact);
        let Some(performer) = issued.signatory.filter(|_| is_signed) else {
            return Ok(());
        };
        let outcome = definition(self.context.sop, &letter.step)?.way(SIGNED).unwrap_or_default();
        if self.case.state.is_final() {
            // Such as the notice that the case lapsed.
            if let Some(task) = task {
                let sheet = task.sheet.clone();
                self.close_task(&task, SIGNED, sheet, performer, at, &outcome);
            }
            return Ok(());
        }
        let origin = match task {
            Some(task) => {
                let sheet = task.sheet.clone();
                self.close_task(&task, SIGNED, sheet, performer, at, &outcome)
            }
            None => {
                self.drop_open_work(at, "another letter was signed");
                self.run_again(None, "letter_signed", "", at);
                let task = self.case.tasks.iter().find(|it| it.letter == Some(letter.id)).map(|it| it.id);
                Origin { task: task.unwrap_or_default(), performer, at }
            }
        };
        self.follow(&letter.step, &outcome, &origin, Some(letter.id))
    }

    /// Does the task, and says so.
    fn close_task(
        &mut self,
        task: &Task,
        outcome_id: &str,
        sheet: Option<Value>,
        performer: Performer,
        at: Timestamp,
        outcome: &Outcome,
    ) -> Origin {
        let has_print = self.context.sop.step(&task.step).is_some_and(|it| it.print.is_some());
        let completed = Fact::TaskCompleted {
            task: task.id,
            outcome: outcome_id.to_owned(),
            sheet,
            performer: performer.clone(),
            print: has_print.then_some(self.context.fresh.print),
            decision: outcome.decision.clone().or_else(|| self.case.decision.clone()),
        };
        self.tell(at, completed);
        if outcome.confirms {
            self.tell(at, Fact::ClockConfirmed);
        }
        Origin { task: task.id, performer, at }
    }

    /// Goes where `outcome` leads. `letter` is the one whose signature brought it about.
    fn follow(&mut self, step: &str, outcome: &Outcome, origin: &Origin, letter: Option<Uuid>) -> Result<()> {
        if let Some(next) = &outcome.next {
            return self.enter(next, Some(step.to_owned()), Some(origin));
        }
        if outcome.back {
            let before = self.case.came_from.get(step).cloned();
            let before =
                before.ok_or_else(|| Error::Conflict("there is no step to go back to".to_owned()))?;
            return self.enter(&before, None, Some(origin));
        }
        let state = match outcome.end {
            Some(End::Lapsed) => State::Lapsed,
            Some(End::Decided) | None => State::Decided,
        };
        let signed =
            |it: &&crate::case::Letter| it.is_to_sign && it.for_proposer && it.state == LetterState::Issued;
        let letter = letter.or_else(|| self.case.letters.iter().rfind(signed).map(|it| it.id));
        let decision = self.case.decision.clone();
        self.tell(origin.at, Fact::CaseClosed { state, letter, decision, reason: String::new() });
        Ok(())
    }

    /// The way out that was asked for.
    fn chosen(&self, task: &Task, outcome: &str) -> Result<(String, Outcome)> {
        let step = definition(self.context.sop, &task.step)?;
        if step.next.is_some() && (outcome.is_empty() || outcome == ONLY_WAY) {
            return step
                .way("")
                .map(|it| (String::new(), it))
                .ok_or_else(|| Error::invalid("outcome is unknown"));
        }
        if outcome == SIGNED && task.letter.is_some() {
            let letter = task.letter.unwrap_or_default();
            return Err(Error::Conflict(format!(
                "this task is done by signing its letter: sign agencies/{}/letters/{letter}",
                self.context.agency
            )));
        }
        let choices: Vec<&str> = choices(self.context.sop, &task.step).map(|(id, _)| id).collect();
        let outcome = match (outcome, &choices[..]) {
            ("", [only]) if task.letter.is_none() => *only,
            (outcome, _) => outcome,
        };
        let way = step.way(outcome).filter(|_| choices.contains(&outcome));
        way.map(|it| (outcome.to_owned(), it)).ok_or_else(|| {
            let choices = if choices.is_empty() { "none".to_owned() } else { choices.join(", ") };
            Error::invalid(format!("outcome {outcome:?} is none of this step's: {choices}"))
        })
    }

    /// What is kept: the sheet that was given or prepared, once it can stand.
    fn content(&self, task: &Task, given: Option<Value>) -> Result<Option<Value>> {
        let Some((_, sheet)) = self.context.sop.sheet_of(&task.step) else {
            let is_empty = given.as_ref().and_then(Value::as_object).is_none_or(serde_json::Map::is_empty);
            return if is_empty { Ok(None) } else { Err(Error::invalid("sheet: this step has none")) };
        };
        let content = given.or_else(|| task.sheet.clone()).unwrap_or_else(|| json!({}));
        sheet::check(self.context.sop, sheet, &content)?;
        Ok(Some(content))
    }

    /// A checklist and what is made of it say the same.
    fn agree(&self, task: &Task, outcome: &Outcome, content: Option<&Value>) -> Result<()> {
        let (Some((_, sheet)), Some(content)) = (self.context.sop.sheet_of(&task.step), content) else {
            return Ok(());
        };
        if sheet.kind != SheetKind::Checklist {
            return Ok(());
        }
        let gaps: Vec<Gap> = sheet::gaps(self.context.sop, content)?;
        let target = outcome.next.as_ref().and_then(|it| self.context.sop.step(it));
        let returns = target.is_some_and(|it| it.waits_for_dossier());
        match (returns, gaps.first()) {
            (true, None) => Err(Error::invalid(
                "sheet.items: nothing is marked as missing or not as required, so nothing can be returned",
            )),
            (false, Some(gap)) => Err(Error::invalid(format!(
                "sheet.items: {:?} is marked as missing or not as required, so the dossier must be returned",
                gap.item
            ))),
            _ => Ok(()),
        }
    }
}

/// The outcomes from which the actor of a step chooses: a signature is made elsewhere.
pub(crate) fn choices<'a>(sop: &'a Sop, step: &str) -> impl Iterator<Item = (&'a str, &'a Outcome)> {
    let outcomes = sop.step(step).into_iter().flat_map(|it| &it.outcomes);
    outcomes.filter(|(id, _)| *id != SIGNED).map(|(id, outcome)| (id.as_str(), outcome))
}
