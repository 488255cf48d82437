//! How long clients wait, and when they ask again.

use anyhow::Result;
use journeys::{is_long, within};
use std::{sync::LazyLock, time::Duration};

/// What a refusal for now tells a client to do.
pub(crate) const TRY_AGAIN: &str = "try again";
/// What a dead process had in hand comes again after ten seconds, and may be struck again as long as faults last.
static LONGEST: LazyLock<Duration> = LazyLock::new(|| Duration::from_mins(if is_long() { 12 } else { 4 }));
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
pub(crate) async fn through_faults<T>(what: &str, ask: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    within(*LONGEST, what, ask).await
}
