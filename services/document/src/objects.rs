//! The object store: bytes come in under a name of their own and stay under their hash.

mod listing;

use crate::file::Hash;
use anyhow::Context as _;
use bytes::{Bytes, BytesMut};
use futures::{
    StreamExt as _, TryStreamExt as _,
    stream::{self, BoxStream},
};
use jiff::Timestamp;
use object_store::{
    ObjectStore, ObjectStoreExt as _, WriteMultipart, local::LocalFileSystem, parse_url_opts, path::Path,
    prefix::PrefixStore,
};
use platform::{Error, Result};
use std::{
    convert::Infallible,
    fs,
    path::PathBuf,
    str::FromStr,
    sync::{Arc, OnceLock},
};
use uuid::Uuid;

const INCOMING: &str = "incoming";
/// A folder takes parts of any size, so an upload costs little memory.
const FOLDER_PART_BYTES: usize = 256 * 1024;
/// S3 takes no smaller ones.
const PART_BYTES: usize = 5 * 1024 * 1024;
/// How many parts are on their way while the next is filled.
const PARTS_AT_ONCE: usize = 1;
const READ_BYTES: usize = 64 * 1024;

/// Where the bytes of files lie. Opened when it is first used, since not every process that is told of it uses it.
#[derive(Debug, Clone)]
pub struct Objects {
    place: String,
    opened: Arc<OnceLock<Opened>>,
}

#[derive(Debug)]
struct Opened {
    store: Arc<dyn ObjectStore>,
    folder: Option<PathBuf>,
}

/// Bytes on their way in. They count for nothing until they are kept.
pub(crate) struct Incoming {
    objects: Objects,
    path: Path,
    upload: WriteMultipart,
}

/// Bytes that came in whole and wait to be kept or discarded.
#[must_use = "what is neither kept nor discarded lies about until it is swept away"]
pub(crate) struct Arrived {
    objects: Objects,
    path: Path,
}

impl FromStr for Objects {
    type Err = Infallible;

    fn from_str(place: &str) -> Result<Self, Infallible> {
        Ok(Self { place: place.to_owned(), opened: Arc::default() })
    }
}

impl Objects {
    fn open(&self) -> Result<&Opened> {
        if self.opened.get().is_none() {
            let opened = open(&self.place).with_context(|| format!("FILES: cannot use {:?}", self.place));
            // Opened by another task meanwhile it is the same.
            let _ = self.opened.set(opened.map_err(Error::internal)?);
        }
        self.opened.get().ok_or_else(|| Error::internal("an object store was opened and is not there"))
    }

    /// Lets bytes come in.
    pub(crate) async fn receive(&self, id: Uuid) -> Result<Incoming> {
        let path = Path::from_iter([INCOMING, &id.simple().to_string()]);
        let opened = self.open()?;
        let upload = opened.store.put_multipart(&path).await.map_err(unavailable)?;
        let part_bytes = if opened.folder.is_some() { FOLDER_PART_BYTES } else { PART_BYTES };
        let upload = WriteMultipart::new_with_chunk_size(upload, part_bytes);
        Ok(Incoming { objects: self.clone(), path, upload })
    }

    /// The bytes with this hash, in pieces of a fixed size.
    pub(crate) async fn read(&self, hash: Hash) -> Result<BoxStream<'static, Result<Bytes>>> {
        let found = self.open()?.store.get(&path(hash)).await.map_err(|error| match error {
            object_store::Error::NotFound { .. } => Error::internal(error),
            error => unavailable(error),
        })?;
        let pieces = found.into_stream().map_err(unavailable).boxed();
        Ok(stream::try_unfold((pieces, BytesMut::new()), next_piece).boxed())
    }

    /// Removes what came in before `time` and was never kept; returns how many objects that were.
    pub(crate) async fn sweep(&self, time: Timestamp) -> Result<usize> {
        let Opened { store, folder } = self.open()?;
        if let Some(folder) = folder.clone() {
            let sweep = move || sweep_folder(&folder.join(INCOMING), time);
            let swept = tokio::task::spawn_blocking(sweep).await.map_err(Error::internal)?;
            return swept.map_err(|it| Error::Unavailable(it.into()));
        }
        let incoming = store.list(Some(&Path::from(INCOMING)));
        let old = incoming.try_filter(move |it| {
            let is_old = it.last_modified.timestamp() < time.as_second();
            std::future::ready(is_old)
        });
        let swept = store.delete_stream(old.map_ok(|it| it.location).boxed());
        swept.try_fold(0, async |count, _| Ok(count + 1)).await.map_err(unavailable)
    }
}

