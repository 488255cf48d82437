//! Waiting for what events bring about.

use anyhow::{Result, bail};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_mins(1);
const INTERVAL: Duration = Duration::from_millis(20);

/// Asks again and again for a minute, as [`within`].
pub async fn eventually<T>(what: &str, ask: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    within(PATIENCE, what, ask).await
}

/// Asks again and again until there is an answer. Fails with the last refusal, or with `what` never happened.
#[expect(clippy::disallowed_methods, reason = "the one place where a client waits between two questions")]
pub async fn within<T>(
    patience: Duration,
    what: &str,
    mut ask: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let start = Instant::now();
    loop {
        match ask().await {
            Ok(Some(answer)) => return Ok(answer),
            Err(refusal) if patience < start.elapsed() => {
                return Err(refusal.context(format!("{what}: never")));
            }
            Ok(None) if patience < start.elapsed() => bail!("{what}: never"),
            Ok(None) | Err(_) => tokio::time::sleep(INTERVAL).await,
        }
    }
}
