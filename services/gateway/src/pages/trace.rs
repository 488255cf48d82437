//! A page is one span, and what it asks of services is below it: one trace from the browser to the letter.

use crate::{answer::note_status, front::TRACEPARENT};
use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use platform::telemetry;
use tracing::{Instrument as _, field::Empty, info_span};

/// Names the span after the route, which has few values, and not after the path.
pub(super) async fn traced(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let span = info_span!(
        "page",
        otel.name = format!("{} {route}", request.method()),
        otel.kind = "server",
        otel.status_code = Empty,
        http.request.method = request.method().as_str(),
        http.route = route,
        http.response.status_code = Empty,
        telaah.service = crate::NAME,
    );
    let traceparent = request.headers().get(TRACEPARENT);
    telemetry::continue_trace(&span, traceparent.and_then(|it| it.to_str().ok()));
    let response = next.run(request).instrument(span.clone()).await;
    note_status(&span, response.status());
    response
}
