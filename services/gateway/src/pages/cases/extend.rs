//! More time for the proposer is given, or the form shown again.

use super::{
    extension::Extension,
    one::{self, Mistake},
};
use crate::pages::{posted::Sent, refusal::Refusal, visit::encoded};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use serde_json::{Value, json};

const WORDS: &str = "Perpanjangan belum tersimpan. Periksa kembali isian di bawah ini.";
const LATER: &str = "Hari terakhir yang baru harus sesudah batas waktu yang berlaku sekarang.";

/// Extends it, and shows the case.
pub(super) async fn extend(
    Path(case): Path<String>,
    Sent { member, form }: Sent,
) -> Result<Response, Refusal> {
    let mut given = Extension {
        request_id: member.request_id(),
        last_day: form.get("last_day").to_owned(),
        letter_number: form.get("letter_number").to_owned(),
        reason: form.get("reason").to_owned(),
        mistakes: vec![],
    };
    let body = json!({
        "lastDay": given.last_day, "letterNumber": given.letter_number, "reason": given.reason,
    });
    let path = format!("/v1/{}/cases/{}:extendFollowUp", member.me.agency, encoded(&case));
    let refusal = match member.post::<Value>(&path, form.get("request_id"), &body).await {
        Ok(_) => {
            let address = format!("/cases/{}?done=extension#follow-up", encoded(&case));
            return Ok(Redirect::to(&address).into_response());
        }
        Err(refusal) if refusal.status == StatusCode::NOT_FOUND => return Err(refusal),
        Err(refusal) => refusal,
    };
    given.mistakes = given.wrong();
    let words = if given.mistakes.is_empty() { refusal.words().to_owned() } else { WORDS.to_owned() };
    if given.mistakes.is_empty() && refusal.status == StatusCode::BAD_REQUEST {
        given.mistakes.push(("last_day", LATER.to_owned()));
    }
    let mistake = Mistake { words, comment: String::new(), status: refusal.status, extension: Some(given) };
    one::again(&member, &case, mistake).await
}
