//! What operators see of events: how many were told, how long each took and what became of it, what waits, what is parked.

use super::{continue_trace, histogram};
use crate::{event::Event, running::Running};
use jiff_sqlx::Timestamp;
use opentelemetry::{
    KeyValue, global,
    metrics::{Counter, Gauge, Histogram},
};
use std::time::{Duration, Instant};
use tracing::{Span, info_span, warn};

const READING: Duration = Duration::from_secs(15);

/// The span of `event` in the hands of `service`, part of the trace in which it happened.
pub(crate) fn event_span(service: &'static str, event: &Event) -> Span {
    let span = info_span!(
        "event",
        otel.name = format!("process {}", event.kind),
        otel.kind = "consumer",
        messaging.system = "nats",
        messaging.operation.name = "process",
        messaging.operation.type = "process",
        messaging.consumer.group.name = service,
        telaah.service = service,
        telaah.event.kind = event.kind,
        telaah.event.lane = event.lane,
        telaah.event.sequence = event.sequence,
    );
    continue_trace(&span, event.traceparent.as_deref());
    span
}

/// Counts events that came to the stream: `telaah.events.told`, by service and kind. Domain figures, such as submissions filed,
/// are these. One told again after a crash or by a refill counts again.
pub(crate) struct ToldMetrics {
    service: &'static str,
    told: Counter<u64>,
}

impl ToldMetrics {
    pub(crate) fn new(service: &'static str) -> Self {
        Self { service, told: global::meter("telaah").u64_counter("telaah.events.told").build() }
    }

    pub(crate) fn note(&self, events: &[Event]) {
        for event in events {
            let attributes = [
                KeyValue::new("telaah.service", self.service),
                KeyValue::new("telaah.event.kind", event.kind.clone()),
            ];
            self.told.add(1, &attributes);
        }
    }
}

/// Measures every event handled: `messaging.process.duration` in seconds, by service, kind and outcome.
#[derive(Clone)]
pub(crate) struct EventMetrics {
    service: &'static str,
    duration: Histogram<f64>,
}

impl EventMetrics {
    pub(crate) fn new(service: &'static str) -> Self {
        Self { service, duration: histogram("messaging.process.duration") }
    }

    /// Notes that an event of `kind`, taken up at `start`, came to `outcome`.
    pub(crate) fn note(&self, kind: &str, start: Instant, outcome: &'static str) {
        let attributes = [
            KeyValue::new("telaah.service", self.service),
            KeyValue::new("telaah.event.kind", kind.to_owned()),
            KeyValue::new("outcome", outcome),
        ];
        self.duration.record(start.elapsed().as_secs_f64(), &attributes);
    }
}

/// What is read every 15 seconds. All replicas of a service read the same, so a dashboard takes the greatest and no sum.
struct Gauges {
    age: Gauge<f64>,
    backlog: Gauge<i64>,
    parked: Gauge<i64>,
    lag: Gauge<u64>,
}

impl Gauges {
    fn new() -> Self {
        let meter = global::meter("telaah");
        Self {
            age: meter.f64_gauge("telaah.outbox.age").with_unit("s").build(),
            backlog: meter.i64_gauge("telaah.outbox.backlog").build(),
            parked: meter.i64_gauge("telaah.inbox.parked_lanes").build(),
            lag: meter.u64_gauge("telaah.inbox.lag").build(),
        }
    }
}

/// Reads how many events are untold and how old the oldest is, how many lanes are parked, and, of one that `listens`, how
/// many events it has yet to apply.
pub(crate) async fn watch(service: Running, listens: bool) -> anyhow::Result<()> {
    let gauges = Gauges::new();
    let attributes = [KeyValue::new("telaah.service", service.name)];
    while !service.stop.is_cancelled() {
        // By the index of the untold, without a sort, and at most so many: a backlog shall not be made worse by counting it.
        let mut tx = service.db.begin_with("begin; set local enable_sort = off").await?;
        let (oldest, backlog, lanes): (Option<Timestamp>, i64, i64) = sqlx::query_as(
            "select (select told_at from outbox where published_at is null order by position limit 1),
                    (select count(*) from (select from outbox where published_at is null limit 10000) as untold),
                    (select count(*) from inbox where parked)",
        )
        .fetch_one(&mut *tx)
        .await?;
        tx.rollback().await?;
        let waits = oldest.map(|it| service.clock.now().duration_since(it.to_jiff()).as_secs_f64());
        gauges.age.record(waits.unwrap_or_default().max(0.0), &attributes);
        gauges.backlog.record(backlog, &attributes);
        gauges.parked.record(lanes, &attributes);
        if listens {
            match service.stream.lag(service.name).await {
                Ok(lag) => gauges.lag.record(lag, &attributes),
                Err(error) => {
                    let error = format!("{error:#}");
                    warn!(service = service.name, error, "the lag of the consumer cannot be read");
                }
            }
        }
        service.pause(READING).await;
    }
    Ok(())
}
