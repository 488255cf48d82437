//! A go-between that passes on every event up to five times and out of order.
//!
//! What services tell goes to a stream of its own, and they hear what it gives to theirs: no first delivery is in order
//! because it came before a shuffled copy.

use crate::seed::Chance;
use anyhow::{Context as _, Result, anyhow};
use async_nats::{
    HeaderMap,
    header::NATS_MESSAGE_ID,
    jetstream::{
        self, Context, Message,
        consumer::{AckPolicy, PullConsumer, pull},
        stream::{Config, SubjectTransform},
    },
};
use futures::{StreamExt as _, TryStreamExt as _, stream, stream::BoxStream};
use journeys::own::Own;
use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{task::JoinHandle, time::timeout};

/// How many copies are shuffled: none comes further from its place.
pub(super) const WINDOW: u64 = 100;
/// How often an event comes at most.
const TIMES: u64 = 5;
/// How many are asked for in one request, and how long it waits for them. All of them are passed on long before it ends, as what
/// is not read by then would be lost.
const AT_ONCE: usize = 20;
const PATIENCE: Duration = Duration::from_secs(5);
/// When a consumer that nobody asks is forgotten.
const FORGOTTEN_AFTER: Duration = Duration::from_mins(2);
/// When nothing new comes for so long, what is held back goes on, one by one.
const QUIET: Duration = Duration::from_millis(5);

/// A go-between at work.
pub(super) struct Again {
    stop: Arc<AtomicBool>,
    work: JoinHandle<Result<Figures>>,
}

/// What a go-between did.
#[derive(Debug, Default)]
pub(super) struct Figures {
    /// Events that were told.
    pub(super) told: u64,
    /// Deliveries of them.
    pub(super) copies: u64,
    /// Events that came, for the first time, when a later one of their lane was there already.
    pub(super) overtaken: u64,
    pub(super) seed: u64,
}

struct Copy {
    subject: String,
    headers: HeaderMap,
    message: Message,
}

impl Again {
    /// Comes between the services of a running stack.
    pub(super) async fn between(own: &Own, chance: Chance) -> Result<Self> {
        let jetstream = jetstream::new(async_nats::connect(own.ground().nats_url()).await?);
        let name = own.stream().to_owned();
        let mut heard = jetstream.get_stream(&name).await?.cached_info().config.clone();
        heard.subjects = vec![format!("{name}_again.>")];
        heard.subject_transform =
            Some(SubjectTransform { source: format!("{name}_again.>"), destination: format!("{name}.>") });
        jetstream.update_stream(heard).await.context("the stream takes other subjects")?;
        let told =
            Config { name: format!("{name}_told"), subjects: vec![format!("{name}.>")], ..Config::default() };
        let told = jetstream.create_stream(told).await?;
        let config = pull::Config {
            ack_policy: AckPolicy::None,
            inactive_threshold: FORGOTTEN_AFTER,
            ..pull::Config::default()
        };
        let messages = all_of(told.create_consumer(config).await?);
        let stop = Arc::new(AtomicBool::new(false));
        let work = tokio::spawn(pass_on(jetstream, name, messages, chance, Arc::clone(&stop)));
        Ok(Self { stop, work })
    }

    /// Passes on what is left, and ends.
    pub(super) async fn end(self) -> Result<Figures> {
        self.stop.store(true, Ordering::Relaxed);
        self.work.await?
    }
}

async fn pass_on(
    jetstream: Context,
    name: String,
    mut messages: BoxStream<'static, Result<Message>>,
    mut chance: Chance,
    stop: Arc<AtomicBool>,
) -> Result<Figures> {
    let mut figures = Figures { seed: chance.seed, ..Figures::default() };
    // By their place, and by what was told before where two have the same.
    let mut held: BTreeMap<(u64, u64), Copy> = BTreeMap::new();
    let mut lanes: HashMap<String, (i64, Vec<i64>)> = HashMap::new();
    loop {
        match timeout(QUIET, messages.next()).await {
            Ok(message) => {
                let message = message.context("the consumer is gone")??;
                figures.told += 1;
                for time in 0..=chance.below(TIMES) {
                    let mut headers = message.headers.clone().context("an event has headers")?;
                    let id = headers.get(NATS_MESSAGE_ID).context("an event has an id")?.to_string();
                    // Else the stream would know a repeat, and hide it.
                    headers.insert(NATS_MESSAGE_ID, format!("{id} {} {time}", figures.told));
                    let rest = message.subject.strip_prefix(&name).context("a subject of the stream")?;
                    let subject = format!("{name}_again{rest}");
                    let place = figures.copies + chance.below(WINDOW);
                    held.insert((place, figures.copies), Copy { subject, headers, message: message.clone() });
                    figures.copies += 1;
                }
            }
            Err(_) if held.is_empty() && stop.load(Ordering::Relaxed) => return Ok(figures),
            Err(_) => {
                if let Some((_, copy)) = held.pop_first() {
                    note(&copy, &mut lanes, &mut figures)?;
                    give(&jetstream, copy).await?;
                }
            }
        }
        while WINDOW < held.len() as u64 {
            let (_, copy) = held.pop_first().context("it is not empty")?;
            note(&copy, &mut lanes, &mut figures)?;
            give(&jetstream, copy).await?;
        }
    }
}

async fn give(jetstream: &Context, copy: Copy) -> Result<()> {
    let Copy { subject, headers, message } = copy;
    jetstream.publish_with_headers(subject, headers, message.payload.clone()).await?.await?;
    Ok(())
}

/// What the consumer gets, one request after the other: async-nats 0.51 miscounts where it asks ahead, and then waits.
fn all_of(consumer: PullConsumer) -> BoxStream<'static, Result<Message>> {
    let requests = stream::repeat(consumer).then(async |it| {
        let batch = it.batch().max_messages(AT_ONCE).expires(PATIENCE).messages().await?;
        anyhow::Ok(batch.map_err(|error| anyhow!(error)))
    });
    requests.try_flatten().boxed()
}

/// Counts those that come first when a later one of their lane was there.
fn note(copy: &Copy, lanes: &mut HashMap<String, (i64, Vec<i64>)>, figures: &mut Figures) -> Result<()> {
    let word = |name: &str| copy.headers.get(name).map(ToString::to_string).unwrap_or_default();
    let lane = format!("{} {} {}", word("ce-agency"), word("ce-source"), word("ce-subject"));
    let sequence: i64 = word("ce-sequence").parse().context("an event has a place in its lane")?;
    let (newest, seen) = lanes.entry(lane).or_default();
    if !seen.contains(&sequence) {
        figures.overtaken += u64::from(sequence < *newest);
        seen.push(sequence);
    }
    *newest = sequence.max(*newest);
    Ok(())
}
