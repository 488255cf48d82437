//! Checks the steps: each whole in itself, all reachable, none a dead end, norms within the service standard.

use super::Findings;
use crate::sop::{
    End, Issue, SheetKind, Sop, Step,
    flow::Flow,
    path::Path,
    step::{CONCLUDED, ClockRule, FOLLOWED_UP, RESUBMITTED, SIGNED, Wait},
};
use worktime::{Allowance, Unit};

/// A working day of seven and a half hours (Perpres 21/2023), to compare norms in minutes with standards in days.
const MINUTES_PER_DAY: u64 = 450;

/// More is no procedure, and would take long to follow on every way.
const MAX_STEPS: usize = 500;

pub(super) fn check(sop: &Sop, findings: &mut Findings) {
    if let Some(id) = sop.steps.keys().nth(MAX_STEPS) {
        return findings.add(Path::new(&["steps", id]), format!("a procedure has at most {MAX_STEPS} steps"));
    }
    findings.demand(!sop.steps.is_empty(), &Path::new(&["steps"]), || "there are none".to_owned());
    for (id, step) in &sop.steps {
        let path = Path::new(&["steps", id]);
        words(sop, &path, step, findings);
        match step.wait {
            Some(_) => waiting(sop, &path, step, findings),
            None => work(sop, &path, step, findings),
        }
        targets(sop, &path, step, findings);
    }
    ways(sop, findings);
    standard(sop, findings);
}

/// Whatever a step names exists.
fn words(sop: &Sop, path: &Path, step: &Step, findings: &mut Findings) {
    if let Some(actor) = &step.actor {
        let known = sop.actors.contains_key(actor);
        findings.demand(known, &path.then("actor"), || format!("there is no actor {actor:?}"));
    }
    for (key, actor) in [
        ("entered_by", step.entered_by.as_ref()),
        ("lapses", step.lapses.as_ref().and_then(|it| it.extend_by.as_ref())),
    ] {
        let known = actor.is_none_or(|it| sop.actors.contains_key(it));
        findings.demand(known, &path.then(key), || format!("there is no actor {actor:?}"));
    }
    if let Some(sheet) = &step.sheet {
        let known = sop.sheets.contains_key(sheet);
        findings.demand(known, &path.then("sheet"), || format!("there is no sheet {sheet:?}"));
    }
    if let Some(letter) = &step.letter {
        let known = sop.letters.contains_key(letter);
        findings.demand(known, &path.then("letter"), || format!("there is no letter {letter:?}"));
    }
    for (index, item) in step.completeness.iter().enumerate() {
        findings.demand(sop.item_title(item).is_some(), &path.then("completeness").then(index), || {
            format!("there is no requirement or section {item:?}")
        });
    }
    let printable = step.print.is_none() || step.sheet.is_some();
    findings.demand(printable, &path.then("print"), || "there is no sheet to print".to_owned());
}

fn work(sop: &Sop, path: &Path, step: &Step, findings: &mut Findings) {
    findings.demand(step.actor.is_some(), path, || "it has neither an `actor` nor a `wait`".to_owned());
    findings.demand(step.activity.is_some(), path, || "it lacks its `activity`".to_owned());
    let waits = step.when.is_empty() && step.team.is_none() && step.lapses.is_none();
    findings.demand(waits && step.clock != Some(ClockRule::Restart), path, || {
        "`when`, `team`, `lapses` and `clock: restart` belong to a step that waits".to_owned()
    });
    findings.demand(step.next.is_some() == step.outcomes.is_empty(), path, || {
        "it needs either `next` or `outcomes`".to_owned()
    });
    let letter = step.letter.as_ref().and_then(|it| sop.letters.get(it));
    let to_sign = letter.is_some_and(|it| it.issue == Issue::Sign);
    findings.demand(to_sign == step.outcomes.contains_key(SIGNED), &path.then("outcomes"), || {
        format!("a step has the outcome `{SIGNED}` if, and only if, its letter is to be signed")
    });
    for (id, outcome) in &step.outcomes {
        let path = path.then("outcomes").then(id);
        let ends = [outcome.next.is_some(), outcome.end.is_some(), outcome.back];
        findings.demand(ends.into_iter().filter(|it| *it).count() == 1, &path, || {
            "it needs exactly one of `next`, `end`, `back: true`".to_owned()
        });
        if let Some(decision) = &outcome.decision {
            let known = sop.decisions.contains_key(decision);
            findings.demand(known, &path.then("decision"), || {
                format!("there is no decision {decision:?}: give its title under `decisions`")
            });
        }
    }
}

