//! Storing a file: the first message says what is to become of the bytes that follow.

use super::{Desk, contract::readers};
use crate::{
    Objects,
    examination::{Demands, Examination},
    file::{COLLECTION, Content, File, Reader, Sight},
    file_name::FileName,
    objects::{Arrived, Incoming},
    store,
};
use bytes::Bytes;
use platform::{Call, Caller, Error, ResourceName, Result, outbox, tenancy};
use proto::document::v1::{self as pb, DocumentCleared, store_file_request::Part};
use std::time::Duration;
use tokio::time::timeout;
use tonic::Streaming;
use uuid::Uuid;

/// How long the next bytes may take. A sender that stopped sending must not hold a connection for ever.
const PATIENCE: Duration = Duration::from_secs(60);

type Parts = Streaming<pb::StoreFileRequest>;

impl Desk {
    pub(super) async fn store(self, call: Call<Parts>) -> Result<pb::File> {
        let Call { caller, body: mut parts } = call;
        let order = Order::read(&mut parts, self.max_bytes).await?;
        let previous = self.previous(&caller, &order).await?;

        let examination = Examination::new(order.demands);
        let (arrived, content) = receive(&self.objects, self.clock.id(), &mut parts, examination).await?;
        // A file is written by the agency in its name: the caller may be of the one that asks.
        let owner = Caller::platform(&order.name.agency);
        if let Some(found) = self.find(&owner, &order.name).await? {
            arrived.discard().await;
            return found.accept_repeat(&content).map(|()| (&found).into());
        }
        arrived.keep(content.sha256).await?;

        let now = self.clock.now();
        let mut tx = tenancy::begin(&self.db, &owner).await?;
        let newest = match &previous {
            Some(previous) => store::newest_version(&mut tx, previous).await?,
            None => 0,
        };
        let mut file = File::receive(order.name, order.file_name, content, previous.as_ref(), newest, now);
        file.clear();
        if !store::insert(&mut tx, &file, &order.readers).await? {
            let found = store::find(&mut tx, &file.name).await?;
            let found = found.ok_or_else(|| {
                Error::Conflict("another version came in at the same moment: send the file again".to_owned())
            })?;
            return found.accept_repeat(&file.content).map(|()| (&found).into());
        }
        outbox::publish(&mut tx, &file.name, now, &DocumentCleared::from(&file)).await?;
        tx.commit().await?;
        Ok((&file).into())
    }

    /// The version that is replaced, if the caller may read it.
    async fn previous(&self, caller: &Caller, order: &Order) -> Result<Option<File>> {
        let Some(name) = &order.previous else {
            return Ok(None);
        };
        let mut tx = tenancy::begin(&self.db, caller).await?;
        Ok(Some(store::load(&mut tx, name, Sight::from(caller)).await?))
    }

    async fn find(&self, owner: &Caller, name: &ResourceName) -> Result<Option<File>> {
        let mut tx = tenancy::begin(&self.db, owner).await?;
        store::find(&mut tx, name).await
    }
}

/// Takes the bytes in. If they are cut off or refused, nothing of them is left.
async fn receive(
    objects: &Objects,
    id: Uuid,
    parts: &mut Parts,
    examination: Examination,
) -> Result<(Arrived, Content)> {
    let mut incoming = objects.receive(id).await?;
    match pass(parts, &mut incoming, examination).await {
        Ok(content) => Ok((incoming.finish().await?, content)),
        Err(error) => {
            incoming.abort().await;
            Err(error)
        }
    }
}

async fn pass(parts: &mut Parts, incoming: &mut Incoming, mut examination: Examination) -> Result<Content> {
    while let Some(part) = next(parts).await? {
        let Part::Data(data) = part else {
            return Err(Error::invalid("spec: it may come in the first message alone"));
        };
        examination.read(&data)?;
        incoming.write(data).await?;
    }
    examination.finish()
}

async fn next(parts: &mut Parts) -> Result<Option<Part>> {
    let message = timeout(PATIENCE, parts.message()).await;
    let message =
        message.map_err(|_| Error::invalid("no bytes came for a minute: send the file again"))??;
    Ok(message.map(|it| it.part.unwrap_or(Part::Data(Bytes::new()))))
}

/// A [`pb::FileSpec`] that has been checked.
struct Order {
    name: ResourceName,
    file_name: FileName,
    demands: Demands,
    readers: Vec<Reader>,
    previous: Option<ResourceName>,
}

impl Order {
    async fn read(parts: &mut Parts, max_bytes: u64) -> Result<Self> {
        let Some(Part::Spec(spec)) = next(parts).await? else {
            return Err(Error::invalid("spec: it must come in the first message"));
        };
        let name = ResourceName::parse(COLLECTION, &spec.file)?;
        if let Some(wrong) = spec.media_types.iter().find(|it| !it.contains('/')) {
            let reason = format!("media_types: {wrong:?} is not one, such as application/pdf");
            return Err(Error::invalid(reason));
        }
        let asked = u64::try_from(spec.max_bytes).map_err(|_| Error::invalid("max_bytes is negative"))?;
        let max_bytes = if asked == 0 { max_bytes } else { asked.min(max_bytes) };
        let previous = (!spec.previous.is_empty()).then(|| ResourceName::parse(COLLECTION, &spec.previous));
        let previous = previous.transpose()?;
        if previous.as_ref().is_some_and(|it| it.agency != name.agency) {
            return Err(Error::invalid("previous: it must be of the file's own agency"));
        }
        Ok(Self {
            name,
            file_name: FileName::parse(&spec.file_name)?,
            demands: Demands { max_bytes, media_types: spec.media_types },
            readers: readers(&spec.readers)?,
            previous,
        })
    }
}
