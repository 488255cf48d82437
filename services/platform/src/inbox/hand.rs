//! A hand applies what it took up, and keeps it meanwhile.

use super::{
    Subscriptions,
    lane::{Inbox, Outcome},
};
use crate::{Agency, event::Event, running::Running, stream::LEASE, telemetry::EventMetrics};
use async_nats::{
    connection::State,
    jetstream::{AckKind, Message as Delivery},
};
use std::{
    collections::VecDeque,
    error::Error as StdError,
    pin::pin,
    time::{Duration, Instant},
};
use tokio::time::{Interval, MissedTickBehavior, interval_at};
use tracing::warn;

const LONGEST_RETRY: Duration = Duration::from_mins(5);

/// An event that was delivered and not yet answered.
pub(super) struct Task {
    pub(super) event: Event,
    /// Its place in the stream.
    pub(super) stored: Option<u64>,
    pub(super) delivery: Delivery,
}

/// Lanes of one agency, of which the next events are handled, or passed over.
pub(super) struct Turn {
    pub(super) agency: Agency,
    pub(super) is_handled: bool,
    pub(super) lanes: VecDeque<String>,
}

/// What a hand takes up: tasks of the lanes of `turn`, those of a lane in their order. When it is done, those are left that came
/// ahead of their turn.
pub(super) struct Handful {
    pub(super) turn: Turn,
    pub(super) tasks: Vec<Task>,
}

/// Applies what is in hand, tells NATS and operators what became of it, and leaves what came ahead of its turn.
pub(super) async fn work(
    service: &Running,
    subscriptions: &Subscriptions,
    metrics: &EventMetrics,
    Handful { turn, tasks }: Handful,
) -> Handful {
    let start = Instant::now();
    let outcomes = apply(service, subscriptions, &turn, &tasks).await;
    let mut early = vec![];
    for (task, outcome) in tasks.into_iter().zip(outcomes) {
        let (kind, outcome) = match outcome {
            Outcome::Done => (AckKind::Ack, "done"),
            Outcome::Retry { failures } => {
                let wait = service.first_retry * 2_u32.pow(failures);
                (AckKind::Nak(Some(wait.min(LONGEST_RETRY))), "retried")
            }
            Outcome::Delay => (AckKind::Nak(Some(service.first_retry)), "delayed"),
            Outcome::Early => {
                early.push(task);
                continue;
            }
        };
        metrics.note(&task.event.kind, start, outcome);
        answer(&task.delivery, kind).await;
    }
    Handful { turn, tasks: early }
}

/// Applies or passes over what is in hand, and keeps it meanwhile.
async fn apply(
    service: &Running,
    subscriptions: &Subscriptions,
    turn: &Turn,
    tasks: &[Task],
) -> Vec<Outcome> {
    let inbox = Inbox { service: service.name, db: &service.db, subscriptions };
    let events: Vec<&Event> = tasks.iter().map(|it| &it.event).collect();
    let mut outcomes = pin!(async {
        if turn.is_handled {
            inbox.apply_each(&events).await
        } else {
            inbox.pass_over(&turn.agency, &events).await
        }
    });
    let mut keeping = keeping();
    loop {
        tokio::select! {
            outcomes = &mut outcomes => return outcomes,
            _ = keeping.tick() => keep(service, &tasks.iter().collect::<Vec<_>>()).await,
        }
    }
}

/// When NATS is told that something is still in hand, and so is not given to another.
pub(super) fn keeping() -> Interval {
    let mut times = interval_at(tokio::time::Instant::now() + LEASE / 3, LEASE / 3);
    times.set_missed_tick_behavior(MissedTickBehavior::Delay);
    times
}

/// Tells NATS that these are still in hand, unless it is away: then they come again, and are known.
pub(super) async fn keep(service: &Running, tasks: &[&Task]) {
    if service.stream.jetstream.client().connection_state() != State::Connected {
        return;
    }
    for task in tasks {
        answer(&task.delivery, AckKind::Progress).await;
    }
}

/// A lost answer is harmless: the event comes again and is known as a repeat.
pub(super) async fn answer(delivery: &Delivery, kind: AckKind) {
    if let Err(error) = delivery.ack_with(kind).await {
        warn!(error = error.as_ref() as &dyn StdError, "event will be delivered again");
    }
}
