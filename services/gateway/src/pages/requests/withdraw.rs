//! Taking a request back, for a reason.

use super::{Key, led, mistake::Mistake};
use crate::pages::{
    member::Member,
    posted::{Posted, Sent},
    refusal::Refusal,
    shell::{Shell, page, shown},
    told::submission::Submission,
};
use askama::Template;
use axum::{extract::Path, http::StatusCode, response::Response};
use serde_json::json;

const REASON: (&str, &str) = ("reason", "Alasan penarikan");

#[derive(Template)]
#[template(path = "requests/withdraw.html")]
struct Page {
    shell: Shell,
    address: String,
    submission: Submission,
    reason: String,
    request_id: String,
    mistake: Option<Mistake>,
}

pub(super) async fn ask(member: Member, Path(key): Path<Key>) -> Result<Response, Refusal> {
    let submission = key.read(&member).await?;
    if !submission.is_withdrawable() {
        return Ok(led(&key.address()));
    }
    Ok(page(&asked(&member, &key, submission, &Posted::default(), None).await?))
}

pub(super) async fn withdraw(Path(key): Path<Key>, sent: Sent) -> Result<Response, Refusal> {
    let Sent { member, form } = sent;
    let (status, mistake) = if form.has("confirmed") {
        let path = format!("{}:withdraw", key.path());
        let body = json!({ "reason": form.get(REASON.0) });
        match member.post::<Submission>(&path, form.get("request_id"), &body).await {
            Ok(_) => return Ok(led(&key.address())),
            Err(refusal) if refusal.status.is_client_error() => {
                (refusal.status, Mistake::of(&refusal, &[REASON]))
            }
            Err(refusal) => return Err(refusal),
        }
    } else {
        let words = "Centang pernyataan bahwa permohonan ini ditarik.";
        (StatusCode::BAD_REQUEST, Mistake::new("confirmed", words))
    };
    let submission = key.read(&member).await?;
    if !submission.is_withdrawable() {
        return Ok(led(&key.address()));
    }
    Ok(shown(status, &asked(&member, &key, submission, &form, Some(mistake)).await?))
}

async fn asked(
    member: &Member,
    key: &Key,
    submission: Submission,
    form: &Posted,
    mistake: Option<Mistake>,
) -> Result<Page, Refusal> {
    Ok(Page {
        shell: Shell::of(member).await?,
        address: key.address(),
        submission,
        reason: form.get(REASON.0).to_owned(),
        request_id: member.request_id(),
        mistake,
    })
}

impl Page {
    /// Id of the field that is to be mended.
    fn field(&self) -> &str {
        self.mistake.as_ref().map_or("", |it| &it.field)
    }
}
