//! Events enter a service through its [`Subscriptions`], the way requests enter through routes.

mod hand;
mod lane;
mod lanes;
mod store;

pub use store::ParkedLane;

use crate::{Database, Error, Result, event::Event, outbox, running::Running, stream, telemetry};
use async_nats::jetstream;
use futures::{FutureExt as _, TryStreamExt as _, future::BoxFuture};
use lane::Inbox;
use lanes::Lanes;
use prost::{Message, Name};
use sqlx::PgConnection;
use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error as StdError,
    panic::AssertUnwindSafe,
    sync::Arc,
};
use tokio::sync::mpsc;
use tracing::{Instrument as _, error, warn};

/// Reacts to one kind of event.
///
/// `tx` acts as the agency of the event and commits with the lane's new sequence, so effects are once and in
/// order, and an implementation need not be idempotent.
pub trait Handle<E>: Send + Sync + 'static {
    /// Carries out what follows from `event`. A failure is tried again, and parks the lane at the eighth.
    fn handle(&self, tx: &mut PgConnection, event: E) -> impl Future<Output = Result<()>> + Send;
}

type Handler = Box<dyn for<'t> Fn(&'t mut PgConnection, Vec<u8>) -> BoxFuture<'t, Result<()>> + Send + Sync>;

/// The events a service listens to, and who handles them.
#[derive(Default)]
pub struct Subscriptions {
    publishers: BTreeSet<&'static str>,
    handlers: BTreeMap<String, Handler>,
}

impl Subscriptions {
    /// Listens to nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets `desk` handle events of kind `E`.
    pub fn on<E>(mut self, desk: impl Handle<E>) -> Self
    where
        E: Message + Name + Default + 'static,
    {
        let desk = Arc::new(desk);
        let handler: Handler = Box::new(move |tx, body| {
            let desk = Arc::clone(&desk);
            Box::pin(async move { desk.handle(tx, E::decode(body.as_slice())?).await })
        });
        self.publishers.insert(outbox::publisher::<E>());
        self.handlers.insert(E::full_name(), handler);
        self
    }

    /// Whether nothing is heard at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.handlers.is_empty()
    }

    /// Whether anything is heard of `publisher`: then all that it tells is.
    pub(crate) fn listens_to(&self, publisher: &str) -> bool {
        self.publishers.contains(publisher)
    }

    /// Whether anybody handles events of this kind.
    fn handles(&self, kind: &str) -> bool {
        self.handlers.contains_key(kind)
    }

    /// Handles `event` as a part of its trace. One nobody handles has still been read, so that its lane goes on.
    async fn handle(&self, service: &'static str, tx: &mut PgConnection, event: &Event) -> Result<()> {
        let handling = async {
            let Some(handler) = self.handlers.get(&event.kind) else {
                return Ok(());
            };
            let handled = AssertUnwindSafe(handler(tx, event.body.clone())).catch_unwind();
            let handled =
                handled.await.unwrap_or_else(|_| Err(Error::Internal("the handler panicked".into())));
            handled.inspect_err(|error| warn!(error = error as &dyn StdError, "event failed"))
        };
        handling.instrument(telemetry::event_span(service, event)).await
    }
}

/// Applies events as the durable consumer named after the service.
pub(crate) async fn listen(service: Running, subscriptions: Arc<Subscriptions>) -> anyhow::Result<()> {
    if subscriptions.is_empty() {
        return Ok(());
    }
    let mut lanes = Lanes::new(service.clone(), Arc::clone(&subscriptions));
    // What is in hand stays there while the consumer is opened anew.
    let (to_lanes, mut deliveries) = mpsc::channel(1);
    let receive = move |service| receive(service, Arc::clone(&subscriptions), to_lanes.clone());
    let mut receiving = Box::pin(service.clone().persist("receive", receive));
    loop {
        tokio::select! {
            () = service.stop.cancelled() => break,
            ended = &mut receiving => return ended,
            Some(delivery) = deliveries.recv() => lanes.take(delivery).await,
            next = lanes.next() => lanes.go_on(next).await,
        }
    }
    // What is given back shall go to another replica, and not to a request of this one.
    drop(receiving);
    lanes.finish().await;
    Ok(())
}

/// Opens the consumer and passes on what it gets.
async fn receive(
    service: Running,
    subscriptions: Arc<Subscriptions>,
    to_lanes: mpsc::Sender<jetstream::Message>,
) -> anyhow::Result<()> {
    let consumer = service.stream.consumer(service.name, &subscriptions.publishers).await?;
    let mut deliveries = stream::deliveries(consumer);
    while let Some(delivery) = deliveries.try_next().await? {
        to_lanes.send(delivery).await?;
    }
    Ok(())
}

/// The lanes that wait for a person.
pub async fn parked(db: &Database) -> Result<Vec<ParkedLane>> {
    store::list_parked(db).await
}

/// Applies what is parked, in order, and returns how many events that were. What fails again stays parked.
pub async fn replay(service: &'static str, db: &Database, subscriptions: &Subscriptions) -> Result<usize> {
    let inbox = Inbox { service, db, subscriptions };
    let mut replayed = 0;
    for (agency, lane) in store::parked(db).await? {
        loop {
            match inbox.replay_next(&agency, &lane).await {
                Ok(true) => replayed += 1,
                Ok(false) => break,
                Err(error) => {
                    error!(lane, error = &error as &dyn StdError, "lane stays parked");
                    break;
                }
            }
        }
    }
    Ok(replayed)
}
