//! What faults leave behind when nothing is under way any more: nothing (invariant 13).

use crate::{patience::through_faults, settled::count};
use anyhow::{Context as _, Result, ensure};
use journeys::own::Own;
use measured::resident_bytes;
use std::{
    fmt, fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

/// Services times the connections that each may open here.
const CONNECTIONS: u64 = 8 * 5;
/// That each process may hold. A coarse bound, for a debug build that printed letters held 220 and 268 MB when it was set.
const MEGABYTES: u64 = 400;
const OPEN: &str = "select count(*) from pg_stat_activity
    where datname = current_database() and state like 'idle in transaction%'";
const CONNECTED: &str = "select count(*) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()";

/// What is in use at rest.
pub(crate) struct Leaks {
    connections: u64,
    megabytes: u64,
    swept: usize,
}

impl fmt::Display for Leaks {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { connections, megabytes, swept } = self;
        write!(to, "{connections} connections, {megabytes} MB, {swept} cut uploads swept")
    }
}

/// Fails unless no transaction is open, connections and memory are within their bounds, and what cut uploads left is swept.
pub(crate) async fn none(own: &Own) -> Result<Leaks> {
    through_faults("no transaction is open", async || {
        let open = count(own, OPEN)?;
        ensure!(open == 0, "{open} transactions are open");
        Ok(Some(()))
    })
    .await?;
    let connections = count(own, CONNECTED)?;
    ensure!(connections <= CONNECTIONS, "{connections} connections are open");
    let processes = own.processes();
    let bytes = processes.iter().map(|it| resident_bytes(*it)).sum::<Result<f64>>();
    let megabytes = (bytes.context("a process ended by itself")? / 1e6) as u64;
    let bound = MEGABYTES * u64::try_from(processes.len())?;
    ensure!(megabytes <= bound, "{megabytes} MB are in use, more than {bound}");

    // Uploads that were cut an hour ago are swept when the service starts.
    let incoming = own.folder().join("files/incoming");
    let left = files(&incoming)?;
    for file in &left {
        age(file)?;
    }
    for n in 0..processes.len() {
        own.kill(n)?;
    }
    through_faults("cut uploads are swept", async || Ok(files(&incoming)?.is_empty().then_some(()))).await?;
    through_faults("it is ready again", async || Ok((own.get("/readyz").await?.status == 200).then_some(())))
        .await?;
    Ok(Leaks { connections, megabytes, swept: left.len() })
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("{}", folder.display()))?;
    Ok(entries.map(|it| Ok(it?.path())).collect::<std::io::Result<_>>()?)
}

fn age(file: &Path) -> Result<()> {
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1);
    Ok(fs::File::options().write(true).open(file)?.set_modified(long_ago)?)
}
