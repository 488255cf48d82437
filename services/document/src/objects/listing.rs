//! What lies in the object store, whether anybody knows of it or not.

use super::{INCOMING, Objects, Opened, unavailable};
use crate::file::Hash;
use futures::TryStreamExt as _;
use jiff::Timestamp;
use object_store::path::Path;
use platform::{Error, Result};
use std::{collections::BTreeMap, fs};

impl Objects {
    /// When the bytes under each hash that begins with `byte` were stored.
    pub(crate) async fn list(&self, byte: u8) -> Result<BTreeMap<[u8; 32], Timestamp>> {
        let first = format!("{byte:02x}");
        let objects = self.open()?.store.list(Some(&Path::from_iter(["sha256", &first])));
        let read = async |mut found: BTreeMap<_, _>, it: object_store::ObjectMeta| {
            let at = Timestamp::from_second(it.last_modified.timestamp()).unwrap_or_default();
            // A name that is no hash leads to no file: it is found as one that nobody knows.
            let rest = it.location.filename().unwrap_or_default();
            found.insert(hash(&format!("{first}{rest}")).unwrap_or_default(), at);
            Ok(found)
        };
        objects.map_err(unavailable).try_fold(BTreeMap::new(), read).await
    }

    /// Whether the bytes under `hash` are there.
    pub(crate) async fn has(&self, hash: Hash) -> Result<bool> {
        use object_store::ObjectStoreExt as _;
        match self.open()?.store.head(&super::path(hash)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(unavailable(error)),
        }
    }

    /// Names of what came in before `time` and was neither kept nor swept away.
    pub(crate) async fn unfinished(&self, time: Timestamp) -> Result<Vec<String>> {
        let Opened { store, folder } = self.open()?;
        if let Some(folder) = folder.clone() {
            let list = move || list_folder(&folder.join(INCOMING), time);
            let listed = tokio::task::spawn_blocking(list).await.map_err(Error::internal)?;
            return listed.map_err(|it| Error::Unavailable(it.into()));
        }
        let incoming = store.list(Some(&Path::from(INCOMING))).map_err(unavailable);
        let old =
            incoming.try_filter(|it| std::future::ready(it.last_modified.timestamp() < time.as_second()));
        old.map_ok(|it| it.location.to_string()).try_collect().await
    }
}

fn list_folder(folder: &std::path::Path, time: Timestamp) -> std::io::Result<Vec<String>> {
    let mut old = vec![];
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // One that is gone by now was kept or discarded.
        let Ok(metadata) = entry.metadata() else { continue };
        if Timestamp::try_from(metadata.modified()?).is_ok_and(|it| it < time) {
            old.push(format!("{INCOMING}/{}", entry.file_name().to_string_lossy()));
        }
    }
    Ok(old)
}

fn hash(hexadecimal: &str) -> Option<[u8; 32]> {
    if hexadecimal.len() != 64 {
        return None;
    }
    let byte = |place: usize| u8::from_str_radix(hexadecimal.get(2 * place..2 * place + 2)?, 16).ok();
    let bytes: Vec<u8> = (0..32).map(byte).collect::<Option<_>>()?;
    bytes.try_into().ok()
}
