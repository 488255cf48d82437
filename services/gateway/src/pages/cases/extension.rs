//! More time for the proposer to follow up the outcome of a meeting.

use super::one::{self, Mistake};
use crate::pages::{member::Member, posted::Sent, refusal::Refusal, told::case::Case, visit::encoded};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

/// The form, with what was typed.
#[derive(Default)]
pub(super) struct Extension {
    pub(super) request_id: String,
    pub(super) last_day: String,
    pub(super) letter_number: String,
    pub(super) reason: String,
    pub(super) mistakes: Vec<(&'static str, String)>,
}

#[derive(Deserialize)]
struct Procedure {
    definition: Value,
}

/// The empty form, where the case waits for a follow-up and one holds the position that may extend it.
pub(super) async fn offered(member: &Member, case: &Case) -> Result<Option<Extension>, Refusal> {
    let is_timed = case.follow_up.as_ref().is_some_and(|it| it.due_time.is_some());
    let Some(step) = case.steps.first().filter(|_| is_timed && case.state == "WAITING") else {
        return Ok(None);
    };
    let path = format!("/v1/{}?version={}", case.procedure, case.procedure_version);
    let definition = member.get::<Procedure>(&path).await?.definition;
    let actor = definition["steps"][step]["lapses"]["extend_by"].as_str().unwrap_or_default();
    let position = definition["actors"][actor]["position"].as_str().unwrap_or_default();
    let empty = || Extension { request_id: member.request_id(), ..Extension::default() };
    Ok(member.holds(position).then(empty))
}

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

const WORDS: &str = "Perpanjangan belum tersimpan. Periksa kembali isian di bawah ini.";
const LATER: &str = "Hari terakhir yang baru harus sesudah batas waktu yang berlaku sekarang.";

impl Extension {
    /// Why a field is wrong, if it is.
    pub(super) fn mistake(&self, field: &str) -> Option<&str> {
        self.mistakes.iter().find(|it| it.0 == field).map(|it| it.1.as_str())
    }

    /// What can be said without asking.
    fn wrong(&self) -> Vec<(&'static str, String)> {
        let wanted = [
            ("last_day", &self.last_day, "Isi hari terakhir yang baru."),
            ("letter_number", &self.letter_number, "Isi nomor surat yang memberi perpanjangan."),
            ("reason", &self.reason, "Isi alasannya dalam satu baris."),
        ];
        wanted.into_iter().filter(|it| it.1.is_empty()).map(|it| (it.0, it.2.to_owned())).collect()
    }
}
