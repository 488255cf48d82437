//! Checks what steps are made of: ids, dossier, actors, sheets, letters, separation.

use super::Findings;
use crate::{
    sop::{Actor, Issue, SheetKind, Sop, path::Path},
    text::SUBJECT_WORDS,
};
use indexmap::IndexMap;
use serde_json::Value;
use std::collections::BTreeSet;

/// What the number of a letter is made of.
const NUMBER_WORDS: [&str; 5] = ["sequence", "day", "month", "month_roman", "year"];

pub(super) fn check(sop: &Sop, positions: Option<&[String]>, findings: &mut Findings) {
    ids(sop, findings);
    dossier(sop, findings);
    for (id, actor) in &sop.actors {
        self::actor(sop, positions, &Path::new(&["actors", id]), actor, findings);
    }
    for (id, sheet) in &sop.sheets {
        let path = Path::new(&["sheets", id]);
        match (sheet.kind, &sheet.schema) {
            (SheetKind::Form, Some(schema)) => form(&path.then("schema"), schema, findings),
            (SheetKind::Form, None) => findings.add(path.clone(), "a form needs a schema of its fields"),
            (_, Some(_)) => {
                findings.add(path.then("schema"), "only a sheet of kind `form` has a schema of its own")
            }
            (_, None) => (),
        }
        let takes_recipients = sheet.recipients.is_empty() || sheet.kind == SheetKind::Disposition;
        findings.demand(takes_recipients, &path.then("recipients"), || {
            "only a sheet of kind `disposition` has recipients".to_owned()
        });
        for (index, position) in sheet.recipients.iter().enumerate() {
            known_position(positions, &path.then("recipients").then(index), position, findings);
        }
    }
    letters(sop, findings);
    for (index, group) in sop.separation.iter().enumerate() {
        for (place, step) in group.iter().enumerate() {
            let path = Path::new(&["separation"]).then(index).then(place);
            let acts = sop.steps.get(step).is_some_and(|it| it.actor.is_some());
            findings.demand(acts, &path, || format!("there is no step {step:?} that an actor does"));
        }
    }
}

/// Agencies and procedures are parts of names, everything else is at least a word.
fn ids(sop: &Sop, findings: &mut Findings) {
    for (key, slug) in [("sop", &sop.sop), ("agency", &sop.agency)] {
        findings.demand(is_word(slug, '-'), &Path::new(&[key]), || {
            format!("{slug:?} is not a slug of small letters, digits and hyphens")
        });
    }
    let maps: [(&str, Vec<&String>); 6] = [
        ("actors", sop.actors.keys().collect()),
        ("sheets", sop.sheets.keys().collect()),
        ("decisions", sop.decisions.keys().collect()),
        ("letters", sop.letters.keys().collect()),
        ("steps", sop.steps.keys().collect()),
        ("steps", sop.steps.values().flat_map(|it| it.outcomes.keys()).collect()),
    ];
    for (map, keys) in maps {
        for key in keys {
            findings.demand(is_word(key, '_'), &Path::new(&[map, key]), || {
                format!("{key:?} is not an id of small letters, digits and underscores")
            });
        }
    }
    pattern(
        &Path::new(&["registration"]),
        &sop.registration,
        &["year", "sequence"],
        &["year", "sequence"],
        findings,
    );
}

/// A pattern has the words it must have, and none that nobody fills in.
fn pattern(path: &Path, pattern: &str, known: &[&str], needed: &[&str], findings: &mut Findings) {
    let inner = pattern.split('{').skip(1).map(|it| it.split_once('}').map_or(it, |(word, _)| word));
    let words: Vec<&str> = inner.map(|it| it.split_once(':').map_or(it, |(word, _)| word)).collect();
    for unknown in words.iter().filter(|it| !known.contains(it)) {
        let known = known.join("}, {");
        findings.add(path.clone(), format!("{{{unknown}}} is never filled in: use {{{known}}}"));
    }
    for missing in needed.iter().filter(|it| !words.contains(it)) {
        findings.add(path.clone(), format!("it lacks {{{missing}}}, so that numbers would not differ"));
    }
}

/// Whether it is a word in small letters, whose parts `joint` joins.
pub(super) fn is_word(id: &str, joint: char) -> bool {
    let fits = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == joint;
    id.starts_with(|it: char| it.is_ascii_lowercase()) && id.len() <= 64 && id.chars().all(fits)
}

fn dossier(sop: &Sop, findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    let requirements =
        sop.dossier.requirements.iter().enumerate().map(|(at, it)| ("requirements", at, &it.id));
    let sections = sop.dossier.sections.iter().enumerate().map(|(at, it)| ("sections", at, &it.id));
    for (list, index, id) in requirements.chain(sections) {
        let path = Path::new(&["dossier", list]).then(index).then("id");
        findings.demand(is_word(id, '_'), &path, || {
            format!("{id:?} is not an id of small letters, digits and underscores")
        });
        findings.demand(seen.insert(id), &path, || format!("{id:?} is there already"));
    }
    for (index, requirement) in sop.dossier.requirements.iter().enumerate() {
        let path = Path::new(&["dossier", "requirements"]).then(index).then("media");
        findings.demand(!requirement.media.is_empty(), &path, || "no kind of file would be taken".to_owned());
    }
    findings.demand(!sop.dossier.purpose.is_empty(), &Path::new(&["dossier", "purpose"]), || {
        "it names nothing that may be asked for".to_owned()
    });
}

