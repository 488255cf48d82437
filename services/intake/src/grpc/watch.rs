//! Watching: what happened, then what happens.

use super::Desk;
use crate::{
    store::{self, Told},
    submission::COLLECTION,
};
use futures::{StreamExt as _, stream, stream::BoxStream};
use platform::{Call, Caller, Database, Error, ResourceName, Result, tenancy, watch::Watcher};
use proto::intake::v1 as pb;
use std::{collections::VecDeque, time::Duration};
use tokio::time::{Instant, timeout_at};
use tonic::Status;

const PAGE: i64 = 100;
/// Then the stream ends, and who still cares comes back with the last sequence they saw and a fresh token.
const LONGEST: Duration = Duration::from_mins(30);

/// One watcher's place in a timeline.
struct Watching {
    db: Database,
    caller: Caller,
    name: ResourceName,
    after: i64,
    read: VecDeque<Told>,
    watcher: Watcher,
    until: Instant,
}

impl Desk {
    pub(super) async fn watch(
        &self,
        call: Call<pb::WatchSubmissionRequest>,
    ) -> Result<BoxStream<'static, Result<pb::SubmissionEvent, Status>>> {
        let Call { caller, body } = call;
        let name = ResourceName::parse(COLLECTION, &body.name)?;
        if body.after < 0 {
            return Err(Error::invalid("after is negative"));
        }

        let mut watching = Watching {
            db: self.db.clone(),
            caller,
            after: body.after,
            read: VecDeque::new(),
            // From before the first read on, so that nothing falls between the two.
            watcher: self.watchers.watch(name.id)?,
            name,
            until: Instant::now() + LONGEST,
        };
        watching.read().await?;
        let told = stream::try_unfold(watching, async |mut watching| {
            let next = watching.next().await?;
            Ok(next.map(|told| (pb::SubmissionEvent::from(told), watching)))
        });
        Ok(told.boxed())
    }
}

impl Watching {
    /// The next that was told, or is told while one waits. None: the stream ends.
    async fn next(&mut self) -> Result<Option<Told>> {
        loop {
            if let Some(told) = self.read.pop_front() {
                self.after = told.sequence;
                return Ok(Some(told));
            }
            self.read().await?;
            if !self.read.is_empty() {
                continue;
            }
            if !timeout_at(self.until, self.watcher.woken()).await.unwrap_or(false) {
                return Ok(None);
            }
        }
    }

    /// Reads one page, if the caller may still see it.
    async fn read(&mut self) -> Result<()> {
        let mut tx = tenancy::begin(&self.db, &self.caller).await?;
        store::load(&mut tx, &self.name).await?.view(&self.caller)?;
        self.read = store::events(&mut tx, &self.name, self.after, PAGE).await?.into();
        Ok(())
    }
}
