//! A PostgreSQL and a nats-server of a test's own that keep what they are told, and so can be killed.

use anyhow::{Context as _, Result, ensure};
use journeys::{
    eventually,
    own::{free_port, root},
};
use std::{
    fs,
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The servers, by their folder.
pub(crate) struct Servers {
    folder: PathBuf,
    nats_port: u16,
}

impl Servers {
    /// Starts both with their data in `folder`.
    pub(crate) async fn start(folder: &Path) -> Result<Self> {
        let _ = fs::remove_dir_all(folder);
        fs::create_dir_all(folder)?;
        let servers = Self { folder: folder.to_owned(), nats_port: free_port()? };
        servers.start_nats().await?;
        servers.start_postgres()?;
        Ok(servers)
    }

    pub(crate) fn nats_url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.nats_port)
    }

    /// As the script wrote it down.
    pub(crate) fn database_url(&self) -> Result<String> {
        let written = fs::read_to_string(self.folder.join("servers.env"))?;
        let line = written.lines().find_map(|it| it.strip_prefix("DATABASE_URL="));
        Ok(line.context("no URL was written")?.replace('\\', ""))
    }

    pub(crate) async fn start_nats(&self) -> Result<()> {
        let (config, store) = (self.folder.join("own-nats.conf"), self.folder.join("own-nats"));
        let port = self.nats_port;
        fs::write(
            config,
            format!(
                "host: 127.0.0.1\nport: {port}\njetstream {{ store_dir: {store:?}\nsync_interval: always }}\n"
            ),
        )?;
        // The shell ends at once, so that nobody has to wait for the server's end.
        let start = "setsid nats-server --config own-nats.conf >>own-nats.log 2>&1 </dev/null & echo $! >own-nats.pid";
        let status = Command::new("sh").args(["-c", start]).current_dir(&self.folder).status()?;
        ensure!(status.success(), "nats-server is missing: use make test");
        eventually("NATS listens", async || Ok(TcpStream::connect(("127.0.0.1", port)).ok())).await?;
        Ok(())
    }

    /// Kills it in whatever it does.
    pub(crate) async fn kill_nats(&self) -> Result<()> {
        let process = fs::read_to_string(self.folder.join("own-nats.pid"))?;
        kill(&[process.trim()]).await
    }

    /// Removes all that it kept, while it is down.
    pub(crate) fn delete_nats_store(&self) -> Result<()> {
        Ok(fs::remove_dir_all(self.folder.join("own-nats"))?)
    }

    pub(crate) fn start_postgres(&self) -> Result<()> {
        self.script("start")
    }

    /// Kills PostgreSQL in whatever it does, with all its processes, and waits until they are gone.
    pub(crate) async fn kill_postgres(&self) -> Result<()> {
        let home = self.folder.join("postgres");
        let file = home.join("data/postmaster.pid");
        let written = fs::read_to_string(&file)?;
        let postmaster = written.lines().next().context("no process is written down")?.to_owned();
        let children = fs::read_to_string(format!("/proc/{postmaster}/task/{postmaster}/children"))?;
        let all: Vec<&str> = [postmaster.as_str()].into_iter().chain(children.split_whitespace()).collect();
        kill(&all).await?;
        // Where nobody notices that a process ended, its number stays in use, and PostgreSQL would take it for alive.
        for left in [file, home.join(".s.PGSQL.5432.lock"), home.join(".s.PGSQL.5432")] {
            let _ = fs::remove_file(left);
        }
        Ok(())
    }

    fn script(&self, command: &str) -> Result<()> {
        let mut script = Command::new(root().join("deploy/local/servers"));
        script.arg(command).arg(&self.folder).env_remove("DATABASE_URL").env("NATS_URL", self.nats_url());
        // Each stack has a mail sink of its own.
        let status = script.env("SMTP_URL", "smtp://127.0.0.1:1").stdin(Stdio::null()).status()?;
        ensure!(status.success(), "servers {command} failed");
        Ok(())
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        let _ = self.script("stop");
        if let Ok(process) = fs::read_to_string(self.folder.join("own-nats.pid")) {
            let _ = Command::new("kill").args(["-9", process.trim()]).stderr(Stdio::null()).status();
        }
    }
}

/// Kills processes and waits until they are gone.
async fn kill(processes: &[&str]) -> Result<()> {
    // Those of PostgreSQL may end by themselves before their turn.
    let _ = Command::new("kill").arg("-9").args(processes).stderr(Stdio::null()).status()?;
    eventually("killed processes are gone", async || Ok(processes.iter().all(|it| is_dead(it)).then_some(())))
        .await
}

/// Whether a process is gone, or waits only for a parent to notice.
fn is_dead(process: &str) -> bool {
    fs::read_to_string(format!("/proc/{process}/stat"))
        .map_or(true, |it| it.rsplit(')').next().is_some_and(|it| it.trim_start().starts_with('Z')))
}
