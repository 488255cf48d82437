//! Sheets: the forms that steps fill in, and whether what was filled in can stand.

mod checklist;
mod disposition;
mod print;

pub(crate) use checklist::{gaps, note};
pub(crate) use disposition::lead;
pub(crate) use print::{fields, position_title, printed};

use crate::sop::{Sheet, SheetKind, Sop};
use jsonschema::{PatternOptions, ValidationError, Validator};
use platform::{Error, Result, text::is_readable};
use serde_json::{Map, Value, json};

/// As JSON text; more is no sheet.
const MAX_BYTES: usize = 256 * 1024;

/// The JSON Schema (2020-12) of what is filled in.
pub(crate) fn form(sop: &Sop, sheet: &Sheet) -> Value {
    match (sheet.kind, &sheet.schema) {
        (SheetKind::Checklist, _) => checklist::form(sop),
        (SheetKind::Disposition, _) => disposition::form(sheet),
        (SheetKind::Form, schema) => closed(schema.clone().unwrap_or_else(|| json!({ "type": "object" }))),
    }
}

/// Checks a sheet that is being prepared: it may lack anything, but it is an object of a sensible size.
pub(crate) fn check_draft(content: &Value) -> Result<()> {
    if !content.is_object() {
        return Err(Error::invalid("sheet is not an object"));
    }
    if MAX_BYTES < content.to_string().len() {
        return Err(Error::invalid(format!(
            "sheet is larger than {MAX_BYTES} bytes: put papers into the dossier"
        )));
    }
    if !is_text(content) {
        return Err(Error::invalid("sheet holds a control character"));
    }
    Ok(())
}

/// Whether all that is written in it can be read: no control characters but those of lines.
fn is_text(content: &Value) -> bool {
    match content {
        Value::String(text) => is_readable(text),
        Value::Array(items) => items.iter().all(is_text),
        Value::Object(fields) => fields.iter().all(|(name, it)| is_readable(name) && is_text(it)),
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
    }
}

/// Checks a sheet that is to be kept. A refusal names every field that cannot stand.
pub(crate) fn check(sop: &Sop, sheet: &Sheet, content: &Value) -> Result<()> {
    check_draft(content)?;
    let form = form(sop, sheet);
    let validator = validator(&form).map_err(|it| Error::Internal(it.to_string().into()))?;
    let wrong: Vec<String> = validator.iter_errors(content).map(|it| complaint(&it)).collect();
    if !wrong.is_empty() {
        return Err(Error::invalid(wrong.join("; ")));
    }
    match sheet.kind {
        SheetKind::Checklist => checklist::check(sop, content),
        SheetKind::Disposition | SheetKind::Form => Ok(()),
    }
}

/// Checks content against `schema`. References outside it are not followed.
pub(crate) fn validator(schema: &Value) -> Result<Validator, ValidationError<'static>> {
    // An expression of the procedure's must not take time without end.
    let patterns = PatternOptions::regex();
    jsonschema::options().should_validate_formats(true).with_pattern_options(patterns).offline().build(schema)
}

/// A field the schema does not know would be kept and shown nowhere.
fn closed(mut schema: Value) -> Value {
    if let Some(schema) = schema.as_object_mut() {
        schema.entry("additionalProperties").or_insert(Value::Bool(false));
    }
    schema
}

fn complaint(error: &ValidationError<'_>) -> String {
    let place = error.instance_path().to_string().replace('/', ".");
    format!("sheet{place}: {error}")
}

/// The fields of a sheet, none where it has none.
fn object(content: &Value) -> Map<String, Value> {
    content.as_object().cloned().unwrap_or_default()
}
