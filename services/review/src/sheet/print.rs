//! A sheet as it is printed: titles and texts in place of ids and values, in the order of its form.

use super::{disposition::INSTRUCTIONS, object};
use crate::sop::{Sheet, SheetKind, Sop};
use platform::indonesian;
use serde_json::{Value, json};

/// The content with the words a printed form needs beside it.
pub(crate) fn printed(sop: &Sop, kind: SheetKind, content: &Value) -> Value {
    let mut content = content.clone();
    match kind {
        SheetKind::Checklist => {
            for item in content.get_mut("items").and_then(Value::as_array_mut).into_iter().flatten() {
                let title = item.get("item").and_then(Value::as_str).and_then(|it| sop.item_title(it));
                item["title"] = json!(title);
            }
        }
        SheetKind::Disposition => {
            let recipients = content.get("recipients").and_then(Value::as_array).cloned().unwrap_or_default();
            let titled = recipients.iter().filter_map(Value::as_str);
            let titled = titled.map(|it| json!({ "position": it, "title": position_title(sop, it) }));
            content["recipients"] = titled.collect();
            if let Some(limit) = content.get("limit").and_then(Value::as_str) {
                content["limit_text"] = json!(indonesian::date_of(limit));
            }
        }
        SheetKind::Form => (),
    }
    content
}

/// Title and text of each field that was filled in.
pub(crate) fn fields(sop: &Sop, sheet: &Sheet, content: &Value) -> Vec<Value> {
    match sheet.kind {
        SheetKind::Checklist => vec![],
        SheetKind::Disposition => disposition_fields(sop, content),
        SheetKind::Form => sheet.schema.as_ref().map(|it| form_fields(it, content)).unwrap_or_default(),
    }
}

fn disposition_fields(sop: &Sop, content: &Value) -> Vec<Value> {
    let words = |field: &str| -> Vec<String> {
        let listed = content.get(field).and_then(Value::as_array).cloned().unwrap_or_default();
        listed.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let recipients: Vec<String> = words("recipients").iter().map(|it| position_title(sop, it)).collect();
    let title_of = |id: &String| {
        INSTRUCTIONS
            .into_iter()
            .find(|(known, _)| known == id)
            .map_or(id.clone(), |(_, title)| title.to_owned())
    };
    let instructions: Vec<String> = words("instructions").iter().map(title_of).collect();
    let text = |field: &str| content.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    let lines = [
        ("Diteruskan kepada", recipients.join("; ")),
        ("Instruksi", instructions.join("; ")),
        ("Batas waktu", indonesian::date_of(&text("limit"))),
        ("Catatan", text("note")),
    ];
    lines.into_iter().filter(|(_, it)| !it.is_empty()).map(|(title, value)| field(title, value)).collect()
}

/// Fields that group others become one line each, once their own fields hold plain values.
fn form_fields(schema: &Value, content: &Value) -> Vec<Value> {
    let content = object(content);
    let mut fields = vec![];
    for (name, property) in properties(schema) {
        let Some(value) = content.get(name) else { continue };
        let groups = properties(property).any(|(_, it)| it.get("properties").is_some());
        if groups {
            fields.extend(form_fields(property, value));
        } else {
            let title = property.get("title").and_then(Value::as_str).unwrap_or(name);
            fields.push(field(title, spoken(property, value)));
        }
    }
    fields
}

fn spoken(property: &Value, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(it) => if *it { "Ya" } else { "Tidak" }.to_owned(),
        Value::Number(it) => it.to_string(),
        Value::String(it) => match property.get("format").and_then(Value::as_str) {
            Some("date") => indonesian::date_of(it),
            _ => titled(property, it),
        },
        Value::Array(items) => {
            let of_item = property.get("items").cloned().unwrap_or_default();
            join(items.iter().map(|it| spoken(&of_item, it)), "; ")
        }
        Value::Object(content) => {
            let parts = properties(property).filter_map(|(name, it)| Some(spoken(it, content.get(name)?)));
            join(parts, " – ")
        }
    }
}

/// What a value of an `enum` is called: `x-titles` lists it in the same order.
fn titled(property: &Value, value: &str) -> String {
    let values = property.get("enum").and_then(Value::as_array);
    let place = values.and_then(|it| it.iter().position(|known| known == value));
    let title = place.and_then(|it| property.get("x-titles")?.get(it)?.as_str());
    title.unwrap_or(value).to_owned()
}

fn properties(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    schema.get("properties").and_then(Value::as_object).into_iter().flatten()
}

fn join(parts: impl Iterator<Item = String>, joint: &str) -> String {
    parts.filter(|it| !it.is_empty()).collect::<Vec<_>>().join(joint)
}

fn field(title: &str, value: String) -> Value {
    json!({ "title": title, "value": value })
}

/// What the procedure calls the position, or its slug in plain words.
pub(crate) fn position_title(sop: &Sop, position: &str) -> String {
    let actor = sop.actors.values().find(|it| it.position.as_deref() == Some(position));
    let title = actor.and_then(|it| it.title.clone());
    title.unwrap_or_else(|| position.replace('-', " "))
}
