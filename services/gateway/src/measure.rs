//! What operators see of every HTTP request: rate, errors and duration. Which operation it was, RPCs and traces tell.

use axum::{body::Body, extract::Request, http::Method, response::Response};
use futures::future::BoxFuture;
use opentelemetry::{KeyValue, metrics::Histogram};
use platform::telemetry;
use std::{
    task::{Context, Poll},
    time::Instant,
};
use tower::{Layer, Service};

/// Measures every request until its answer begins: `http.server.request.duration` in seconds, by method and status.
#[derive(Clone)]
pub(crate) struct HttpMetrics(Histogram<f64>);

impl HttpMetrics {
    /// Reports to the global meter.
    pub(crate) fn new() -> Self {
        Self(telemetry::histogram("http.server.request.duration"))
    }
}

impl<S> Layer<S> for HttpMetrics {
    type Service = Measured<S>;

    fn layer(&self, inner: S) -> Measured<S> {
        Measured { inner, duration: self.0.clone() }
    }
}

/// A service whose requests are measured.
#[derive(Clone)]
pub(crate) struct Measured<S> {
    inner: S,
    duration: Histogram<f64>,
}

impl<S> Service<Request> for Measured<S>
where
    S: Service<Request, Response = Response<Body>>,
    S::Future: Send + 'static,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<Response<Body>, S::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let (start, duration) = (Instant::now(), self.duration.clone());
        let method = name_of(request.method());
        let answering = self.inner.call(request);
        Box::pin(async move {
            let answer = answering.await?;
            let attributes = [
                KeyValue::new("http.request.method", method),
                KeyValue::new("http.response.status_code", i64::from(answer.status().as_u16())),
            ];
            duration.record(start.elapsed().as_secs_f64(), &attributes);
            Ok(answer)
        })
    }
}

/// A client may call its method anything; a metric has few values.
fn name_of(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "_OTHER",
    }
}
