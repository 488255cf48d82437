//! What a process has used, as Linux counts it.

use anyhow::{Context as _, Result};
use std::fs;

/// Linux counts the time of processes in hundredths of a second.
const TICKS_PER_SECOND: f64 = 100.0;

/// Time that the process with this id has used on all cores.
pub fn cpu_seconds(process: u32) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    let after_name = stat.rsplit_once(')').context("the program's name is in brackets")?.1;
    let ticks = after_name.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    Ok(ticks.sum::<Result<f64, _>>()? / TICKS_PER_SECOND)
}

/// Memory it holds.
pub fn resident_bytes(process: u32) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find(|it| it.starts_with("VmRSS:")).context("a process holds memory")?;
    let kilobytes: f64 = line.split_whitespace().nth(1).context("its size")?.parse()?;
    Ok(kilobytes * 1_024.0)
}
