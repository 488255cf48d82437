//! Checks what a procedure promises besides its steps.

use super::{
    Findings,
    parts::{is_word, known_position},
};
use crate::sop::{ACTOR, Carry, SUPERIOR, Sop, path::Path};
use worktime::Unit;

/// Ways to come in that someone records by hand.
const RECORDED_CHANNELS: [&str; 2] = ["letter", "email"];

/// Who is told when time runs out, and who answers complaints.
pub(super) fn check(sop: &Sop, positions: Option<&[String]>, findings: &mut Findings) {
    for (id, actor) in &sop.actors {
        let known = actor.superior.as_ref().is_none_or(|it| sop.actors.contains_key(it));
        findings
            .demand(known, &Path::new(&["actors", id, "superior"]), || "there is no such actor".to_owned());
    }
    if let Some(escalation) = &sop.escalation {
        let path = Path::new(&["escalation"]);
        findings.demand(sop.service_standard.0.is_some(), &path, || {
            "without a `service_standard` there is nothing to take marks of".to_owned()
        });
        for (index, to) in escalation.to.iter().enumerate() {
            let known = to == ACTOR || to == SUPERIOR || sop.actors.contains_key(to);
            findings.demand(known, &path.then("to").then(index), || {
                format!("{to:?} is neither `{ACTOR}`, `{SUPERIOR}` nor the id of an actor")
            });
        }
        for (index, mark) in escalation.marks.iter().enumerate() {
            findings.demand((1..=1_000).contains(mark), &path.then("marks").then(index), || {
                "a mark is a part in percent, from 1 to 1000".to_owned()
            });
        }
    }
    if let Some(complaints) = &sop.complaints {
        let path = Path::new(&["complaints"]);
        known_position(positions, &path.then("answered_by"), &complaints.answered_by, findings);
        let unit = complaints.answer_within.0.unit;
        findings.demand(unit == Unit::WorkingDays, &path.then("answer_within"), || {
            "it is counted in working_days".to_owned()
        });
    }
    recorders(sop, findings);
    if let Some(carry) = &sop.carry {
        self::carry(sop, carry, findings);
    }
}

/// What does not come through the platform is recorded by someone.
fn recorders(sop: &Sop, findings: &mut Findings) {
    let path = Path::new(&["applicant", "recorded_by"]);
    let recorders = &sop.applicant.recorded_by;
    for (index, actor) in recorders.iter().enumerate() {
        let is_position = sop.actors.get(actor).is_some_and(|it| it.position.is_some());
        findings.demand(is_position, &path.then(index), || {
            format!("there is no actor {actor:?} with a position")
        });
    }
    let comes_otherwise = sop.applicant.channels.iter().any(|it| RECORDED_CHANNELS.contains(&it.as_str()));
    findings.demand(comes_otherwise != recorders.is_empty(), &path, || {
        let channels = RECORDED_CHANNELS.join("` or `");
        format!("someone records what comes by a channel `{channels}`, and nobody where there is none")
    });
}

fn carry(sop: &Sop, carry: &Carry, findings: &mut Findings) {
    let path = Path::new(&["carry"]);
    for (key, slug) in [("agency", &carry.agency), ("procedure", &carry.procedure)] {
        findings.demand(is_word(slug, '-'), &path.then(key), || format!("{slug:?} is no slug"));
    }
    findings.demand(carry.agency != sop.agency, &path.then("agency"), || {
        "it is carried on to another agency".to_owned()
    });
    for (index, decision) in carry.decisions.iter().enumerate() {
        let known = sop.decisions.contains_key(decision);
        findings.demand(known, &path.then("decisions").then(index), || {
            format!("there is no decision {decision:?}")
        });
    }
    findings.demand(!carry.decisions.is_empty(), &path.then("decisions"), || {
        "it could never be carried on".to_owned()
    });
    let requirements: Vec<&String> = sop.dossier.requirements.iter().map(|it| &it.id).collect();
    let sections: Vec<&String> = sop.dossier.sections.iter().map(|it| &it.id).collect();
    let records: Vec<&String> = sop.letters.values().filter_map(|it| it.record.as_ref()).collect();
    let maps = [
        ("documents", &carry.documents, requirements),
        ("sections", &carry.sections, sections),
        ("letters", &carry.letters, records),
    ];
    for (key, map, known) in maps {
        for (there, here) in map {
            findings.demand(known.contains(&here), &path.then(key).then(there), || {
                format!("there is no {here:?} among the {key} here")
            });
        }
    }
    if let Some(field) = &carry.marked_by {
        let found = field.split_once('.').and_then(|(sheet, field)| {
            sop.sheets.get(sheet)?.schema.as_ref()?.get("properties")?.get(field)?.get("type")?.as_str()
        });
        findings.demand(found == Some("boolean"), &path.then("marked_by"), || {
            format!("{field:?} names no field of a form that is true or false, as in `sheet.field`")
        });
    }
}
