//! A stack of a workload's own, and its database.

use anyhow::{Context as _, Result};
use journeys::own::Own;
use measured::{Machine, cpu_seconds, setting};
use sqlx::{
    PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};

/// What a workload stands on.
pub(crate) struct Ground {
    pub(crate) own: Own,
    pub(crate) machine: Machine,
    /// Its database, as the owner.
    pub(crate) owner: PgPool,
}

impl Ground {
    /// A stack with as many connections as in production.
    pub(crate) async fn start() -> Result<Self> {
        let machine = Machine::prepare()?;
        let own = Own::start_in(&[("MAX_CONNECTIONS", "20"), ("RUST_LOG", "warn")]).await?;
        let owner = pool(&own, None, 4).await?;
        Ok(Self { own, machine, owner })
    }

    /// Connections as the role of a service.
    pub(crate) async fn role(&self, role: &str, connections: u32) -> Result<PgPool> {
        pool(&self.own, Some(role), connections).await
    }

    /// Starts the stack anew: statements that were planned while tables were small are planned again.
    pub(crate) async fn restart(&self) -> Result<()> {
        self.own.restart().await
    }

    /// The program.
    pub(crate) fn process(&self) -> Result<u32> {
        self.own.processes().first().copied().context("the stack runs")
    }

    /// Time that the program has used on all cores; the database's is not in it.
    pub(crate) fn cpu_seconds(&self) -> Result<f64> {
        cpu_seconds(self.process()?)
    }
}

async fn pool(own: &Own, role: Option<&str>, connections: u32) -> Result<PgPool> {
    let server: String = setting("DATABASE_URL")?.context("use make bench")?;
    let options = server.parse::<PgConnectOptions>()?.database(own.stream());
    let options = match role {
        Some(role) => options.username(role),
        None => options,
    };
    Ok(PgPoolOptions::new()
        .max_connections(connections)
        .min_connections(connections)
        .connect_with(options)
        .await?)
}
