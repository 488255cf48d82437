//! Whether a history is a way through its procedure. It knows the procedure alone, and nothing of the engine that took the
//! way.

use crate::{
    audit::Entry,
    case::State,
    sop::{CONCLUDED, End, FOLLOWED_UP, Outcome, RESUBMITTED, SIGNED, Sop, Step, Wait},
};
use serde_json::Value;
use std::collections::BTreeMap;

/// What is wrong with the first entry that leads where the procedure does not.
pub(super) fn check(sop: &Sop, entries: &[Entry]) -> Vec<String> {
    let mut walk = Walk::at_start(sop);
    for entry in entries {
        if let Err(reason) = walk.pass(entry) {
            return vec![format!("entry {}, {}, {reason}", entry.sequence, entry.kind)];
        }
    }
    walk.end().err().into_iter().collect()
}

/// How far the way was gone.
struct Walk<'a> {
    sop: &'a Sop,
    has_begun: bool,
    /// The step the case is at.
    at: String,
    /// The steps that may come next, once the case left the one it is at.
    next: Vec<String>,
    /// How it ends now, if it was led to its end.
    ends: Option<State>,
    /// How it ended.
    ended: Option<State>,
    came_from: BTreeMap<String, String>,
    /// The steps of its tasks and of its letters.
    tasks: BTreeMap<String, String>,
    letters: BTreeMap<String, String>,
    open_task: Option<String>,
}

type Passed = Result<(), String>;

impl<'a> Walk<'a> {
    fn at_start(sop: &'a Sop) -> Self {
        Self {
            sop,
            has_begun: false,
            at: String::new(),
            next: vec![],
            ends: None,
            ended: None,
            came_from: BTreeMap::new(),
            tasks: BTreeMap::new(),
            letters: BTreeMap::new(),
            open_task: None,
        }
    }

    fn pass(&mut self, entry: &Entry) -> Passed {
        if self.has_begun == (entry.kind == "case_opened") {
            return Err("does not stand where a case begins".to_owned());
        }
        match entry.kind.as_str() {
            "case_opened" => {
                self.has_begun = true;
                self.next = self.reach(self.sop.first());
                Ok(())
            }
            "task_opened" => self.open(entry),
            "task_completed" => self.complete(entry),
            "task_cancelled" => self.close_task(entry),
            "case_returned" => self.wait(entry, Step::waits_for_dossier),
            "coordination_requested" => self.wait(entry, |it| it.wait == Some(Wait::Meeting)),
            "follow_up_requested" => {
                self.wait(entry, |it| it.wait == Some(Wait::Proposer) && !it.waits_for_dossier())
            }
            "case_resubmitted" => self.leave(RESUBMITTED),
            "case_discussed" if entry.detail["is_concluded"] == true => self.leave(CONCLUDED),
            "follow_up_concluded" => self.leave(FOLLOWED_UP),
            "letter_requested" => {
                self.letters.insert(id(entry, "letter"), entry.step.clone());
                Ok(())
            }
            "letter_issued" if entry.detail["reinstates"] == true => self.reinstate(entry),
            "case_closed" => self.close(entry),
            "case_reopened" => self.reopen(),
            _ => Ok(()),
        }
    }

    fn end(self) -> Passed {
        if !self.has_begun {
            return Err("has no history".to_owned());
        }
        if self.ended.is_none() && (!self.next.is_empty() || self.ends.is_some()) {
            return Err(format!("its history breaks off after step {}", self.at));
        }
        Ok(())
    }

    fn open(&mut self, entry: &Entry) -> Passed {
        if let Some(open) = &self.open_task {
            return Err(format!("opens a task while {open} is open"));
        }
        if self.ended.is_some() {
            // The notice of a lapse, which changes nothing.
            let lapse = self.sop.step(&self.at).and_then(|it| it.lapses.as_ref());
            let is_notice = self.ended == Some(State::Lapsed)
                && lapse.is_some_and(|it| it.next.as_ref() == Some(&entry.step));
            if !is_notice {
                return Err(format!("opens a task at step {} of a case that ended", entry.step));
            }
        } else {
            self.enter(entry)?;
            if let Some(from) = entry.detail["from"].as_str() {
                self.came_from.insert(entry.step.clone(), from.to_owned());
            }
        }
        let task = id(entry, "task");
        self.tasks.insert(task.clone(), entry.step.clone());
        self.open_task = Some(task);
        Ok(())
    }

    fn wait(&mut self, entry: &Entry, fits: impl Fn(&Step) -> bool) -> Passed {
        if !self.sop.step(&entry.step).is_some_and(fits) {
            return Err(format!("is nothing for which step {} waits", entry.step));
        }
        self.enter(entry)
    }

