//! Working time in bulk, from standard input to standard output.

use crate::arguments::Worktime;
use std::{
    io::{stderr, stdin, stdout},
    process::ExitCode,
};
use worktime::bulk::{self, Calendars};

/// Answers every line that is right; a bad one makes the exit code 1.
pub(crate) fn run(command: Option<&Worktime>) -> anyhow::Result<ExitCode> {
    let zone_of = |agency: &str| directory::agency::find(agency)?.time_zone.parse().ok();
    let mut calendars = Calendars::national(zone_of);
    let (input, output) = (stdin().lock(), stdout().lock());
    let outcome = match command {
        None => bulk::due(input, output, stderr().lock(), &mut calendars)?,
        Some(Worktime::Ledger) => bulk::ledger(input, output, &mut calendars)?,
    };
    Ok(outcome.into())
}
