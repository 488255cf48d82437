//! Every SQL statement of the inbox.

use crate::{Agency, Database, Error, Result, event::Event};
use sqlx::PgConnection;
use std::collections::{BTreeMap, BTreeSet};

/// How far a lane has come.
#[derive(sqlx::FromRow)]
pub(super) struct Progress {
    pub(super) lane: String,
    pub(super) last_sequence: i64,
    pub(super) failures: i32,
    pub(super) parked: bool,
}

/// Events of a lane that follow each other, by their sequence.
pub(super) struct Run {
    pub(super) first: i64,
    pub(super) last: i64,
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

/// The lanes that are parked.
pub(super) async fn parked(db: &Database) -> Result<Vec<(Agency, String)>> {
    let lanes = sqlx::query_as("select agency, lane from inbox where parked");
    Ok(lanes.fetch_all(&**db).await?)
}

/// Locks the row of `lane`, so that one transaction at a time works on it.
pub(super) async fn lock(tx: &mut PgConnection, agency: &Agency, lane: &str) -> Result<Progress> {
    // A lane's first event makes its row; the others only lock it, which leaves no old version of it behind.
    let row = sqlx::query_as(
        "with known as (
             select lane, last_sequence, failures, parked from inbox where agency = $1 and lane = $2 for update
         ), new as (
             insert into inbox (agency, lane) select $1, $2 where not exists (select from known)
             on conflict (agency, lane) do update set last_sequence = inbox.last_sequence
             returning lane, last_sequence, failures, parked
         )
         select * from known union all select * from new",
    );
    Ok(row.bind(agency).bind(lane).fetch_one(tx).await?)
}

/// Locks the rows of those of `lanes` that have one which nobody else has locked. Lane by lane: a plan made while the agency had
/// few of them would read them all.
pub(super) async fn lock_free(
    tx: &mut PgConnection,
    agency: &Agency,
    lanes: &BTreeSet<&str>,
) -> Result<BTreeMap<String, Progress>> {
    let rows = sqlx::query_as(
        "select it.* from unnest($2::text[]) asked (lane), lateral (
             select lane, last_sequence, failures, parked from inbox
             where inbox.agency = $1 and inbox.lane = asked.lane for update skip locked
         ) it",
    );
    let lanes: Vec<&str> = lanes.iter().copied().collect();
    let rows: Vec<Progress> = rows.bind(agency).bind(lanes).fetch_all(tx).await?;
    Ok(rows.into_iter().map(|it| (it.lane.clone(), it)).collect())
}

/// Notes how far each lane has come.
pub(super) async fn advance(
    tx: &mut PgConnection,
    agency: &Agency,
    lanes: &BTreeMap<&str, i64>,
) -> Result<()> {
    let update = sqlx::query(
        "insert into inbox (agency, lane, last_sequence)
         select $1, lane, sequence from unnest($2::text[], $3::bigint[]) as moved (lane, sequence)
         on conflict (agency, lane) do update set last_sequence = excluded.last_sequence, failures = 0",
    );
    let (lanes, sequences): (Vec<&str>, Vec<i64>) = lanes.iter().unzip();
    update.bind(agency).bind(lanes).bind(sequences).execute(tx).await?;
    Ok(())
}

/// Moves lanes to the last of their `runs` and returns those that moved: neither parked, nor as far already, nor short of the
/// first. Read lane by lane, for the reason that [`lock_free`] has, and before a lane's row is locked: a sequence only grows.
pub(super) async fn skip(
    tx: &mut PgConnection,
    agency: &Agency,
    runs: &BTreeMap<&str, Run>,
) -> Result<BTreeSet<String>> {
    let moved = sqlx::query_scalar(
        "insert into inbox (agency, lane, last_sequence)
         select $1, lane, last from unnest($2::text[], $3::bigint[], $4::bigint[]) as run (lane, first, last)
         where first <= 1 + coalesce((select known.last_sequence from inbox known
                                      where known.agency = $1 and known.lane = run.lane), 0)
         on conflict (agency, lane) do update set last_sequence = excluded.last_sequence, failures = 0
             where not inbox.parked and inbox.last_sequence < excluded.last_sequence
         returning lane",
    );
    let lanes: Vec<&str> = runs.keys().copied().collect();
    let (first, last): (Vec<i64>, Vec<i64>) = runs.values().map(|it| (it.first, it.last)).unzip();
    let moved: Vec<String> = moved.bind(agency).bind(lanes).bind(first).bind(last).fetch_all(tx).await?;
    Ok(moved.into_iter().collect())
}

pub(super) async fn park(tx: &mut PgConnection, event: &Event) -> Result<()> {
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

/// Takes the parked event of this place, if it has come.
pub(super) async fn take_parked(
    tx: &mut PgConnection,
    agency: &Agency,
    lane: &str,
    sequence: i64,
) -> Result<Option<Event>> {
    let taken =
        sqlx::query_as("delete from parked where agency = $1 and lane = $2 and sequence = $3 returning *");
    Ok(taken.bind(agency).bind(lane).bind(sequence).fetch_optional(tx).await?)
}

/// Notes that `event` has failed, by now so many times in a row, and whether its lane is parked for it.
pub(super) async fn note_failure(
    tx: &mut PgConnection,
    event: &Event,
    failures: i32,
    parked: bool,
    failure: &Error,
) -> Result<()> {
    let update = sqlx::query(
        "update inbox set failures = $3, parked = $4, failure = $5 where agency = $1 and lane = $2",
    );
    let update = update.bind(&event.agency).bind(&event.lane).bind(failures).bind(parked);
    update.bind(failure.to_string()).execute(tx).await?;
    Ok(())
}

/// Lets the lane go on, unless something is still parked behind a gap.
pub(super) async fn unpark(tx: &mut PgConnection, agency: &Agency, lane: &str) -> Result<()> {
    let update = sqlx::query(
        "update inbox set failures = 0, failure = null,
             parked = exists (select from parked where agency = $1 and lane = $2)
         where agency = $1 and lane = $2",
    );
    update.bind(agency).bind(lane).execute(tx).await?;
    Ok(())
}
