//! The alarm of those who carry on what a transaction wrote: rung by its commit, not found by a poll.

use std::time::Duration;
use tokio::{sync::watch, time::timeout};

/// Rings after each commit of a service in this process. What another replica wrote is found when time has passed.
#[derive(Debug, Clone)]
pub struct Bell(watch::Receiver<u64>);

impl Bell {
    pub(crate) fn new(commits: watch::Receiver<u64>) -> Self {
        Self(commits)
    }

    /// Waits until it has rung since the last wait, at most for `patience`.
    pub async fn wait(&mut self, patience: Duration) {
        // Time passed and the service's end mean the same here: look again.
        let _ = timeout(patience, self.0.changed()).await;
    }
}
