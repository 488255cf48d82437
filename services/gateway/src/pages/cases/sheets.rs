//! Sheets that were filled in, for reading: title and text of each answer, in the order of the form.

use super::Titles;
use crate::pages::told::case::{Case, Sheet, day};
use serde_json::{Map, Value};

/// A sheet with its answers in words.
pub(crate) struct Filled {
    pub(crate) sheet: Sheet,
    pub(crate) answers: Vec<Answer>,
}

/// What was answered.
pub(crate) struct Answer {
    pub(crate) title: String,
    pub(crate) text: String,
}

/// What the steps of a case filled in, newest first.
pub(crate) fn filled(case: &mut Case, titles: &Titles) -> Vec<Filled> {
    let sheets = std::mem::take(&mut case.sheets);
    let filled = |mut sheet: Sheet| {
        titles.head(&mut sheet.form);
        let answers = answers(&sheet.form.schema, &sheet.content);
        Filled { sheet, answers }
    };
    sheets.into_iter().rev().map(filled).collect()
}

/// Every answer of a sheet. Fields that group others become one line each, once their own fields hold plain values.
pub(crate) fn answers(schema: &Value, content: &Value) -> Vec<Answer> {
    let mut answers = vec![];
    for name in names(schema) {
        let (property, value) = (&schema["properties"][name], &content[name]);
        if value.is_null() {
            continue;
        }
        let groups = names(property).iter().any(|it| property["properties"][it]["properties"].is_object());
        if groups {
            answers.extend(self::answers(property, value));
        } else if property["items"]["properties"].is_object() {
            answers.extend(rows(&property["items"], value));
        } else {
            let title = property["title"].as_str().unwrap_or(name).to_owned();
            answers.push(Answer { title, text: spoken(property, value) });
        }
    }
    answers.retain(|it| !it.text.is_empty());
    answers
}

/// Rows of a list, each named by its first field.
fn rows(item: &Value, rows: &Value) -> Vec<Answer> {
    let row = |row: &Value| {
        let mut parts = names(item).into_iter().map(|name| spoken(&item["properties"][name], &row[name]));
        let title = parts.next().unwrap_or_default();
        Answer { title, text: join(parts, ": ") }
    };
    rows.as_array().into_iter().flatten().map(row).collect()
}

/// Fields of a schema in the order of the procedure; where it has none, those that have to be there first.
pub(crate) fn names(schema: &Value) -> Vec<&str> {
    let listed = |list: &'static str| schema[list].as_array().into_iter().flatten().filter_map(Value::as_str);
    let ordered: Vec<&str> = listed("x-order").collect();
    if !ordered.is_empty() {
        return ordered;
    }
    let all = schema["properties"].as_object().into_iter().flat_map(Map::keys).map(String::as_str);
    let required: Vec<&str> = listed("required").collect();
    let others: Vec<&str> = all.filter(|it| !required.contains(it)).collect();
    [required, others].concat()
}

fn spoken(property: &Value, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(it) => if *it { "Ya" } else { "Tidak" }.to_owned(),
        Value::Number(it) => it.to_string(),
        Value::String(it) if property["format"] == "date" => day(it),
        Value::String(it) => titled(property, it),
        Value::Array(items) => join(items.iter().map(|it| spoken(&property["items"], it)), "; "),
        Value::Object(_) => join(
            names(property).into_iter().map(|name| spoken(&property["properties"][name], &value[name])),
            ": ",
        ),
    }
}

fn titled(property: &Value, value: &str) -> String {
    let place = property["enum"].as_array().and_then(|it| it.iter().position(|known| known == value));
    place.and_then(|it| property["x-titles"][it].as_str()).unwrap_or(value).to_owned()
}

fn join(parts: impl Iterator<Item = String>, joint: &str) -> String {
    parts.filter(|it| !it.is_empty()).collect::<Vec<_>>().join(joint)
}
