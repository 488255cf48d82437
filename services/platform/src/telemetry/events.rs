//! What operators see of events: how long each took and what became of it, what waits to be told, what is parked.

use crate::running::Running;
use jiff_sqlx::Timestamp;
use opentelemetry::{
    KeyValue, global,
    metrics::{Gauge, Histogram},
};
use std::time::{Duration, Instant};

const READING: Duration = Duration::from_secs(15);

/// Measures every event handled: `messaging.process.duration` in seconds, by service, kind and outcome.
#[derive(Clone)]
pub(crate) struct EventMetrics {
    service: &'static str,
    duration: Histogram<f64>,
}

impl EventMetrics {
    pub(crate) fn new(service: &'static str) -> Self {
        let meter = global::meter("telaah");
        Self { service, duration: meter.f64_histogram("messaging.process.duration").with_unit("s").build() }
    }

    /// Notes that an event of `kind`, taken up at `start`, came to `outcome`.
    pub(crate) fn note(&self, kind: &str, start: Instant, outcome: &'static str) {
        let attributes = [
            KeyValue::new("telaah.service", self.service),
            KeyValue::new("messaging.message.type", kind.to_owned()),
            KeyValue::new("outcome", outcome),
        ];
        self.duration.record(start.elapsed().as_secs_f64(), &attributes);
    }
}

/// Reads, every 15 seconds, how old the oldest untold event is and how many lanes are parked.
pub(crate) async fn watch(service: Running) -> anyhow::Result<()> {
    let meter = global::meter("telaah");
    let age: Gauge<f64> = meter.f64_gauge("telaah.outbox.age").with_unit("s").build();
    let parked: Gauge<i64> = meter.i64_gauge("telaah.inbox.parked_lanes").build();
    let attributes = [KeyValue::new("telaah.service", service.name)];
    while !service.stop.is_cancelled() {
        let (oldest, lanes): (Option<Timestamp>, i64) = sqlx::query_as(
            "select (select min(told_at) from outbox where published_at is null),
                    (select count(*) from inbox where parked)",
        )
        .fetch_one(&*service.db)
        .await?;
        let waits = oldest.map(|it| service.clock.now().duration_since(it.to_jiff()).as_secs_f64());
        age.record(waits.unwrap_or_default().max(0.0), &attributes);
        parked.record(lanes, &attributes);
        service.pause(READING).await;
    }
    Ok(())
}
