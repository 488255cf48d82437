//! W10: an outbox of many rows until every consumer has applied them, beside the relay's least work.

mod limit;

use crate::ground::Ground;
use anyhow::{Context as _, Result, ensure};
use limit::Limit;
use measured::{Leg, Plan, Target, pairs, setting};
use sqlx::AssertSqlSafe;
use std::time::{Duration, Instant};
use tokio::time::interval;

/// Events of a lane, as of a case.
const PER_LANE: i64 = 10;
const PATIENCE: Duration = Duration::from_secs(300);
/// Each look reads what all lanes have come to, which takes its share of the machine.
const LOOK: Duration = Duration::from_millis(100);
const SERVICES: [&str; 7] =
    ["directory", "document", "intake", "letter", "meeting", "notification", "review"];

/// Lanes of a leg `$1`, so many `$2`, each with its events. Nobody handles their kind, so what is measured is the way alone.
const LANES: &str = "
    insert into intake.outbox_lane (agency, lane, last_sequence)
    select 'kota-tangerang', 'intake/agencies/kota-tangerang/submissions/' || $1 || '-' || lane, $3
    from generate_series(1, $2) lane";
pub(super) const EVENTS: &str = "
    insert into intake.outbox (agency, lane, sequence, kind, body, told_at)
    select 'kota-tangerang', 'intake/agencies/kota-tangerang/submissions/' || $1 || '-' || lane, sequence,
           'telaah.intake.v1.Weighed', decode(repeat('ab', 600), 'hex'), timestamptz '2026-01-05 08:00+07'
    from generate_series(1, $3) sequence, generate_series(1, $2) lane";

/// Prints one line. `BENCH_EVENTS` rows are told in each leg: 5,000, or what the variable says.
pub(crate) async fn measure() -> Result<()> {
    let ground = Ground::start().await?;
    let events = setting("BENCH_EVENTS")?.unwrap_or(5_000_i64);
    let listeners = listeners(&ground).await?;
    // As on a database that lives: its tables hold something, and their statistics say so.
    told(&ground, "before", events, &listeners).await?;
    for service in &listeners {
        sqlx::query(AssertSqlSafe(format!("analyze {service}.inbox"))).execute(&ground.owner).await?;
    }
    sqlx::query("analyze intake.outbox").execute(&ground.owner).await?;
    let limit = Limit::prepare(&ground, events).await?;
    let plan = Plan::read(Duration::ZERO)?;
    let mut leg = 0;
    let what = format!("outbox of {events} rows to {} consumers", listeners.len());
    let line = pairs(
        &ground.machine,
        plan,
        ("W10", &what, Target::PerSecond(15_000.0)),
        async || {
            leg += 1;
            told(&ground, &format!("leg-{leg}"), events, &listeners).await
        },
        async || limit.timed().await,
    );
    line.await?.with("consumers", listeners).print()
}

/// Those that hear what intake tells, found by telling them something.
async fn listeners(ground: &Ground) -> Result<Vec<&'static str>> {
    tell(ground, "first", PER_LANE).await?;
    let mut found = vec![];
    let mut looks = interval(LOOK);
    let begun = Instant::now();
    // Consumers need not be equally fast.
    while begun.elapsed() < Duration::from_secs(5) {
        looks.tick().await;
        found.clear();
        for service in SERVICES {
            if 0 < applied(ground, service, "first").await? {
                found.push(service);
            }
        }
    }
    ensure!(!found.is_empty(), "somebody listens to intake");
    Ok(found)
}

async fn told(ground: &Ground, leg: &str, events: i64, listeners: &[&str]) -> Result<Leg> {
    let used = ground.cpu_seconds()?;
    let begun = Instant::now();
    tell(ground, leg, events).await?;
    let stored = begun.elapsed();
    let begun = Instant::now();
    let mut looks = interval(LOOK);
    for service in listeners {
        while applied(ground, service, leg).await? < events {
            ensure!(begun.elapsed() < PATIENCE, "{service} does not hear all that was told in {PATIENCE:?}");
            looks.tick().await;
        }
    }
    ensure!(stored < PATIENCE, "the rows take longer than what becomes of them");
    Ok(Leg::whole(begun.elapsed(), usize::try_from(events)?, ground.cpu_seconds()? - used))
}

/// The rows become visible at once, as if NATS had been away.
async fn tell(ground: &Ground, leg: &str, events: i64) -> Result<()> {
    let mut tx = ground.owner.begin().await?;
    for statement in [LANES, EVENTS] {
        let told = sqlx::query(statement).bind(leg).bind(events / PER_LANE).bind(PER_LANE);
        told.execute(&mut *tx).await?;
    }
    Ok(tx.commit().await?)
}

async fn applied(ground: &Ground, service: &str, leg: &str) -> Result<i64> {
    let applied = format!(
        "select coalesce(sum(last_sequence), 0)::bigint from {service}.inbox
         where agency = 'kota-tangerang' and lane like 'intake/agencies/kota-tangerang/submissions/{leg}-%'"
    );
    sqlx::query_scalar(AssertSqlSafe(applied)).fetch_one(&ground.owner).await.context(service.to_owned())
}
