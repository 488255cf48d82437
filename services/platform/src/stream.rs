//! The one JetStream stream that carries every event of the product, and the time of a demo stack beside it.

use crate::{Clock, event::Event};
use anyhow::Context as _;
use async_nats::{
    client,
    header::{NATS_BATCH_COMMIT, NATS_BATCH_COMMIT_FINAL, NATS_BATCH_ID, NATS_BATCH_SEQUENCE},
    jetstream::{
        self, Context,
        consumer::{self, PullConsumer},
        context::{PublishError, PublishErrorKind},
        kv, stream,
    },
};
use futures::{StreamExt as _, TryStreamExt as _, future::try_join_all};
use jiff::Timestamp;
use std::{collections::BTreeSet, error::Error as StdError, time::Duration};
use tracing::{debug, info, warn};

/// For so long an event is in hand. Who needs longer says so before, and what a dead process had comes again.
pub(crate) const LEASE: Duration = Duration::from_secs(10);
const MAX_UNACKNOWLEDGED: i64 = 1_000;
/// Events in one request of a consumer.
const AT_ONCE: usize = 1_000;
/// How long a request waits to be filled. One that a lost server had is given up 5 s later.
const PATIENCE: Duration = Duration::from_secs(5);
/// The server holds a batch in memory until it is whole.
const MAX_BATCH_BYTES: usize = 1 << 20;
const SHIFT: &str = "shift_micros";

/// The stream and its name, which is also the first word of every subject.
#[derive(Debug, Clone)]
pub(crate) struct Stream {
    pub(crate) jetstream: Context,
    pub(crate) name: String,
    pub(crate) replicas: usize,
}

impl Stream {
    /// Publishes events and waits until the stream has them all.
    pub(crate) async fn publish(&self, events: &[Event]) -> anyhow::Result<()> {
        let mut rest = events;
        while !rest.is_empty() {
            let mut bytes = 0;
            let fitting = rest.iter().take_while(|it| {
                bytes += it.body.len();
                bytes <= MAX_BATCH_BYTES
            });
            let (batch, later) = rest.split_at(fitting.count().max(1));
            self.publish_batch(batch).await?;
            rest = later;
        }
        Ok(())
    }

    /// Together where that can be: the server waits for its disk once, and not for each event.
    async fn publish_batch(&self, events: &[Event]) -> anyhow::Result<()> {
        if 1 < events.len() {
            match self.publish_together(events).await {
                Ok(true) => return Ok(()),
                Ok(false) => debug!("the stream took a batch for single events"),
                Err(error) => match error.kind() {
                    // The server has some of them already, or takes no batch; or what makes one part of it is too much.
                    PublishErrorKind::Other | PublishErrorKind::MaxPayloadExceeded => {
                        debug!(error = &error as &dyn StdError, "no batch, so one by one");
                    }
                    _ => return Err(error.into()),
                },
            }
        }
        let mut acknowledgements = Vec::with_capacity(events.len());
        for event in events {
            let subject = event.nats_subject(&self.name);
            let sent =
                self.jetstream.publish_with_headers(subject, event.headers(), event.body.clone().into());
            acknowledgements.push(sent.await?.into_future());
        }
        try_join_all(acknowledgements).await?;
        Ok(())
    }

    /// Publishes an atomic batch (NATS ADR-50). The last event closes it, and its acknowledgement is that of them all.
    async fn publish_together(&self, events: &[Event]) -> Result<bool, PublishError> {
        let id = Clock::default().id().to_string();
        let Some((last, others)) = events.split_last() else { return Ok(true) };
        let member = |sequence: usize, event: &Event| {
            let mut headers = event.headers();
            headers.insert(NATS_BATCH_ID, id.as_str());
            headers.insert(NATS_BATCH_SEQUENCE, sequence.to_string());
            (event.nats_subject(&self.name), headers)
        };
        let client = self.jetstream.client();
        for (place, event) in others.iter().enumerate() {
            let (subject, headers) = member(place + 1, event);
            let sent = client.publish_with_headers(subject, headers, event.body.clone().into()).await;
            sent.map_err(|error| match error.kind() {
                client::PublishErrorKind::MaxPayloadExceeded => PublishErrorKind::MaxPayloadExceeded,
                _ => PublishErrorKind::BrokenPipe,
            })?;
        }
        let (subject, mut headers) = member(events.len(), last);
        headers.insert(NATS_BATCH_COMMIT, NATS_BATCH_COMMIT_FINAL);
        let sent = self.jetstream.publish_with_headers(subject, headers, last.body.clone().into()).await?;
        let acknowledged = sent.await?;
        Ok(acknowledged.batch_size == u64::try_from(events.len()).ok())
    }

