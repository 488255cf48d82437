//! The stream compared with what was told, some agencies at a time, so that memory holds the events of these alone.

use super::{Patience, REFILL, RESTORE};
use crate::{
    Agency, Database, Result, Service,
    event::Event,
    invariant::Findings,
    stream::{Stream, deliveries},
};
use anyhow::Context as _;
use async_nats::jetstream::consumer::{self, AckPolicy, DeliverPolicy};
use aws_lc_rs::digest::{Context as Digest, SHA256};
use futures::{StreamExt as _, TryStreamExt as _};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    time::Duration,
};
use tokio::time::timeout;

/// By when the next event has come, one that a request was lost for among them.
const STANDSTILL: Duration = Duration::from_secs(20);
/// The server forgets a reader that died.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(30);

/// How many agencies are read at once, and how many events, unless one alone has more.
const MAX_AGENCIES: usize = 200;
const MAX_EVENTS: i64 = 100_000;

/// An event by its content.
type Print = [u8; 16];

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    event: Event,
    is_published: bool,
}

/// Compares both ways for `agency`, or for every agency about which anything was told.
pub(super) async fn check(
    stream: &Stream,
    services: &[Service],
    databases: &HashMap<&str, Database>,
    agency: Option<&Agency>,
    patience: &mut Patience,
    findings: &mut Findings,
) -> anyhow::Result<()> {
    let mut counts: BTreeMap<Agency, i64> = BTreeMap::new();
    for service in services {
        for (agency, count) in count_told(&databases[service.name], agency).await? {
            *counts.entry(agency).or_default() += count;
        }
    }
    let (mut group, mut count) = (vec![], 0);
    for (agency, events) in counts {
        if group.len() == MAX_AGENCIES || (!group.is_empty() && MAX_EVENTS < count + events) {
            check_group(stream, services, databases, &group, patience, findings).await?;
            (group, count) = (vec![], 0);
        }
        group.push(agency);
        count += events;
    }
    if group.is_empty() {
        return Ok(());
    }
    check_group(stream, services, databases, &group, patience, findings).await
}

async fn check_group(
    stream: &Stream,
    services: &[Service],
    databases: &HashMap<&str, Database>,
    agencies: &[Agency],
    patience: &mut Patience,
    findings: &mut Findings,
) -> anyhow::Result<()> {
    // First the stream and then what was told: nothing is in the stream before it was told.
    let mut streamed = HashMap::new();
    let mut reached = read(stream, agencies, 0, &mut streamed).await?;
    let mut known: BTreeSet<Print> = BTreeSet::new();
    let mut lacking = vec![];
    for service in services {
        let mut rows = rows(&databases[service.name], agencies);
        while let Some(Row { event, is_published }) = rows.try_next().await? {
            findings.looked_at += 1;
            let print = print(&event);
            if !streamed.contains_key(&print) {
                let name = format!("{}: event {} of lane {}", service.name, event.sequence, event.lane);
                lacking.push((print, name, is_published));
            }
            known.insert(print);
        }
    }
    // Those may have come in meanwhile.
    while !lacking.is_empty() {
        let mut newer = HashMap::new();
        reached = read(stream, agencies, reached, &mut newer).await?;
        lacking.retain(|(print, ..)| !newer.contains_key(print));
        if lacking.is_empty() || !patience.holds().await {
            break;
        }
    }
    for (_, name, is_published) in lacking {
        let reason = if is_published {
            "is not in the stream, or with another content"
        } else {
            "waits for the relay"
        };
        findings.violation(name, reason, REFILL);
    }
    for (print, name) in streamed {
        if !known.contains(&print) {
            findings.violation(name, "is in the stream and was never told so", RESTORE);
        }
    }
    Ok(())
}

/// Reads the agencies' events after `reached`, and answers how far it came.
async fn read(
    stream: &Stream,
    agencies: &[Agency],
    reached: u64,
    found: &mut HashMap<Print, String>,
) -> anyhow::Result<u64> {
    let config = consumer::pull::Config {
        filter_subjects: agencies.iter().map(|it| format!("{}.*.*.{it}", stream.name)).collect(),
        deliver_policy: DeliverPolicy::ByStartSequence { start_sequence: reached + 1 },
        ack_policy: AckPolicy::None,
        inactive_threshold: FORGOTTEN_AFTER,
        memory_storage: true,
        ..consumer::pull::Config::default()
    };
    // Not opened as services do, which make it where it is lost.
    let stream = stream.jetstream.get_stream(&stream.name).await.context("NATS has no such stream")?;
    let consumer = stream.create_consumer(config).await?;
    let pending = consumer.cached_info().num_pending;
    let mut last = reached;
    if 0 < pending {
        let pending = usize::try_from(pending).context("more events than can be counted")?;
        let mut messages = deliveries(consumer.clone()).take(pending);
        // What is lost with a connection never comes.
        let stood_still = "the stream stood still: check again";
        while let Some(message) = timeout(STANDSTILL, messages.try_next()).await.context(stood_still)?? {
            last = message.info().map_err(|it| anyhow::anyhow!(it))?.stream_sequence;
            let event = Event::read(&message)?;
            found.insert(print(&event), format!("event {} of lane {}", event.sequence, event.lane));
        }
    }
    stream.delete_consumer(&consumer.cached_info().name).await?;
    Ok(last)
}

/// All that is told of `agencies` by the service of `db`.
fn rows<'d>(
    db: &'d Database,
    agencies: &'d [Agency],
) -> impl futures::Stream<Item = sqlx::Result<Row>> + Unpin + 'd {
    let agencies: Vec<&str> = agencies.iter().map(Agency::as_str).collect();
    sqlx::query_as(
        "select agency, lane, sequence, kind, body, traceparent, told_at, published_at is not null as is_published
         from outbox where agency = any ($1)",
    )
    .bind(agencies)
    .fetch(&**db)
}

/// How many events were told of each agency.
async fn count_told(db: &Database, agency: Option<&Agency>) -> Result<Vec<(Agency, i64)>> {
    let counts = sqlx::query_as(
        "select agency, sum(last_sequence)::bigint from outbox_lane
         where $1::text is null or agency = $1 group by agency",
    );
    Ok(counts.bind(agency).fetch_all(&**db).await?)
}

/// What makes an event that event. Each part ends where it says, so that none runs into the next.
fn print(event: &Event) -> Print {
    let mut digest = Digest::new(&SHA256);
    for part in [event.agency.as_str().as_bytes(), event.lane.as_bytes(), event.kind.as_bytes(), &event.body]
    {
        digest.update(&part.len().to_be_bytes());
        digest.update(part);
    }
    digest.update(&event.sequence.to_be_bytes());
    let whole = digest.finish();
    std::array::from_fn(|place| whole.as_ref()[place])
}
