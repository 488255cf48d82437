//! pgbench on the same server: the same statements on rows of the same size, in a database of its own.

use crate::{
    office::Office,
    pilot::Pilot,
    script::{self, MAX_CASES, MAX_VISITS, Script},
};
use anyhow::{Context as _, Result, ensure};
use sqlx::{AssertSqlSafe, ConnectOptions as _, postgres::PgConnectOptions};
use std::{env, fs, path::PathBuf, process, time::Duration};
use tokio::process::Command;

/// Cases for each second: more than a small server finishes.
const CASES_PER_SECOND: u64 = 500;

/// Both sides know how full their tables are.
pub(crate) const ANALYZE: &str = "analyze review.case_file, review.task, review.outbox_lane, review.answer";

/// How long pgbench works before it counts: the service is warm too.
const WARMING: Duration = Duration::from_secs(1);
/// Statements are planned once: a leg is too short for the five plans PostgreSQL would try first.
const OPTIONS: &str = "-c search_path=review -c plan_cache_mode=force_generic_plan";

/// What the service is measured against.
pub(crate) struct Limit {
    database: PgConnectOptions,
    pilot: Pilot,
    script: Script,
    file: PathBuf,
    legs: i64,
}

impl Limit {
    /// A database with the same tables, procedures and calendars.
    pub(crate) async fn prepare(pilot: Pilot) -> Result<Self> {
        let office = Office::open().await?;
        let database = office.stack.owner.clone();
        drop(office);
        let script = script::of(&pilot);
        let file = env::temp_dir().join(format!("transitions-{}.sql", process::id()));
        fs::write(&file, &script.text)?;
        Ok(Self { database, pilot, script, file, legs: 0 })
    }

    /// Transactions per second, each of them a transition, once every statement is prepared and its rows are at hand.
    pub(crate) async fn timed(&mut self, clients: usize, time: Duration) -> Result<f64> {
        self.legs += 1;
        let cases =
            ((time + WARMING).as_secs() * CASES_PER_SECOND).div_ceil(clients as u64).min(MAX_CASES as u64);
        self.open_cases(clients, cases).await?;
        let file = self.file.display().to_string();
        let (clients, seconds) = (clients.to_string(), (time + WARMING).as_secs().to_string());
        let mut arguments: Vec<String> =
            ["--no-vacuum", "--protocol=prepared", "--client", &clients, "--time", &seconds, "--file", &file]
                .map(str::to_owned)
                .to_vec();
        arguments.extend(["--jobs".to_owned(), jobs(&clients), "--progress=1".to_owned()]);
        let own = [("seq", "-1".to_owned()), ("leg", self.legs.to_string()), ("cases", cases.to_string())];
        let own = own.map(|(name, value)| format!("--define={name}={value}"));
        let variables = self.script.variables.iter().map(|(name, value)| format!("--define={name}={value}"));
        arguments.extend(own.into_iter().chain(variables));
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let progress = self.pgbench(&arguments).await?;
        let seconds = progress.lines().filter(|it| it.starts_with("progress: "));
        let rates: Vec<f64> =
            seconds.filter_map(|it| rate(it, " s, ")).skip(WARMING.as_secs() as usize).collect();
        ensure!(!rates.is_empty(), "pgbench told no progress: {progress}");
        Ok(rates.iter().sum::<f64>() / rates.len() as f64)
    }

    /// Copies of the pilot's case, each at its first task.
    async fn open_cases(&self, clients: usize, cases: u64) -> Result<()> {
        let mut db = self.database.connect().await?;
        let opened = format!(
            "with copy as (
                 select lpad(key::text, 32, '0')::uuid as id,
                        lpad((key * {MAX_VISITS})::text, 32, '0')::uuid as task
                 from generate_series(0, $1 - 1) client, generate_series(0, $2 - 1) number,
                      lateral (select ($3 * 1000 + client) * {MAX_CASES} + number as key) key
             ), cases as (
                 insert into review.case_file
                 select (jsonb_populate_record(null::review.case_file,
                         $4 || jsonb_build_object('id', copy.id, 'submission', copy.id))).*
                 from copy
             ), tasks as (
                 insert into review.task
                 select (jsonb_populate_record(null::review.task,
                         $5 || jsonb_build_object('id', copy.task, 'case_id', copy.id))).*
                 from copy
             )
             insert into review.outbox_lane select $6, $7 || copy.id::text, 2 from copy"
        );
        sqlx::query(AssertSqlSafe(opened))
            .bind(i64::try_from(clients)?)
            .bind(i64::try_from(cases)?)
            .bind(self.legs)
            .bind(&self.pilot.case)
            .bind(&self.pilot.task)
            .bind(&self.pilot.agency)
            .bind(script::lane(&self.pilot.agency))
            .execute(&mut db)
            .await?;
        Ok(())
    }

    /// Runs pgbench as the service and gives what it printed of its progress.
    async fn pgbench(&self, arguments: &[&str]) -> Result<String> {
        let host = match self.database.get_socket() {
            Some(folder) => folder.display().to_string(),
            None => self.database.get_host().to_owned(),
        };
        let done = Command::new("pgbench")
            .args(["--host", &host, "--port", &self.database.get_port().to_string(), "--username", "review"])
            .args(arguments)
            .arg(self.database.get_database().context("the stack has a database")?)
            .env("PGOPTIONS", OPTIONS)
            .output()
            .await
            .context("pgbench cannot be run: it comes with PostgreSQL, in its bin folder")?;
        let errors = String::from_utf8(done.stderr)?;
        ensure!(done.status.success(), "pgbench failed: {}", errors.chars().take(4_000).collect::<String>());
        Ok(errors)
    }
}

impl Drop for Limit {
    fn drop(&mut self) {
        // A leftover in the folder for temporary files harms nobody.
        fs::remove_file(&self.file).ok();
    }
}

/// The number behind `mark`.
fn rate(line: &str, mark: &str) -> Option<f64> {
    line.split_once(mark)?.1.split(' ').next()?.parse().ok()
}

fn jobs(clients: &str) -> String {
    if clients == "1" { "1".to_owned() } else { "2".to_owned() }
}
