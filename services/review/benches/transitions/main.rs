//! Transitions per second beside the same SQL by pgbench, their latency and round trips, and whether inboxes lag.

mod course;
mod legs;
mod limit;
mod office;
mod pilot;
mod script;

use anyhow::Result;
use legs::Pool;
use limit::Limit;
use measured::{Leg, Line, Machine, Plan, Target, pairs, setting};
use office::Office;
use serde_json::Value;
use std::{cell::Cell, sync::Arc, time::Duration};

const CLIENTS: [usize; 3] = [1, 4, 16];
/// How often it is looked whether the next inbox lags; `BENCH_LOOKS` chooses another number.
const LOOKS: usize = 2_000;

#[tokio::main]
async fn main() -> Result<()> {
    let plan = Plan::read(Duration::from_secs(2))?;
    let machine = Machine::prepare()?;
    let office = Arc::new(Office::open().await?);
    let pilot = pilot::fly(&office).await?;
    let round_trips = pilot.round_trips;
    let (looks, lags) = legs::lag(&office, 16, setting("BENCH_LOOKS")?.unwrap_or(LOOKS)).await?;
    let mut limit = Limit::prepare(pilot).await?;
    let settings = settings(&office).await?;
    for clients in CLIENTS {
        let line = measure(&office, &mut limit, &machine, clients, plan).await?;
        let line = line.with("round_trips", round_trips).with("settings", settings.clone());
        line.with("inbox_looks", looks).with("inbox_lags", lags).print()?;
    }
    Ok(())
}

async fn measure(
    office: &Arc<Office>,
    limit: &mut Limit,
    machine: &Machine,
    clients: usize,
    plan: Plan,
) -> Result<Line> {
    let pool = Pool::default();
    // A first guess of what a leg finishes; from then on what one did.
    let expected = Cell::new(1_500.0 * plan.time.as_secs_f64());
    let what = format!("transitions, {clients} clients");
    let line = pairs(
        machine,
        plan,
        ("W2", &what, Target::Ratio(0.5)),
        async || {
            pool.fill(office, (2.0 * expected.get()) as usize).await?;
            let leg = legs::timed(office, &pool, clients, plan.time).await?;
            office.until_told().await?;
            expected.set(leg.per_second * plan.time.as_secs_f64());
            Ok(leg)
        },
        async || Ok(Leg { per_second: limit.timed(clients, plan.time).await?, ..Leg::default() }),
    );
    line.await
}

/// What PostgreSQL promises here.
async fn settings(office: &Office) -> Result<Value> {
    let settings = sqlx::query_scalar(
        "select jsonb_object_agg(name, setting) from pg_settings
         where name in ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes')",
    );
    Ok(settings.fetch_one(&mut office.owner().await?).await?)
}
