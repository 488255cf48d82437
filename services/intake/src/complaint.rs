//! A complaint, suggestion or other input: what may be filed, by when it is answered, and by whom; no I/O.

mod input;
pub(crate) mod rule;
mod ticket;

pub(crate) use input::{Input, Kind};
pub(crate) use rule::{Channel, ComplaintRule, MAX_WAITING};
pub(crate) use ticket::Ticket;

use crate::{form::PROCEDURES, text::paragraphs};
use jiff::Timestamp;
use platform::{Caller, Error, Held, ResourceName, Result, SlugName};
use worktime::Calendar;

pub(crate) const COLLECTION: &str = "complaints";
const MAX_ANSWER_CHARS: usize = 8_000;

/// What was filed, and what became of it. It holds personal data and is never logged.
pub(crate) struct Complaint {
    pub(crate) name: ResourceName,
    /// Slug of the procedure that it was filed with.
    pub(crate) procedure: String,
    pub(crate) ticket: Ticket,
    pub(crate) input: Input,
    /// Slug of the position that answers.
    pub(crate) position: String,
    pub(crate) filed_at: Timestamp,
    /// Unset where the agency's calendar is not known.
    pub(crate) due_at: Option<Timestamp>,
    pub(crate) answer: Option<Answer>,
}

/// What was answered to it.
pub(crate) struct Answer {
    pub(crate) text: String,
    pub(crate) answered_at: Timestamp,
    /// Name and position.
    pub(crate) answerer: String,
}

impl Complaint {
    /// Files it with a procedure that takes complaints by `rule`.
    pub(crate) fn file(
        name: ResourceName,
        procedure: &SlugName,
        rule: &ComplaintRule,
        input: Input,
        calendar: Option<&Calendar>,
        now: Timestamp,
    ) -> Self {
        Self {
            name,
            procedure: procedure.slug.clone(),
            ticket: Ticket::random(),
            input,
            position: rule.answered_by.clone(),
            filed_at: now,
            due_at: calendar.and_then(|it| rule.due(it, now)),
            answer: None,
        }
    }

    /// Answers it, once.
    pub(crate) fn answer(&mut self, caller: &Caller, text: &str, now: Timestamp) -> Result<()> {
        let held = self.answering(caller)?;
        if let Some(answer) = &self.answer {
            let reason = format!("{} was answered at {}: read it", self.name, answer.answered_at);
            return Err(Error::Conflict(reason));
        }
        let text = paragraphs("answer", text, MAX_ANSWER_CHARS)?;
        if text.is_empty() {
            return Err(Error::invalid("answer is blank: write one"));
        }
        let answerer = format!("{}, {}", caller.display_name, held.capacity.of(&held.title));
        self.answer = Some(Answer { text, answered_at: now, answerer });
        Ok(())
    }

    /// The position in which the caller answers it.
    fn answering<'c>(&self, caller: &'c Caller) -> Result<&'c Held> {
        let (name, position) = (&self.name, &self.position);
        let held = caller.holds(position).filter(|_| caller.agency == name.agency);
        held.ok_or_else(|| Error::Denied(format!("{name} is answered by holders of {position} alone")))
    }

    /// The procedure's whole name.
    pub(crate) fn procedure_name(&self) -> SlugName {
        let (agency, slug) = (self.name.agency.clone(), self.procedure.clone());
        SlugName { agency, collection: PROCEDURES, slug }
    }
}
