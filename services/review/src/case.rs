//! A case: one agency's work on one submission, as its history makes it.

mod dossier;
mod fact;
mod follow_up;
mod ledger;
mod sheets;

pub(crate) use dossier::{Applicant, Document, Dossier, Gap, Section, Verdict};
pub(crate) use fact::{Event, Fact, LetterRequest, Turn};
pub(crate) use follow_up::{ActionItem, Discussion, FollowUp};
pub(crate) use ledger::{Interval, Ledger};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The work of one agency on one submission. Nothing changes it but [`Case::apply`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Case {
    pub(crate) id: Uuid,
    pub(crate) state: State,
    /// Where it is; where it was last, once it ended.
    pub(crate) step: String,
    /// From which step it first came to each.
    pub(crate) came_from: BTreeMap<String, String>,
    /// Every task there was, oldest first.
    pub(crate) tasks: Vec<Task>,
    pub(crate) letters: Vec<Letter>,
    /// What the outcomes so far decide; final once it ended.
    pub(crate) decision: Option<String>,
    /// The letter that tells it.
    pub(crate) answer: Option<Uuid>,
    pub(crate) ledger: Ledger,
    /// What meetings made of it, oldest first.
    #[serde(default)]
    pub(crate) discussions: Vec<Discussion>,
    /// What the proposer is to do, or did.
    #[serde(default)]
    pub(crate) follow_up: Option<FollowUp>,
    /// Parts of the service standard, in percent, that were told to be used up since the clock started.
    #[serde(default)]
    pub(crate) marks: Vec<u32>,
    pub(crate) opened_at: Timestamp,
    pub(crate) closed_at: Option<Timestamp>,
    /// Kept apart from the rest, since it changes with a resubmission alone.
    #[serde(skip)]
    pub(crate) dossier: Dossier,
}

/// Where a case stands as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum State {
    Running,
    Waiting,
    Decided,
    Withdrawn,
    Lapsed,
}

/// Work for a position.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Task {
    pub(crate) id: Uuid,
    pub(crate) step: String,
    pub(crate) position: String,
    /// Position that may do it in the actor's name; empty: none.
    #[serde(default)]
    pub(crate) entered_by: String,
    pub(crate) state: TaskState,
    pub(crate) opened_at: Timestamp,
    pub(crate) due: Due,
    pub(crate) closed_at: Option<Timestamp>,
    pub(crate) performer: Option<Performer>,
    pub(crate) outcome: String,
    /// As prepared so far, and as kept once it is done.
    pub(crate) sheet: Option<Value>,
    /// The letter that is to be signed to do it.
    pub(crate) letter: Option<Uuid>,
    /// The printed form of its sheet.
    pub(crate) print: Option<Uuid>,
    /// Counts its changes.
    pub(crate) version: u64,
}

/// Where a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum TaskState {
    Open,
    Completed,
    Cancelled,
}

/// When something is due; provisional where the calendar does not cover it or is not known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Due {
    pub(crate) at: Option<Timestamp>,
    pub(crate) is_provisional: bool,
}

/// Who did something, and in which capacity.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Performer {
    pub(crate) person: String,
    pub(crate) display_name: String,
    pub(crate) employee_id_number: String,
    pub(crate) position: String,
    pub(crate) position_title: String,
    pub(crate) capacity: String,
    /// Where they act: the number of the letter that appointed them.
    #[serde(default)]
    pub(crate) appointing_letter: String,
}

/// An official document that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Letter {
    pub(crate) id: Uuid,
    pub(crate) step: String,
    pub(crate) state: LetterState,
    /// What it tells, where it is one to sign.
    pub(crate) decision: Option<String>,
    pub(crate) is_to_sign: bool,
    #[serde(default)]
    pub(crate) for_proposer: bool,
    /// When it came to the proposer.
    #[serde(default)]
    pub(crate) delivered_at: Option<Timestamp>,
}

/// Where an official document stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LetterState {
    Requested,
    Issued,
    Cancelled,
}

impl State {
    /// Whether nothing more comes of it.
    pub(crate) fn is_final(self) -> bool {
        matches!(self, Self::Decided | Self::Withdrawn | Self::Lapsed)
    }

    /// As the table writes it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Running => "RUNNING",
            Self::Waiting => "WAITING",
            Self::Decided => "DECIDED",
            Self::Withdrawn => "WITHDRAWN",
            Self::Lapsed => "LAPSED",
        }
    }
}

impl TaskState {
    /// As the table writes it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Completed => "COMPLETED",
            Self::Cancelled => "CANCELLED",
        }
    }
}

impl Case {
    /// A case as its first event makes it.
    pub(crate) fn open(id: Uuid, dossier: Dossier, at: Timestamp) -> Self {
        Self {
            id,
            state: State::Running,
            step: String::new(),
            came_from: BTreeMap::new(),
            tasks: vec![],
            letters: vec![],
            decision: None,
            answer: None,
            ledger: Ledger::default(),
            discussions: vec![],
            follow_up: None,
            marks: vec![],
            opened_at: at,
            closed_at: None,
            dossier,
        }
    }

