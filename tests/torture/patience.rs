//! How long clients wait, and when they ask again.

use anyhow::{Result, bail};
use std::time::{Duration, Instant};

/// What a refusal for now tells a client to do.
pub(crate) const TRY_AGAIN: &str = "try again";
/// What a dead process had in hand comes again after half a minute, and may be struck again.
const LONGEST: Duration = Duration::from_mins(4);
const PAUSE: Duration = Duration::from_millis(100);

/// Rests for `time`.
#[expect(clippy::disallowed_methods, reason = "faults come at a time of their own")]
pub(crate) async fn rest(time: Duration) {
    tokio::time::sleep(time).await;
}

/// Rests as a client does before it asks again.
pub(crate) async fn pause() {
    rest(PAUSE).await;
}

/// Asks until there is an answer, through faults.
pub(crate) async fn through_faults<T>(
    what: &str,
    mut ask: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let start = Instant::now();
    loop {
        match ask().await {
            Ok(Some(answer)) => return Ok(answer),
            Err(refusal) if LONGEST < start.elapsed() => {
                return Err(refusal.context(format!("{what}: never")));
            }
            Ok(None) if LONGEST < start.elapsed() => bail!("{what}: never"),
            Ok(None) | Err(_) => pause().await,
        }
    }
}

/// Whether the long form is wanted.
#[expect(clippy::disallowed_methods, reason = "a test has no main that reads a Config")]
pub(crate) fn is_long() -> bool {
    std::env::var("TORTURE").is_ok_and(|it| it == "long")
}