fn actor(sop: &Sop, positions: Option<&[String]>, path: &Path, actor: &Actor, findings: &mut Findings) {
    for (value, place) in &actor.values {
        known_position(positions, &path.then(value).then("position"), &place.position, findings);
    }
    match (&actor.position, &actor.choice) {
        (Some(position), None) if actor.values.is_empty() => {
            known_position(positions, &path.then("position"), position, findings);
        }
        (None, Some(choice)) => choice_of(sop, path, choice, actor, findings),
        _ => findings.add(path.clone(), "an actor is either a `position` or a `choice` with its values"),
    }
}

/// A choice knows what to do with every value its field may have.
fn choice_of(sop: &Sop, path: &Path, choice: &str, actor: &Actor, findings: &mut Findings) {
    let place = path.then("choice");
    let found = choice.split_once('.').and_then(|(sheet, field)| Some((sop.sheets.get(sheet)?, field)));
    let Some((sheet, field)) = found else {
        return findings.add(place, format!("{choice:?} names no sheet and field, as in `sheet.field`"));
    };
    match sheet.kind {
        SheetKind::Disposition => {
            findings
                .demand(field == "recipient", &place, || "of a disposition, `recipient` chooses".to_owned());
            findings.demand(actor.values.is_empty(), &place, || {
                "the recipients of a disposition are positions already".to_owned()
            });
            findings.demand(!sheet.recipients.is_empty(), &place, || {
                "its sheet must name the `recipients` there are to choose from".to_owned()
            });
        }
        SheetKind::Form => exhaustive(&place, sheet.schema.as_ref(), field, &actor.values, findings),
        SheetKind::Checklist => findings.add(place, "a checklist chooses nobody"),
    }
}

fn exhaustive<T>(
    place: &Path,
    schema: Option<&Value>,
    field: &str,
    values: &IndexMap<String, T>,
    findings: &mut Findings,
) {
    let property = schema.and_then(|it| it.get("properties")?.get(field));
    let listed = property.and_then(|it| it.get("enum")?.as_array());
    let Some(listed) = listed else {
        return findings.add(place.clone(), format!("{field:?} is not a field of the sheet with an `enum`"));
    };
    let listed: BTreeSet<&str> = listed.iter().filter_map(Value::as_str).collect();
    let given: BTreeSet<&str> = values.keys().map(String::as_str).collect();
    for missing in listed.difference(&given) {
        findings.add(place.clone(), format!("nobody is chosen by the value {missing:?}"));
    }
    for unknown in given.difference(&listed) {
        findings.add(place.clone(), format!("the field never has the value {unknown:?}"));
    }
    let required = schema.and_then(|it| it.get("required")?.as_array());
    let is_required = required.is_some_and(|it| it.iter().any(|name| name == field));
    findings.demand(is_required, place, || format!("the sheet must require {field:?}, as it chooses"));
}

/// A position of the agency.
pub(super) fn known_position(
    positions: Option<&[String]>,
    path: &Path,
    position: &str,
    findings: &mut Findings,
) {
    let known = positions.is_none_or(|it| it.iter().any(|known| known == position));
    findings.demand(known, path, || format!("the agency has no position {position:?}"));
}

fn form(path: &Path, schema: &Value, findings: &mut Findings) {
    let is_object = schema.get("type").and_then(Value::as_str) == Some("object");
    findings.demand(is_object, path, || "the schema of a form is of `type: object`".to_owned());
    if let Err(error) = crate::sheet::validator(schema) {
        findings.add(path.clone(), format!("not a JSON Schema: {error}"));
    }
    titles(path, schema, findings);
}

/// `x-titles` lists what the values of an `enum` are called, in the same order.
fn titles(path: &Path, schema: &Value, findings: &mut Findings) {
    if let Some(titles) = schema.get("x-titles") {
        let count = |it: Option<&Value>| it.and_then(Value::as_array).map(Vec::len);
        let fits = count(Some(titles)) == count(schema.get("enum"));
        findings.demand(fits, &path.then("x-titles"), || {
            "it needs one title for each value of `enum`".to_owned()
        });
    }
    for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        titles(&path.then("properties").then(name), property, findings);
    }
    if let Some(items) = schema.get("items") {
        titles(&path.then("items"), items, findings);
    }
}

const URGENCIES: [&str; 3] = ["biasa", "segera", "sangat_segera"];
const SECURITY_CLASSES: [&str; 4] = ["biasa", "terbatas", "rahasia", "sangat_rahasia"];

fn letters(sop: &Sop, findings: &mut Findings) {
    for (id, letter) in &sop.letters {
        let path = Path::new(&["letters", id]);
        for (index, actor) in letter.initials.iter().enumerate() {
            findings.demand(sop.actors.contains_key(actor), &path.then("initials").then(index), || {
                format!("there is no actor {actor:?}")
            });
        }
        let words = [
            ("urgency", &letter.urgency, &URGENCIES[..]),
            ("security_class", &letter.security_class, &SECURITY_CLASSES[..]),
        ];
        for (key, word, known) in words {
            let is_known = word.as_ref().is_none_or(|it| known.contains(&it.as_str()));
            findings.demand(is_known, &path.then(key), || format!("it is one of {}", known.join(", ")));
        }
        if let Some(actor) = &letter.signatory {
            let known = sop.actors.contains_key(actor);
            findings.demand(known, &path.then("signatory"), || format!("there is no actor {actor:?}"));
        }
        pattern(&path.then("number"), &letter.number, &NUMBER_WORDS, &["sequence", "year"], findings);
        pattern(&path.then("subject"), &letter.subject, &SUBJECT_WORDS, &[], findings);
        let in_whose_name = letter.signatory.is_some() || letter.issue == Issue::Sign;
        findings.demand(in_whose_name, &path, || "a sealed letter names its `signatory`".to_owned());
    }
}
