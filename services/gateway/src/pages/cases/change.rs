//! Comments on a case.

use super::one::{self, Mistake};
use crate::pages::{member::Member, posted::Sent, refusal::Refusal, visit::encoded};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use serde_json::{Value, json};

const MAX_CHARS: usize = 4_000;

/// Keeps a comment and shows it.
pub(super) async fn comment(
    Path(case): Path<String>,
    Sent { member, form }: Sent,
) -> Result<Response, Refusal> {
    match remark(&member, &case, form.get("request_id"), form.get("comment")).await? {
        Ok(()) => {
            let address = format!("/cases/{}?done=comment#comments", encoded(&case));
            Ok(Redirect::to(&address).into_response())
        }
        Err((status, words)) => {
            let comment = form.get("comment").to_owned();
            one::again(&member, &case, Mistake { words, comment, status, extension: None }).await
        }
    }
}

/// Keeps a comment, or says in words why not.
pub(crate) async fn remark(
    member: &Member,
    case: &str,
    request_id: &str,
    text: &str,
) -> Result<Result<(), (StatusCode, String)>, Refusal> {
    let wrong = |words: &str| Ok(Err((StatusCode::UNPROCESSABLE_ENTITY, words.to_owned())));
    if text.is_empty() {
        return wrong("Tulis komentarnya.");
    }
    if MAX_CHARS < text.chars().count() {
        return wrong("Komentar paling banyak 4.000 karakter.");
    }
    let path = format!("/v1/{}/cases/{}/comments", member.me.agency, encoded(case));
    match member.post::<Value>(&path, request_id, &json!({ "text": text })).await {
        Ok(_) => Ok(Ok(())),
        Err(refusal) if refusal.status == StatusCode::NOT_FOUND => Err(refusal),
        Err(refusal) => Ok(Err((refusal.status, refusal.words().to_owned()))),
    }
}
