//! Meetings and what follows from them: the outcome is delivered, the proposer answers, or gets more time.

use super::{
    Progress,
    enter::{Origin, definition},
};
use crate::{
    case::{ActionItem, Discussion, Document, Fact, FollowUp, Performer, State, Turn},
    reckon,
    sop::{CONCLUDED, FOLLOWED_UP, Lapse, Step, StopReason, Wait},
};
use jiff::{Timestamp, civil::Date};
use platform::{Error, Result};
use uuid::Uuid;

impl Progress<'_> {
    /// The proposer has to do what the last meeting asked of them; where that is nothing, the case goes on at once.
    pub(super) fn request_follow_up(
        &mut self,
        step: &str,
        definition: &Step,
        from: Option<String>,
        origin: Option<&Origin>,
        at: Timestamp,
    ) -> Result<()> {
        let follow_up = FollowUp {
            items: self.agreed_items(),
            discussion_count: self.case.discussions.len(),
            letter: self.case.letters.iter().rfind(|it| it.for_proposer && it.is_to_sign).map(|it| it.id),
            ..FollowUp::default()
        };
        if follow_up.is_done() {
            return self.go_on(definition, step, origin);
        }
        let requested =
            Fact::FollowUpRequested { step: step.to_owned(), from, follow_up: Box::new(follow_up) };
        self.tell(at, requested);
        self.set_clock(definition, origin, at);
        // The letter may have been opened before the case came here.
        let letter = self.case.follow_up.as_ref().and_then(|it| it.letter);
        let delivered = letter.and_then(|it| self.case.letter(it)).and_then(|it| it.delivered_at);
        delivered.map_or(Ok(()), |it| self.time_follow_up(it))
    }

    /// A coordination team discussed the case. It goes on once that was the last session on it.
    pub(super) fn discuss(&mut self, discussion: Discussion) -> Result<()> {
        let step = self.case.step.clone();
        let waits = self.context.sop.step(&step).filter(|it| it.wait == Some(Wait::Meeting));
        let next = waits.and_then(|it| it.when.get(CONCLUDED)).filter(|_| self.case.state == State::Waiting);
        let Some(next) = next else {
            // The case ended meanwhile.
            return Ok(());
        };
        let at = self.moment(discussion.confirmed_at);
        let (is_concluded, meeting) = (discussion.is_concluded, discussion.meeting.clone());
        self.tell(at, Fact::CaseDiscussed { discussion: Box::new(discussion) });
        if !is_concluded {
            return Ok(());
        }
        if definition(self.context.sop, next)?.clock.is_none() {
            self.run_again(None, "concluded", &meeting, at);
        }
        self.enter(next, Some(step), None)
    }

    /// A letter came to the proposer. Where the case waits for what it tells, the time counts from then.
    pub(super) fn deliver(
        &mut self,
        letter: Uuid,
        channel: String,
        recipient: String,
        at: Timestamp,
    ) -> Result<()> {
        let is_new = self.case.letter(letter).is_some_and(|it| it.delivered_at.is_none());
        if !is_new {
            return Ok(());
        }
        let at = at.min(self.context.now);
        self.tell(at, Fact::LetterDelivered { letter, channel, recipient });
        let waits = self.waiting_follow_up().is_some_and(|it| it.letter == Some(letter));
        if waits { self.time_follow_up(at) } else { Ok(()) }
    }

    /// The proposer answered an action item. Once every required one is, the case goes on.
    pub(super) fn answer(
        &mut self,
        item: String,
        answer: String,
        documents: Vec<Document>,
        at: Timestamp,
    ) -> Result<()> {
        let saves = self.case.state == State::Lapsed && self.is_in_time(at);
        let follow_up = self.case.follow_up.as_ref().filter(|_| saves || self.waiting_follow_up().is_some());
        // Late is late, even where this desk hears of the answer before it ended the case.
        let is_late = |it: &FollowUp| it.late_from.is_some_and(|late_from| at >= late_from);
        let is_open = |it: &FollowUp| {
            !is_late(it) && it.items.iter().any(|it| it.id == item && it.answered_at.is_none())
        };
        if !follow_up.is_some_and(is_open) {
            return Ok(());
        }
        let at = at.min(self.context.now);
        self.tell(at, Fact::ActionItemAnswered { item, answer, documents });
        if !self.case.follow_up.as_ref().is_some_and(FollowUp::is_done) {
            return Ok(());
        }
        if saves {
            self.reopen();
        }
        let at = self.moment(at);
        self.tell(at, Fact::FollowUpConcluded);
        let step = self.case.step.clone();
        let definition = definition(self.context.sop, &step)?;
        let evidence = self.case.dossier.submission.clone();
        self.run_again(None, "followed_up", &evidence, at);
        self.go_on(definition, &step, None)
    }

    /// Whether what happened at `at` came before the time to follow up was over.
    fn is_in_time(&self, at: Timestamp) -> bool {
        self.case.follow_up.as_ref().and_then(|it| it.late_from).is_some_and(|late_from| at < late_from)
    }

    /// Answers that were given in time save the case, even where this desk hears of them after the end.
    fn reopen(&mut self) {
        let Some(lapsed_at) = self.case.closed_at else {
            return;
        };
        self.drop_open_work(self.context.now, "the outcome was followed up in time");
        self.tell(self.context.now, Fact::CaseReopened { lapsed_at });
        let stands = Turn {
            is_running: false,
            is_start: false,
            reason: StopReason::AwaitingProposer.as_str().to_owned(),
            actor: String::new(),
            evidence: self.case.dossier.submission.clone(),
        };
        self.tell(lapsed_at, Fact::ClockTurned(stands));
    }

    /// The proposer gets until a later day, in writing and before the time is over.
    pub(super) fn extend(
        &mut self,
        last_day: Date,
        letter_number: String,
        reason: String,
        performer: Performer,
    ) -> Result<()> {
        let runs = self.waiting_follow_up().filter(|_| self.is_in_time(self.context.now));
        let due = runs.and_then(|it| it.due_at);
        let due = due.ok_or_else(|| {
            Error::Conflict(
                "there is no time to extend: the case does not wait for a follow-up whose time runs"
                    .to_owned(),
            )
        })?;
        let zone = reckon::zone(self.context.calendar);
        let before = due.to_zoned(zone).date();
        if last_day <= before {
            return Err(Error::invalid(format!("last_day: {last_day} is not after the last day, {before}")));
        }
        let (due, late_from) = reckon::end_of_day(self.context.calendar, last_day)?;
        let extended = Fact::FollowUpExtended { last_day, due, late_from, letter_number, reason, performer };
        self.tell(self.context.now, extended);
        Ok(())
    }

    /// What the proposer is to do, while the case waits for that.
    pub(super) fn waiting_follow_up(&self) -> Option<&FollowUp> {
        super::time::waiting(&self.case, self.context.sop)
    }

    /// When the case at hand lapses, if it can.
    pub(super) fn lapse(&self) -> Option<&Lapse> {
        self.context.sop.step(&self.case.step)?.lapses.as_ref()
    }

    fn time_follow_up(&mut self, delivered_at: Timestamp) -> Result<()> {
        let Some(after) = self.lapse().map(|it| it.after.0) else {
            return Ok(());
        };
        let (due, late_from) = reckon::last_instant(self.context.calendar, delivered_at, after)?;
        self.tell(delivered_at, Fact::FollowUpTimed { due, late_from });
        Ok(())
    }

    fn go_on(&mut self, definition: &Step, step: &str, origin: Option<&Origin>) -> Result<()> {
        let next = definition.when.get(FOLLOWED_UP);
        let next = next.ok_or_else(|| super::enter::defect(format!("nothing follows step {step}")))?;
        self.enter(next, Some(step.to_owned()), origin)
    }

    /// The items of every session since the proposer was asked last.
    pub(super) fn agreed_items(&self) -> Vec<ActionItem> {
        let asked = self.case.follow_up.as_ref().map_or(0, |it| it.discussion_count);
        self.case.discussions.iter().skip(asked).flat_map(|it| &it.items).cloned().collect()
    }
}
