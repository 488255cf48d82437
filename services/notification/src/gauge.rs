//! What operators see of telling people: mails by what became of them, and how long what is due has waited.

use crate::store;
use opentelemetry::{KeyValue, global, metrics::Counter};
use platform::{Clock, Database, Worker};
use std::time::Duration;

const READING: Duration = Duration::from_secs(15);
const OUTCOMES: [&str; 3] = ["sent", "postponed", "given_up"];

/// Counts tries to send a mail: `telaah.notification.mails`, by `outcome`.
#[derive(Clone)]
pub(crate) struct MailMetrics(Counter<u64>);

impl MailMetrics {
    /// Reports to the global meter, from zero on: an alert needs the first failure to be a rise.
    pub(crate) fn new() -> Self {
        let counter = global::meter("telaah").u64_counter("telaah.notification.mails").build();
        for outcome in OUTCOMES {
            counter.add(0, &[KeyValue::new("outcome", outcome)]);
        }
        Self(counter)
    }

    /// Notes that a try to send came to `outcome`.
    pub(crate) fn note(&self, outcome: &'static str) {
        self.0.add(1, &[KeyValue::new("outcome", outcome)]);
    }
}

/// Reports every 15 seconds `telaah.notification.wait`, the seconds since the longest waiting notice and mail were due, by
/// `queue`. Replicas report the same.
pub(crate) fn worker(db: Database, clock: Clock) -> Worker {
    let gauge = global::meter("telaah").f64_gauge("telaah.notification.wait").with_unit("s").build();
    Worker::every("gauge", READING, move || {
        let (db, clock, gauge) = (db.clone(), clock.clone(), gauge.clone());
        async move {
            let due = store::longest_due(&mut *db.housekeeping().await?).await?;
            let now = clock.now();
            for (queue, due_at) in [("notices", due.notice), ("mails", due.mail)] {
                let waits = due_at.map_or(0.0, |it| now.duration_since(it.to_jiff()).as_secs_f64());
                gauge.record(waits.max(0.0), &[KeyValue::new("queue", queue)]);
            }
            Ok(())
        }
    })
}
