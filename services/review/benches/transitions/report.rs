//! The figures: a table to read, and a line of JSON to keep.

use crate::{
    legs::{Leg, percentile},
    probe::Probe,
};
use anyhow::Result;
use serde_json::{Value, json};
use sqlx::PgConnection;
use std::{process::Command, time::Duration};

/// A leg of the service and one of pgbench, side by side.
pub(crate) struct Pair {
    pub(crate) ours: Leg,
    pub(crate) limit: f64,
    pub(crate) probes: [Probe; 2],
}

/// All pairs at one number of clients.
pub(crate) struct Line {
    clients: usize,
    pub(crate) pairs: Vec<Pair>,
}

/// All there is to tell.
pub(crate) struct Report {
    pub(crate) lines: Vec<Line>,
    pub(crate) round_trips: f64,
    pub(crate) looks: usize,
    pub(crate) violations: usize,
    pub(crate) settings: Value,
}

impl Line {
    pub(crate) fn new(clients: usize) -> Self {
        Self { clients, pairs: vec![] }
    }

    /// Pairs between whose legs the machine did not change.
    pub(crate) fn kept(&self) -> impl Iterator<Item = &Pair> {
        self.pairs.iter().filter(|it| it.probes[0].is_like(&it.probes[1]))
    }

    /// What the figures are taken from: the kept pairs, or all where the machine never stood still.
    fn counted(&self) -> Vec<&Pair> {
        let kept: Vec<&Pair> = self.kept().collect();
        if kept.is_empty() { self.pairs.iter().collect() } else { kept }
    }

    fn json(&self) -> Value {
        let pairs = self.counted();
        let all = |figure: fn(&Pair) -> f64| spread(pairs.iter().map(|it| figure(it)).collect());
        let mut latencies: Vec<Duration> =
            pairs.iter().flat_map(|it| it.ours.latencies.iter().copied()).collect();
        latencies.sort_unstable();
        let millis = |share: f64| rounded(percentile(&latencies, share).as_secs_f64() * 1_000.0);
        json!({
            "clients": self.clients,
            "transitions_per_second": all(|it| it.ours.per_second),
            "pgbench_per_second": all(|it| it.limit),
            "ratio": all(|it| it.ours.per_second / it.limit),
            "p50_ms": millis(0.50),
            "p99_ms": millis(0.99),
            "process_cpu_ms_per_transition": all(|it| it.ours.cpu_ms_per_transition),
            "pairs_counted": pairs.len(),
            "pairs_unsteady": self.pairs.len() - self.kept().count(),
            "probes": self.pairs.iter().map(|it| json!(it.probes)).collect::<Vec<_>>(),
        })
    }
}

impl Report {
    /// Prints both.
    pub(crate) fn print(&self) -> Result<()> {
        let lines: Vec<Value> = self.lines.iter().map(Line::json).collect();
        println!(
            "\nclients  transitions/s  pgbench/s  ratio (min to max)     p50 ms   p99 ms  cpu ms  pairs (unsteady)"
        );
        for line in &lines {
            println!(
                "{:>7}  {:>13.0}  {:>9.0}  {:>5.2} ({:.2} to {:.2})  {:>8.2} {:>8.2} {:>7.2}  {} ({})",
                line["clients"],
                number(&line["transitions_per_second"]["median"]),
                number(&line["pgbench_per_second"]["median"]),
                number(&line["ratio"]["median"]),
                number(&line["ratio"]["min"]),
                number(&line["ratio"]["max"]),
                number(&line["p50_ms"]),
                number(&line["p99_ms"]),
                number(&line["process_cpu_ms_per_transition"]["median"]),
                line["pairs_counted"],
                line["pairs_unsteady"],
            );
        }
        println!("\nround trips to the database per command: {:.2}", self.round_trips);
        println!("the next inbox did not show the new task: {} times of {}\n", self.violations, self.looks);
        let report = json!({
            "benchmark": "transitions",
            "commit": commit(),
            "settings": self.settings,
            "round_trips": rounded(self.round_trips),
            "inbox_looks": self.looks,
            "inbox_lags": self.violations,
            "lines": lines,
        });
        println!("{report}");
        Ok(())
    }
}

/// What PostgreSQL promises here.
pub(crate) async fn settings(db: &mut PgConnection) -> Result<Value> {
    let settings = sqlx::query_scalar(
        "select jsonb_object_agg(name, setting) from pg_settings
         where name in ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes')",
    );
    Ok(settings.fetch_one(db).await?)
}

fn spread(mut values: Vec<f64>) -> Value {
    values.sort_unstable_by(f64::total_cmp);
    let median = match values.len() {
        0 => 0.0,
        count if count % 2 == 1 => values[count / 2],
        count => f64::midpoint(values[count / 2 - 1], values[count / 2]),
    };
    json!({
        "median": rounded(median),
        "min": values.first().copied().map(rounded),
        "max": values.last().copied().map(rounded),
    })
}

fn rounded(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_default()
}

fn commit() -> String {
    let asked = Command::new("git").args(["describe", "--always", "--dirty"]).output();
    asked.map(|it| String::from_utf8_lossy(&it.stdout).trim().to_owned()).unwrap_or_default()
}
