//! What operators see of the work as a whole: open tasks by how near their due time is.

use crate::{desk::Desk, store};
use jiff::ToSpan as _;
use opentelemetry::{KeyValue, global};
use platform::Worker;
use std::time::Duration;
use tokio::time::timeout;

const READING: Duration = Duration::from_secs(60);

/// Reports `telaah.review.open_tasks` once a minute, by `band`: `overdue`, `due_in_24_hours`, `later`.
pub(crate) fn worker(desk: Desk) -> Worker {
    let gauge = global::meter("telaah").i64_gauge("telaah.review.open_tasks").build();
    Worker::new("gauge", move |stop| {
        let (desk, gauge) = (desk.clone(), gauge.clone());
        async move {
            while !stop.is_cancelled() {
                let now = desk.clock.now();
                let mut db = desk.db.begin_with("begin; set local telaah.housekeeping = 'on'").await?;
                let open = store::count_open(&mut db, now, now + 24.hours()).await?;
                drop(db);
                let bands = [
                    ("overdue", open.overdue),
                    ("due_in_24_hours", open.due_soon),
                    ("later", open.due_later),
                ];
                for (band, count) in bands {
                    gauge.record(count, &[KeyValue::new("band", band)]);
                }
                // Time that passes is the next reading; an end is the service's.
                let _ = timeout(READING, stop.cancelled()).await;
            }
            Ok(())
        }
    })
}
