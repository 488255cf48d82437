//! Events leave a service through its own tables, so that a fact and its announcement commit together.

use crate::{
    Result, Subject,
    event::Event,
    running::Running,
    telemetry::{self, ToldMetrics},
};
use jiff::{Timestamp, ToSpan as _};
use jiff_sqlx::ToSqlx as _;
use prost::{Message, Name};
use sqlx::{PgConnection, PgPool};
use std::time::Duration;

const BATCH: i64 = 500;
/// The relay is woken by commits; this finds what a replica left behind when it died.
const PATIENCE: Duration = Duration::from_secs(1);
/// How soon to look again while another replica's relay is at work.
const TURN: Duration = Duration::from_millis(20);
const DAY: Duration = Duration::from_hours(24);

/// Announces `event` about `subject` if, and only if, the transaction commits.
pub async fn publish<E: Message + Name>(
    tx: &mut PgConnection,
    subject: impl Into<Subject>,
    now: Timestamp,
    event: &E,
) -> Result<()> {
    Batch::new(subject, now).and(event).publish(tx).await
}

/// Several events about one subject, announced in their order by one statement.
#[derive(Debug)]
#[must_use = "nothing is announced before `publish`"]
pub struct Batch {
    subject: Subject,
    now: Timestamp,
    lane: String,
    kinds: Vec<String>,
    bodies: Vec<Vec<u8>>,
}

impl Batch {
    /// Nothing yet, about `subject`.
    pub fn new(subject: impl Into<Subject>, now: Timestamp) -> Self {
        Self { subject: subject.into(), now, lane: String::new(), kinds: vec![], bodies: vec![] }
    }

    /// Adds `event` behind those there are. All must be of one publisher.
    pub fn and<E: Message + Name>(mut self, event: &E) -> Self {
        self.lane = format!("{}/{}", publisher::<E>(), self.subject.name);
        self.kinds.push(E::full_name());
        self.bodies.push(event.encode_to_vec());
        self
    }

    /// Announces them if, and only if, the transaction commits.
    ///
    /// Sequences are taken in the same statement. The lane's row stays locked until the commit, so they have no gaps,
    /// and events of one lane become visible in their order.
    pub async fn publish(self, tx: &mut PgConnection) -> Result<()> {
        if self.kinds.is_empty() {
            return Ok(());
        }
        sqlx::query(
            "with lane as (
                 insert into outbox_lane (agency, lane, last_sequence)
                 values ($1, $2, cardinality($3::text[]))
                 on conflict (agency, lane) do update
                     set last_sequence = outbox_lane.last_sequence + excluded.last_sequence
                 returning last_sequence - cardinality($3::text[]) as before
             )
             insert into outbox (agency, lane, sequence, kind, body, traceparent, told_at)
             select $1, $2, before + place, kind, body, $5, $6
             from lane, unnest($3::text[], $4::bytea[]) with ordinality as event (kind, body, place)",
        )
        .bind(&self.subject.agency)
        .bind(self.lane)
        .bind(self.kinds)
        .bind(self.bodies)
        .bind(telemetry::traceparent())
        .bind(self.now.to_sqlx())
        .execute(tx)
        .await?;
        Ok(())
    }
}

/// The service that tells events of kind `E`: the package `telaah.intake.v1` is intake's.
pub(crate) fn publisher<E: Name>() -> &'static str {
    E::PACKAGE.split('.').nth(1).unwrap_or(E::PACKAGE)
}

/// Moves committed events to the stream. An unreachable NATS delays events and loses none.
pub(crate) async fn relay(service: Running) -> anyhow::Result<()> {
    service.stream.open().await?;
    let mut bell = service.db.bell();
    let metrics = ToldMetrics::new(service.name);
    while !service.stop.is_cancelled() {
        match forward(&service, &metrics).await? {
            Forwarded::Events => (),
            Forwarded::Nothing => service.until(bell.wait(PATIENCE)).await,
            Forwarded::NotOurTurn => service.pause(TURN).await,
        }
    }
    Ok(())
}

/// Opens, every day, the partitions of this month and the next.
pub(crate) async fn open_months(service: Running) -> anyhow::Result<()> {
    while !service.stop.is_cancelled() {
        let today = service.clock.now().to_zoned(jiff::tz::TimeZone::UTC);
        for month in [today.clone(), &today + 1.month()] {
            sqlx::query("select outbox_open_month($1)")
                .bind(month.timestamp().to_sqlx())
                .execute(&*service.db)
                .await?;
        }
        service.pause(DAY).await;
    }
    Ok(())
}

/// Tells everything again, from the first event on, to a stream that lost it. Returns how many events that will be.
///
/// The relay publishes them; consumers know repeats by their sequence.
pub async fn refill(db: &PgPool) -> Result<u64> {
    let told = sqlx::query("update outbox set published_at = null where published_at is not null");
    Ok(told.execute(db).await?.rows_affected())
}

enum Forwarded {
    Events,
    Nothing,
    NotOurTurn,
}

#[derive(sqlx::FromRow)]
struct Waiting {
    position: i64,
    #[sqlx(flatten)]
    event: Event,
}

/// Forwards one batch. The lock leaves the work to one relay among a service's replicas.
async fn forward(service: &Running, metrics: &ToldMetrics) -> anyhow::Result<Forwarded> {
    // A mark that is lost in a crash only tells its events again, and a repeat is known by its sequence: no need to wait
    // for the disk beside the commits of commands. Statistics made while nothing waited say that there is little to sort: then
    // each batch would read the whole backlog.
    let begin = "begin; set local synchronous_commit = off; set local enable_sort = off";
    let mut tx = service.db.begin_with(begin).await?;
    let is_ours: bool =
        sqlx::query_scalar("select pg_try_advisory_xact_lock(hashtext('relay'), hashtext(current_schema()))")
            .fetch_one(&mut *tx)
            .await?;
    if !is_ours {
        return Ok(Forwarded::NotOurTurn);
    }
    let waiting: Vec<Waiting> =
        sqlx::query_as("select * from outbox where published_at is null order by position limit $1")
            .bind(BATCH)
            .fetch_all(&mut *tx)
            .await?;
    if waiting.is_empty() {
        return Ok(Forwarded::Nothing);
    }

    let (positions, events): (Vec<i64>, Vec<Event>) =
        waiting.into_iter().map(|it| (it.position, it.event)).unzip();
    service.stream.publish(&events).await?;

    // Between two times, so that only their months are opened.
    let times = events.iter().map(|it| it.told_at);
    sqlx::query(
        "update outbox set published_at = $2
         where published_at is null and position = any($1) and told_at between $3 and $4",
    )
    .bind(positions)
    .bind(service.clock.now().to_sqlx())
    .bind(times.clone().min())
    .bind(times.max())
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    metrics.note(&events);
    Ok(Forwarded::Events)
}
