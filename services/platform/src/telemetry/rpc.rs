//! What operators see of every RPC: a span in its caller's trace, and rate, errors and duration.

use super::{TRACEPARENT, continue_trace, histogram};
use futures::future::BoxFuture;
use opentelemetry::{KeyValue, metrics::Histogram};
use std::{
    task::{Context, Poll},
    time::Instant,
};
use tonic::{
    Code,
    codegen::http::{Request, Response},
};
use tower::{Layer, Service};
use tracing::{Span, field::Empty, info_span};

/// The span of an RPC, part of its caller's trace.
pub(crate) fn rpc_span(request: &Request<()>) -> Span {
    let method = method_of(request.uri().path());
    let span = info_span!(
        "rpc",
        otel.name = method,
        otel.kind = "server",
        otel.status_code = Empty,
        rpc.system.name = "grpc",
        rpc.method = method,
        rpc.response.status_code = Empty,
        telaah.service = service_of(method),
    );
    let traceparent = request.headers().get(TRACEPARENT);
    continue_trace(&span, traceparent.and_then(|it| it.to_str().ok()));
    span
}

/// `/telaah.intake.v1.IntakeService/FileSubmission` without what all of them begin with.
fn method_of(path: &str) -> &str {
    path.trim_start_matches('/')
}

/// `telaah.intake.v1.IntakeService/FileSubmission` is served by intake.
fn service_of(method: &str) -> &str {
    method.split('.').nth(1).unwrap_or_default()
}

/// Measures every RPC: `rpc.server.call.duration` in seconds, by service, method and status.
#[derive(Clone)]
pub struct RpcMetrics(Histogram<f64>);

impl RpcMetrics {
    /// Reports to the global meter.
    #[expect(clippy::new_without_default, reason = "it registers an instrument")]
    pub fn new() -> Self {
        Self(histogram("rpc.server.call.duration"))
    }
}

impl<S> Layer<S> for RpcMetrics {
    type Service = Measured<S>;

    fn layer(&self, inner: S) -> Measured<S> {
        Measured { inner, duration: self.0.clone() }
    }
}

/// A service whose calls are measured.
#[derive(Clone)]
pub struct Measured<S> {
    inner: S,
    duration: Histogram<f64>,
}

impl<S, I, O> Service<Request<I>> for Measured<S>
where
    S: Service<Request<I>, Response = Response<O>>,
    S::Future: Send + 'static,
{
    type Response = Response<O>;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<Response<O>, S::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<I>) -> Self::Future {
        let (start, duration) = (Instant::now(), self.duration.clone());
        let method = method_of(request.uri().path()).to_owned();
        let answering = self.inner.call(request);
        Box::pin(async move {
            let answer = answering.await;
            // A refusal has its status in the headers; an answer that goes well has it behind the body.
            let refusal = answer.as_ref().ok().and_then(|it| it.headers().get("grpc-status"));
            let code = refusal.map_or(Code::Ok, |it| Code::from_bytes(it.as_bytes()));
            note_status(code);
            let attributes = [
                KeyValue::new("telaah.service", service_of(&method).to_owned()),
                KeyValue::new("rpc.method", method),
                KeyValue::new("rpc.response.status_code", name_of(code)),
            ];
            duration.record(start.elapsed().as_secs_f64(), &attributes);
            answer
        })
    }
}

/// An error of the span is what is no fault of the caller, as OpenTelemetry's conventions have it.
fn note_status(code: Code) {
    let span = Span::current();
    span.record("rpc.response.status_code", name_of(code));
    let is_ours = matches!(
        code,
        Code::Unknown
            | Code::DeadlineExceeded
            | Code::Unimplemented
            | Code::Internal
            | Code::Unavailable
            | Code::DataLoss
    );
    if is_ours {
        span.record("otel.status_code", "ERROR");
    }
}

/// As gRPC's own documents write it.
fn name_of(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}
