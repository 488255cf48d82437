//! Clients that complete tasks: for a time, or once with a look into the next inbox after each.

use crate::{
    course::{COURSE, next_position},
    limit::ANALYZE,
    office::{Office, Work},
};
use anyhow::{Context as _, Result};
use measured::{Leg, cpu_seconds};
use std::{
    process,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

/// Cases that wait for a client.
#[derive(Clone, Default)]
pub(crate) struct Pool(Arc<Mutex<Vec<Work>>>);

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
    let (begun, cpu) = (Instant::now(), cpu_seconds(process::id())?);
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
    // This process is the service and its clients.
    Ok(Leg::new(begun.elapsed(), latencies, cpu_seconds(process::id())? - cpu))
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