    /// The durable consumer of `service`. It gets every event of `publishers`: some left out were gaps.
    pub(crate) async fn consumer(
        &self,
        service: &str,
        publishers: &BTreeSet<&str>,
    ) -> anyhow::Result<PullConsumer> {
        let config = consumer::pull::Config {
            durable_name: Some(service.to_owned()),
            filter_subjects: publishers.iter().map(|it| format!("{}.{it}.>", self.name)).collect(),
            ack_wait: LEASE,
            max_ack_pending: MAX_UNACKNOWLEDGED,
            ..consumer::pull::Config::default()
        };
        let stream = self.open().await?;
        // One that listens to more publishers than before hears everything anew: of the new ones it has missed all there was,
        // and what it heard of the others is known by its sequence.
        if let Ok(known) = stream.get_consumer::<consumer::pull::Config>(service).await {
            let heard = &known.cached_info().config;
            let is_heard = |it: &String| heard.filter_subjects.contains(it) || heard.filter_subject == *it;
            if !config.filter_subjects.iter().all(is_heard) {
                info!(service, "listens to more than before, and so from the beginning");
                stream.delete_consumer(service).await?;
            }
        }
        // Unlike `get_or_create_consumer` this also updates the filters of a consumer that exists.
        Ok(stream.create_consumer(config).await?)
    }

    /// How many events the consumer of `service` has yet to apply, those in hand among them.
    pub(crate) async fn lag(&self, service: &str) -> anyhow::Result<u64> {
        let consumer: PullConsumer = self.jetstream.get_consumer_from_stream(service, &self.name).await?;
        let info = consumer.cached_info();
        Ok(info.num_pending + u64::try_from(info.num_ack_pending)?)
    }

    /// Finds or creates the stream. It keeps everything, so a new service can listen from the first event, and takes batches.
    pub(crate) async fn open(&self) -> anyhow::Result<stream::Stream> {
        let config = stream::Config {
            name: self.name.clone(),
            subjects: vec![format!("{}.>", self.name)],
            num_replicas: self.replicas,
            allow_atomic_publish: true,
            ..stream::Config::default()
        };
        let stream = self.jetstream.get_or_create_stream(config).await?;
        let config = &stream.cached_info().config;
        if !config.allow_atomic_publish {
            let config = stream::Config { allow_atomic_publish: true, ..config.clone() };
            if let Err(error) = self.jetstream.update_stream(config).await {
                warn!(
                    error = &error as &dyn StdError,
                    "the stream takes no batches, so events go one by one"
                );
            }
        }
        Ok(stream)
    }

    /// The clock that all processes of a demo stack follow. The first of them lets it show `start`.
    pub(crate) async fn shared_clock(&self, start: Timestamp) -> anyhow::Result<Clock> {
        let bucket = self.clock_bucket().await.context("a demo stack needs NATS to agree on its time")?;
        let clock = Clock::starting_at(start);
        // Fails where another process was first; then its shift counts.
        let _ = bucket.create(SHIFT, clock.shift().to_string().into()).await;
        let agreed = bucket.get(SHIFT).await?.context("the shift of the clock is gone")?;
        clock.set_shift(read_shift(&agreed)?);

        let mut changes = bucket.watch(SHIFT).await?;
        let follower = clock.clone();
        tokio::spawn(async move {
            while let Some(change) = changes.next().await {
                match change.map_err(anyhow::Error::from).and_then(|it| read_shift(&it.value)) {
                    Ok(shift) => follower.set_shift(shift),
                    Err(error) => warn!(error = format!("{error:#}"), "the stack's time was not followed"),
                }
            }
        });
        Ok(clock)
    }

    /// Tells the other processes of a demo stack how far its time is from the machine's.
    pub(crate) async fn tell_shift(&self, micros: i64) -> anyhow::Result<()> {
        self.clock_bucket().await?.put(SHIFT, micros.to_string().into()).await?;
        Ok(())
    }

    async fn clock_bucket(&self) -> anyhow::Result<kv::Store> {
        let bucket = format!("{}_clock", self.name);
        let config = kv::Config { bucket, history: 1, ..kv::Config::default() };
        Ok(self.jetstream.create_key_value(config).await?)
    }
}

/// What `consumer` gets, one request after the other.
///
/// Not by its own stream, which asks ahead: async-nats 0.51 counts there what it has asked for after it has sent the request, so what
/// came before that is missed for ever, and once half of a request is, nothing more is asked for until a heartbeat is late.
pub(crate) fn deliveries(
    consumer: PullConsumer,
) -> impl futures::Stream<Item = anyhow::Result<jetstream::Message>> + Send + Unpin {
    let requests = futures::stream::repeat(consumer).then(async |it| {
        let batch = it.batch().max_messages(AT_ONCE).expires(PATIENCE).messages().await?;
        anyhow::Ok(batch.map_err(|error| anyhow::anyhow!(error)))
    });
    Box::pin(requests.try_flatten())
}

fn read_shift(value: &[u8]) -> anyhow::Result<i64> {
    Ok(std::str::from_utf8(value)?.parse()?)
}
