//! Transitions per second beside the same SQL by pgbench, their latency and round trips, and whether inboxes lag.

mod course;
mod legs;
mod limit;
mod office;
mod pilot;
mod probe;
mod report;
mod script;

use anyhow::Result;
use legs::Pool;
use limit::Limit;
use office::Office;
use probe::Probe;
use report::{Line, Pair, Report};
use std::{env, sync::Arc, time::Duration};

const CLIENTS: [usize; 3] = [1, 4, 16];

/// How much is measured: `cargo bench -p review --bench transitions -- [--quick | --full]`.
struct Plan {
    pairs: usize,
    time: Duration,
    looks: usize,
}

#[tokio::main]
async fn main() -> Result<()> {
    let plan = Plan::of(env::args());
    let office = Arc::new(Office::open().await?);
    let pilot = pilot::fly(&office).await?;
    let round_trips = pilot.round_trips;
    let (looks, violations) = legs::lag(&office, 16, plan.looks).await?;
    let mut limit = Limit::prepare(pilot).await?;

    let mut lines = vec![];
    for clients in CLIENTS {
        lines.push(measure(&office, &mut limit, clients, &plan).await?);
    }
    let settings = report::settings(&mut office.owner().await?).await?;
    Report { lines, round_trips, looks, violations, settings }.print()
}

/// Pairs of legs, each first of its pair in turn.
async fn measure(office: &Arc<Office>, limit: &mut Limit, clients: usize, plan: &Plan) -> Result<Line> {
    let pool = Pool::default();
    let mut line = Line::new(clients);
    // A first guess of what a leg finishes; from then on what one did.
    let mut expected = 1_500.0 * plan.time.as_secs_f64();
    while line.kept().count() < plan.pairs && line.pairs.len() < 2 * plan.pairs {
        let is_ours_first = line.pairs.len().is_multiple_of(2);
        let mut rate = 0.0;
        let mut probes = vec![];
        if !is_ours_first {
            probes.push(Probe::take(limit).await?);
            rate = limit.timed(clients, plan.time).await?;
        }
        pool.fill(office, (2.0 * expected) as usize).await?;
        probes.push(Probe::take(limit).await?);
        let ours = legs::timed(office, &pool, clients, plan.time).await?;
        office.until_told().await?;
        if is_ours_first {
            probes.push(Probe::take(limit).await?);
            rate = limit.timed(clients, plan.time).await?;
        }
        expected = ours.per_second * plan.time.as_secs_f64();
        line.pairs.push(Pair { ours, limit: rate, probes: [probes[0], probes[1]] });
    }
    Ok(line)
}

impl Plan {
    fn of(mut arguments: impl Iterator<Item = String>) -> Self {
        let three = Self { pairs: 3, time: Duration::from_secs(3), looks: 10_000 };
        arguments
            .find_map(|it| match it.as_str() {
                "--quick" => Some(Self { pairs: 1, time: Duration::from_secs(1), looks: 200 }),
                "--full" => Some(Self { pairs: 7, ..three }),
                _ => None,
            })
            .unwrap_or(three)
    }
}
