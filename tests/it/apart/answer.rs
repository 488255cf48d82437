//! What is told of an answer, and whether two of them can be told apart.

use super::operations::Operation;
use serde_json::Value;

/// An answer as a caller sees it.
pub(super) struct Answer {
    pub(super) status: u16,
    /// But for the date.
    pub(super) headers: String,
    pub(super) body: String,
}

impl Answer {
    /// All that a caller can see of it, but for the id asked for and the trace.
    pub(super) fn without(&self, id: &str) -> String {
        let text = format!("{} [{}] {}", self.status, self.headers, self.body).replace(id, "{id}");
        match text.split_once("\"trace\":\"") {
            Some((before, after)) => {
                let after = after.split_once('"').map_or("", |it| it.1);
                format!("{before}\"trace\":\"{after}")
            }
            None => text,
        }
    }
}

#[test]
fn answers_differ_by_a_status_a_header_or_a_word_and_not_by_an_id_or_a_trace() {
    let answer = |status: u16, header: &str, id: &str, word: &str, trace: &str| {
        let body = format!(r#"{{"detail":"cases/{id} {word}","trace":"{trace}"}}"#);
        Answer { status, headers: header.to_owned(), body }.without(id)
    };

    let missing = answer(404, "etag", "one", "not found", "1");

    assert_eq!(answer(404, "etag", "two", "not found", "2"), missing);
    assert_ne!(answer(403, "etag", "two", "not found", "2"), missing);
    assert_ne!(answer(404, "vary", "two", "not found", "2"), missing);
    assert_ne!(answer(404, "etag", "two", "is secret", "2"), missing);
}

/// The word for an answer, as `oracle.txt` explains.
pub(super) fn mark(operation: &Operation, answer: &Answer) -> String {
    let told = serde_json::from_str(&answer.body).unwrap_or(Value::Null);
    match answer.status {
        200..=299 if !operation.anyone && is_empty_list(&told) => "none".to_owned(),
        200..=299 | 400 | 409 | 412 => "yes".to_owned(),
        401 => "who".to_owned(),
        403 => "no".to_owned(),
        404 => "hidden".to_owned(),
        status => status.to_string(),
    }
}

/// Whether there are lists and nothing is in them, and whatever is counted beside them is none.
fn is_empty_list(told: &Value) -> bool {
    let Some(fields) = told.as_object() else { return false };
    let counted = fields.iter().filter(|it| it.0 != "readTime").map(|it| it.1);
    fields.values().any(Value::is_array) && counted.into_iter().all(is_nothing)
}

fn is_nothing(told: &Value) -> bool {
    match told {
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.values().all(is_nothing),
        told => *told == 0 || *told == "",
    }
}

/// An id of the same form that nothing has.
pub(super) fn unknown(id: &str) -> String {
    if id.len() == 36 && id.matches('-').count() == 4 {
        return "018f0000-0000-7000-8000-00000000dead".to_owned();
    }
    if id.len() == 10 && id.matches('-').count() == 2 && id.starts_with("20") {
        return "2031-01-06".to_owned();
    }
    "x".repeat(id.len())
}
