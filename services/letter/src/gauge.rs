//! What operators see of letters that issue themselves: how long they wait, and how many failed.

use crate::{issuing::Issuing, store};
use opentelemetry::global;
use platform::Worker;
use std::time::Duration;

const READING: Duration = Duration::from_secs(15);

/// Reports every 15 seconds `telaah.letter.wait`, the seconds since the longest waiting letter was due to be issued, and
/// `telaah.letter.postponed`, how many failed and are tried again. Replicas report the same.
pub(crate) fn worker(issuing: Issuing) -> Worker {
    let meter = global::meter("telaah");
    let wait = meter.f64_gauge("telaah.letter.wait").with_unit("s").build();
    let postponed = meter.i64_gauge("telaah.letter.postponed").build();
    Worker::every("gauge", READING, move || {
        let (issuing, wait, postponed) = (issuing.clone(), wait.clone(), postponed.clone());
        async move {
            let waiting = store::waiting(&mut *issuing.db.housekeeping().await?).await?;
            let now = issuing.clock.now();
            let waits = waiting.due_at.map_or(0.0, |it| now.duration_since(it.to_jiff()).as_secs_f64());
            wait.record(waits.max(0.0), &[]);
            postponed.record(waiting.postponed, &[]);
            Ok(())
        }
    })
}
