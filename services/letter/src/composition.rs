//! What a template is given: what review told, with what the letter desk adds.

use crate::letter::{Block, Issue, Letter, Taken};
use platform::{Capacity, indonesian};
use serde_json::{Map, Value, json};

/// The data of a letter as it is issued. `verification_url` leads to its code.
pub(crate) fn issued(letter: &Letter, taken: &Taken, verification_url: Option<&str>) -> Value {
    let mut data = common(letter, &taken.block, &indonesian::date(taken.date));
    set(&mut data, "letter", json!({ "number": taken.number, "date_text": indonesian::date(taken.date) }));
    if let (Some(code), Some(url)) = (&taken.code, verification_url) {
        let is_sealed = letter.issue == Issue::Seal;
        set(&mut data, "verify", json!({ "code": code.as_str(), "url": url, "sealed": is_sealed }));
    }
    Value::Object(data)
}

/// The data of a draft, which shows that it is one, and neither number nor code.
pub(crate) fn draft(letter: &Letter, block: &Block) -> Value {
    let mut data = common(letter, block, "");
    data.insert("draft".to_owned(), Value::Bool(true));
    set(&mut data, "verify", json!({ "sealed": letter.issue == Issue::Seal }));
    Value::Object(data)
}

fn common(letter: &Letter, block: &Block, date_text: &str) -> Map<String, Value> {
    let mut data = letter.data.as_object().cloned().unwrap_or_default();
    set(&mut data, "agency", json!({ "title": block.agency_title, "letterhead": block.letterhead }));
    set(
        &mut data,
        "letter",
        json!({
            "title": letter.title,
            "subject": letter.content.subject,
            "paragraphs": letter.content.paragraphs,
            "carbon_copies": letter.content.carbon_copies,
            "urgency": letter.urgency.title(),
            "security_class_title": letter.security_class.marking(),
        }),
    );
    let initials = letter.initials.iter().map(|it| {
        let display_name = it.put.as_ref().map(|it| it.display_name.as_str()).unwrap_or_default();
        json!({ "position_title": it.shown_position(), "display_name": display_name, "initials": it.letters() })
    });
    data.insert("initials".to_owned(), initials.collect());
    let signatory = &block.signatory;
    set(
        &mut data,
        "signatory",
        json!({
            "prefix": signatory.capacity.map_or("", Capacity::prefix),
            "position_title": signatory.position_title,
            "office_title": signatory.office_title,
            "display_name": signatory.display_name,
            "rank": signatory.rank,
            "employee_id_number": signatory.employee_id_number,
        }),
    );
    if let Some(performer) = data.get_mut("performer").and_then(Value::as_object_mut) {
        let known = |it: &Value| it.as_str().is_some_and(|it| !it.is_empty());
        for (field, value) in
            [("employee_id_number", block.performer_id_number.as_str()), ("date_text", date_text)]
        {
            if !performer.get(field).is_some_and(known) {
                performer.insert(field.to_owned(), value.into());
            }
        }
    }
    data
}

/// Sets fields of the object `name`, and keeps those it has besides.
fn set(data: &mut Map<String, Value>, name: &str, fields: Value) {
    let object = data.entry(name).or_insert_with(|| json!({}));
    if !object.is_object() {
        *object = json!({});
    }
    if let (Some(object), Value::Object(fields)) = (object.as_object_mut(), fields) {
        object.extend(fields);
    }
}
