//! A collector of the test's own: takes OTLP over gRPC and keeps it in memory.

use crate::prometheus::{self, Series};
use anyhow::Result;
use journeys::own::Own;
use opentelemetry_proto::tonic::{
    collector::{
        metrics::v1::{
            ExportMetricsServiceRequest, ExportMetricsServiceResponse,
            metrics_service_server::{MetricsService, MetricsServiceServer},
        },
        trace::v1::{
            ExportTraceServiceRequest, ExportTraceServiceResponse,
            trace_service_server::{TraceService, TraceServiceServer},
        },
    },
    common::v1::{KeyValue, any_value::Value},
    trace::v1::Span,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Request, Response, Status, transport::Server};

/// Attributes as text, by key.
pub(crate) type Attributes = BTreeMap<String, String>;

/// A span as it came.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) trace: Vec<u8>,
    pub(crate) id: Vec<u8>,
    /// Empty for a root.
    pub(crate) parent: Vec<u8>,
    pub(crate) name: String,
    pub(crate) attributes: Attributes,
    /// What was logged within it.
    pub(crate) logged: Vec<Attributes>,
}

impl Seen {
    /// The service whose work it was.
    pub(crate) fn service(&self) -> &str {
        self.attributes.get("telaah.service").map_or("", String::as_str)
    }
}

/// All that came.
#[derive(Default)]
pub(crate) struct Received {
    pub(crate) spans: Vec<Seen>,
    /// As Prometheus would name them.
    pub(crate) series: BTreeSet<Series>,
}

/// A collector that runs until its test ends.
#[derive(Clone)]
pub(crate) struct Collector {
    endpoint: String,
    received: Arc<Mutex<Received>>,
}

impl Collector {
    /// Listens on a port that is free.
    pub(crate) async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let endpoint = format!("http://{}", listener.local_addr()?);
        let collector = Self { endpoint, received: Arc::default() };
        let server = Server::builder()
            .add_service(TraceServiceServer::new(collector.clone()))
            .add_service(MetricsServiceServer::new(collector.clone()));
        tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
        Ok(collector)
    }

    /// A stack that reports to this collector, and soon.
    pub(crate) async fn watched(&self) -> Result<Own> {
        Own::start_in(&[
            ("OTEL_EXPORTER_OTLP_ENDPOINT", &self.endpoint),
            ("OTEL_BSP_SCHEDULE_DELAY", "200"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "500"),
        ])
        .await
    }

    /// What came so far.
    pub(crate) fn received(&self) -> MutexGuard<'_, Received> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let scopes = request.into_inner().resource_spans.into_iter().flat_map(|it| it.scope_spans);
        self.received().spans.extend(scopes.flat_map(|it| it.spans).map(seen));
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

#[tonic::async_trait]
impl MetricsService for Collector {
    async fn export(
        &self,
        request: Request<ExportMetricsServiceRequest>,
    ) -> Result<Response<ExportMetricsServiceResponse>, Status> {
        let mut received = self.received();
        for resource in request.into_inner().resource_metrics {
            let described = attributes(resource.resource.unwrap_or_default().attributes);
            let metrics = resource.scope_metrics.into_iter().flat_map(|it| it.metrics);
            received.series.extend(metrics.flat_map(|it| prometheus::series(it, &described)));
        }
        Ok(Response::new(ExportMetricsServiceResponse::default()))
    }
}

fn seen(span: Span) -> Seen {
    Seen {
        trace: span.trace_id,
        id: span.span_id,
        parent: span.parent_span_id,
        name: span.name,
        attributes: attributes(span.attributes),
        logged: span.events.into_iter().map(|it| attributes(it.attributes)).collect(),
    }
}

/// The attributes as text.
pub(crate) fn attributes(given: Vec<KeyValue>) -> Attributes {
    given.into_iter().map(|it| (it.key, text(it.value.and_then(|it| it.value)))).collect()
}

fn text(value: Option<Value>) -> String {
    match value {
        Some(Value::StringValue(it)) => it,
        Some(Value::IntValue(it)) => it.to_string(),
        Some(Value::BoolValue(it)) => it.to_string(),
        Some(Value::DoubleValue(it)) => it.to_string(),
        other => format!("{other:?}"),
    }
}
