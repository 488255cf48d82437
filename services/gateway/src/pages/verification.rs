//! Whether a letter is genuine, by its code, by the QR code that leads here, or by its file: an answer in words anyone understands.

use super::{
    refusal::Refusal,
    shell::{Shell, page, shown},
    visit::{Visit, encoded},
};
use crate::{answer::answer, front::Front};
use askama::Template;
use axum::{
    Router,
    body::{self, Body, Bytes},
    extract::{DefaultBodyLimit, Multipart, Query, Request, State},
    http::{HeaderValue, StatusCode, header::VARY},
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use platform::indonesian;
use serde::Deserialize;
use std::sync::Arc;

const MAX_BYTES: usize = 1 << 20;
/// A little more than the service takes, so that it can say itself what is too large.
const MAX_FILE_BYTES: usize = 26 << 20;

pub(super) fn router() -> Router<Arc<Front>> {
    Router::new()
        .route("/verify", get(ask).post(verify_file).layer(DefaultBodyLimit::max(MAX_FILE_BYTES)))
        .route("/verify/{code}", get(verify))
}

/// What is said of a letter.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Letter {
    state: String,
    number: String,
    date: String,
    subject: String,
    agency: String,
    signatory: String,
    sha256: String,
    void_reason: String,
    title: String,
}

/// What is said of a file.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Checked {
    outcome: String,
    letter: Option<Letter>,
    verification_code: String,
    sha256: String,
}

#[derive(Template)]
#[template(path = "public/verify.html")]
struct Ask {
    shell: Shell,
    mistake: &'static str,
}

#[derive(Template)]
#[template(path = "verification.html")]
struct Answered {
    shell: Shell,
    outcome: Outcome,
}

#[derive(Template)]
#[template(path = "public/verified-file.html")]
struct AnsweredFile {
    shell: Shell,
    checked: Checked,
}

enum Outcome {
    Found { letter: Box<Letter> },
    Unknown,
    Unavailable,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Code {
    code: String,
}

/// The ways to check a letter; a code leads to its page.
async fn ask(visit: Visit, Query(Code { code }): Query<Code>) -> Response {
    let code = code.trim();
    if !code.is_empty() {
        return Redirect::to(&format!("/verify/{}", encoded(code))).into_response();
    }
    page(&Ask { shell: Shell::of_anyone(&visit).await, mistake: "" })
}

/// The RPC's own answer, which browsers get as a page.
async fn verify(visit: Visit, front: State<Arc<Front>>, request: Request) -> Response {
    let is_browser = super::is_wanted(request.headers());
    let answered = answer(front, request).await;
    let mut response = if is_browser {
        let shell = Shell::of_anyone(&visit).await;
        let (status, outcome) = outcome(answered).await;
        shown(status, &Answered { shell, outcome })
    } else {
        answered
    };
    response.headers_mut().insert(VARY, HeaderValue::from_static("accept"));
    response
}

/// What becomes of a file that someone chose or dropped.
async fn verify_file(visit: Visit, mut form: Multipart) -> Result<Response, Refusal> {
    let shell = Shell::of_anyone(&visit).await;
    let again = |status, shell, mistake| Ok(shown(status, &Ask { shell, mistake }));
    let file = loop {
        match form.next_field().await {
            Ok(Some(field)) if field.name() == Some("file") => break field.bytes().await,
            Ok(Some(_)) => {}
            Ok(None) => break Ok(Bytes::new()),
            Err(error) => break Err(error),
        }
    };
    let Ok(file) = file else {
        return again(StatusCode::PAYLOAD_TOO_LARGE, shell, "Berkas terlalu besar: paling banyak 25 MB.");
    };
    if file.is_empty() {
        return again(StatusCode::BAD_REQUEST, shell, "Pilih berkas PDF surat yang hendak diperiksa.");
    }
    match visit.upload::<Checked>("/v1/letters:verifyFile", &visit.request_id(), Body::from(file)).await {
        Ok(checked) => Ok(page(&AnsweredFile { shell, checked })),
        Err(refusal) if refusal.status == StatusCode::PAYLOAD_TOO_LARGE => {
            again(refusal.status, shell, "Berkas terlalu besar: paling banyak 25 MB.")
        }
        Err(refusal) if refusal.status.is_client_error() => {
            again(refusal.status, shell, "Berkas ini bukan PDF, atau tidak dapat dibaca.")
        }
        Err(refusal) => Err(refusal),
    }
}

async fn outcome(answer: Response) -> (StatusCode, Outcome) {
    let status = answer.status();
    let body = body::to_bytes(answer.into_body(), MAX_BYTES).await.unwrap_or_default();
    let outcome = match status {
        StatusCode::OK => read(&body),
        StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST => Outcome::Unknown,
        _ => Outcome::Unavailable,
    };
    (status, outcome)
}

fn read(body: &Bytes) -> Outcome {
    match serde_json::from_slice(body) {
        Ok(letter) => Outcome::Found { letter },
        Err(_) => Outcome::Unavailable,
    }
}

impl Letter {
    fn is_valid(&self) -> bool {
        self.state == "VALID"
    }

    fn day(&self) -> String {
        indonesian::date_of(&self.date)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_letter_says_cannot_become_a_tag() {
        let body = br#"{"state": "VALID", "subject": "<script>alert(1)</script>"}"#;

        let answered = Answered { shell: Shell::bare(), outcome: read(&Bytes::from_static(body)) };
        let html = answered.render().unwrap();

        assert!(!html.contains("<script>alert"), "{html}");
    }
}
