//! W1: a PDF of 2 MB handed in through the gateway and committed, beside what a disk, a hash and a commit cost.

use crate::ground::Ground;
use anyhow::Result;
use journeys::{Actor, story};
use measured::{Leg, Plan, Target, pairs, percentile};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use sqlx::PgPool;
use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::task::spawn_blocking;

const CLIENTS: [usize; 3] = [1, 4, 16];
const BYTES: usize = 2_000_000;
/// Where the open loop runs, of the rate that the closed one reached.
const LOAD: f64 = 0.5;

/// Prints a line for each number of clients.
pub(crate) async fn measure() -> Result<()> {
    let ground = Ground::start().await?;
    let proposer = ground.own.sign_in(story::PROPOSER).await?;
    let mut drafts = vec![];
    for _ in 0..CLIENTS[2] {
        drafts.push(proposer.write(story::APP).await?);
    }
    let limit = Limit::prepare(&ground).await?;
    let files = ground.own.folder().join("files");
    let plan = Plan::read(Duration::from_secs(2))?;
    for clients in CLIENTS {
        let hold = if clients == 16 { 0.5 } else { 0.0 };
        let what = format!("2 MB PDF, {clients} clients");
        let measured = pairs(
            &ground.machine,
            plan,
            ("W1", &what, Target::Ratio(hold)),
            async || {
                let cpu = || ground.cpu_seconds();
                let leg = measured::closed(clients, plan.time, cpu, async |client, _| {
                    hand_in(&proposer, &drafts[client]).await
                });
                let leg = leg.await;
                // Nobody reads them, and thousands of them would fill the disk.
                forget(&files);
                leg
            },
            async || limit.timed(clients, plan.time).await,
        );
        let line = measured.await?;
        let rate = line.rate();
        let open = open(&proposer, &drafts, LOAD * rate, plan.time).await?;
        forget(&files);
        let millis = |share| percentile(&open.latencies, share).as_secs_f64() * 1_000.0;
        line.with(
            "open_loop",
            json!({ "per_second": LOAD * rate, "p50_ms": millis(0.5), "p99_ms": millis(0.99) }),
        )
        .print()?;
    }
    Ok(())
}

async fn open(proposer: &Actor, drafts: &[String], rate: f64, time: Duration) -> Result<Leg> {
    measured::open(rate, 2 * time, async |number| hand_in(proposer, &drafts[number % drafts.len()]).await)
        .await
}

async fn hand_in(proposer: &Actor, draft: &str) -> Result<()> {
    proposer.hand_in(draft, "request_letter", paper()).await?.ok()?;
    Ok(())
}

/// No two are alike.
fn paper() -> Vec<u8> {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    static SAME: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let digits = b"0123456789abcdef".repeat(BYTES / 16);
        [b"%PDF-1.7\n%", digits.as_slice(), b"\nstartxref\n9\n%%EOF\n"].concat()
    });
    let mut bytes = SAME.clone();
    let number = format!("{:016x}", COUNT.fetch_add(1, Ordering::Relaxed));
    bytes[10..26].copy_from_slice(number.as_bytes());
    bytes
}

/// Removes large files below `folder`.
fn forget(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            forget(&path);
        } else if entry.metadata().is_ok_and(|it| BYTES as u64 <= it.len()) {
            // One that is already gone is forgotten as well.
            fs::remove_file(path).ok();
        }
    }
}

/// The least it costs: written, made durable, renamed, hashed, and one commit.
struct Limit {
    folder: PathBuf,
    db: PgPool,
    paper: Vec<u8>,
}

impl Limit {
    async fn prepare(ground: &Ground) -> Result<Self> {
        let folder = ground.own.folder().join("limit");
        fs::create_dir_all(&folder)?;
        sqlx::query("create table limit_of_w1 (name text, sha256 text)").execute(&ground.owner).await?;
        let db = ground.role("owner", 16).await?;
        Ok(Self { folder, db, paper: paper() })
    }

    async fn timed(&self, clients: usize, time: Duration) -> Result<Leg> {
        let leg = measured::closed(
            clients,
            time,
            || Ok(0.0),
            async |client, number| {
                let (folder, paper) = (self.folder.clone(), self.paper.clone());
                let name = format!("{client}-{number}");
                let kept = name.clone();
                let hash = spawn_blocking(move || keep(&folder, &kept, &paper)).await??;
                let insert = sqlx::query("insert into limit_of_w1 values ($1, $2)").bind(name).bind(hash);
                insert.execute(&self.db).await?;
                Ok(())
            },
        );
        let leg = leg.await;
        forget(&self.folder);
        leg
    }
}

fn keep(folder: &Path, name: &str, bytes: &[u8]) -> Result<String> {
    let draft = folder.join(format!("{name}.draft"));
    let mut file = File::create(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(draft, folder.join(name))?;
    Ok(format!("{:x}", Sha256::digest(bytes)))
}
