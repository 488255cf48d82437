//! What was filled in, as the sheet it makes.

use super::{ROOT, Way, heads};
use crate::pages::{cases::names, posted::Posted, told::case::Task};
use serde_json::{Map, Value, json};

/// The sheet as it was filled in; nothing where the step has none. What was left empty is left out.
pub(in crate::pages::tasks) fn read(task: &Task, posted: &Posted) -> Option<Value> {
    let form = task.form.as_ref()?;
    Some(Value::Object(object(&form.schema, posted, ROOT)))
}

/// The sheet with every row of its checklist marked by the first of what it can be.
pub(in crate::pages::tasks) fn all_present(task: &Task, sheet: Option<Value>) -> Option<Value> {
    let form = task.form.as_ref()?;
    let mut sheet = sheet?;
    for (name, content) in sheet.as_object_mut()? {
        let item = &form.schema["properties"][name]["items"];
        let Some((head, _)) = heads(item) else { continue };
        let judged = names(item).into_iter().filter(|it| *it != head);
        let first = judged.map(|it| (it, &item["properties"][it]["enum"][0])).find(|it| it.1.is_string());
        for row in content.as_array_mut().into_iter().flatten() {
            if let Some((field, value)) = first {
                row[field] = value.clone();
            }
        }
    }
    Some(sheet)
}

fn object(schema: &Value, posted: &Posted, under: &str) -> Map<String, Value> {
    let is_required =
        |name: &str| schema["required"].as_array().is_some_and(|it| it.iter().any(|known| known == name));
    let mut content = Map::new();
    for name in names(schema) {
        let full = format!("{under}.{name}");
        let value = match value(name, &schema["properties"][name], posted, &full) {
            // A group that has to be there says itself what it lacks.
            Some(Value::Object(group)) if group.is_empty() && !is_required(name) => None,
            value => value,
        };
        if let Some(value) = value {
            content.insert(name.to_owned(), value);
        }
    }
    content
}

fn value(name: &str, property: &Value, posted: &Posted, full: &str) -> Option<Value> {
    let text = posted.get(full);
    let filled = |text: &str| (!text.is_empty()).then(|| json!(text));
    match Way::of(name, property) {
        Way::YesOrNo => Some(json!(posted.has(full))),
        Way::Number => text.replace(',', ".").parse::<f64>().map(|it| json!(it)).ok().or(filled(text)),
        Way::OneOf(_) | Way::Date | Way::Text => filled(text),
        Way::SomeOf(_) | Way::InOrder(_) => {
            let mut chosen: Vec<&str> = vec![];
            for value in posted.all(full).filter(|it| !it.is_empty()) {
                if !chosen.contains(&value) {
                    chosen.push(value);
                }
            }
            Some(json!(chosen))
        }
        Way::Lines => {
            Some(json!(text.lines().map(str::trim).filter(|it| !it.is_empty()).collect::<Vec<_>>()))
        }
        Way::Group => Some(Value::Object(object(property, posted, full))),
        Way::Rows(item) => {
            let count = heads(item).map_or(0, |it| it.1.len());
            let row = |at: usize| Value::Object(object(item, posted, &format!("{full}.{at}")));
            Some((0..count).map(row).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::told::case::SheetForm;

    fn task(schema: Value) -> Task {
        let form = SheetForm { schema, ..SheetForm::default() };
        Task { form: Some(form), ..Task::default() }
    }

    fn checklist() -> Task {
        let row = json!({ "type": "object", "required": ["item", "verdict"], "x-order": ["item", "verdict", "note"], "properties": {
            "item": { "type": "string", "enum": ["a", "b"] },
            "verdict": { "type": "string", "enum": ["present", "missing"] },
            "note": { "type": "string" },
        } });
        let items = json!({ "type": "array", "items": row });
        task(json!({ "type": "object", "x-order": ["items"], "properties": { "items": items } }))
    }

    #[test]
    fn what_is_empty_is_left_out_and_groups_that_must_be_there_stay() {
        let group = json!({ "type": "object", "required": ["verdict"], "x-order": ["verdict"], "properties": { "verdict": { "type": "string" } } });
        let task = task(json!({
            "type": "object", "required": ["group"], "x-order": ["group", "other", "note", "count", "yes"],
            "properties": {
                "group": group, "other": group, "note": { "type": "string" }, "count": { "type": "integer" },
                "yes": { "type": "boolean" },
            },
        }));

        let sheet = read(&task, &Posted::read(b"sheet.note=+&sheet.count=3&sheet.yes=on"));

        assert_eq!(sheet.unwrap(), json!({ "group": {}, "count": 3.0, "yes": true }));
    }

    #[test]
    fn a_checklist_keeps_every_row_and_can_be_marked_at_once() {
        let posted = Posted::read(
            b"sheet.items.0.item=a&sheet.items.1.item=b&sheet.items.1.verdict=missing&sheet.items.1.note=x",
        );

        let sheet = read(&checklist(), &posted);
        let all = all_present(&checklist(), sheet.clone()).unwrap();

        assert_eq!(
            sheet.unwrap(),
            json!({ "items": [{ "item": "a" }, { "item": "b", "verdict": "missing", "note": "x" }] })
        );
        assert_eq!(all["items"][0], json!({ "item": "a", "verdict": "present" }));
        assert_eq!(all["items"][1], json!({ "item": "b", "verdict": "present", "note": "x" }));
    }

    #[test]
    fn recipients_keep_their_order_once() {
        let recipients = json!({ "type": "array", "items": { "type": "string", "enum": ["a", "b"] } });
        let task = task(
            json!({ "type": "object", "x-order": ["recipients"], "properties": { "recipients": recipients } }),
        );

        let sheet = read(
            &task,
            &Posted::read(b"sheet.recipients=b&sheet.recipients=&sheet.recipients=a&sheet.recipients=b"),
        );

        assert_eq!(sheet.unwrap(), json!({ "recipients": ["b", "a"] }));
    }
}
