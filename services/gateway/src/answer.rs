//! What becomes of a request: gRPC goes through as it is, REST is translated, both under the caller's own token.

use crate::{
    front::{Asked, Front, TRACEPARENT},
    grpc_front, rest,
};
use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header::X_CONTENT_TYPE_OPTIONS},
    response::Response,
};
use platform::telemetry;
use std::sync::Arc;
use tracing::{Instrument as _, Span, field::Empty, info_span};

/// Answers what is no page.
pub(crate) async fn answer(State(front): State<Arc<Front>>, request: Request) -> Response {
    let span = info_span!(
        "request",
        otel.name = request.method().as_str(),
        otel.kind = "server",
        otel.status_code = Empty,
        http.request.method = request.method().as_str(),
        http.route = Empty,
        http.response.status_code = Empty,
        rpc.method = Empty,
        telaah.service = crate::NAME,
    );
    let traceparent = request.headers().get(TRACEPARENT);
    telemetry::continue_trace(&span, traceparent.and_then(|it| it.to_str().ok()));
    let mut response = answer_within(&front, request).instrument(span.clone()).await;
    note_status(&span, response.status());
    response.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// An error of the span is what is no fault of the client.
pub(crate) fn note_status(span: &Span, status: StatusCode) {
    span.record("http.response.status_code", status.as_u16());
    if status.is_server_error() {
        span.record("otel.status_code", "ERROR");
    }
}

async fn answer_within(front: &Front, request: Request) -> Response {
    let address = front.address(&request);
    let (head, body) = request.into_parts();
    let asked = Asked {
        method: head.method,
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers,
        address,
    };
    if asked.media_type().is_some_and(|it| it == "application/grpc" || it.starts_with("application/grpc+")) {
        return grpc_front::pass(front, &asked, body).await;
    }
    match rest::translate(front, &asked, body).await {
        Ok(response) => response,
        Err(problem) => problem.response(&asked.path),
    }
}
