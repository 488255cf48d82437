//! What operators see of the work as a whole: open tasks by how near their due time is, and how late timers are.

use crate::{desk::Desk, store};
use jiff::ToSpan as _;
use opentelemetry::{KeyValue, global};
use platform::Worker;
use std::time::Duration;

const READING: Duration = Duration::from_secs(60);

/// Reports once a minute `telaah.review.open_tasks`, by `band`: `overdue`, `due_in_24_hours`, `later`; and
/// `telaah.review.timer_lateness`, the seconds since the first timer should have fired. Replicas report the same.
pub(crate) fn worker(desk: Desk) -> Worker {
    let meter = global::meter("telaah");
    let gauge = meter.i64_gauge("telaah.review.open_tasks").build();
    let lateness = meter.f64_gauge("telaah.review.timer_lateness").with_unit("s").build();
    Worker::every("gauge", READING, move || {
        let (desk, gauge, lateness) = (desk.clone(), gauge.clone(), lateness.clone());
        async move {
            let now = desk.clock.now();
            let mut db = desk.db.housekeeping().await?;
            let open = store::count_open(&mut db, now, now + 24.hours()).await?;
            let timer = store::first_timer(&mut db).await?;
            drop(db);
            let late = timer.map_or(0.0, |it| now.duration_since(it).as_secs_f64());
            lateness.record(late.max(0.0), &[]);
            let bands =
                [("overdue", open.overdue), ("due_in_24_hours", open.due_soon), ("later", open.due_later)];
            for (band, count) in bands {
                gauge.record(count, &[KeyValue::new("band", band)]);
            }
            Ok(())
        }
    })
}
