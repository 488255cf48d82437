//! The worker that does what time brings about: marks, reminders, the end of a case that nobody follows up.

use crate::{
    desk::Desk,
    engine::Command,
    store::{self, Key},
};
use jiff::ToSpan as _;
use platform::{Agency, Caller, Result, Worker, tenancy};
use std::time::Duration;
use tracing::warn;
use uuid::Uuid;

/// How many cases are looked at before it is asked anew which come next.
const BATCH: i64 = 100;
/// How late something may be that no commit of this process announces: time itself passes, or is moved.
const PATIENCE: Duration = Duration::from_secs(1);

/// Wakes cases. Replicas may wake the same one: its row is locked, and what was done once is not done again.
pub(crate) fn worker(desk: Desk) -> Worker {
    Worker::new("wake", move |stop| {
        let desk = desk.clone();
        async move {
            let mut bell = desk.db.bell();
            while !stop.is_cancelled() {
                if wake_some(&desk).await? == 0 {
                    stop.run_until_cancelled(bell.wait(PATIENCE)).await;
                }
            }
            Ok(())
        }
    })
}

/// Wakes those that are due, each in a transaction of its own. Returns how many that were.
async fn wake_some(desk: &Desk) -> Result<usize> {
    let mut search = desk.db.housekeeping().await?;
    let cases = store::cases_to_wake(&mut search, desk.clock.now(), BATCH).await?;
    drop(search);
    for (agency, case) in &cases {
        if let Err(error) = wake(desk, agency, *case).await {
            warn!(%agency, %case, error = &error as &dyn std::error::Error, "case could not be woken and waits");
            postpone(desk, agency, *case).await?;
        }
    }
    Ok(cases.len())
}

async fn wake(desk: &Desk, agency: &Agency, case: Uuid) -> Result<()> {
    let mut tx = tenancy::begin(&desk.db, &Caller::platform(agency)).await?;
    store::share_calendar(&mut tx, agency).await?;
    if let Some(file) = desk.lock(&mut tx, agency, Key::Case(case)).await? {
        desk.carry_out(&mut tx, file, Command::Wake).await?;
    }
    tx.commit().await
}

/// One that fails shall hold up no other.
async fn postpone(desk: &Desk, agency: &Agency, case: Uuid) -> Result<()> {
    let mut tx = tenancy::begin(&desk.db, &Caller::platform(agency)).await?;
    store::wake_at(&mut tx, agency, case, Some(desk.clock.now() + 1.minute())).await?;
    tx.commit().await
}
