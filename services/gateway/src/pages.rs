//! Pages for people, in Indonesian. They are forms and links that work without JavaScript, over the same RPCs that other systems
//! call, and have no rule of their own.

mod account;
mod agency;
mod assets;
mod cases;
mod complaints;
mod docs;
mod files;
mod guard;
mod home;
mod letters;
mod meetings;
mod member;
mod messages;
mod mistake;
mod posted;
mod reader;
mod refusal;
mod register;
mod requests;
mod service;
mod shell;
mod sign_in;
mod table;
mod tasks;
mod title;
mod told;
mod trace;
mod verification;
mod visit;
mod words;

use crate::{front::Front, openapi};
use axum::{
    Router,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{ACCEPT, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS},
    },
    middleware,
    response::{IntoResponse as _, Response},
    routing::get,
};
use bytes::Bytes;
use std::sync::Arc;
use tower_http::compression::{
    CompressionLayer, Predicate,
    predicate::{DefaultPredicate, NotForContentType},
};

const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

/// The routes of all pages; what never changes is made here, once.
pub(crate) fn router(front: &Arc<Front>) -> anyhow::Result<Router<Arc<Front>>> {
    let document = openapi::document(&front.routes, &front.public_url);
    let docs = Bytes::from(docs::page(&document)?);
    let openapi = Bytes::from(serde_json::to_vec(&document)?);
    let made =
        |media_type: &'static str, body: Bytes| get(async move || response(StatusCode::OK, media_type, body));
    Ok(Router::new()
        .route("/docs", made("text/html; charset=utf-8", docs))
        .route("/openapi.json", made("application/json", openapi))
        .merge(account::router())
        .merge(agency::router())
        .merge(assets::router())
        .merge(cases::router())
        .merge(complaints::router())
        .merge(files::router())
        .merge(home::router())
        .merge(service::router())
        .merge(tasks::router())
        .merge(letters::router())
        .merge(meetings::router())
        .merge(messages::router())
        .merge(register::router())
        .merge(requests::router())
        .merge(verification::router())
        .layer(middleware::from_fn_with_state(Arc::clone(front), guard::same_site))
        .layer(middleware::from_fn(trace::traced))
        .layer(CompressionLayer::new().compress_when(is_text())))
}

/// Papers and bundles of them are compressed in themselves.
fn is_text() -> impl Predicate {
    DefaultPredicate::new()
        .and(NotForContentType::const_new("application/pdf"))
        .and(NotForContentType::const_new("application/zip"))
}

/// Whether a client asks as a browser does for a page.
pub(crate) fn is_wanted(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT).and_then(|it| it.to_str().ok()).is_some_and(|it| it.contains("text/html"))
}

/// The page where there is none.
pub(crate) fn not_found() -> Response {
    refusal::Refusal::not_found().into_response()
}

fn response(status: StatusCode, media_type: &'static str, body: Bytes) -> Response {
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
