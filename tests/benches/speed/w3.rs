//! W3: a page of 50 of an inbox among many cases of 650 agencies, beside the bare SQL under the same row-level security.

mod cases;

use crate::ground::Ground;
use anyhow::{Result, ensure};
use cases::CITY;
use journeys::{Actor, story};
use measured::{Leg, Line, Plan, Target, pairs, percentile, setting};
use serde_json::{Value, json};
use sqlx::PgPool;
use std::time::Duration;

const CLIENTS: u32 = 4;
/// Where the open loop runs, of the rate that the closed one reached.
const LOAD: f64 = 0.5;
/// How often larger the second measurement's tables are.
const GROWTH: i64 = 5;
const PAGE: usize = 50;

const BARE: &str = "
    select task.id, task.body, case_file.id, submission, registration_number, app_title, proposing_office_title,
           task.order_at
    from (select id, case_id, order_at from review.task
          where agency = $1 and position = $2 and state = 'OPEN' order by order_at, id limit 51) next
    join review.task on task.agency = $1 and task.id = next.id
    join review.case_file on case_file.agency = $1 and case_file.id = next.case_id
    order by next.order_at, next.id";

/// Prints a line for a fifth of the cases, and one for all: `BENCH_CASES` of them.
pub(crate) async fn measure() -> Result<()> {
    let ground = Ground::start().await?;
    let all = setting("BENCH_CASES")?.unwrap_or(100_000_i64);
    let proposer = ground.own.sign_in(story::PROPOSER).await?;
    let filed = proposer.file(story::APP).await?;
    let officer = ground.own.sign_in(story::GOVERNANCE).await?;
    officer.awaited_task(&story::text(&filed["name"]), "receipt").await?;
    let mut before: Option<f64> = None;
    for (cases, added) in [(all / GROWTH, all / GROWTH), (all, all - all / GROWTH)] {
        cases::copy(&ground, added).await?;
        ground.restart().await?;
        let officer = ground.own.sign_in(story::GOVERNANCE).await?;
        let line = page(&ground, &officer, cases).await?;
        let taken = line.json()["p50_ms"].as_f64().unwrap_or_default();
        let grown = before.map(|it| json!(taken / it));
        before = Some(taken);
        line.with("p50_against_a_fifth_of_the_cases", grown.unwrap_or(Value::Null)).print()?;
    }
    Ok(())
}

async fn page(ground: &Ground, officer: &Actor, cases: i64) -> Result<Line> {
    let plan = Plan::read(Duration::from_secs(2))?;
    let db = ground.role("review", CLIENTS).await?;
    let clients = CLIENTS as usize;
    let what = format!("inbox page among {cases} cases, {CLIENTS} clients");
    let measured = pairs(
        &ground.machine,
        plan,
        ("W3", &what, Target::Ratio(0.3)),
        async || {
            measured::closed(clients, plan.time, || ground.cpu_seconds(), async |_, _| read(officer).await)
                .await
        },
        async || bare(&db, plan.time).await,
    );
    let line = measured.await?;
    let rate = LOAD * line.rate();
    let open = measured::open(rate, 2 * plan.time, async |_| read(officer).await).await?;
    let millis = |share| percentile(&open.latencies, share).as_secs_f64() * 1_000.0;
    Ok(line.with("open_loop", json!({ "per_second": rate, "p50_ms": millis(0.5), "p99_ms": millis(0.99) })))
}

async fn read(officer: &Actor) -> Result<()> {
    let page = officer.get(&format!("agencies/{CITY}/tasks?pageSize={PAGE}")).await?.bytes()?;
    ensure!(10_000 < page.len(), "a page of {PAGE} is longer than {} bytes", page.len());
    Ok(())
}

async fn bare(db: &PgPool, time: Duration) -> Result<Leg> {
    measured::closed(
        CLIENTS as usize,
        time,
        || Ok(0.0),
        async |_, _| {
            let mut tx = db.begin_with("begin; set local telaah.agency = 'kota-tangerang'").await?;
            let rows = sqlx::query(BARE).bind(CITY).bind(story::GOVERNANCE).fetch_all(&mut *tx).await?;
            ensure!(PAGE < rows.len(), "{} rows", rows.len());
            Ok(tx.commit().await?)
        },
    )
    .await
}
