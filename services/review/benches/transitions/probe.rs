//! How fast the machine is right now: what a figure is worth shows in the probes beside it.

use crate::limit::Limit;
use anyhow::Result;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::{
    env,
    fs::{self, File},
    io::Write as _,
    process,
    time::{Duration, Instant},
};

const TIME: Duration = Duration::from_millis(300);
/// A pair whose probe moved more than this is thrown away.
const STEADY: f64 = 1.5;

/// Rates per second.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Probe {
    pub(crate) pgbench_reads: f64,
    pub(crate) file_syncs: f64,
    pub(crate) sha256_64k: f64,
}

impl Probe {
    pub(crate) async fn take(limit: &Limit) -> Result<Self> {
        Ok(Self {
            pgbench_reads: limit.reads(2, Duration::from_secs(1)).await?,
            file_syncs: syncs()?,
            sha256_64k: hashes(),
        })
    }

    /// Whether the machine was about as fast as at `other`.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let pairs = [
            (self.pgbench_reads, other.pgbench_reads),
            (self.file_syncs, other.file_syncs),
            (self.sha256_64k, other.sha256_64k),
        ];
        pairs.into_iter().all(|(one, two)| one.max(two) <= STEADY * one.min(two))
    }
}

/// Pages appended and made durable, one by one.
fn syncs() -> Result<f64> {
    let path = env::temp_dir().join(format!("transitions-{}.probe", process::id()));
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
