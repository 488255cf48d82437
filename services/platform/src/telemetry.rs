//! Logs, traces, metrics, and the trace context that travels with requests and events.

mod events;
mod rpc;

pub(crate) use events::{EventMetrics, ToldMetrics, event_span, watch};
pub use rpc::RpcMetrics;
pub(crate) use rpc::rpc_span;

use opentelemetry::{global, metrics::Histogram, trace::TracerProvider as _};
use opentelemetry_otlp::{MetricExporter, SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::{
    Resource, metrics::SdkMeterProvider, propagation::TraceContextPropagator, trace::SdkTracerProvider,
};
use std::collections::HashMap;
use tracing::{Span, Subscriber, info_span};
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::{
    EnvFilter, Layer, filter::LevelFilter, layer::SubscriberExt as _, registry::LookupSpan,
    util::SubscriberInitExt as _,
};

pub(crate) const TRACEPARENT: &str = "traceparent";
/// Upper bounds in seconds, as OpenTelemetry's conventions advise; its own default is meant for milliseconds.
const SECONDS: [f64; 14] = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];

/// Where telemetry goes.
#[derive(Clone, clap::Args)]
#[group(id = "telemetry")]
pub struct Config {
    /// The collector that gets traces and metrics by OTLP over gRPC, such as `http://127.0.0.1:4317`. Without it none
    /// are sent.
    #[arg(long, env)]
    pub otel_exporter_otlp_endpoint: Option<String>,
    /// Which logs are written, as in `info,sqlx=warn`.
    #[arg(long, env, default_value = "info")]
    pub rust_log: String,
}

/// Sends the last spans and metrics when dropped; keep it until the end of `main`.
#[must_use]
pub struct Telemetry {
    traces: SdkTracerProvider,
    metrics: SdkMeterProvider,
}

/// Writes JSON logs to stderr and sends spans and metrics to the collector. Must be called within the runtime.
pub fn init(service_name: String, config: &Config) -> anyhow::Result<Telemetry> {
    let resource = Resource::builder().with_service_name(service_name).build();
    let mut traces_provider = SdkTracerProvider::builder().with_resource(resource.clone());
    let mut metrics_provider = SdkMeterProvider::builder().with_resource(resource);
    if let Some(endpoint) = &config.otel_exporter_otlp_endpoint {
        let spans = SpanExporter::builder().with_tonic().with_endpoint(endpoint).build()?;
        traces_provider = traces_provider.with_batch_exporter(spans);
        let metrics = MetricExporter::builder().with_tonic().with_endpoint(endpoint).build()?;
        metrics_provider = metrics_provider.with_periodic_exporter(metrics);
    }
    let telemetry = Telemetry { traces: traces_provider.build(), metrics: metrics_provider.build() };
    global::set_meter_provider(telemetry.metrics.clone());
    // A filter per layer: a common one would cut traces as soon as somebody wants fewer logs.
    let filter = EnvFilter::try_new(&config.rust_log)?;
    let logs = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_writer(std::io::stderr)
        .with_filter(filter);
    tracing_subscriber::registry().with(traces(&telemetry.traces)).with(logs).try_init()?;
    Ok(telemetry)
}

/// Turns spans into traces that `provider` exports.
pub(crate) fn traces<S>(provider: &SdkTracerProvider) -> impl Layer<S> + use<S>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    global::set_text_map_propagator(TraceContextPropagator::new());
    let tracer = provider.tracer("telaah");
    tracing_opentelemetry::layer().with_threads(false).with_tracer(tracer).with_filter(LevelFilter::INFO)
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        if let Err(error) = self.traces.shutdown() {
            eprintln!("spans were lost: {error}");
        }
        if let Err(error) = self.metrics.shutdown() {
            eprintln!("metrics were lost: {error}");
        }
    }
}

/// The current trace context, in the form that fits a header.
pub fn traceparent() -> Option<String> {
    let mut carrier = HashMap::new();
    let context = Span::current().context();
    global::get_text_map_propagator(|it| it.inject_context(&context, &mut carrier));
    carrier.remove(TRACEPARENT)
}

/// The span of work that `service` left in a queue of its own, part of the trace that `traceparent` names.
pub fn task_span(service: &'static str, name: &'static str, traceparent: Option<&str>) -> Span {
    let span = info_span!("task", otel.name = name, telaah.service = service);
    continue_trace(&span, traceparent);
    span
}

/// A histogram of durations in seconds, called `name`.
pub fn histogram(name: &'static str) -> Histogram<f64> {
    let meter = global::meter("telaah");
    meter.f64_histogram(name).with_unit("s").with_boundaries(SECONDS.to_vec()).build()
}

/// Makes `span` part of the trace that `traceparent` names.
pub fn continue_trace(span: &Span, traceparent: Option<&str>) {
    let Some(traceparent) = traceparent else {
        return;
    };
    let carrier = HashMap::from([(TRACEPARENT.to_owned(), traceparent.to_owned())]);
    let context = global::get_text_map_propagator(|it| it.extract(&carrier));
    // Fails only where no OpenTelemetry layer is installed, as in tests.
    let _ = span.set_parent(context);
}
