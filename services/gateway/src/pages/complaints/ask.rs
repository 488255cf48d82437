//! What REST answers to someone who has not signed in.

use super::told::Complaint;
use crate::{
    answer,
    front::{FORWARDED_FOR, Front, Peer},
};
use axum::{
    body::{self, Body},
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
};
use serde::{Deserialize, de::DeserializeOwned};
use std::sync::Arc;

const MAX_BYTES: usize = 16 << 20;

/// Why there is no answer.
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    problem: Problem,
}

/// What the page tells of a problem.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Problem {
    detail: String,
}

/// Reads what `path` names.
pub(super) async fn read<T: DeserializeOwned>(front: &Arc<Front>, path: &str) -> Result<T, Refusal> {
    answer(front, Request::get(path).body(Body::empty())).await
}

/// Who asks, as the one request that came says: the others are made in its stead.
pub(super) struct Visitor {
    pub(super) peer: Option<Peer>,
    pub(super) headers: HeaderMap,
}

/// Files a complaint, once for each `request_id`.
pub(super) async fn file<T: DeserializeOwned>(
    front: &Arc<Front>,
    path: &str,
    visitor: Visitor,
    request_id: &str,
    complaint: &Complaint<'_>,
) -> Result<T, Refusal> {
    let body = serde_json::to_vec(complaint).unwrap_or_default();
    let mut request = Request::post(path).header(CONTENT_TYPE, "application/json");
    for forwarded in visitor.headers.get_all(FORWARDED_FOR) {
        request = request.header(FORWARDED_FOR, forwarded);
    }
    if let Some(peer) = visitor.peer {
        request = request.extension(peer);
    }
    answer(front, request.header("idempotency-key", request_id).body(body.into())).await
}

async fn answer<T: DeserializeOwned>(
    front: &Arc<Front>,
    request: Result<Request, axum::http::Error>,
) -> Result<T, Refusal> {
    let not_found = |_| Refusal { status: StatusCode::BAD_REQUEST, problem: Problem::default() };
    let answer = answer::answer(State(Arc::clone(front)), request.map_err(not_found)?).await;
    let status = answer.status();
    let body = body::to_bytes(answer.into_body(), MAX_BYTES).await.unwrap_or_default();
    if status.is_success()
        && let Ok(answer) = serde_json::from_slice(&body)
    {
        return Ok(answer);
    }
    let status = if status.is_success() { StatusCode::INTERNAL_SERVER_ERROR } else { status };
    Err(Refusal { status, problem: serde_json::from_slice(&body).unwrap_or_default() })
}

impl Refusal {
    /// What to tell whoever filled in the form.
    pub(super) fn words(&self) -> String {
        match self.status {
            StatusCode::BAD_REQUEST => match self.field() {
                Some(field) => format!("Belum terkirim. Periksa kembali isian “{field}”."),
                None => "Belum terkirim. Periksa kembali isian di bawah ini.".to_owned(),
            },
            // The service names the other ways, in Indonesian.
            StatusCode::TOO_MANY_REQUESTS => self.problem.detail.clone(),
            StatusCode::CONFLICT => {
                "Formulir ini sudah terkirim dengan isian lain. Buka kembali formulirnya \
                                     untuk menyampaikan masukan baru."
                    .to_owned()
            }
            _ => "Belum terkirim karena layanan sedang terganggu. Isian Anda masih ada; silakan kirim lagi."
                .to_owned(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        // A refusal begins with the field it is about.
        let word = self.problem.detail.split([' ', ':']).next().unwrap_or_default();
        Some(match word.trim_start_matches("complaint.") {
            "kind" => "Jenis masukan",
            "title" => "Perihal",
            "text" => "Isi",
            "registration_number" => "Nomor registrasi permohonan",
            "display_name" => "Nama",
            "email" => "Surel",
            _ => return None,
        })
    }
}
