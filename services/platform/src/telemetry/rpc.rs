//! What operators see of every RPC: a span in its caller's trace, and rate, errors and duration.

use super::{TRACEPARENT, continue_trace};
use futures::future::BoxFuture;
use opentelemetry::{KeyValue, global, metrics::Histogram};
use std::{
    task::{Context, Poll},
    time::Instant,
};
use tonic::codegen::http::{Request, Response};
use tower::{Layer, Service};
use tracing::{Span, info_span};

/// The span of an RPC, part of its caller's trace.
pub(crate) fn rpc_span(request: &Request<()>) -> Span {
    let path = request.uri().path();
    let span = info_span!("rpc", otel.name = path, otel.kind = "server", telaah.service = service_of(path));
    let traceparent = request.headers().get(TRACEPARENT);
    continue_trace(&span, traceparent.and_then(|it| it.to_str().ok()));
    span
}

/// `/telaah.intake.v1.IntakeService/FileSubmission` is served by intake.
fn service_of(path: &str) -> &str {
    path.split('.').nth(1).unwrap_or_default()
}

/// Measures every RPC: `rpc.server.duration` in seconds, by method and status.
#[derive(Clone)]
pub struct RpcMetrics(Histogram<f64>);

impl RpcMetrics {
    /// Reports to the global meter.
    #[expect(clippy::new_without_default, reason = "it registers an instrument")]
    pub fn new() -> Self {
        let meter = global::meter("telaah");
        Self(meter.f64_histogram("rpc.server.duration").with_unit("s").build())
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
        let path = request.uri().path().to_owned();
        let answering = self.inner.call(request);
        Box::pin(async move {
            let answer = answering.await;
            // A refusal has its status in the headers; an answer that goes well has it behind the body.
            let refusal = answer.as_ref().ok().and_then(|it| it.headers().get("grpc-status"));
            let status = refusal.and_then(|it| it.to_str().ok()).unwrap_or("0").to_owned();
            let attributes = [
                KeyValue::new("telaah.service", service_of(&path).to_owned()),
                KeyValue::new("rpc.method", path),
                KeyValue::new("rpc.grpc.status_code", status),
            ];
            duration.record(start.elapsed().as_secs_f64(), &attributes);
            answer
        })
    }
}
