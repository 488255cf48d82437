//! One lane in the database: what was applied, what failed, what is parked.

use super::Subscriptions;
use crate::{Agency, Caller, Database, Error, Result, event::Event, tenancy};
use sqlx::PgConnection;
use tracing::error;

const FAILURES_TO_PARK: i32 = 8;

/// What has become of an event.
pub(super) enum Outcome {
    /// Applied, now or earlier, or parked.
    Done,
    /// It must come again, the later the more often its lane has failed.
    Wait { failures: u32 },
}

#[derive(sqlx::FromRow)]
struct Progress {
    last_sequence: i64,
    failures: i32,
    parked: bool,
}

/// Applies `event` if it is the next of its lane.
pub(super) async fn apply(db: &Database, subscriptions: &Subscriptions, event: &Event) -> Result<Outcome> {
    let mut tx = tenancy::begin(db, &Caller::platform(&event.agency)).await?;
    let lane = lock(&mut tx, &event.agency, &event.lane).await?;
    if event.sequence <= lane.last_sequence {
        return Ok(Outcome::Done);
    }
    if lane.parked {
        park(&mut tx, event).await?;
        tx.commit().await?;
        return Ok(Outcome::Done);
    }
    if lane.last_sequence + 1 < event.sequence {
        return Ok(wait(lane.failures));
    }

    subscriptions.handle(&mut tx, event).await?;
    advance(&mut tx, event).await?;
    tx.commit().await?;
    Ok(Outcome::Done)
}

/// A lane that waits for a person.
#[derive(Debug, sqlx::FromRow)]
pub struct ParkedLane {
    /// The agency as which its handler acts.
    pub agency: Agency,
    /// `{publisher}/{subject}`.
    pub lane: String,
    /// The event that failed, by its place in the lane.
    pub sequence: i64,
    /// What it is.
    pub kind: String,
    /// How many events wait, itself included.
    pub events: i64,
    /// Why it failed last.
    pub failure: String,
}

/// The lanes that are parked, with the event that each waits for.
pub(super) async fn list_parked(db: &Database) -> Result<Vec<ParkedLane>> {
    let lanes = sqlx::query_as(
        "select distinct on (agency, lane) agency, lane, parked.sequence, kind,
                count(*) over (partition by agency, lane) as events, coalesce(failure, '') as failure
         from parked join inbox using (agency, lane)
         order by agency, lane, parked.sequence",
    );
    Ok(lanes.fetch_all(&**db).await?)
}

/// Counts a failure of `event`. The eighth parks its lane, so that only this lane waits for a person.
pub(super) async fn count_failure(db: &Database, event: &Event, failure: &Error) -> Result<Outcome> {
    let mut tx = tenancy::begin(db, &Caller::platform(&event.agency)).await?;
    let failures = lock(&mut tx, &event.agency, &event.lane).await?.failures + 1;
    let parked = FAILURES_TO_PARK <= failures;
    if parked {
        park(&mut tx, event).await?;
    }
    sqlx::query("update inbox set failures = $3, parked = $4, failure = $5 where agency = $1 and lane = $2")
        .bind(&event.agency)
        .bind(&event.lane)
        .bind(failures)
        .bind(parked)
        .bind(failure.to_string())
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;

    if parked {
        error!(lane = event.lane, failures, "lane parked: repair, then `telaah events replay`");
        return Ok(Outcome::Done);
    }
    Ok(wait(failures))
}

/// The lanes that are parked.
pub(super) async fn parked(db: &Database) -> Result<Vec<(Agency, String)>> {
    let lanes = sqlx::query_as("select agency, lane from inbox where parked");
    Ok(lanes.fetch_all(&**db).await?)
}

/// Applies the next parked event of `lane`. Without one the lane goes on by itself, and the answer is false.
pub(super) async fn replay_next(
    db: &Database,
    subscriptions: &Subscriptions,
    agency: &Agency,
    lane: &str,
) -> Result<bool> {
    let mut tx = tenancy::begin(db, &Caller::platform(agency)).await?;
    let progress = lock(&mut tx, agency, lane).await?;
    let next: Option<Event> =
        sqlx::query_as("delete from parked where agency = $1 and lane = $2 and sequence = $3 returning *")
            .bind(agency)
            .bind(lane)
            .bind(progress.last_sequence + 1)
            .fetch_optional(&mut *tx)
            .await?;
    match &next {
        Some(event) => {
            subscriptions.handle(&mut tx, event).await?;
            advance(&mut tx, event).await?;
        }
        None => unpark(&mut tx, agency, lane).await?,
    }
    tx.commit().await?;
    Ok(next.is_some())
}

/// Locks the lane's row, so that one transaction at a time works on it.
async fn lock(tx: &mut PgConnection, agency: &Agency, lane: &str) -> Result<Progress> {
    let row = sqlx::query_as(
        "insert into inbox (agency, lane) values ($1, $2)
         on conflict (agency, lane) do update set last_sequence = inbox.last_sequence
         returning last_sequence, failures, parked",
    );
    Ok(row.bind(agency).bind(lane).fetch_one(tx).await?)
}

async fn advance(tx: &mut PgConnection, event: &Event) -> Result<()> {
    sqlx::query("update inbox set last_sequence = $3, failures = 0 where agency = $1 and lane = $2")
        .bind(&event.agency)
        .bind(&event.lane)
        .bind(event.sequence)
        .execute(tx)
        .await?;
    Ok(())
}

async fn park(tx: &mut PgConnection, event: &Event) -> Result<()> {
    sqlx::query(
        "insert into parked (agency, lane, sequence, kind, body, traceparent, told_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
    )
    .bind(&event.agency)
    .bind(&event.lane)
    .bind(event.sequence)
    .bind(&event.kind)
    .bind(&event.body)
    .bind(&event.traceparent)
    .bind(event.told_at)
    .execute(tx)
    .await?;
    Ok(())
}

/// Lets the lane go on, unless something is still parked behind a gap.
async fn unpark(tx: &mut PgConnection, agency: &Agency, lane: &str) -> Result<()> {
    let update = sqlx::query(
        "update inbox set failures = 0, failure = null,
             parked = exists (select from parked where agency = $1 and lane = $2)
         where agency = $1 and lane = $2",
    );
    update.bind(agency).bind(lane).execute(tx).await?;
    Ok(())
}

fn wait(failures: i32) -> Outcome {
    Outcome::Wait { failures: failures.unsigned_abs() }
}
