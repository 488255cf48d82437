//! The fields of a form, with what they hold and what is wrong with it.

use super::{Way, heads};
use crate::pages::{cases::names, told::case::Case};
use askama::Template;
use serde_json::Value;

/// Longer than a line.
const LONG_CHARS: u64 = 300;
const MAX_RECIPIENTS: usize = 5;

/// One field of a form; it may hold others.
#[derive(Template)]
#[template(path = "tasks/field.html")]
pub(in crate::pages::tasks) struct Field {
    /// Of the first control in it.
    id: String,
    name: String,
    title: String,
    hint: String,
    required: bool,
    mistake: String,
    input: Input,
}

enum Input {
    Line {
        value: String,
        max_length: u64,
    },
    Texts {
        value: String,
        max_length: u64,
        rows: u64,
    },
    Date {
        value: String,
    },
    Number {
        value: String,
    },
    YesOrNo {
        is_yes: bool,
    },
    OneOf {
        options: Vec<Choice>,
        is_short: bool,
    },
    SomeOf {
        options: Vec<Choice>,
    },
    InOrder {
        places: Vec<Vec<Choice>>,
    },
    /// `holds_groups`: its fields are groups themselves.
    Group {
        fields: Vec<Field>,
        holds_groups: bool,
    },
    Rows {
        rows: Vec<Row>,
    },
}

impl Field {
    /// Whether there are rows in it, to go through by keyboard.
    pub(super) fn has_rows(&self) -> bool {
        matches!(self.input, Input::Group { .. } | Input::Rows { .. })
    }
}

/// A value to choose.
struct Choice {
    value: String,
    title: String,
    is_chosen: bool,
}

/// A row of a checklist.
struct Row {
    title: String,
    /// Name and value of what the row is about.
    head: (String, String),
    /// Where the paper it is about opens; empty: it is about none.
    paper: String,
    fields: Vec<Field>,
}

/// With what forms are shown.
pub(super) struct Shown<'s> {
    pub(super) mistakes: &'s [(String, String)],
    pub(super) case: &'s Case,
}

impl Shown<'_> {
    /// The fields of a schema, with what `content` holds. `under` is the name of what they are in.
    pub(super) fn fields(&self, schema: &Value, content: &Value, under: &str) -> Vec<Field> {
        let is_required = |name: &str| {
            schema["required"].as_array().is_some_and(|it| it.iter().any(|required| required == name))
        };
        let field = |name: &str| {
            let property = &schema["properties"][name];
            Field { required: is_required(name), ..self.field(name, property, &content[name], under) }
        };
        names(schema).into_iter().map(field).collect()
    }

    fn field(&self, name: &str, property: &Value, value: &Value, under: &str) -> Field {
        let full = format!("{under}.{name}");
        let id = full.replace('.', "-");
        let mistake = self.mistakes.iter().find(|it| it.0 == id).map(|it| it.1.clone());
        Field {
            title: property["title"].as_str().unwrap_or(name).to_owned(),
            hint: property["description"].as_str().unwrap_or_default().to_owned(),
            required: false,
            mistake: mistake.unwrap_or_default(),
            input: self.input(name, property, value, &full),
            id,
            name: full,
        }
    }

    fn input(&self, name: &str, property: &Value, value: &Value, full: &str) -> Input {
        let text = value.as_str().unwrap_or_default().to_owned();
        let max_length = property["maxLength"].as_f64().map_or(8_000, |it| it as u64);
        match Way::of(name, property) {
            Way::YesOrNo => Input::YesOrNo { is_yes: value.as_bool().unwrap_or_default() },
            Way::Number => Input::Number { value: value.as_f64().map_or(text, |it| it.to_string()) },
            Way::Date => Input::Date { value: text },
            Way::OneOf(of) => {
                let options = choices(of, |it| value == it);
                let is_short = options.iter().all(|it| it.title.chars().count() <= 20);
                Input::OneOf { options, is_short }
            }
            Way::SomeOf(of) => {
                let chosen = |it: &str| value.as_array().is_some_and(|all| all.iter().any(|one| one == it));
                Input::SomeOf { options: choices(of, chosen) }
            }
            Way::InOrder(of) => Input::InOrder { places: places(of, value) },
            Way::Lines => {
                let lines = value.as_array().into_iter().flatten().filter_map(Value::as_str);
                Input::Texts { value: lines.collect::<Vec<_>>().join("\n"), max_length: 64_000, rows: 4 }
            }
            Way::Group => {
                let fields = self.fields(property, value, full);
                let holds_groups = fields.iter().any(|it| matches!(it.input, Input::Group { .. }));
                Input::Group { fields, holds_groups }
            }
            Way::Rows(item) => Input::Rows { rows: self.rows(item, value, full) },
            Way::Text if max_length <= LONG_CHARS => Input::Line { value: text, max_length },
            Way::Text => {
                let rows = if max_length < 8_000 { 2 } else { 5 };
                Input::Texts { value: text, max_length, rows }
            }
        }
    }

    fn rows(&self, item: &Value, content: &Value, full: &str) -> Vec<Row> {
        let Some((head, values)) = heads(item) else {
            return vec![];
        };
        let filled = |value: &str| {
            let mut rows = content.as_array().into_iter().flatten();
            rows.find(|it| it[head] == value).unwrap_or(&Value::Null)
        };
        let row = |(at, value): (usize, &&str)| {
            let under = format!("{full}.{at}");
            let mut fields = self.fields(item, filled(value), &under);
            fields.retain(|it| it.name != format!("{under}.{head}"));
            // A row says by what is chosen in it whether it needs a note.
            fields.iter_mut().for_each(|it| it.required = true);
            let paper = self.case.dossier.documents.iter().find(|it| it.requirement == *value);
            Row {
                title: titled(&item["properties"][head], at, value),
                head: (format!("{under}.{head}"), (*value).to_owned()),
                paper: paper.map(|it| it.address()).unwrap_or_default(),
                fields,
            }
        };
        values.iter().enumerate().map(row).collect()
    }
}

/// Values with their titles; those for which `is_chosen` holds are chosen.
fn choices(of: &Value, is_chosen: impl Fn(&str) -> bool) -> Vec<Choice> {
    let values = of["enum"].as_array().into_iter().flatten().filter_map(Value::as_str).enumerate();
    let choice = |(at, value): (usize, &str)| Choice {
        title: titled(of, at, value),
        is_chosen: is_chosen(value),
        value: value.to_owned(),
    };
    values.map(choice).collect()
}

/// A list to choose from for each place in the order. Where there is one value alone it is chosen.
fn places(of: &Value, value: &Value) -> Vec<Vec<Choice>> {
    let count = of["enum"].as_array().map_or(0, Vec::len);
    let place = |at: usize| {
        choices(of, |it| match value.get(at) {
            Some(chosen) => chosen == it,
            None => count == 1 && value.get(0).is_none(),
        })
    };
    (0..count.min(MAX_RECIPIENTS)).map(place).collect()
}

fn titled(of: &Value, at: usize, value: &str) -> String {
    of["x-titles"][at].as_str().unwrap_or(value).to_owned()
}
