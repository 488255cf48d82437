//! Clients that complete tasks: for a time, or once with a look into the next inbox after each.

use crate::{
    course::{COURSE, next_position},
    limit::ANALYZE,
    office::{Office, Work},
};
use anyhow::{Context as _, Result};
use std::{
    fs,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

/// Linux counts the time of processes in hundredths of a second.
const TICKS_PER_SECOND: f64 = 100.0;

/// Cases that wait for a client.
#[derive(Clone, Default)]
pub(crate) struct Pool(Arc<Mutex<Vec<Work>>>);

/// What came of a leg.
pub(crate) struct Leg {
    pub(crate) per_second: f64,
    pub(crate) latencies: Vec<Duration>,
    /// Of this process, which is the service and its clients.
    pub(crate) cpu_ms_per_transition: f64,
}

impl Pool {
    /// Files requests until at least `count` transitions can be made.
    pub(crate) async fn fill(&self, office: &Office, count: usize) -> Result<()> {
        let wanted = count.div_ceil(COURSE.len());
        let missing = wanted.saturating_sub(self.lock().len());
        if 0 < missing {
            let filed = office.file(missing).await?;
            self.lock().extend(filed);
            sqlx::raw_sql(ANALYZE).execute(&mut office.owner().await?).await?;
        }
        Ok(())
    }

    /// Takes a case. The others wait longer.
    fn take(&self) -> Option<Work> {
        self.lock().pop()
    }

    fn give_back(&self, work: Work) {
        self.lock().push(work);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Work>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `clients` complete tasks as fast as they are answered, for a time.
pub(crate) async fn timed(office: &Arc<Office>, pool: &Pool, clients: usize, time: Duration) -> Result<Leg> {
    let (begun, cpu) = (Instant::now(), cpu_seconds()?);
    let mut tasks = JoinSet::new();
    for _ in 0..clients {
        let (office, pool) = (Arc::clone(office), pool.clone());
        tasks.spawn(async move {
            let mut latencies = vec![];
            while begun.elapsed() < time {
                let mut work = pool.take().context("the cases ran out: file more before each leg")?;
                while work.step < COURSE.len() && begun.elapsed() < time {
                    let sent = Instant::now();
                    let case = office.complete(&work).await?;
                    latencies.push(sent.elapsed());
                    work.task = case.open_tasks.first().context("a next task")?.name.clone();
                    work.step += 1;
                }
                if work.step < COURSE.len() {
                    pool.give_back(work);
                }
            }
            anyhow::Ok(latencies)
        });
    }
    let mut latencies = vec![];
    while let Some(ended) = tasks.join_next().await {
        latencies.extend(ended??);
    }
    latencies.sort_unstable();
    let (seconds, count) = (begun.elapsed().as_secs_f64(), latencies.len() as f64);
    Ok(Leg {
        per_second: count / seconds,
        latencies,
        cpu_ms_per_transition: (cpu_seconds()? - cpu) * 1_000.0 / count,
    })
}

/// After each command the next actor's inbox is read. Gives how often, and how often it did not show the new task.
pub(crate) async fn lag(office: &Arc<Office>, clients: usize, looks: usize) -> Result<(usize, usize)> {
    let violations = Arc::new(AtomicUsize::new(0));
    let done = Arc::new(AtomicUsize::new(0));
    let pool = Pool::default();
    while done.load(Ordering::Relaxed) < looks {
        // Few at a time, for an inbox shows no more than its first page.
        let wanted = looks - done.load(Ordering::Relaxed);
        pool.fill(office, wanted.min(COURSE.len() * office.agencies.len() * 10)).await?;
        let mut tasks = JoinSet::new();
        for _ in 0..clients {
            let (office, pool) = (Arc::clone(office), pool.clone());
            let (violations, done) = (Arc::clone(&violations), Arc::clone(&done));
            tasks.spawn(async move {
                while let Some(mut work) = pool.take() {
                    while work.step < COURSE.len() {
                        let case = office.complete(&work).await?;
                        let next = case.open_tasks.first().context("a next task")?;
                        let inbox = office.inbox(&work.agency, next_position(work.step)).await?;
                        if !inbox.iter().any(|it| it.name == next.name) {
                            violations.fetch_add(1, Ordering::Relaxed);
                        }
                        done.fetch_add(1, Ordering::Relaxed);
                        work.task.clone_from(&next.name);
                        work.step += 1;
                    }
                }
                anyhow::Ok(())
            });
        }
        while let Some(ended) = tasks.join_next().await {
            ended??;
        }
    }
    Ok((done.load(Ordering::Relaxed), violations.load(Ordering::Relaxed)))
}

/// The value below which `share` of the sorted latencies lie.
pub(crate) fn percentile(sorted: &[Duration], share: f64) -> Duration {
    let place = (sorted.len() as f64 * share) as usize;
    sorted.get(place.min(sorted.len().saturating_sub(1))).copied().unwrap_or_default()
}

/// Time this process has used on all cores.
fn cpu_seconds() -> Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let after_name = stat.rsplit_once(')').context("the program's name is in brackets")?.1;
    let ticks = after_name.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    Ok(ticks.sum::<Result<f64, _>>()? / TICKS_PER_SECOND)
}
