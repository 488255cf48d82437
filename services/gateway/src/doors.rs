//! Which path leads where: pages and probes by their own, all else by the contracts.

use crate::{answer::answer, front::Front, measure::HttpMetrics, pages, problem::Problem, store};
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header::CONTENT_SECURITY_POLICY},
    middleware::map_response,
    response::Response,
    routing::get,
};
use std::sync::Arc;
use tonic::Status;

/// Pages and probes by their paths; all else as the contracts say.
pub(crate) fn router(front: Front) -> anyhow::Result<Router> {
    let front = Arc::new(front);
    Ok(pages::router(&front)?
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .fallback(other)
        .method_not_allowed_fallback(async |request: Request| {
            Problem::WrongMethod(vec![Method::GET, Method::HEAD]).response(request.uri().path())
        })
        .layer(map_response(unframed))
        .layer(HttpMetrics::new())
        .with_state(front))
}

/// What the contracts say; a browser that went astray gets a page.
async fn other(front: State<Arc<Front>>, request: Request) -> Response {
    let wants_page = pages::is_wanted(request.headers()) && !request.uri().path().starts_with("/v1/");
    let answered = answer(front, request).await;
    if wants_page && answered.status() == StatusCode::NOT_FOUND { pages::not_found() } else { answered }
}

/// What says nothing of frames itself stands in none: tables, JSON, assets, refusals.
async fn unframed(mut response: Response) -> Response {
    let policy = response.headers_mut().entry(CONTENT_SECURITY_POLICY);
    policy.or_insert(HeaderValue::from_static("frame-ancestors 'none'"));
    response
}

async fn ready(State(front): State<Arc<Front>>) -> Result<&'static str, Response> {
    let refused = |why: &str| Problem::from(Status::unavailable(why)).response("/readyz");
    if front.stop.is_cancelled() {
        return Err(refused("stopping"));
    }
    match store::reach(&front.db).await {
        Ok(()) => Ok("ready\n"),
        Err(error) => {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "not ready: the database does not answer"
            );
            Err(refused("the database does not answer"))
        }
    }
}
