//! The page behind the QR code of a letter, in Indonesian: genuine, void, or unknown.

use super::shell::{Shell, shown};
use askama::Template;
use axum::{
    body::{self, Bytes},
    http::StatusCode,
    response::Response,
};
use platform::indonesian;
use serde::Deserialize;

const MAX_BYTES: usize = 1 << 20;

/// What the page says of a letter.
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

#[derive(Template)]
#[template(path = "verification.html")]
struct Page {
    shell: Shell,
    outcome: Outcome,
}

enum Outcome {
    Found { letter: Box<Letter>, is_valid: bool, date: String },
    Unknown,
    Unavailable,
}

/// The RPC's answer, as a page with the same status.
pub(super) async fn page(shell: Shell, answer: Response) -> Response {
    let status = answer.status();
    let body = body::to_bytes(answer.into_body(), MAX_BYTES).await.unwrap_or_default();
    let outcome = match status {
        StatusCode::OK => read(&body),
        StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST => Outcome::Unknown,
        _ => Outcome::Unavailable,
    };
    shown(status, &Page { shell, outcome })
}

fn read(body: &Bytes) -> Outcome {
    match serde_json::from_slice::<Box<Letter>>(body) {
        Ok(letter) => Outcome::Found {
            is_valid: letter.state == "VALID",
            date: indonesian::date_of(&letter.date),
            letter,
        },
        Err(_) => Outcome::Unavailable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_letter_says_cannot_become_a_tag() {
        let body = br#"{"state": "VALID", "subject": "<script>alert(1)</script>"}"#;

        let html = Page { shell: Shell::bare(), outcome: read(&Bytes::from_static(body)) }.render().unwrap();

        assert!(!html.contains("<script>alert"), "{html}");
    }
}