    fn enter(&mut self, entry: &Entry) -> Passed {
        if !self.next.contains(&entry.step) {
            let at = if self.at.is_empty() { "the start" } else { &self.at };
            return Err(format!("leads from {at} to {}, and the procedure does not", entry.step));
        }
        self.at.clone_from(&entry.step);
        self.next.clear();
        Ok(())
    }

    fn complete(&mut self, entry: &Entry) -> Passed {
        self.close_task(entry)?;
        if self.ended.is_some() {
            return Ok(());
        }
        let step = self.tasks.get(&id(entry, "task")).cloned().unwrap_or_default();
        let outcome = entry.detail["outcome"].as_str().unwrap_or_default();
        let way = self.sop.step(&step).and_then(|it| it.way(outcome));
        let way = way.or_else(|| (outcome == SIGNED).then(Outcome::default));
        let way = way.ok_or_else(|| format!("has the outcome {outcome:?}, which step {step} has not"))?;
        self.follow(&step, &way)
    }

    fn close_task(&mut self, entry: &Entry) -> Passed {
        let task = id(entry, "task");
        if self.open_task.as_ref() != Some(&task) {
            return Err(format!("is of task {task}, which was not open"));
        }
        self.open_task = None;
        Ok(())
    }

    /// A letter that was not awaited any more was signed: what it tells counts.
    fn reinstate(&mut self, entry: &Entry) -> Passed {
        let letter = id(entry, "letter");
        let step = self
            .letters
            .get(&letter)
            .cloned()
            .ok_or_else(|| format!("is of letter {letter}, which nobody asked for"))?;
        let way = self.sop.step(&step).and_then(|it| it.way(SIGNED)).unwrap_or_default();
        self.follow(&step, &way)
    }

    fn follow(&mut self, step: &str, way: &Outcome) -> Passed {
        (self.next, self.ends) = (vec![], None);
        if let Some(next) = &way.next {
            self.next = self.reach(next);
        } else if way.back {
            let before = self.came_from.get(step);
            let before = before.ok_or_else(|| format!("goes back from {step}, to which nothing led"))?;
            self.next = self.reach(before);
        } else {
            self.ends = Some(if way.end == Some(End::Lapsed) { State::Lapsed } else { State::Decided });
        }
        Ok(())
    }

    /// What the case waited for has come.
    fn leave(&mut self, what: &str) -> Passed {
        let next = self.sop.step(&self.at).and_then(|it| it.when.get(what));
        let next = next.filter(|_| self.ended.is_none() && self.next.is_empty());
        let next = next.ok_or_else(|| format!("is nothing for which step {} waits", self.at))?;
        self.next = self.reach(next);
        Ok(())
    }

    fn close(&mut self, entry: &Entry) -> Passed {
        let told = entry.detail["state"].as_str().unwrap_or_default();
        let state =
            [State::Withdrawn, State::Lapsed, State::Decided].into_iter().find(|it| it.as_str() == told);
        let can_lapse = self.sop.step(&self.at).is_some_and(|it| it.lapses.is_some());
        let is_led = match state {
            Some(State::Withdrawn) => true,
            Some(State::Lapsed) if can_lapse => true,
            state => state.is_some() && state == self.ends,
        };
        if !is_led || self.ended.is_some() || self.open_task.is_some() {
            return Err(format!("ends the case as {told} at step {}, and the procedure does not", self.at));
        }
        (self.ended, self.ends) = (state, None);
        self.next.clear();
        Ok(())
    }

    fn reopen(&mut self) -> Passed {
        if self.ended != Some(State::Lapsed) || self.open_task.is_some() {
            return Err("opens a case anew that did not lapse".to_owned());
        }
        self.ended = None;
        Ok(())
    }

    /// `step`, and what follows it where nothing is left for the proposer to do there.
    fn reach(&self, step: &str) -> Vec<String> {
        let mut reached = vec![step.to_owned()];
        while let Some(next) = reached.last().and_then(|it| self.passed_over(it)) {
            if reached.contains(next) {
                break;
            }
            reached.push(next.clone());
        }
        reached
    }

    fn passed_over(&self, step: &str) -> Option<&String> {
        let step = self.sop.step(step)?;
        let waits = step.wait == Some(Wait::Proposer) && !step.waits_for_dossier();
        step.when.get(FOLLOWED_UP).filter(|_| waits)
    }
}

fn id(entry: &Entry, field: &str) -> String {
    entry.detail.get(field).and_then(Value::as_str).unwrap_or_default().to_owned()
}
