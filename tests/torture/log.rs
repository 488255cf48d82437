//! What was asked and answered in a run: the record that does not come from what is tested.

use crate::patience::TRY_AGAIN;
use anyhow::{Result, ensure};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use journeys::{Actor, Answer};
use serde_json::Value;
use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// How many requests are repeated at once.
const AT_ONCE: usize = 4;

/// A body of a change.
#[derive(Debug, Clone)]
pub(crate) enum Sent {
    Json(Value),
    Paper(Vec<u8>),
}

/// A change that was asked for until it was answered.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) actor: Actor,
    pub(crate) path: String,
    pub(crate) key: String,
    pub(crate) sent: Sent,
    /// How often it was sent.
    pub(crate) tries: u32,
    /// From the first try on.
    pub(crate) took: Duration,
    pub(crate) answer: Answer,
}

impl Entry {
    /// Sends it once more under its key.
    pub(crate) async fn send(actor: &Actor, path: &str, key: &str, sent: &Sent) -> Result<Answer> {
        match sent {
            Sent::Json(body) => actor.post_once(path, key, body).await,
            Sent::Paper(bytes) => actor.upload_once(path, key, bytes.clone()).await,
        }
    }
}

/// Everything that was asked and answered.
#[derive(Debug, Default)]
pub(crate) struct Log {
    entries: Mutex<Vec<Entry>>,
}

/// Sums over a log.
#[derive(Debug, Default)]
pub(crate) struct Sums {
    pub(crate) requests: usize,
    pub(crate) retries: u32,
    pub(crate) longest: Duration,
}

impl Log {
    pub(crate) fn add(&self, entry: Entry) {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
    }

    pub(crate) fn sums(&self) -> Sums {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        Sums {
            requests: entries.len(),
            retries: entries.iter().map(|it| it.tries - 1).sum(),
            longest: entries.iter().map(|it| it.took).max().unwrap_or_default(),
        }
    }

    /// Sends every request once more and fails unless each answer is byte for byte what it was (invariant 12).
    pub(crate) async fn repeat_all(&self) -> Result<usize> {
        let entries = std::mem::take(&mut *self.entries.lock().unwrap_or_else(PoisonError::into_inner));
        let repeated = stream::iter(&entries).map(Ok).try_for_each_concurrent(AT_ONCE, async |it| {
            let answer = Entry::send(&it.actor, &it.path, &it.key, &it.sent).await?;
            ensure!(
                (answer.status, &answer.body) == (it.answer.status, &it.answer.body),
                "{} under {} was answered\n{}\nand now {}\n{}",
                it.answer.asked,
                it.key,
                String::from_utf8_lossy(&it.answer.body),
                answer.status,
                String::from_utf8_lossy(&answer.body),
            );
            Ok(())
        });
        repeated.await?;
        let count = entries.len();
        *self.entries.lock().unwrap_or_else(PoisonError::into_inner) = entries;
        Ok(count)
    }
}

/// Fails unless a refusal for now says what to do.
pub(crate) fn check_refusal(answer: &Answer) -> Result<()> {
    let problem = answer.json();
    let advice = problem["detail"].as_str().unwrap_or_default();
    ensure!(advice.contains(TRY_AGAIN), "{} → {}: {problem}", answer.asked, answer.status);
    Ok(())
}
