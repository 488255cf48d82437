//! A service at work: what its relay, its inbox and its workers share.

use crate::{Clock, Database, Parts, stream::Stream};
use anyhow::{Context as _, ensure};
use std::time::Duration;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

#[derive(Clone)]
pub(crate) struct Running {
    pub(crate) name: &'static str,
    pub(crate) db: Database,
    pub(crate) stream: Stream,
    pub(crate) clock: Clock,
    pub(crate) first_retry: Duration,
    pub(crate) stop: CancellationToken,
}

impl Running {
    pub(crate) fn new(name: &'static str, parts: &Parts, stop: &CancellationToken) -> Self {
        Self {
            name,
            db: parts.database(name),
            stream: parts.stream.clone(),
            clock: parts.clock.clone(),
            first_retry: parts.first_retry,
            stop: stop.clone(),
        }
    }

    /// Waits for the database, then refuses a role that row-level security does not bind, and a schema that is not
    /// there yet.
    pub(crate) async fn ready(&self) -> anyhow::Result<()> {
        let question = "select not (rolsuper or rolbypassrls) from pg_roles where rolname = current_user";
        let is_bound: bool = loop {
            match sqlx::query_scalar(question).fetch_one(&*self.db).await {
                Ok(answer) => break answer,
                Err(error) if self.stop.is_cancelled() || !is_away(&error) => {
                    return Err(error).with_context(|| format!("{} cannot use its database", self.name));
                }
                Err(error) => {
                    info!(
                        service = self.name,
                        error = &error as &dyn std::error::Error,
                        "waits for the database"
                    );
                    self.pause(self.first_retry).await;
                }
            }
        };
        ensure!(is_bound, "{} must not sign in as a role that bypasses row-level security", self.name);
        let is_migrated: bool =
            sqlx::query_scalar("select to_regclass('outbox') is not null").fetch_one(&*self.db).await?;
        ensure!(is_migrated, "{} has no tables yet: run `telaah migrate` first", self.name);
        Ok(())
    }

    /// Does `work` until it is done or the service stops, and starts it again when it fails.
    pub(crate) async fn persist<F>(self, task: &str, work: impl Fn(Self) -> F) -> anyhow::Result<()>
    where
        F: Future<Output = anyhow::Result<()>>,
    {
        while !self.stop.is_cancelled() {
            let Err(error) = work(self.clone()).await else { break };
            warn!(service = self.name, task, error = format!("{error:#}"), "failed, starting again");
            self.pause(self.first_retry).await;
        }
        Ok(())
    }

    /// Sleeps, but no longer than the service runs.
    #[expect(clippy::disallowed_methods, reason = "the one place where services wait")]
    pub(crate) async fn pause(&self, time: Duration) {
        self.until(sleep(time)).await;
    }

    /// Waits for `happening`, but no longer than the service runs.
    pub(crate) async fn until(&self, happening: impl Future<Output = ()>) {
        tokio::select! {
            () = self.stop.cancelled() => (),
            () = happening => (),
        }
    }
}

/// Whether the database may answer later.
fn is_away(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|it| it.starts_with("57P")),
        _ => false,
    }
}
