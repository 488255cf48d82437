//! Forms that steps fill in, and what was filled in.

use super::{name, performer};
use crate::{
    case::Task,
    engine,
    file::File,
    sheet,
    sop::{SheetKind, Sop},
};
use platform::{json, time};
use proto::review::v1 as pb;
use serde_json::Value;

/// Where the actor has to choose, from what.
pub(super) fn outcomes(sop: &Sop, step: &str) -> Vec<pb::Outcome> {
    let outcome = |(id, it): (&str, &crate::sop::Outcome)| pb::Outcome {
        id: id.to_owned(),
        title: it.title.clone().unwrap_or_else(|| id.to_owned()),
    };
    engine::choices(sop, step).map(outcome).collect()
}

pub(super) fn form(sop: &Sop, step: &str) -> Option<pb::SheetForm> {
    let (id, sheet) = sop.sheet_of(step)?;
    let kind = match sheet.kind {
        SheetKind::Checklist => "checklist",
        SheetKind::Disposition => "disposition",
        SheetKind::Form => "form",
    };
    Some(pb::SheetForm {
        id: id.to_owned(),
        title: sheet.title.clone().unwrap_or_else(|| id.to_owned()),
        kind: kind.to_owned(),
        schema: Some(json::to_struct(ordered(sheet::form(sop, sheet)))),
    })
}

/// A contract's objects have no order: `x-order` lists the fields as the procedure does.
fn ordered(mut schema: Value) -> Value {
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        let names: Vec<String> = properties.keys().cloned().collect();
        for property in properties.values_mut() {
            *property = ordered(property.take());
        }
        schema["x-order"] = names.into();
    }
    schema
}

pub(super) fn sheet(file: &File, task: &Task) -> Option<pb::Sheet> {
    let content = task.sheet.clone()?;
    Some(pb::Sheet {
        step: task.step.clone(),
        form: form(&file.sop, &task.step),
        content: Some(json::to_struct(content)),
        outcome: task.outcome.clone(),
        performer: task.performer.as_ref().map(performer),
        time: task.closed_at.map(time::to_proto),
        letter: task.print.map(|it| name(&file.agency, "letters", it)).unwrap_or_default(),
        activity: file.sop.activity(&task.step).to_owned(),
        outcome_title: file.sop.outcome_title(&task.step, &task.outcome),
    })
}
