//! Processes are killed at any instant of their work, started again, and nothing is lost and nothing happens twice.

use crate::{drained::drained, load::Load, patience::rest, seed::Chance};
use anyhow::{Context as _, Result, ensure};
use journeys::{is_long, own::Own};
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};
use tokio::try_join;

/// How many kills there are in each of the two tests, at least.
fn kills() -> usize {
    if is_long() { 250 } else { 30 }
}

/// How often that many, where none strikes a request.
const MOST: usize = 10;

#[tokio::test(flavor = "multi_thread")]
async fn the_one_process_is_killed_at_any_instant() -> Result<()> {
    // Some are killed before they are ready, others once they work.
    torture("kills of one process", Own::start().await?, 2_500).await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_eight_processes_is_killed_at_any_instant() -> Result<()> {
    torture("kills of one of eight processes", Own::start_apart().await?, 1_500).await
}

/// Kills one process after the other under load, at most `longest` milliseconds apart, and until a request was struck.
async fn torture(name: &str, own: Own, longest: u64) -> Result<()> {
    let start = Instant::now();
    let chance = Chance::new();
    let seed = chance.seed;
    let load = Load::new(&own, chance).await?;
    let processes = own.processes().len();
    let mut struck: BTreeMap<String, u32> = BTreeMap::new();
    let kill = async {
        let mut done = 0;
        while done < kills() || load.log.sums().retries == 0 {
            ensure!(done < MOST * kills(), "no request was struck by {done} kills: it is no torture");
            rest(Duration::from_millis(load.below(longest))).await;
            let one = usize::try_from(load.below(u64::try_from(processes)?))?;
            *struck.entry(own.kill(one)?).or_default() += 1;
            done += 1;
        }
        load.enough();
        anyhow::Ok(done)
    };
    let (done, ()) = try_join!(kill, load.run()).with_context(|| format!("seed {seed}"))?;
    let figures = drained(&load, done).await.with_context(|| format!("seed {seed}"))?;
    println!("{name}: {done} {struck:?}, {figures}, {} s, seed {seed}", start.elapsed().as_secs());
    Ok(())
}