    /// The case after `event`. It holds for any event that was decided on the case as it is.
    pub(crate) fn apply(&mut self, event: &Event) {
        let at = event.at;
        match &event.fact {
            Fact::CaseOpened { .. } => (),
            Fact::TaskOpened { task, from } => {
                // A notice that a case is over is signed after its end.
                if !self.state.is_final() {
                    self.enter(&task.step, from.as_ref());
                    self.state = State::Running;
                }
                self.tasks.push(task.clone());
            }
            Fact::TaskPrepared { task, sheet, .. } => self.change(*task, |it| it.sheet = Some(sheet.clone())),
            Fact::TaskCompleted { task, outcome, sheet, performer, print, decision } => {
                self.change(*task, |it| {
                    it.state = TaskState::Completed;
                    it.closed_at = Some(at);
                    it.outcome.clone_from(outcome);
                    it.sheet.clone_from(sheet);
                    it.performer = Some(performer.clone());
                    it.print = *print;
                });
                self.decision.clone_from(decision);
            }
            Fact::TaskCancelled { task } => self.change(*task, |it| {
                it.state = TaskState::Cancelled;
                it.closed_at = Some(at);
            }),
            Fact::CaseReturned { step, from, .. } => {
                self.enter(step, from.as_ref());
                self.state = State::Waiting;
            }
            Fact::CaseResubmitted { dossier, .. } => self.dossier = dossier.clone(),
            Fact::ClockTurned(turn) => {
                self.ledger.turn(at, turn);
                if turn.is_start {
                    self.marks.clear();
                }
            }
            Fact::ClockConfirmed => self.ledger.is_confirmed = true,
            Fact::CoordinationRequested { step, from, .. } => {
                self.enter(step, from.as_ref());
                self.state = State::Waiting;
            }
            Fact::CaseDiscussed { discussion } => self.discussions.push((**discussion).clone()),
            Fact::FollowUpRequested { step, from, follow_up } => {
                self.enter(step, from.as_ref());
                self.state = State::Waiting;
                self.follow_up = Some((**follow_up).clone());
            }
            Fact::LetterDelivered { letter, .. } => {
                if let Some(letter) = self.letters.iter_mut().find(|it| it.id == *letter) {
                    letter.delivered_at.get_or_insert(at);
                }
            }
            Fact::FollowUpTimed { due, late_from } => self.of_follow_up(|it| {
                it.delivered_at = Some(at);
                it.timed_at = Some(at);
                it.due_at = Some(*due);
                it.late_from = Some(*late_from);
            }),
            Fact::FollowUpExtended { last_day, due, late_from, letter_number, reason, .. } => self
                .of_follow_up(|it| {
                    it.due_at = Some(*due);
                    it.late_from = Some(*late_from);
                    it.extended_to = Some(*last_day);
                    it.extension_letter.clone_from(letter_number);
                    it.extension_reason.clone_from(reason);
                    it.timed_at = Some(at);
                    it.reminded = None;
                }),
            Fact::FollowUpReminded { days_left } => self.of_follow_up(|it| it.reminded = Some(*days_left)),
            Fact::ActionItemAnswered { item, answer, documents } => self.of_follow_up(|it| {
                if let Some(item) = it.items.iter_mut().find(|it| it.id == *item) {
                    item.answered_at = Some(at);
                    item.answer.clone_from(answer);
                    item.documents.clone_from(documents);
                }
            }),
            Fact::FollowUpConcluded => self.of_follow_up(|it| it.concluded_at = Some(at)),
            Fact::CaseReopened { .. } => {
                self.state = State::Waiting;
                self.closed_at = None;
            }
            Fact::MarkReached { percent, .. } => self.marks.push(*percent),
            Fact::LetterRequested(request) => self.letters.push(Letter {
                id: request.letter,
                step: request.step.clone(),
                state: LetterState::Requested,
                decision: self.decision.clone(),
                is_to_sign: request.is_to_sign(),
                for_proposer: request.for_proposer,
                delivered_at: None,
            }),
            Fact::LetterCancelled { letter, .. } => self.mark(*letter, LetterState::Cancelled),
            Fact::LetterIssued { letter, reinstates, .. } => {
                self.mark(*letter, LetterState::Issued);
                if *reinstates {
                    self.decision = self.letter(*letter).and_then(|it| it.decision.clone());
                }
            }
            Fact::CaseClosed { state, letter, decision, .. } => {
                self.state = *state;
                self.answer = *letter;
                self.decision.clone_from(decision);
                self.closed_at = Some(at);
                self.ledger.stop(at);
            }
        }
    }

    /// The task that waits for its actor.
    pub(crate) fn open_task(&self) -> Option<&Task> {
        self.tasks.iter().rev().find(|it| it.state == TaskState::Open)
    }

    pub(crate) fn task(&self, id: Uuid) -> Option<&Task> {
        self.tasks.iter().find(|it| it.id == id)
    }

    pub(crate) fn letter(&self, id: Uuid) -> Option<&Letter> {
        self.letters.iter().find(|it| it.id == id)
    }

    /// The newest completion of each step, in the order of completion.
    pub(crate) fn completed(&self) -> impl Iterator<Item = &Task> {
        let is_newest = |task: &&Task| {
            let same = |it: &&Task| it.state == TaskState::Completed && it.step == task.step;
            self.tasks.iter().rfind(same).is_some_and(|it| it.id == task.id)
        };
        self.tasks.iter().filter(is_newest)
    }

    fn of_follow_up(&mut self, change: impl FnOnce(&mut FollowUp)) {
        if let Some(follow_up) = &mut self.follow_up {
            change(follow_up);
        }
    }

    fn enter(&mut self, step: &str, from: Option<&String>) {
        step.clone_into(&mut self.step);
        if let Some(from) = from {
            self.came_from.insert(step.to_owned(), from.clone());
        }
    }

    fn change(&mut self, task: Uuid, change: impl FnOnce(&mut Task)) {
        if let Some(task) = self.tasks.iter_mut().find(|it| it.id == task) {
            change(task);
            task.version += 1;
        }
    }

    fn mark(&mut self, letter: Uuid, state: LetterState) {
        if let Some(letter) = self.letters.iter_mut().find(|it| it.id == letter) {
            letter.state = state;
        }
    }
}
