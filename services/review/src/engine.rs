//! The engine: what a command makes of a case on its procedure. Pure: the same arguments give the same events.

mod complete;
mod enter;
mod follow_up;
mod letter;
mod refuse;
mod time;

pub(crate) use complete::choices;
pub(crate) use enter::position_of;
pub(crate) use time::next_wake;

use crate::{
    case::{Case, Discussion, Document, Dossier, Event, Fact, Performer, State, Turn},
    reckon::{Calendar, Outage},
    sheet,
    sop::{RESUBMITTED, Sop},
};
use jiff::{Timestamp, civil::Date};
use platform::{Agency, Error, Result};
use serde_json::Value;
use uuid::Uuid;

/// All that a decision depends on besides the case and the command.
pub(crate) struct Context<'a> {
    pub(crate) agency: &'a Agency,
    /// The version the case is pinned to.
    pub(crate) sop: &'a Sop,
    pub(crate) now: Timestamp,
    /// The newest known; nothing before the agency's first one was told.
    pub(crate) calendar: Option<&'a Calendar>,
    /// When the agency could not work.
    pub(crate) outages: &'a [Outage],
    pub(crate) fresh: Fresh,
}

/// Identifiers for what a command may make: never more than one of each.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fresh {
    pub(crate) task: Uuid,
    pub(crate) letter: Uuid,
    pub(crate) print: Uuid,
}

/// What is asked of a case, or told about it.
#[derive(Debug, Clone)]
pub(crate) enum Command {
    /// Keep a sheet as prepared so far.
    Prepare { task: Uuid, sheet: Value, performer: Performer },
    /// Do a task. Without a sheet, the one prepared counts; without an outcome, the only one there is.
    Complete { task: Uuid, outcome: String, sheet: Option<Value>, performer: Performer },
    /// The proposer completed the dossier.
    Resubmit { dossier: Box<Dossier>, changed: Vec<String> },
    /// The proposer took the request back.
    Withdraw { reason: String, at: Timestamp },
    /// An official document was issued; one that a person signed brings its step's outcome about.
    Issued(Issued),
    /// A letter came to the proposer.
    Deliver { letter: Uuid, channel: String, recipient: String, at: Timestamp },
    /// A coordination team discussed the case.
    Discuss(Box<Discussion>),
    /// The proposer answered an action item.
    Answer { item: String, answer: String, documents: Vec<Document>, at: Timestamp },
    /// The proposer gets until a later day.
    Extend { last_day: Date, letter_number: String, reason: String, performer: Performer },
    /// Do what time brings about: marks, reminders, a lapse.
    Wake,
}

/// An official document that was issued.
#[derive(Debug, Clone)]
pub(crate) struct Issued {
    pub(crate) letter: Uuid,
    pub(crate) number: String,
    pub(crate) sha256: String,
    /// Who signed it; nobody where it was sealed or filed.
    pub(crate) signatory: Option<Performer>,
    pub(crate) at: Timestamp,
}

/// Opens a case on what was filed.
pub(crate) fn open(id: Uuid, dossier: Dossier, context: &Context<'_>) -> Result<(Case, Vec<Event>)> {
    let at = dossier.filed_at.min(context.now);
    let mut progress = Progress { case: Case::open(id, dossier.clone(), at), events: vec![], context };
    let filed = Turn {
        is_running: true,
        is_start: true,
        reason: "filed".to_owned(),
        actor: String::new(),
        evidence: dossier.submission.clone(),
    };
    progress.tell(at, Fact::CaseOpened { dossier });
    progress.tell(at, Fact::ClockTurned(filed));
    progress.enter(context.sop.first(), None, None)?;
    Ok((progress.case, progress.events))
}

