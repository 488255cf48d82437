//! Forms are taken from our own pages alone: a page of another site cannot act in the name of who is signed in.

use super::refusal::{Problem, Refusal};
use crate::front::Front;
use axum::{
    extract::{Request, State},
    http::{
        Method, StatusCode,
        header::{HOST, ORIGIN},
    },
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use std::sync::Arc;

/// Refuses what another site's page sends. Every browser of today says so in `Sec-Fetch-Site` or `Origin` (Fetch, W3C); what
/// says neither comes from no browser, and has no cookies that somebody else could use.
pub(super) async fn same_site(State(front): State<Arc<Front>>, request: Request, next: Next) -> Response {
    if is_own(&front, &request) { next.run(request).await } else { refused() }
}

fn is_own(front: &Front, request: &Request) -> bool {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return true;
    }
    let header = |name: &str| request.headers().get(name).and_then(|it| it.to_str().ok());
    match (header("sec-fetch-site"), header(ORIGIN.as_str())) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => {
            let host = header(HOST.as_str()).unwrap_or_default();
            origin == front.public_url || origin.split_once("://").is_some_and(|it| it.1 == host)
        }
        (None, None) => true,
    }
}

fn refused() -> Response {
    let problem =
        Problem { detail: "this form was sent by another site's page".to_owned(), ..Problem::default() };
    Refusal { status: StatusCode::FORBIDDEN, problem }.into_response()
}
