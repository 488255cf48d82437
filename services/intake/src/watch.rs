//! Wakes those who watch a submission when its timeline grows: one listener for all of them in a process.

use crate::store;
use platform::{Database, Error, Result};
use sqlx::postgres::PgListener;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Each costs a connection of the gateway and some kilobytes here.
const MAX_WATCHERS: usize = 2_000;

/// All who watch in this process.
#[derive(Clone)]
pub(crate) struct Watchers {
    by_submission: Arc<Mutex<HashMap<Uuid, watch::Sender<()>>>>,
    places: Arc<Semaphore>,
}

/// One who watches a submission.
pub(crate) struct Watcher {
    submission: Uuid,
    woken: watch::Receiver<()>,
    watchers: Watchers,
    _place: OwnedSemaphorePermit,
}

impl Watchers {
    pub(crate) fn new() -> Self {
        Self { by_submission: Arc::default(), places: Arc::new(Semaphore::new(MAX_WATCHERS)) }
    }

    /// Watches `submission` from now on, until it is dropped.
    pub(crate) fn watch(&self, submission: Uuid) -> Result<Watcher> {
        let full =
            || Error::Exhausted("too many watch at once: try again later, or list the events".to_owned());
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| full())?;
        let woken = self.lock().entry(submission).or_insert_with(|| watch::Sender::new(())).subscribe();
        Ok(Watcher { submission, woken, watchers: self.clone(), _place: place })
    }

    /// Listens to the database for all of them until `stop`, which ends all watching.
    pub(crate) async fn listen(self, db: Database, stop: CancellationToken) -> anyhow::Result<()> {
        let mut listener = PgListener::connect_with(&db).await?;
        listener.listen(store::CHANNEL).await?;
        self.wake_all();
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                told = listener.try_recv() => match told? {
                    Some(told) => self.wake(told.payload()),
                    // The connection was lost and is back: something may have been missed.
                    None => self.wake_all(),
                },
            }
        }
        self.places.close();
        self.lock().clear();
        Ok(())
    }

    fn wake(&self, submission: &str) {
        let Ok(submission) = submission.parse::<Uuid>() else { return };
        if let Some(watched) = self.lock().get(&submission) {
            watched.send_replace(());
        }
    }

    fn wake_all(&self) {
        self.lock().values().for_each(|it| it.send_replace(()));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, watch::Sender<()>>> {
        self.by_submission.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watcher {
    /// Waits until the timeline may have grown. False: watching ends here.
    pub(crate) async fn woken(&mut self) -> bool {
        self.woken.changed().await.is_ok()
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let mut watched = self.watchers.lock();
        let is_last = watched.get(&self.submission).is_some_and(|it| it.receiver_count() <= 1);
        if is_last {
            watched.remove(&self.submission);
        }
    }
}
