//! The servers that stacks of one's own stand on.

use super::{START, built};
use anyhow::{Context as _, Result, ensure};
use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// A PostgreSQL and a NATS.
#[derive(Debug, Clone)]
pub struct Ground {
    database_url: String,
    nats_url: String,
}

impl Ground {
    /// Where they are.
    pub fn new(database_url: String, nats_url: String) -> Self {
        Self { database_url, nats_url }
    }

    /// Those of the run.
    pub(super) fn of_the_run() -> Self {
        Self::new(variable("DATABASE_URL"), variable("NATS_URL"))
    }

    /// Where NATS is.
    pub fn nats_url(&self) -> &str {
        &self.nats_url
    }

    /// Where PostgreSQL writes its log.
    pub fn log(&self) -> Result<PathBuf> {
        let folder = self.database_url.split_once("host=").context("PostgreSQL is one of the run's own")?.1;
        let folder = folder.split('&').next().unwrap_or_default().replace("%20", " ");
        let log = Path::new(&folder).join("log");
        ensure!(log.is_file(), "{} is not there: unset DATABASE_URL and use make test", log.display());
        Ok(log)
    }

    /// The database called `name`, for who signs in as `role`.
    pub(super) fn database_url(&self, name: &str, role: &str) -> String {
        let (server, query) = self.database_url.split_once('?').unwrap_or((&self.database_url, ""));
        let (server, _) = server.rsplit_once('/').expect("a database URL");
        format!("{}/{name}?{query}", server.replacen("owner@", &format!("{role}@"), 1))
    }

    /// The program with all that a stack called `name` is told.
    pub(super) fn telaah(&self, name: &str, folder: &Path) -> Command {
        let mut command = Command::new(built().expect("a folder of programs").join("telaah"));
        command
            .env("DATABASE_URL", self.database_url(name, "owner"))
            .env("NATS_URL", &self.nats_url)
            .env("STREAM", name)
            .env("MAX_CONNECTIONS", "5")
            .env("FIRST_RETRY_MS", "50")
            .env("DEMO_START", START)
            .env("DEMO_PASSWORD", "demo")
            .env("SESSION_HOURS", "8760") // a journey moves its time by months
            .env("GRPC_LISTEN", "127.0.0.1:0")
            .env("FILES", folder.join("files"))
            .env("AUTHORITY_FOLDER", folder.join("authority"))
            .stdin(Stdio::null());
        command
    }

    /// Makes and drops databases; a journey itself speaks no SQL.
    pub(super) fn sql(&self, statement: &str) -> Result<()> {
        self.psql("postgres", statement)
    }

    pub(super) fn psql(&self, database: &str, statement: &str) -> Result<()> {
        let mut psql = Command::new("psql");
        run(psql.arg(self.database_url(database, "owner")).args([
            "--quiet",
            "--set",
            "ON_ERROR_STOP=1",
            "--command",
            statement,
        ]))
    }
}

/// Runs a program that ends by itself.
pub(super) fn run(command: &mut Command) -> Result<()> {
    let output =
        command.output().with_context(|| format!("{command:?}: build it first, or use make test"))?;
    let complaint = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{:?}: {complaint}", command.get_args().collect::<Vec<_>>());
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a test has no main that reads a Config")]
fn variable(name: &str) -> String {
    env::var(name)
        .unwrap_or_else(|_| panic!("{name} is not set: use make test, or tests/with-servers cargo test"))
}
