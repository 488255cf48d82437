//! The form of a step: shown with what was filled in, read, and said what is wrong with it.

mod field;
mod mistakes;
mod read;

pub(super) use mistakes::mistakes;
pub(super) use read::{all_present, read};

use crate::pages::{
    cases::{Answer, answers},
    told::case::{Case, SheetForm, Task},
};
use axum::http::StatusCode;
use field::Shown;
use serde_json::{Map, Value};

/// What ids and names of fields begin with.
const ROOT: &str = "sheet";

/// The form of a step, ready for its page.
#[derive(Default)]
pub(super) struct Form {
    pub(super) fields: Vec<field::Field>,
    pub(super) is_checklist: bool,
    /// Whether it is gone through row by row.
    pub(super) has_rows: bool,
    /// What was typed, where it can no longer be sent.
    pub(super) typed: Vec<Answer>,
    /// What is kept, where that is not what the form shows.
    pub(super) current: Vec<Answer>,
}

/// What was sent and could not be taken; nothing where the page is opened.
#[derive(Default)]
pub(super) struct Given {
    /// As it was filled in; nothing: what was prepared.
    pub(super) sheet: Option<Value>,
    pub(super) outcome: String,
    pub(super) comment: String,
    /// Id of the field and what is wrong with it.
    pub(super) mistakes: Vec<(String, String)>,
    pub(super) status: StatusCode,
    /// Whether somebody else changed the task meanwhile.
    pub(super) is_stale: bool,
    /// Of the sheet as it was read; empty: as it is now.
    pub(super) etag: String,
}

impl Form {
    pub(super) fn of(task: &Task, case: &Case, given: &Given) -> Self {
        let Some(form) = &task.form else {
            return Self::default();
        };
        let is_open = task.state == "OPEN";
        let nothing = Value::Object(Map::new());
        let content = given.sheet.as_ref().or(task.sheet.as_ref()).unwrap_or(&nothing);
        let kept = task.sheet.as_ref().map(|it| answers(&form.schema, it)).unwrap_or_default();
        let typed = given.sheet.as_ref().map(|it| answers(&form.schema, it)).unwrap_or_default();
        let fields = Shown { mistakes: &given.mistakes, case }.fields(&form.schema, content, ROOT);
        Self {
            has_rows: fields.iter().any(field::Field::has_rows),
            fields,
            is_checklist: form.kind == "checklist",
            typed: if is_open { vec![] } else { typed },
            current: if is_open && !given.is_stale { vec![] } else { kept },
        }
    }
}

/// How a value is filled in.
enum Way<'s> {
    /// One of some values.
    OneOf(&'s Value),
    /// Some of some values.
    SomeOf(&'s Value),
    /// Some of some values, in an order.
    InOrder(&'s Value),
    YesOrNo,
    Date,
    Number,
    Text,
    /// A text for each line.
    Lines,
    /// Fields of its own.
    Group,
    /// Rows that are there from the start, by the values of their first field.
    Rows(&'s Value),
}

impl<'s> Way<'s> {
    fn of(name: &str, property: &'s Value) -> Self {
        let item = &property["items"];
        match property["type"].as_str().unwrap_or_default() {
            "boolean" => Self::YesOrNo,
            "integer" | "number" => Self::Number,
            "object" => Self::Group,
            "array" if item["properties"].is_object() => Self::Rows(item),
            // A disposition's: the first one leads.
            "array" if item["enum"].is_array() && name == "recipients" => Self::InOrder(item),
            "array" if item["enum"].is_array() => Self::SomeOf(item),
            "array" => Self::Lines,
            _ if property["enum"].is_array() => Self::OneOf(property),
            _ if property["format"] == "date" => Self::Date,
            _ => Self::Text,
        }
    }
}

/// The field by whose values the rows of a list are known, and those values.
fn heads(item: &Value) -> Option<(&str, Vec<&str>)> {
    let known = |name: &str| item["properties"][name]["enum"].is_array();
    let required = item["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let head = required.filter(|it| known(it)).find(|it| *it == "item")?;
    Some((head, item["properties"][head]["enum"].as_array()?.iter().filter_map(Value::as_str).collect()))
}

/// The schema of what `path` names, such as `items.0.note`, from the top.
fn at<'s>(form: &'s SheetForm, path: &str) -> &'s Value {
    path.split('.').filter(|it| !it.is_empty()).fold(&form.schema, |schema, part| {
        if part.parse::<usize>().is_ok() { &schema["items"] } else { &schema["properties"][part] }
    })
}