/// Decides `command` on `case`. No events: nothing changes, as what was told is known or came too late.
pub(crate) fn decide(case: &Case, command: Command, context: &Context<'_>) -> Result<(Case, Vec<Event>)> {
    let mut progress = Progress { case: case.clone(), events: vec![], context };
    // What may stop the clock first tells what was reached until then: nothing would, while it stands.
    match &command {
        Command::Complete { .. } => progress.tell_marks(context.now),
        Command::Issued(issued) => progress.tell_marks(issued.at),
        _ => {}
    }
    match command {
        Command::Prepare { task, sheet, performer } => progress.prepare(task, sheet, performer)?,
        Command::Complete { task, outcome, sheet, performer } => {
            progress.complete(task, &outcome, sheet, performer)?;
        }
        Command::Resubmit { dossier, changed } => progress.resubmit(*dossier, changed)?,
        Command::Withdraw { reason, at } => progress.withdraw(reason, at),
        Command::Issued(issued) => progress.issued(issued)?,
        Command::Deliver { letter, channel, recipient, at } => {
            progress.deliver(letter, channel, recipient, at)?;
        }
        Command::Discuss(discussion) => progress.discuss(*discussion)?,
        Command::Answer { item, answer, documents, at } => progress.answer(item, answer, documents, at)?,
        Command::Extend { last_day, letter_number, reason, performer } => {
            progress.extend(last_day, letter_number, reason, performer)?;
        }
        Command::Wake => progress.wake()?,
    }
    Ok((progress.case, progress.events))
}

/// A case on its way through one command: each event is applied at once, so that what follows sees it.
struct Progress<'c> {
    case: Case,
    events: Vec<Event>,
    context: &'c Context<'c>,
}

impl Progress<'_> {
    fn tell(&mut self, at: Timestamp, fact: Fact) {
        let event = Event { at, fact };
        self.case.apply(&event);
        self.events.push(event);
    }

    /// When something outside happened, as far as the ledger allows: no interval ends before it began.
    fn moment(&self, at: Timestamp) -> Timestamp {
        let at = at.min(self.context.now);
        self.case.ledger.last_change().map_or(at, |last| at.max(last))
    }

    fn prepare(&mut self, task: Uuid, content: Value, performer: Performer) -> Result<()> {
        let task = self.open_task(task)?;
        self.refuse_authors(&performer)?;
        if self.context.sop.sheet_of(&task.step).is_none() {
            return Err(Error::invalid("sheet: this step has none"));
        }
        sheet::check_draft(&content)?;
        self.tell(self.context.now, Fact::TaskPrepared { task: task.id, sheet: content, performer });
        Ok(())
    }

    fn resubmit(&mut self, dossier: Dossier, changed: Vec<String>) -> Result<()> {
        let step = self.context.sop.step(&self.case.step).filter(|it| it.waits_for_dossier());
        let next = step.and_then(|it| it.when.get(RESUBMITTED));
        let Some(next) = next.filter(|_| self.case.state == State::Waiting) else {
            // The case ended meanwhile; the other desk hears of that on its own.
            return Ok(());
        };
        let restarts = step.and_then(|it| it.clock);
        let at = self.moment(dossier.filed_at);
        let evidence = dossier.submission.clone();
        self.tell(at, Fact::CaseResubmitted { dossier, changed });
        self.run_again(restarts, "resubmitted", &evidence, at);
        self.enter(next, None, None)
    }

    fn withdraw(&mut self, reason: String, at: Timestamp) {
        if self.case.state.is_final() {
            return;
        }
        let at = self.moment(at);
        self.drop_open_work(at, "the request was withdrawn");
        self.tell(at, Fact::CaseClosed { state: State::Withdrawn, letter: None, decision: None, reason });
    }

    /// Nobody needs the open task and the letters to sign any more.
    fn drop_open_work(&mut self, at: Timestamp, reason: &str) {
        if let Some(task) = self.case.open_task().map(|it| it.id) {
            self.tell(at, Fact::TaskCancelled { task });
        }
        for letter in self.letters_to_sign() {
            self.tell(at, Fact::LetterCancelled { letter, reason: reason.to_owned() });
        }
    }
}

#[cfg(test)]
mod tests;
