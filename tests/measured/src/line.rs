//! Pairs of legs, and the line they end in.

use crate::{
    leg::{Leg, median, percentile},
    probe::{Machine, Probe},
    setting::setting,
};
use anyhow::Result;
use serde_json::{Value, json};
use std::{fs::File, io::Write as _, process::Command, time::Duration};

/// How much is measured; `BENCH_PAIRS` and `BENCH_SECONDS` choose other amounts.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Pairs that are kept; at most twice as many are tried.
    pub pairs: usize,
    /// Of one leg.
    pub time: Duration,
}

/// What a figure is held against.
#[derive(Debug, Clone, Copy)]
pub enum Target {
    /// Our rate is at least this share of the limit's.
    Ratio(f64),
    /// So many operations per second.
    PerSecond(f64),
}

/// A leg of ours and one of the limit, side by side.
#[derive(Debug, Clone)]
pub struct Pair {
    /// What we did.
    pub ours: Leg,
    /// What the machine could.
    pub limit: Leg,
    /// Before each of them.
    pub probes: [Probe; 2],
}

/// All pairs of one figure.
#[derive(Debug, Clone)]
pub struct Line {
    workload: &'static str,
    what: String,
    target: Target,
    pairs: Vec<Pair>,
    more: Vec<(String, Value)>,
}

impl Plan {
    /// Seven pairs, as a figure needs, unless the environment says otherwise.
    pub fn read(time: Duration) -> Result<Self> {
        let seconds = setting("BENCH_SECONDS")?;
        Ok(Self {
            pairs: setting("BENCH_PAIRS")?.unwrap_or(7),
            time: seconds.map_or(time, Duration::from_secs_f64),
        })
    }
}

/// Takes legs in turn, ours first, then the limit's first, until enough pairs of a steady machine are there.
pub async fn pairs(
    machine: &Machine,
    plan: Plan,
    (workload, what, target): (&'static str, &str, Target),
    mut ours: impl AsyncFnMut() -> Result<Leg>,
    mut limit: impl AsyncFnMut() -> Result<Leg>,
) -> Result<Line> {
    let mut line = Line { workload, what: what.to_owned(), target, pairs: vec![], more: vec![] };
    while line.kept().count() < plan.pairs && line.pairs.len() < 2 * plan.pairs {
        let first = machine.probe()?;
        let pair = if line.pairs.len().is_multiple_of(2) {
            let ours = ours().await?;
            let second = machine.probe()?;
            Pair { ours, limit: limit().await?, probes: [first, second] }
        } else {
            let limit = limit().await?;
            let second = machine.probe()?;
            Pair { ours: ours().await?, limit, probes: [first, second] }
        };
        line.pairs.push(pair);
    }
    Ok(line)
}

impl Line {
    /// Of pairs that were taken elsewhere.
    pub fn of(workload: &'static str, what: &str, target: Target, pairs: Vec<Pair>) -> Self {
        Self { workload, what: what.to_owned(), target, pairs, more: vec![] }
    }

    /// With something more to tell.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.more.push((name.to_owned(), value.into()));
        self
    }

    /// Pairs between whose legs the machine did not change.
    pub fn kept(&self) -> impl Iterator<Item = &Pair> {
        self.pairs.iter().filter(|it| it.probes[0].is_like(&it.probes[1]))
    }

    /// What the figures are taken from: the kept pairs, or all where the machine never stood still.
    fn counted(&self) -> Vec<&Pair> {
        let kept: Vec<&Pair> = self.kept().collect();
        if kept.is_empty() { self.pairs.iter().collect() } else { kept }
    }

    /// Our operations per second, in the middle of all pairs.
    pub fn rate(&self) -> f64 {
        median(self.counted().iter().map(|it| it.ours.per_second).collect())
    }

    /// The figures.
    pub fn json(&self) -> Value {
        let pairs = self.counted();
        let all = |figure: fn(&Pair) -> f64| spread(pairs.iter().map(|it| figure(it)).collect());
        let tail = |leg: fn(&Pair) -> &Leg, share: f64| {
            let mut latencies: Vec<Duration> =
                pairs.iter().flat_map(|it| leg(it).latencies.iter().copied()).collect();
            latencies.sort_unstable();
            let found = percentile(&latencies, share).as_secs_f64() * 1_000.0;
            if latencies.is_empty() { Value::Null } else { json!(rounded(found)) }
        };
        let (hold, is_ratio) = match self.target {
            Target::Ratio(hold) => (hold, true),
            Target::PerSecond(hold) => (hold, false),
        };
        let mut line = json!({
            "workload": self.workload,
            "what": self.what,
            "hold": { "value": hold, "of": if is_ratio { "ratio" } else { "per_second" } },
            "per_second": all(|it| it.ours.per_second),
            "limit_per_second": all(|it| it.limit.per_second),
            "ratio": all(|it| it.ours.per_second / it.limit.per_second),
            "p50_ms": tail(|it| &it.ours, 0.50),
            "p99_ms": tail(|it| &it.ours, 0.99),
            "limit_p50_ms": tail(|it| &it.limit, 0.50),
            "limit_p99_ms": tail(|it| &it.limit, 0.99),
            "cpu_ms": all(|it| it.ours.cpu_ms),
            "is_steady": self.kept().count() > 0,
            "pairs": pairs.len(),
            "pairs_thrown_away": self.pairs.len() - self.kept().count(),
            "commit": commit(),
            "probes": self.pairs.iter().map(|it| json!(it.probes)).collect::<Vec<_>>(),
        });
        for (name, value) in &self.more {
            line[name] = value.clone();
        }
        line
    }

    /// Prints the line, and keeps it where lines are kept.
    pub fn print(&self) -> Result<()> {
        let line = self.json();
        tell(&line)
    }
}

/// Prints a line of figures, and appends it to the file that `BENCH_LINES` names.
pub fn tell(line: &Value) -> Result<()> {
    println!("{line}");
    if let Some(path) = setting::<String>("BENCH_LINES")? {
        writeln!(File::options().create(true).append(true).open(path)?, "{line}")?;
    }
    Ok(())
}

fn spread(values: Vec<f64>) -> Value {
    let (min, max) =
        values.iter().fold((f64::INFINITY, 0.0_f64), |(min, max), it| (min.min(*it), max.max(*it)));
    json!({ "median": rounded(median(values)), "min": rounded(min), "max": rounded(max) })
}

fn rounded(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}

/// The commit of the work tree, and whether it was changed.
pub fn commit() -> String {
    let asked = Command::new("git").args(["describe", "--always", "--dirty"]).output();
    asked.map(|it| String::from_utf8_lossy(&it.stdout).trim().to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(ours: f64, limit: f64, syncs: f64) -> Pair {
        let leg = |rate| Leg { per_second: rate, ..Leg::default() };
        let probe = Probe { pgbench_reads: 9.0, file_syncs: 9.0, sha256_64k: 9.0 };
        Pair { ours: leg(ours), limit: leg(limit), probes: [probe, Probe { file_syncs: syncs, ..probe }] }
    }

    #[test]
    fn a_pair_during_which_the_machine_changed_is_thrown_away_and_counted() {
        let pairs = vec![pair(1.0, 2.0, 9.0), pair(9.0, 9.0, 90.0), pair(1.0, 4.0, 9.0), pair(3.0, 4.0, 9.0)];

        let line = Line::of("W1", "", Target::Ratio(0.5), pairs).json();

        assert_eq!(line["ratio"], json!({ "median": 0.5, "min": 0.25, "max": 0.75 }));
        assert_eq!([&line["pairs"], &line["pairs_thrown_away"]], [3, 1]);
    }
}
