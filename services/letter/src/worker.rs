//! Issues by itself what no person signs: sealed letters, printed sheets.

use crate::{
    NAME,
    issuing::Issuing,
    letter::State,
    sign::Failure,
    store::{self, Errand},
};
use jiff::SignedDuration;
use platform::{Caller, Error, Result, Worker, telemetry, tenancy};
use std::time::Duration;
use tracing::{Instrument as _, info, warn};

/// Woken by commits; this finds what another replica left behind, and what was postponed.
const PATIENCE: Duration = Duration::from_secs(1);
const FIRST_RETRY: SignedDuration = SignedDuration::from_secs(1);
/// Doublings of the first retry: about ten minutes.
const MAX_DOUBLINGS: u32 = 9;

/// What became of a search for work.
#[derive(Debug, PartialEq, Eq)]
enum Search {
    Done,
    Nothing,
}

pub(crate) fn worker(issuing: Issuing) -> Worker {
    Worker::new("issue", move |stop| {
        let issuing = issuing.clone();
        async move {
            let mut bell = issuing.db.bell();
            while !stop.is_cancelled() {
                if issue_next(&issuing).await? == Search::Nothing {
                    tokio::select! {
                        () = stop.cancelled() => (),
                        () = bell.wait(PATIENCE) => (),
                    }
                }
            }
            Ok(())
        }
    })
}

/// The errand stays locked while it is done, so one worker does it; dying in between leaves it for the next.
async fn issue_next(issuing: &Issuing) -> Result<Search> {
    let now = issuing.clock.now();
    let mut search = issuing.db.housekeeping().await?;
    let Some(errand) = store::next_errand(&mut search, now).await? else {
        return Ok(Search::Nothing);
    };
    let span = telemetry::task_span(NAME, "issue letter", errand.traceparent.as_deref());
    match issue(issuing, &errand).instrument(span).await {
        Ok(()) => store::remove_errand(&mut search, &errand).await?,
        Err(error) => {
            let doublings = errand.failures.unsigned_abs().min(MAX_DOUBLINGS);
            warn!(letter = %errand.letter, error = ?error, "letter could not be issued and is postponed");
            store::postpone_errand(&mut search, &errand, now + FIRST_RETRY * (1 << doublings)).await?;
        }
    }
    search.commit().await?;
    Ok(Search::Done)
}

async fn issue(issuing: &Issuing, errand: &Errand) -> Result<()> {
    let platform = Caller::platform(&errand.letter.agency);
    let mut tx = tenancy::begin(&issuing.db, &platform).await?;
    let letter = store::load(&mut tx, &errand.letter).await?;
    drop(tx);
    if !matches!(letter.state, State::Draft | State::Numbered) {
        return Ok(());
    }
    let signer = issuing.seal(&letter).await?;

    let mut tx = tenancy::begin(&issuing.db, &platform).await?;
    let mut letter = store::lock(&mut tx, &errand.letter).await?;
    if letter.check_open("").is_err() {
        return Ok(());
    }
    let taken = issuing.take(&mut tx, &mut letter, &signer).await?;
    tx.commit().await?;

    let made = match issuing.make(&letter, &taken).await {
        Ok(made) => made,
        Err(Failure::Broken(error)) => return Err(error),
        Err(Failure::Refused(reason)) => {
            issuing.refused(&letter, &taken, &reason).await?;
            return Err(Error::Conflict(reason));
        }
    };
    issuing.store(&letter, &taken, &made).await?;

    let mut tx = tenancy::begin(&issuing.db, &platform).await?;
    let mut letter = store::lock(&mut tx, &errand.letter).await?;
    issuing.finish(&mut tx, &mut letter, &taken, &made).await?;
    tx.commit().await?;
    info!(letter = %letter.name, "letter issued");
    Ok(())
}
