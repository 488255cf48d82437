//! Why something was not done, in words, and at which field of its form.

use super::{posted::Posted, refusal::Refusal};
use axum::http::StatusCode;

/// What is wrong, and where.
#[derive(Default)]
pub(super) struct Mistake {
    pub(super) text: String,
    /// Id of the field; of the page's title or the whole form where it is about no single one.
    pub(super) field: &'static str,
}

/// How an area's pages say what its service refuses.
pub(super) struct Words {
    /// How the service's reason begins, the field of the form, and the words.
    pub(super) fields: &'static [(&'static str, &'static str, &'static str)],
    /// What its reason contains where the state of things forbids it, the field, and the words.
    pub(super) states: &'static [(&'static str, &'static str, &'static str)],
    /// What its reason contains where the caller may not do it, and the words; the last one is for all others.
    pub(super) forbidden: &'static [(&'static str, &'static str)],
    /// Where someone else was faster.
    pub(super) stale: &'static str,
}

/// Where a mistake belongs that is about no single field.
const WHOLE: &str = "act";

impl Mistake {
    pub(super) fn new(field: &'static str, text: impl Into<String>) -> Self {
        Self { field, text: text.into() }
    }

    /// What `refusal` says, in an area's words.
    pub(super) fn of(refusal: &Refusal, words: &Words) -> Self {
        let detail = refusal.problem.detail.as_str();
        let told = match refusal.status {
            StatusCode::BAD_REQUEST => words.fields.iter().find(|it| detail.starts_with(it.0)).copied(),
            StatusCode::CONFLICT => words.states.iter().find(|it| detail.contains(it.0)).copied(),
            StatusCode::FORBIDDEN => {
                words.forbidden.iter().find(|it| detail.contains(it.0)).map(|it| (it.0, WHOLE, it.1))
            }
            StatusCode::PRECONDITION_FAILED => Some(("", WHOLE, words.stale)),
            _ => None,
        };
        told.map_or_else(|| Self::new(WHOLE, refusal.words()), |(_, field, text)| Self::new(field, text))
    }

    /// What a form lacks: the first of the fields that are empty.
    pub(super) fn blank(typed: &Posted, needed: &[(&'static str, &str)]) -> Option<Self> {
        needed.iter().find(|it| typed.get(it.0).is_empty()).map(|(field, text)| Self::new(field, *text))
    }

    pub(super) fn is_some(&self) -> bool {
        !self.text.is_empty()
    }

    /// Whether it is about the field with this id.
    pub(super) fn is_at(&self, field: &str) -> bool {
        self.is_some() && self.field == field
    }
}
