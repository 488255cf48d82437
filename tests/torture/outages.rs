//! NATS and PostgreSQL are killed and come back, and once the store of NATS is lost.

use crate::{
    drained::drained,
    load::Load,
    patience::{rest, through_faults},
    seed::Chance,
    servers::Servers,
};
use anyhow::{Context as _, Result, ensure};
use jiff::ToSpan as _;
use journeys::{
    is_long,
    own::{Ground, Own, journey_folder},
};
use std::time::{Duration, Instant};
use tokio::try_join;

/// How long both servers are down at once.
fn outage() -> Duration {
    Duration::from_secs(if is_long() { 60 } else { 20 })
}

/// How often each server is killed by itself.
fn kills() -> usize {
    if is_long() { 20 } else { 2 }
}

/// How often PostgreSQL is killed once more, where nothing struck a request.
const MOST: usize = 20;

#[tokio::test(flavor = "multi_thread")]
async fn while_servers_are_killed_nothing_is_lost() -> Result<()> {
    let start = Instant::now();
    let servers = Servers::start(&journey_folder()?.with_file_name("outages-servers")).await?;
    let ground = Ground::new(servers.database_url()?, servers.nats_url());
    let own = Own::start_on(ground).await?;
    let chance = Chance::new();
    let seed = chance.seed;
    let load = Load::new(&own, chance).await?;
    let strike = async {
        for _ in 0..kills() {
            rest(Duration::from_millis(500 + load.below(2_000))).await;
            servers.kill_nats().await?;
            rest(Duration::from_millis(load.below(1_000))).await;
            servers.start_nats().await?;
            rest(Duration::from_millis(500 + load.below(2_000))).await;
            servers.kill_postgres().await?;
            rest(Duration::from_millis(load.below(1_000))).await;
            servers.start_postgres()?;
        }
        rest(Duration::from_secs(1)).await;
        lose_store(&servers, &own).await?;
        rest(Duration::from_secs(1)).await;
        servers.kill_nats().await?;
        servers.kill_postgres().await?;
        rest(outage()).await;
        servers.start_postgres()?;
        servers.start_nats().await?;
        rest(Duration::from_secs(1)).await;
        // Everyone may have waited for something else all the while.
        let mut more = 0;
        while load.log.sums().retries == 0 {
            ensure!(more < MOST, "no request was struck: it is no torture");
            servers.kill_postgres().await?;
            servers.start_postgres()?;
            rest(Duration::from_millis(load.below(2_000))).await;
            more += 1;
        }
        load.enough();
        anyhow::Ok(more)
    };
    let (more, ()) = try_join!(strike, load.run()).with_context(|| format!("seed {seed}"))?;
    let faults = 2 * kills() + 3 + more;
    let figures = drained(&load, faults).await.with_context(|| format!("seed {seed}"))?;
    println!(
        "outages: NATS killed {}, its store lost 1, PostgreSQL killed {}, both down {} s, {figures}, {} s, seed {seed}",
        kills() + 2,
        kills() + 1 + more,
        outage().as_secs(),
        start.elapsed().as_secs(),
    );
    Ok(())
}

/// Loses every event that NATS kept, and fills it again from what services keep, as an operator does.
async fn lose_store(servers: &Servers, own: &Own) -> Result<()> {
    servers.kill_nats().await?;
    servers.delete_nats_store()?;
    servers.start_nats().await?;
    // The time of a demo stack was kept there too.
    through_faults("the time is told again", async || {
        own.advance_to(own.now().await? + 1.second()).await.map(Some)
    })
    .await?;
    through_faults("the stream is filled again", async || own.refill().map(Some)).await
}
