//! Removes uploads that never came to an end, such as those of a process that was killed.

use crate::Objects;
use jiff::SignedDuration;
use platform::{Clock, service::Worker};
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};
use tracing::info;

const EVERY: Duration = Duration::from_mins(10);
/// No upload pauses so long: a call is cut before.
const AGE: SignedDuration = SignedDuration::from_hours(1);

pub(crate) fn worker(objects: Objects, clock: Clock) -> Worker {
    Worker::new("sweep", move |stop| {
        let (objects, clock) = (objects.clone(), clock.clone());
        async move {
            let mut ticks = interval(EVERY);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            while stop.run_until_cancelled(ticks.tick()).await.is_some() {
                let swept = objects.sweep(clock.now() - AGE).await?;
                if 0 < swept {
                    info!(swept, "unfinished uploads removed");
                }
            }
            Ok(())
        }
    })
}
