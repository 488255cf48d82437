//! Lanes in the database: what was applied, what failed, what is parked.

use super::Subscriptions;
use crate::{Agency, Caller, Database, Error, Result, event::Event, tenancy};
use sqlx::PgConnection;
use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error as StdError,
};
use tracing::{error, warn};

const FAILURES_TO_PARK: i32 = 8;

/// What has become of an event.
pub(super) enum Outcome {
    /// Applied, now or earlier, or parked.
    Done,
    /// It must come again, the later the more often its lane has failed.
    Wait { failures: u32 },
    /// It must come again once a server is back, which is not its fault.
    Delay,
}

#[derive(sqlx::FromRow)]
struct Progress {
    lane: String,
    last_sequence: i64,
    failures: i32,
    parked: bool,
}

/// Events of a lane that follow each other, by their sequence.
struct Run {
    first: i64,
    last: i64,
}

/// A service's inbox with those who handle what comes.
pub(super) struct Inbox<'s> {
    pub(super) service: &'static str,
    pub(super) db: &'s Database,
    pub(super) subscriptions: &'s Subscriptions,
}

impl Inbox<'_> {
    /// Applies those of `events`, all of `agency`, that are the next of their lanes. Where one fails, none is applied.
    pub(super) async fn apply(&self, agency: &Agency, events: &[&Event]) -> Result<Vec<Outcome>> {
        let mut tx = tenancy::begin(self.db, &Caller::platform(agency)).await?;
        let names = events.iter().map(|it| it.lane.as_str()).collect();
        let mut lanes = lock(&mut tx, agency, &names).await?;
        let (mut is_parked, mut moved) = (false, BTreeMap::new());
        let mut outcomes = Vec::with_capacity(events.len());
        for &event in events {
            let lane = lanes.get_mut(&event.lane).ok_or(sqlx::Error::RowNotFound)?;
            outcomes.push(if event.sequence <= lane.last_sequence {
                Outcome::Done
            } else if lane.parked {
                park(&mut tx, event).await?;
                is_parked = true;
                Outcome::Done
            } else if lane.last_sequence + 1 < event.sequence {
                wait(lane.failures)
            } else {
                self.subscriptions.handle(self.service, &mut tx, event).await?;
                (lane.last_sequence, lane.failures) = (event.sequence, 0);
                moved.insert(event.lane.as_str(), event.sequence);
                Outcome::Done
            });
        }

        if !moved.is_empty() {
            advance(&mut tx, agency, &moved).await?;
        }
        if is_parked || !moved.is_empty() {
            tx.commit().await?;
        }
        Ok(outcomes)
    }

    /// Passes over `events`, all of `agency`, which nobody handles: by one statement where they are the next of their lanes.
    pub(super) async fn pass_over(&self, agency: &Agency, events: &[&Event]) -> Result<Vec<Outcome>> {
        let mut runs = BTreeMap::<&str, Run>::new();
        for event in events {
            let run = runs.entry(&event.lane).or_insert(Run { first: event.sequence, last: event.sequence });
            if event.sequence == run.last + 1 {
                run.last = event.sequence;
            }
        }
        let mut tx = tenancy::begin(self.db, &Caller::platform(agency)).await?;
        let passed = skip(&mut tx, agency, &runs).await?;
        tx.commit().await?;

        let is_passed = |it: &Event| passed.contains(&it.lane) && it.sequence <= runs[it.lane.as_str()].last;
        let others: Vec<&Event> = events.iter().copied().filter(|it| !is_passed(it)).collect();
        let mut outcomes =
            if others.is_empty() { vec![] } else { self.apply(agency, &others).await? }.into_iter();
        let each = |it: &&Event| if is_passed(it) { None } else { outcomes.next() }.unwrap_or(Outcome::Done);
        Ok(events.iter().map(each).collect())
    }

    /// What becomes of `events` that were not applied for `failure`.
    pub(super) async fn fail(&self, events: &[&Event], failure: &Error) -> Vec<Outcome> {
        let mut outcomes = Vec::with_capacity(events.len());
        for event in events {
            outcomes.push(match failure {
                Error::Unavailable(_) => delay(event, failure),
                _ => self.count_failure(event, failure).await.unwrap_or_else(|it| delay(event, &it)),
            });
        }
        outcomes
    }

    /// Counts a failure of `event`. The eighth parks its lane, so that only this lane waits for a person.
    async fn count_failure(&self, event: &Event, failure: &Error) -> Result<Outcome> {
        let mut tx = tenancy::begin(self.db, &Caller::platform(&event.agency)).await?;
        let lane = lock_one(&mut tx, &event.agency, &event.lane).await?;
        if event.sequence <= lane.last_sequence {
            return Ok(Outcome::Done); // Another replica could apply it.
        }
        let failures = lane.failures + 1;
        let parked = FAILURES_TO_PARK <= failures;
        if parked {
            park(&mut tx, event).await?;
        }
        sqlx::query(
            "update inbox set failures = $3, parked = $4, failure = $5 where agency = $1 and lane = $2",
        )
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

    /// Applies the next parked event of `lane`. Without one the lane goes on by itself, and the answer is false.
    pub(super) async fn replay_next(&self, agency: &Agency, lane: &str) -> Result<bool> {
        let mut tx = tenancy::begin(self.db, &Caller::platform(agency)).await?;
        let progress = lock_one(&mut tx, agency, lane).await?;
        let next: Option<Event> = sqlx::query_as(
            "delete from parked where agency = $1 and lane = $2 and sequence = $3 returning *",
        )
        .bind(agency)
        .bind(lane)
        .bind(progress.last_sequence + 1)
        .fetch_optional(&mut *tx)
        .await?;
        match &next {
            Some(event) => {
                self.subscriptions.handle(self.service, &mut tx, event).await?;
                advance(&mut tx, agency, &BTreeMap::from([(lane, event.sequence)])).await?;
            }
            None => unpark(&mut tx, agency, lane).await?,
        }
        tx.commit().await?;
        Ok(next.is_some())
    }
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

/// Locks the rows of `lanes`, in their order, so that one transaction at a time works on each.
async fn lock(
    tx: &mut PgConnection,
    agency: &Agency,
    lanes: &BTreeSet<&str>,
) -> Result<BTreeMap<String, Progress>> {
    // A lane's first event makes its row; the others only lock it, which leaves no old version of it behind. Lane by lane: a
    // plan made while the agency had few of them would read them all.
    let rows = sqlx::query_as(
        "with known as (
             select it.* from unnest($2::text[]) asked (lane), lateral (
                 select lane, last_sequence, failures, parked from inbox
                 where inbox.agency = $1 and inbox.lane = asked.lane for update
             ) it
         ), new as (
             insert into inbox (agency, lane)
             select $1, lane from unnest($2::text[]) lane where lane not in (select lane from known)
             on conflict (agency, lane) do update set last_sequence = inbox.last_sequence
             returning lane, last_sequence, failures, parked
         )
         select * from known union all select * from new",
    );
    let lanes: Vec<&str> = lanes.iter().copied().collect();
    let rows: Vec<Progress> = rows.bind(agency).bind(lanes).fetch_all(tx).await?;
    Ok(rows.into_iter().map(|it| (it.lane.clone(), it)).collect())
}

async fn lock_one(tx: &mut PgConnection, agency: &Agency, lane: &str) -> Result<Progress> {
    let mut lanes = lock(tx, agency, &BTreeSet::from([lane])).await?;
    Ok(lanes.remove(lane).ok_or(sqlx::Error::RowNotFound)?)
}

/// Notes how far each lane has come.
async fn advance(tx: &mut PgConnection, agency: &Agency, lanes: &BTreeMap<&str, i64>) -> Result<()> {
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
/// first. Read lane by lane, for the reason that [`lock`] has, and before a lane's row is locked: a sequence only grows.
async fn skip(
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

fn delay(event: &Event, error: &Error) -> Outcome {
    warn!(lane = event.lane, error = error as &dyn StdError, "event waits for a server");
    Outcome::Delay
}
