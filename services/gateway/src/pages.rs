//! Pages for people, in Indonesian. They are forms and links that work without JavaScript, over the same RPCs that other systems
//! call, and have no rule of their own.

mod account;
mod assets;
mod complaints;
mod docs;
mod files;
mod guard;
mod home;
mod member;
mod posted;
mod refusal;
mod shell;
mod table;
mod told;
mod verification;
mod visit;
mod words;

pub(crate) use member::Desks;

use crate::{answer::answer, front::Front, openapi};
use axum::{
    Router,
    extract::{Query, Request, State},
    http::{
        HeaderValue, StatusCode,
        header::{
            ACCEPT, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
        },
    },
    middleware,
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use bytes::Bytes;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use shell::Shell;
use std::sync::Arc;
use tower_http::compression::CompressionLayer;
use visit::Visit;

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
        .route("/verify", get(find_letter))
        .route("/verify/{code}", get(verify))
        .merge(account::router())
        .merge(assets::router())
        .merge(complaints::router())
        .merge(files::router())
        .merge(home::router())
        .layer(middleware::from_fn_with_state(Arc::clone(front), guard::same_site))
        .layer(CompressionLayer::new()))
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

#[derive(Deserialize)]
struct Code {
    code: String,
}

/// Where the form on the first page leads.
async fn find_letter(Query(Code { code }): Query<Code>) -> Redirect {
    Redirect::to(&format!("/verify/{}", utf8_percent_encode(code.trim(), NON_ALPHANUMERIC)))
}

/// The RPC's own answer, which browsers get as a page.
async fn verify(visit: Visit, front: State<Arc<Front>>, request: Request) -> Response {
    let accept = request.headers().get(ACCEPT).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let is_browser = accept.contains("text/html");
    let answered = answer(front, request).await;
    let mut response = if is_browser {
        verification::page(Shell::of_anyone(&visit).await, answered).await
    } else {
        answered
    };
    response.headers_mut().insert(VARY, HeaderValue::from_static("accept"));
    response
}