impl Incoming {
    /// Takes the next bytes, once there is room for them.
    pub(crate) async fn write(&mut self, bytes: Bytes) -> Result<()> {
        self.upload.wait_for_capacity(PARTS_AT_ONCE).await.map_err(unavailable)?;
        self.upload.put(bytes);
        Ok(())
    }

    /// All bytes have come.
    pub(crate) async fn finish(self) -> Result<Arrived> {
        self.upload.finish().await.map_err(unavailable)?;
        Ok(Arrived { objects: self.objects, path: self.path })
    }

    /// Forgets what came.
    pub(crate) async fn abort(self) {
        if let Err(error) = self.upload.abort().await {
            tracing::warn!(%error, path = %self.path, "an upload was not aborted: it will be swept away");
        }
    }
}

impl Arrived {
    /// Keeps the bytes under their hash. Whether they were there before, nobody is told.
    pub(crate) async fn keep(self, hash: Hash) -> Result<()> {
        let (store, kept) = (&self.objects.open()?.store, path(hash));
        match store.head(&kept).await {
            Ok(_) => self.discard().await,
            Err(object_store::Error::NotFound { .. }) => {
                // Two at once write the same bytes, so the later one does no harm.
                store.rename(&self.path, &kept).await.map_err(unavailable)?;
            }
            Err(error) => return Err(unavailable(error)),
        }
        Ok(())
    }

    /// Removes the bytes.
    pub(crate) async fn discard(self) {
        let removed = async { self.objects.open()?.store.delete(&self.path).await.map_err(unavailable) };
        if let Err(error) = removed.await {
            tracing::warn!(%error, path = %self.path, "an upload was not removed: it will be swept away");
        }
    }
}

/// Opens a folder, which is made where it is missing, or an object store by its URL.
fn open(place: &str) -> anyhow::Result<Opened> {
    if place.contains("://") {
        let url = place.parse()?;
        // Keys and endpoint come under the names that every S3 client reads, such as AWS_ACCESS_KEY_ID.
        let options = std::env::vars().map(|(name, value)| (name.to_lowercase(), value));
        let options = options.filter(|(name, _)| name.starts_with("aws_"));
        let (store, prefix) = parse_url_opts(&url, options)?;
        return Ok(Opened { store: Arc::new(PrefixStore::new(store, prefix)), folder: None });
    }
    let folder = PathBuf::from(place);
    fs::create_dir_all(folder.join(INCOMING))?;
    let store = LocalFileSystem::new_with_prefix(&folder)?.with_fsync(true);
    Ok(Opened { store: Arc::new(store), folder: Some(folder) })
}

/// `sha256/ab/cdef…`
fn path(hash: Hash) -> Path {
    let hex = hash.to_string();
    Path::from_iter(["sha256", &hex[..2], &hex[2..]])
}

type Pieces = (BoxStream<'static, Result<Bytes>>, BytesMut);

/// Makes pieces of one size out of pieces as the store gives them.
async fn next_piece((mut pieces, mut ready): Pieces) -> Result<Option<(Bytes, Pieces)>> {
    while ready.len() < READ_BYTES {
        match pieces.try_next().await? {
            Some(piece) => ready.extend_from_slice(&piece),
            None if ready.is_empty() => return Ok(None),
            None => break,
        }
    }
    let piece = ready.split_to(READ_BYTES.min(ready.len())).freeze();
    Ok(Some((piece, (pieces, ready))))
}

/// A process that was killed leaves files that the store itself does not list.
fn sweep_folder(folder: &std::path::Path, time: Timestamp) -> std::io::Result<usize> {
    let mut swept = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // One that is gone by now was kept or discarded.
        let Ok(metadata) = entry.metadata() else { continue };
        if Timestamp::try_from(metadata.modified()?).is_ok_and(|it| it < time) {
            fs::remove_file(entry.path())?;
            swept += 1;
        }
    }
    Ok(swept)
}

fn unavailable(error: object_store::Error) -> Error {
    Error::Unavailable(error.into())
}
