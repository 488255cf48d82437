//! How fast the machine is right now: what a figure is worth shows in the probes beside it.

use crate::setting::setting;
use anyhow::{Context as _, Result, ensure};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::{
    env,
    fs::{self, File},
    io::Write as _,
    process::{self, Command},
    time::{Duration, Instant},
};

const TIME: Duration = Duration::from_millis(300);
/// A pair whose probe moved more than this is thrown away.
const STEADY: f64 = 1.5;

/// What is probed: the server of the run, and the disk with temporary files.
#[derive(Debug, Clone)]
pub struct Machine {
    database: String,
}

/// Rates per second.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Probe {
    /// Transactions of `pgbench --select-only` with two clients.
    pub pgbench_reads: f64,
    /// Pages of 8 KiB appended and made durable one by one.
    pub file_syncs: f64,
    /// Blocks of 64 KiB hashed by SHA-256.
    pub sha256_64k: f64,
}

impl Machine {
    /// Fills pgbench's own tables in the database at `DATABASE_URL`.
    pub fn prepare() -> Result<Self> {
        let told = setting("DATABASE_URL")?;
        let database = told.context("use make bench, or tests/with-servers --measured")?;
        let machine = Self { database };
        machine.pgbench(&["--initialize", "--quiet"])?;
        Ok(machine)
    }

    /// Takes about two seconds.
    pub fn probe(&self) -> Result<Probe> {
        Ok(Probe { pgbench_reads: self.reads()?, file_syncs: syncs()?, sha256_64k: hashes() })
    }

    fn reads(&self) -> Result<f64> {
        let arguments =
            ["--no-vacuum", "--select-only", "--protocol=prepared", "--client=2", "--jobs=2", "--time=1"];
        let report = self.pgbench(&arguments)?;
        let rate = report.lines().find_map(|it| it.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
        rate.context("pgbench tells its rate")
    }

    fn pgbench(&self, arguments: &[&str]) -> Result<String> {
        let done = Command::new("pgbench").args(arguments).arg(&self.database).output();
        let done = done.context("pgbench cannot be run: it comes with PostgreSQL, in its bin folder")?;
        ensure!(done.status.success(), "pgbench failed: {}", String::from_utf8_lossy(&done.stderr));
        Ok(String::from_utf8(done.stdout)?)
    }
}

impl Probe {
    /// Whether the machine was about as fast as at `other`.
    pub fn is_like(&self, other: &Self) -> bool {
        let pairs = [
            (self.pgbench_reads, other.pgbench_reads),
            (self.file_syncs, other.file_syncs),
            (self.sha256_64k, other.sha256_64k),
        ];
        pairs.into_iter().all(|(one, two)| one.max(two) <= STEADY * one.min(two))
    }
}

fn syncs() -> Result<f64> {
    let path = env::temp_dir().join(format!("measured-{}.probe", process::id()));
    let mut file = File::create(&path)?;
    let (begun, mut count) = (Instant::now(), 0.0);
    while begun.elapsed() < TIME {
        file.write_all(&[1; 8_192])?;
        file.sync_data()?;
        count += 1.0;
    }
    let rate = count / begun.elapsed().as_secs_f64();
    fs::remove_file(path)?;
    Ok(rate)
}

fn hashes() -> f64 {
    let block = vec![1_u8; 65_536];
    let (begun, mut count) = (Instant::now(), 0.0);
    while begun.elapsed() < TIME {
        std::hint::black_box(Sha256::digest(&block));
        count += 1.0;
    }
    count / begun.elapsed().as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_that_changed_is_noticed() {
        let probe = Probe { pgbench_reads: 900.0, file_syncs: 900.0, sha256_64k: 900.0 };
        assert!(probe.is_like(&Probe { file_syncs: 601.0, ..probe }));
        assert!(!probe.is_like(&Probe { file_syncs: 599.0, ..probe }));
        assert!(!probe.is_like(&Probe { pgbench_reads: 1_400.0, ..probe }));
    }
}
