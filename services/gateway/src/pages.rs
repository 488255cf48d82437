//! Pages for people: what this is, how to call it, whether a letter is genuine, complaints. They work without JavaScript.

mod complaints;
mod docs;
mod verification;

use crate::{answer::answer, front::Front, openapi};
use askama::Template;
use axum::{
    Router,
    extract::{Query, Request, State},
    http::{
        HeaderValue, StatusCode,
        header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY},
    },
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use bytes::Bytes;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use std::sync::Arc;

const STYLE: &str = include_str!("../templates/style.css");
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    version: &'static str,
}

/// The routes of all pages; what never changes is made here, once.
pub(crate) fn router(front: &Front) -> anyhow::Result<Router<Arc<Front>>> {
    let document = openapi::document(&front.routes, &front.public_url);
    let docs = Bytes::from(docs::page(&document)?);
    let openapi = Bytes::from(serde_json::to_vec(&document)?);
    let home = Bytes::from(Home { version: env!("CARGO_PKG_VERSION") }.render()?);
    let made =
        |media_type: &'static str, body: Bytes| get(async move || response(StatusCode::OK, media_type, body));
    Ok(Router::new()
        .route("/", made("text/html; charset=utf-8", home))
        .route("/docs", made("text/html; charset=utf-8", docs))
        .route("/openapi.json", made("application/json", openapi))
        .route("/style.css", made("text/css; charset=utf-8", Bytes::from_static(STYLE.as_bytes())))
        .route("/verify", get(find_letter))
        .route("/verify/{code}", get(verify))
        .merge(complaints::router()))
}

fn response(status: StatusCode, media_type: &'static str, body: Bytes) -> Response {
    let mut response = (status, body).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, POLICY);
    response
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

/// Where the form on the first page leads.
async fn find_letter(Query(Code { code }): Query<Code>) -> Redirect {
    Redirect::to(&format!("/verify/{}", utf8_percent_encode(code.trim(), NON_ALPHANUMERIC)))
}

/// The RPC's own answer, which browsers get as a page.
async fn verify(front: State<Arc<Front>>, request: Request) -> Response {
    let accept = request.headers().get("accept").and_then(|it| it.to_str().ok()).unwrap_or_default();
    let is_browser = accept.contains("text/html");
    let answered = answer(front, request).await;
    let mut response = if is_browser { verification::page(answered).await } else { answered };
    response.headers_mut().insert(VARY, HeaderValue::from_static("accept"));
    response
}
