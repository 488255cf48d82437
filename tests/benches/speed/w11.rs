//! W11: how soon a stack of so many agencies is ready and what it holds in memory, idle and once each has had a case. What an
//! agency takes is the difference to as many cases of few agencies: connections and buffers that work needs are not an agency's.

use crate::ground::Ground;
use anyhow::{Result, ensure};
use journeys::story;
use measured::{commit, resident_bytes, setting, tell};
use serde_json::json;
use sqlx::AssertSqlSafe;
use std::time::{Duration, Instant};
use tokio::time::{interval, sleep_until};

const AGENCIES: [i64; 3] = [1, 50, 650];
const FEW: i64 = 50;
/// What comes after these in the long form.
const MANY: i64 = 2_000;
const IDLE: Duration = Duration::from_secs(3);
const PATIENCE: Duration = Duration::from_secs(300);
const LOOK: Duration = Duration::from_millis(50);
const READY_MS: f64 = 2_000.0;
const KILOBYTES: f64 = 20.0;

/// What a reviewing agency has.
const RULES: [&str; 3] = ["review.procedure", "intake.procedure", "review.calendar"];
/// So many filings `$2` told in each agency up to `$1`, for the round `$3`: bytes in the place of bytes, for all names are
/// equally long.
const FILED: &str = "
    insert into intake.outbox (agency, lane, sequence, kind, body, told_at)
    select agency, replace(lane, 'kota-tangerang', agency) || '-' || $3 || '-' || filing, 1, kind,
           decode(replace(replace(encode(body, 'hex'), encode('kota-tangerang', 'hex'), encode(agency::bytea, 'hex')),
                          encode(split_part(lane, '/', 5)::bytea, 'hex'), encode(gen_random_uuid()::text::bytea, 'hex')), 'hex'),
           told_at
    from (select 'kota-no-' || lpad(k::text, 6, '0') as agency from generate_series(1, $1) k) other,
         generate_series(1, $2) filing,
         (select lane, kind, body, told_at from intake.outbox
          where agency = 'kota-tangerang' and kind = 'telaah.intake.v1.SubmissionFiled' order by position limit 1) it";

/// Prints a line for each number of agencies; `BENCH_AGENCIES=2000` goes so far.
pub(crate) async fn measure() -> Result<()> {
    let ground = Ground::start().await?;
    let proposer = ground.own.sign_in(story::PROPOSER).await?;
    let filed = proposer.file(story::APP).await?;
    let officer = ground.own.sign_in(story::GOVERNANCE).await?;
    officer.awaited_task(&story::text(&filed["name"]), "receipt").await?;
    let most = setting("BENCH_AGENCIES")?.unwrap_or(AGENCIES[2]);
    let mut before = 1;
    for agencies in AGENCIES.into_iter().chain([MANY]).filter(|it| *it <= most) {
        // The city of the demo is one of them.
        let others = agencies - 1;
        add(&ground, before, others).await?;
        before = agencies;
        let begun = Instant::now();
        ground.restart().await?;
        let ready_ms = begun.elapsed().as_secs_f64() * 1_000.0;
        let idle = resident_at_rest(&ground).await?;
        let few = others.min(FEW);
        work(&ground, few, others / few.max(1), &format!("{agencies}-of-few")).await?;
        let alike = resident_at_rest(&ground).await?;
        ground.restart().await?;
        work(&ground, others, 1, &agencies.to_string()).await?;
        let used = resident_at_rest(&ground).await?;
        let more = (others - few) as f64;
        let each = if 0.0 < more { (used - alike) / 1_024.0 / more } else { 0.0 };
        let megabytes = |bytes: f64| (bytes / 1_048_576.0).round();
        tell(&json!({
            "workload": "W11",
            "what": format!("{agencies} agencies"),
            "figure": format!(
                "ready in {ready_ms:.0} ms, {} MB idle, {} MB after a case in each, {} MB after as many in {FEW}, \
                 {each:.1} kB for each above these",
                megabytes(idle), megabytes(used), megabytes(alike)
            ),
            "hold": format!("{READY_MS} ms, {KILOBYTES} kB"),
            "is_held": ready_ms <= READY_MS && each <= KILOBYTES,
            "ready_ms": ready_ms.round(),
            "idle_bytes": idle,
            "used_bytes": used,
            "used_by_few_bytes": alike,
            "kilobytes_each": (each * 10.0).round() / 10.0,
            "commit": commit(),
            "probes": [ground.machine.probe()?],
        }))?;
    }
    Ok(())
}

async fn add(ground: &Ground, first: i64, last: i64) -> Result<()> {
    for table in RULES {
        let copies = format!(
            "insert into {table} select filled.* from generate_series($1, $2) k, {table} it,
             lateral jsonb_populate_record(it, jsonb_build_object('agency', 'kota-no-' || lpad(k::text, 6, '0'))) filled
             where it.agency = 'kota-tangerang'"
        );
        sqlx::query(AssertSqlSafe(copies)).bind(first).bind(last).execute(&ground.owner).await?;
    }
    Ok(())
}

/// Lets so many agencies open so many cases each, by their own procedures and calendars.
async fn work(ground: &Ground, agencies: i64, filings: i64, round: &str) -> Result<()> {
    let cases = "select count(*) from review.case_file where agency like 'kota-no-%'";
    let before: i64 = sqlx::query_scalar(cases).fetch_one(&ground.owner).await?;
    sqlx::query(FILED).bind(agencies).bind(filings).bind(round).execute(&ground.owner).await?;
    let told = agencies * filings;
    let (begun, mut looks) = (Instant::now(), interval(LOOK));
    loop {
        let found: i64 = sqlx::query_scalar(cases).fetch_one(&ground.owner).await?;
        if told <= found - before {
            return Ok(());
        }
        ensure!(begun.elapsed() < PATIENCE, "{} of {told} cases were opened", found - before);
        looks.tick().await;
    }
}

/// Memory once what was begun has ended.
async fn resident_at_rest(ground: &Ground) -> Result<f64> {
    sleep_until((Instant::now() + IDLE).into()).await;
    resident_bytes(ground.process()?)
}
