//! Watching: how many messages wait to be read, then each change of it.

use super::{Desk, own, person};
use crate::{
    message::{COLLECTION, Unread},
    store::messages,
};
use futures::{StreamExt as _, stream, stream::BoxStream};
use platform::{Call, Caller, Database, ResourceName, Result, tenancy, watch::Watcher};
use proto::notification::v1 as pb;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};
use tonic::Status;
use uuid::Uuid;

/// Then the stream ends, and who still cares comes back with a fresh token.
const LONGEST: Duration = Duration::from_mins(30);

/// What one watcher was told last.
struct Watching {
    db: Database,
    caller: Caller,
    person: Uuid,
    told: Option<Unread>,
    watcher: Watcher,
    until: Instant,
}

impl Desk {
    pub(super) async fn watch(
        &self,
        call: Call<pb::WatchMessagesRequest>,
    ) -> Result<BoxStream<'static, Result<pb::UnreadMessages, Status>>> {
        let Call { caller, body } = call;
        own(&caller, &body.parent)?;
        let person = person(&caller)?;

        let mut watching = Watching {
            db: self.db.clone(),
            caller,
            person,
            told: None,
            // From before the first read on, so that nothing falls between the two.
            watcher: self.watchers.watch(person)?,
            until: Instant::now() + LONGEST,
        };
        let first = watching.read().await?;
        let first = stream::iter([Ok(watching.shown(first))]);
        let changes = stream::try_unfold(watching, async |mut watching| {
            let next = watching.next().await?;
            Ok(next.map(|unread| (watching.shown(unread), watching)))
        });
        Ok(first.chain(changes).boxed())
    }
}

impl Watching {
    /// What is not as it was told last, once that is so. None: the stream ends.
    async fn next(&mut self) -> Result<Option<Unread>> {
        while timeout_at(self.until, self.watcher.woken()).await.unwrap_or(false) {
            let before = self.told.clone();
            let unread = self.read().await?;
            if before.as_ref() != Some(&unread) {
                return Ok(Some(unread));
            }
        }
        Ok(None)
    }

    async fn read(&mut self) -> Result<Unread> {
        let mut tx = tenancy::begin(&self.db, &self.caller).await?;
        let unread = messages::unread(&mut tx, &self.caller.agency, self.person).await?;
        self.told = Some(unread.clone());
        Ok(unread)
    }

    fn shown(&self, unread: Unread) -> pb::UnreadMessages {
        let agency = &self.caller.agency;
        let name = |id| ResourceName { agency: agency.clone(), collection: COLLECTION, id }.to_string();
        let (newest, newest_title) = unread.newest.map(|(id, title)| (name(id), title)).unwrap_or_default();
        pb::UnreadMessages {
            unread_count: i32::try_from(unread.count).unwrap_or(i32::MAX),
            newest,
            newest_title,
        }
    }
}
