//! Papers in the browser: files of a dossier and letters, shown inside our own pages or by themselves.

use super::{member::Member, refusal::Refusal, told::letter::Letter, visit::encoded};
use crate::front::Front;
use axum::{
    Router,
    extract::Path,
    http::{
        HeaderValue, StatusCode,
        header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
    },
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use std::sync::Arc;

/// A paper runs nothing, and stands in no page but ours.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'self'",
);

pub(super) fn router() -> Router<Arc<Front>> {
    Router::new()
        .route("/files/{agency}/{file}", get(file))
        .route("/letters/{agency}/{letter}/preview.pdf", get(preview))
        .route("/letters/{agency}/{letter}/letter.pdf", get(letter))
        .route("/records/{agency}/{submission}", get(records))
}

async fn file(member: Member, Path((agency, file)): Path<(String, String)>) -> Result<Response, Refusal> {
    shown(&member, &format!("agencies/{}/files/{}:download", encoded(&agency), encoded(&file))).await
}

/// A draft as it would become; what it became where it was issued since its page was opened.
async fn preview(
    member: Member,
    Path((agency, letter)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let name = format!("agencies/{}/letters/{}", encoded(&agency), encoded(&letter));
    let refusal = match shown(&member, &format!("{name}:preview")).await {
        Err(refusal) if refusal.status == StatusCode::CONFLICT => refusal,
        answer => return answer,
    };
    let letter: Letter = member.get(&format!("/v1/{name}")).await?;
    if letter.has_file() { Ok(Redirect::to(&letter.paper()).into_response()) } else { Err(refusal) }
}

/// An issued letter.
async fn letter(member: Member, Path((agency, letter)): Path<(String, String)>) -> Result<Response, Refusal> {
    shown(&member, &format!("agencies/{}/letters/{}:download", encoded(&agency), encoded(&letter))).await
}

/// Everything that is kept of a request, as one ZIP.
async fn records(
    member: Member,
    Path((agency, submission)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    member
        .pass(&format!("/v1/agencies/{}/submissions/{}:records", encoded(&agency), encoded(&submission)))
        .await
}

/// PDFs open in the browser; what else there is, is saved.
pub(super) async fn shown(member: &Member, name: &str) -> Result<Response, Refusal> {
    let mut response = member.pass(&format!("/v1/{name}")).await?;
    let headers = response.headers_mut();
    let is_pdf = headers.get(CONTENT_TYPE).is_some_and(|it| it == "application/pdf");
    let disposition = headers.get(CONTENT_DISPOSITION).and_then(|it| it.to_str().ok());
    if is_pdf
        && let Some(inline) = disposition.and_then(|it| it.strip_prefix("attachment"))
        && let Ok(inline) = format!("inline{inline}").parse()
    {
        headers.insert(CONTENT_DISPOSITION, inline);
    }
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Ok(response)
}
