//! Wakes those who watch their messages when these change: one listener for all of them in a process.

use crate::store::messages;
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
/// Of one person, who has some windows open on some machines.
const MAX_OF_ONE: usize = 10;

/// All who watch in this process.
#[derive(Clone)]
pub(crate) struct Watchers {
    by_person: Arc<Mutex<HashMap<Uuid, watch::Sender<()>>>>,
    places: Arc<Semaphore>,
}

/// One who watches their messages.
pub(crate) struct Watcher {
    person: Uuid,
    woken: watch::Receiver<()>,
    watchers: Watchers,
    _place: OwnedSemaphorePermit,
}

impl Watchers {
    pub(crate) fn new() -> Self {
        Self { by_person: Arc::default(), places: Arc::new(Semaphore::new(MAX_WATCHERS)) }
    }

    /// Watches the messages of `person` from now on, until it is dropped.
    pub(crate) fn watch(&self, person: Uuid) -> Result<Watcher> {
        let place =
            Arc::clone(&self.places).try_acquire_owned().map_err(|_| full("too many people watch"))?;
        let mut watched = self.lock();
        let woken = watched.entry(person).or_insert_with(|| watch::Sender::new(()));
        if MAX_OF_ONE <= woken.receiver_count() {
            return Err(full("one person watches too often"));
        }
        let woken = woken.subscribe();
        Ok(Watcher { person, woken, watchers: self.clone(), _place: place })
    }

    /// Listens to the database for all of them until `stop`, which ends all watching.
    pub(crate) async fn listen(self, db: Database, stop: CancellationToken) -> anyhow::Result<()> {
        let mut listener = PgListener::connect_with(&db).await?;
        listener.listen(messages::CHANNEL).await?;
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

    fn wake(&self, person: &str) {
        let Ok(person) = person.parse::<Uuid>() else { return };
        if let Some(watched) = self.lock().get(&person) {
            watched.send_replace(());
        }
    }

    fn wake_all(&self) {
        self.lock().values().for_each(|it| it.send_replace(()));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, watch::Sender<()>>> {
        self.by_person.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watcher {
    /// Waits until the messages may have changed. False: watching ends here.
    pub(crate) async fn woken(&mut self) -> bool {
        self.woken.changed().await.is_ok()
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let mut watched = self.watchers.lock();
        let is_last = watched.get(&self.person).is_some_and(|it| it.receiver_count() <= 1);
        if is_last {
            watched.remove(&self.person);
        }
    }
}

fn full(reason: &str) -> Error {
    Error::Exhausted(format!("{reason} at once: try again later, or list the messages"))
}
