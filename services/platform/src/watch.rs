//! Wakes those who watch something when PostgreSQL notifies of it: one listener for all of them in a process.

use crate::{Database, Error, Result};
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

/// All who watch in this process, by the id of what they watch.
#[derive(Clone)]
pub struct Watchers {
    watched: Arc<Mutex<HashMap<Uuid, watch::Sender<()>>>>,
    places: Arc<Semaphore>,
    most_of_one: usize,
}

/// One who watches.
pub struct Watcher {
    id: Uuid,
    woken: watch::Receiver<()>,
    watchers: Watchers,
    _place: OwnedSemaphorePermit,
}

impl Watchers {
    /// At most `most_of_one` watch the same thing.
    pub fn new(most_of_one: usize) -> Self {
        Self { watched: Arc::default(), places: Arc::new(Semaphore::new(MAX_WATCHERS)), most_of_one }
    }

    /// Watches the thing with this id from now on, until what this returns is dropped.
    ///
    /// Refused as exhausted where too many watch already.
    pub fn watch(&self, id: Uuid) -> Result<Watcher> {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| full("too many watch"))?;
        let mut watched = self.lock();
        let woken = watched.entry(id).or_insert_with(|| watch::Sender::new(()));
        if self.most_of_one <= woken.receiver_count() {
            return Err(full("too many watch the same"));
        }
        let woken = woken.subscribe();
        Ok(Watcher { id, woken, watchers: self.clone(), _place: place })
    }

    /// Listens to the database for all of them until `stop`, which ends all watching. Who notifies `channel` tells the id.
    pub async fn listen(self, db: Database, channel: &str, stop: CancellationToken) -> anyhow::Result<()> {
        let heard = |told: Option<&str>| told.map_or_else(|| self.wake_all(), |id| self.wake(id));
        hear(&db, channel, stop, heard).await?;
        self.places.close();
        self.lock().clear();
        Ok(())
    }

    fn wake(&self, id: &str) {
        let Ok(id) = id.parse::<Uuid>() else { return };
        if let Some(watched) = self.lock().get(&id) {
            watched.send_replace(());
        }
    }

    fn wake_all(&self) {
        self.lock().values().for_each(|it| it.send_replace(()));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, watch::Sender<()>>> {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Passes on what is told on `channel`, until `stop`. Nothing comes where something may have been missed: at first, and after
/// the connection was lost.
pub async fn hear(
    db: &Database,
    channel: &str,
    stop: CancellationToken,
    heard: impl Fn(Option<&str>),
) -> anyhow::Result<()> {
    let mut listener = PgListener::connect_with(db).await?;
    listener.listen(channel).await?;
    heard(None);
    loop {
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            told = listener.try_recv() => heard(told?.as_ref().map(|it| it.payload())),
        }
    }
}

impl Watcher {
    /// Waits until it may have changed. False: watching ends here.
    pub async fn woken(&mut self) -> bool {
        self.woken.changed().await.is_ok()
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let mut watched = self.watchers.lock();
        let is_last = watched.get(&self.id).is_some_and(|it| it.receiver_count() <= 1);
        if is_last {
            watched.remove(&self.id);
        }
    }
}

fn full(reason: &str) -> Error {
    Error::Exhausted(format!("{reason} at once: try again later, or list what there is"))
}