fn waiting(sop: &Sop, path: &Path, step: &Step, findings: &mut Findings) {
    let is_work = step.actor.is_some()
        || step.norm.is_some()
        || step.sheet.is_some()
        || step.next.is_some()
        || !step.outcomes.is_empty();
    findings.demand(!is_work, path, || {
        "a step that waits has no actor, norm, sheet, next or outcomes".to_owned()
    });
    let known = match step.wait {
        Some(Wait::Meeting) => &[CONCLUDED][..],
        _ => &[RESUBMITTED, FOLLOWED_UP],
    };
    findings.demand(step.when.keys().filter(|it| known.contains(&it.as_str())).count() == 1, path, || {
        format!("it needs one of `when: {{{}: …}}`, so it would wait for ever", known.join(": …}` or `{"))
    });
    for event in step.when.keys().filter(|it| !known.contains(&it.as_str())) {
        findings.add(path.then("when").then(event), format!("nothing tells {event:?}"));
    }
    findings.demand(step.team.is_some() == (step.wait == Some(Wait::Meeting)), &path.then("team"), || {
        "a step has a `team` if, and only if, it waits for a meeting".to_owned()
    });
    lapse(sop, path, step, findings);
    let letter = step.letter.as_ref().and_then(|it| sop.letters.get(it));
    findings.demand(letter.is_none_or(|it| it.issue == Issue::Seal), &path.then("letter"), || {
        "nobody is there to sign it: `issue: seal`".to_owned()
    });
}

fn lapse(sop: &Sop, path: &Path, step: &Step, findings: &mut Findings) {
    let Some(lapse) = &step.lapses else { return };
    let path = path.then("lapses");
    findings.demand(step.when.contains_key(FOLLOWED_UP), &path, || {
        format!("only a step with `when: {{{FOLLOWED_UP}: …}}` lapses")
    });
    findings.demand(!lapse.after.0.unit.is_working(), &path.then("after"), || {
        "the time to follow up counts in calendar_days or calendar_months".to_owned()
    });
    // The case is over by then: nothing but the signature of its notice can follow.
    let notice = lapse.next.as_ref().and_then(|it| sop.steps.get(it));
    let only_signed = |it: &Step| {
        it.outcomes.len() == 1 && it.outcomes.get(SIGNED).is_some_and(|it| it.end == Some(End::Lapsed))
    };
    findings.demand(notice.is_none_or(only_signed), &path.then("next"), || {
        format!("the step it leads to has `outcomes: {{{SIGNED}: {{end: lapsed}}}}` and no other")
    });
}

fn targets(sop: &Sop, path: &Path, step: &Step, findings: &mut Findings) {
    let outcomes = (step.outcomes.iter())
        .filter_map(|(id, it)| Some((path.then("outcomes").then(id).then("next"), it.next.as_ref()?)));
    let when = step.when.iter().map(|(event, next)| (path.then("when").then(event), next));
    let next = step.next.iter().map(|next| (path.then("next"), next));
    let lapse =
        step.lapses.iter().filter_map(|it| Some((path.then("lapses").then("next"), it.next.as_ref()?)));
    for (path, next) in next.chain(outcomes).chain(when).chain(lapse) {
        findings.demand(sop.steps.contains_key(next), &path, || format!("there is no step {next:?}"));
    }
}

/// What holds on every way a case can take.
fn ways(sop: &Sop, findings: &mut Findings) {
    let flow = Flow::of(sop);
    let (reachable, ending, undecided) = (flow.reachable(|_| false), flow.ending(), flow.undecided());
    for (id, step) in &sop.steps {
        let path = Path::new(&["steps", id]);
        findings.demand(reachable.contains(id.as_str()), &path, || "no case ever comes here".to_owned());
        findings.demand(ending.contains(id.as_str()), &path, || "no case ever ends from here".to_owned());
        let ends_open = step.outcomes.values().any(|it| it.end.is_some() && it.decision.is_none());
        findings.demand(!ends_open || !undecided.contains(id.as_str()), &path, || {
            "a case could end here with nothing decided: give the outcomes before it a `decision`".to_owned()
        });
        let goes_back = step.outcomes.values().any(|it| it.back);
        findings.demand(!goes_back || !flow.origins(id).is_empty(), &path, || {
            "there is no step to go back to".to_owned()
        });
        if step.waits_for_dossier() {
            for origin in flow.origins(id) {
                let marks = sop.steps[origin].sheet.as_ref().and_then(|it| sop.sheets.get(it));
                findings.demand(marks.is_some_and(|it| it.kind == SheetKind::Checklist), &path, || {
                    format!("step {origin:?} leads here without a checklist that marks what to correct")
                });
            }
        }
        if let Some(sheet) = step.actor.as_ref().and_then(|it| sop.choosing_sheet(it)) {
            let fills = |step: &str| sop.steps[step].sheet.as_deref() == Some(sheet);
            findings.demand(!flow.reachable(fills).contains(id.as_str()), &path.then("actor"), || {
                format!("a case can come here before anyone filled in {sheet:?}, which chooses")
            });
        }
    }
}

fn standard(sop: &Sop, findings: &mut Findings) {
    let Some(standard) = sop.service_standard.0 else {
        return;
    };
    let allowed = minutes(standard);
    let needed = Flow::of(sop).heaviest(|step| step.norm.map_or(0, |it| minutes(it.0)));
    findings.demand(needed <= allowed, &Path::new(&["service_standard"]), || {
        format!("the norms of the steps sum up to {needed} working minutes, which is more than {standard}")
    });
}

/// Calendar units count as if every day were worked, so nothing that fits is refused.
fn minutes(amount: Allowance) -> u64 {
    let each = match amount.unit {
        Unit::WorkingMinutes => 1,
        Unit::WorkingDays | Unit::CalendarDays => MINUTES_PER_DAY,
        Unit::CalendarMonths => 31 * MINUTES_PER_DAY,
    };
    u64::from(amount.amount) * each
}
