//! Whether a case's clocks are right: its ledger is what its history turned, its due times are what a plain count makes of
//! them, and time told every mark once.

use super::{Looked, due};
use crate::case::{FollowUp, Interval, Ledger, Turn};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use worktime::{Allowance, CalendarSpec};

/// How late the worker may be that does what time brings about.
const GRACE: SignedDuration = SignedDuration::from_mins(1);

/// What is wrong with the clocks at `now`.
pub(super) fn check(looked: &Looked<'_>, now: Timestamp) -> Vec<String> {
    let mut wrong = vec![];
    check_ledger(looked, &mut wrong);
    check_marks(looked, now, &mut wrong);
    check_tasks(looked, &mut wrong);
    if let (Some(follow_up), Some((_, calendar))) = (&looked.case.follow_up, looked.calendar) {
        check_follow_up(looked, follow_up, calendar, &mut wrong);
    }
    wrong
}

fn check_ledger(looked: &Looked<'_>, wrong: &mut Vec<String>) {
    let mut told = Ledger::default();
    for entry in looked.entries {
        match entry.kind.as_str() {
            "clock_turned" => {
                let Ok(turn) = serde_json::from_value::<Turn>(entry.detail.clone()) else {
                    wrong.push(format!("entry {} turns no clock", entry.sequence));
                    continue;
                };
                end(&mut told, entry.time);
                if turn.is_start {
                    (told.counts_from, told.is_confirmed) = (Some(entry.time), false);
                }
                told.intervals.push(Interval {
                    start: entry.time,
                    end: None,
                    is_running: turn.is_running,
                    reason: turn.reason,
                    actor: turn.actor,
                    evidence: turn.evidence,
                });
            }
            "clock_confirmed" => told.is_confirmed = true,
            "case_closed" => end(&mut told, entry.time),
            _ => (),
        }
    }
    if told != looked.case.ledger {
        wrong.push("its ledger is not what its history turned".to_owned());
    }
    for pair in looked.case.ledger.intervals.windows(2) {
        if pair[0].end != Some(pair[1].start) || pair[1].start < pair[0].start {
            wrong.push(format!("its ledger has a gap before {}", pair[1].start));
        }
    }
}

fn end(ledger: &mut Ledger, at: Timestamp) {
    if let Some(last) = ledger.intervals.last_mut() {
        last.end.get_or_insert(at);
    }
}

/// Each rung of the escalation is told once since the clock was started, and as soon as it is reached.
fn check_marks(looked: &Looked<'_>, now: Timestamp, wrong: &mut Vec<String>) {
    let mut told: Vec<u32> = vec![];
    for entry in looked.entries {
        match entry.kind.as_str() {
            "clock_turned" if entry.detail["is_start"] == true => told.clear(),
            "mark_reached" => {
                let percent = entry.detail["percent"].as_u64().and_then(|it| u32::try_from(it).ok());
                let percent = percent.unwrap_or_default();
                if told.contains(&percent) {
                    wrong.push(format!("entry {} tells of {percent} % a second time", entry.sequence));
                }
                told.push(percent);
            }
            _ => (),
        }
    }
    if told != looked.case.marks {
        wrong.push(format!("marks {:?} are kept, and its history says {told:?}", looked.case.marks));
    }
    let case = looked.case;
    let (Some(escalation), Some(standard), Some((_, calendar)), Some(start)) = (
        &looked.sop.escalation,
        looked.sop.service_standard.0,
        looked.calendar,
        case.ledger.counts_from.filter(|_| !case.state.is_final() && !case.ledger.is_paused()),
    ) else {
        return;
    };
    let told: BTreeSet<u32> = told.into_iter().collect();
    let stood = stood(looked, start, standard);
    for percent in escalation.marks.iter().filter(|it| !told.contains(it)) {
        let part = (u64::from(standard.amount) * u64::from(*percent)).div_ceil(100);
        let part = Allowance { amount: u32::try_from(part).unwrap_or(u32::MAX), ..standard };
        let reached = due::reach(calendar, start, part, &stood);
        if let Some(at) = reached.filter(|it| *it + GRACE < now) {
            wrong.push(format!("{percent} % of its standard were used at {at}, and nobody was told"));
        }
    }
}

/// When the clock that counts now stood: in the ledger, and while the agency could not work.
fn stood(looked: &Looked<'_>, start: Timestamp, standard: Allowance) -> Vec<(Timestamp, Timestamp)> {
    if !standard.unit.is_working() {
        return vec![];
    }
    let pauses = looked.case.ledger.intervals.iter().filter(|it| !it.is_running && start <= it.start);
    let pauses = pauses.filter_map(|it| Some((it.start, it.end?)));
    let outages = looked.outages.iter().filter(|it| start < it.to).map(|it| (it.from, it.to));
    pauses.chain(outages).collect()
}

fn check_tasks(looked: &Looked<'_>, wrong: &mut Vec<String>) {
    for row in looked.tasks {
        let task = &row.body.0;
        let kept = looked.case.tasks.iter().find(|it| it.id == row.id);
        if kept.is_some_and(|it| it.due != task.due) {
            wrong.push(format!("task {} has two due times", row.id));
        }
        // An open one is listed by when it is due, any other by when that ended.
        let (listed, place) = (row.order_at.to_jiff(), task.closed_at.or(task.due.at));
        if place.is_some_and(|it| it != listed) {
            wrong.push(format!("task {} is listed at {listed}, where its place is {place:?}", row.id));
        }
        let norm = looked.sop.step(&task.step).and_then(|it| it.norm).map(|it| it.0);
        // What was counted by an older calendar was right by that one.
        let calendar = looked.calendar.filter(|(version, _)| *version == row.calendar_version);
        let (Some(norm), Some((_, calendar))) = (norm, calendar) else { continue };
        let counted = due::reach(calendar, task.opened_at, norm, &[]);
        if counted != task.due.at {
            wrong.push(format!(
                "task {} is due {:?}, and counted day by day {counted:?}",
                row.id, task.due.at
            ));
        }
    }
}

/// The last day to follow up counts from the delivery, or was set by an extension.
fn check_follow_up(
    looked: &Looked<'_>,
    follow_up: &FollowUp,
    calendar: &CalendarSpec,
    wrong: &mut Vec<String>,
) {
    let step = looked.entries.iter().rfind(|it| it.kind == "follow_up_requested").map(|it| &it.step);
    let lapse = step.and_then(|it| looked.sop.step(it)).and_then(|it| it.lapses.as_ref());
    let counted = match (follow_up.extended_to, follow_up.delivered_at, lapse) {
        (Some(day), ..) => due::end_of(calendar, day),
        (None, Some(delivered), Some(lapse)) => due::reach(calendar, delivered, lapse.after.0, &[]),
        _ => None,
    };
    if counted != follow_up.due_at {
        wrong.push(format!("its follow-up is due {:?}, and counted {counted:?}", follow_up.due_at));
    }
    let late_from = counted.map(|it| it + SignedDuration::from_secs(1));
    if counted == follow_up.due_at && late_from != follow_up.late_from {
        wrong.push(format!(
            "its follow-up is late from {:?}, and not from {late_from:?}",
            follow_up.late_from
        ));
    }
}
