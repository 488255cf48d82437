//! What time brings about: marks of the service standard, reminders, the end of a case that nobody follows up.

use super::{Context, Progress};
use crate::{
    case::{Case, Fact, FollowUp, State},
    reckon,
    sop::{ACTOR, FOLLOWED_UP, SUPERIOR, Sop},
};
use jiff::{Timestamp, ToSpan as _, civil::Time};
use platform::Result;

/// When people are reminded on the days that count.
const MORNING: Time = Time::constant(8, 0, 0, 0);

/// When time brings something about for the case next; nothing where it waits for people alone.
pub(crate) fn next_wake(case: &Case, context: &Context<'_>) -> Option<Timestamp> {
    let marks = marks(case, context).into_iter().map(|(_, at)| at);
    let lapse = waiting(case, context.sop).and_then(|it| it.late_from);
    marks.chain(lapse).chain(reminders(case, context)).min()
}

impl Progress<'_> {
    /// Does all that is due by now.
    pub(super) fn wake(&mut self) -> Result<()> {
        let now = self.context.now;
        self.tell_marks(now);
        let follow_up = waiting(&self.case, self.context.sop);
        let Some(late_from) = follow_up.and_then(|it| it.late_from) else {
            return Ok(());
        };
        if late_from <= now {
            return self.end_by_time(late_from);
        }
        // Of several that time jumped over, one tells all: how many days are left now.
        let is_due = reminders(&self.case, self.context).into_iter().any(|at| at <= now);
        if let Some(days_left) = days_left(&self.case, self.context).filter(|_| is_due) {
            self.tell(now, Fact::FollowUpReminded { days_left });
        }
        Ok(())
    }

    pub(super) fn tell_marks(&mut self, now: Timestamp) {
        for (percent, at) in marks(&self.case, self.context) {
            if at <= now {
                let positions = self.escalated_to();
                self.tell(self.moment(at), Fact::MarkReached { percent, positions });
            }
        }
    }

    /// The case is over at the end of its last day; the notice of that changes nothing.
    fn end_by_time(&mut self, at: Timestamp) -> Result<()> {
        let at = self.moment(at);
        let notice = self.lapse().and_then(|it| it.next.clone());
        let from = self.case.step.clone();
        self.drop_open_work(at, "the case lapsed");
        let closed = Fact::CaseClosed {
            state: State::Lapsed,
            letter: None,
            decision: None,
            reason: "the outcome of the meeting was not followed up in time".to_owned(),
        };
        self.tell(at, closed);
        match notice {
            Some(step) => {
                let definition = super::enter::definition(self.context.sop, &step)?;
                self.open_task_of(&step, definition, Some(from))
            }
            None => Ok(()),
        }
    }

    /// The positions that are told of a mark.
    fn escalated_to(&self) -> Vec<String> {
        let sop = self.context.sop;
        let actor = self.case.open_task().and_then(|it| sop.step(&it.step)?.actor.as_deref());
        let to = sop.escalation.iter().flat_map(|it| &it.to).filter_map(|it| match it.as_str() {
            ACTOR => actor,
            SUPERIOR => actor.and_then(|it| sop.actors.get(it)?.superior.as_deref()),
            other => Some(other),
        });
        let mut positions: Vec<String> =
            to.filter_map(|actor| super::enter::position_of(sop, &self.case, actor).ok()).collect();
        positions.sort_unstable();
        positions.dedup();
        positions
    }
}

/// The marks that were not told yet, and when each is reached. While the clock stands none is.
fn marks(case: &Case, context: &Context<'_>) -> Vec<(u32, Timestamp)> {
    let Some(escalation) = &context.sop.escalation else {
        return vec![];
    };
    if case.state.is_final() || case.ledger.is_paused() {
        return vec![];
    }
    let marks = escalation.marks.iter().filter(|it| !case.marks.contains(it));
    let reached = |percent: &u32| {
        let Context { calendar, outages, sop, now, .. } = *context;
        Some((*percent, reckon::mark(calendar, &case.ledger, outages, sop, *percent, now)?))
    };
    marks.filter_map(reached).collect()
}

/// When the reminders that were not sent yet are due: those after the last day was set, and with fewer days left than of
/// which the proposer was reminded last.
fn reminders(case: &Case, context: &Context<'_>) -> Vec<Timestamp> {
    let Some(follow_up) = waiting(case, context.sop) else {
        return vec![];
    };
    let lapse = context.sop.step(&case.step).and_then(|it| it.lapses.as_ref());
    let (Some(lapse), Some(due), Some(timed)) = (lapse, follow_up.due_at, follow_up.timed_at) else {
        return vec![];
    };
    let zone = reckon::zone(context.calendar);
    let last_day = due.to_zoned(zone.clone()).date();
    let open = lapse.remind_days.iter().filter(|it| follow_up.reminded.is_none_or(|told| **it < told));
    let at = |days: &u32| {
        let day = last_day.checked_sub(i64::from(*days).days()).ok()?;
        let at = day.to_datetime(MORNING).to_zoned(zone.clone()).ok()?.timestamp();
        (timed < at).then_some(at)
    };
    open.filter_map(at).collect()
}

/// Calendar days from today to the last day to follow up.
fn days_left(case: &Case, context: &Context<'_>) -> Option<u32> {
    let zone = reckon::zone(context.calendar);
    let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
    let last_day = day(waiting(case, context.sop)?.due_at?);
    u32::try_from((last_day - day(context.now)).get_days()).ok()
}

/// What the proposer is to do, while the case waits for that.
pub(super) fn waiting<'c>(case: &'c Case, sop: &Sop) -> Option<&'c FollowUp> {
    let step = sop.step(&case.step)?;
    let waits = case.state == State::Waiting && step.when.contains_key(FOLLOWED_UP);
    case.follow_up.as_ref().filter(|it| waits && it.concluded_at.is_none())
}
