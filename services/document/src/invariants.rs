//! What must hold of every file: its bytes are there and hash to its digest, and nothing lies about that nobody knows.

mod store;

use crate::{Objects, file::Hash};
use futures::TryStreamExt as _;
use jiff::{SignedDuration, Timestamp};
use platform::{
    Agency, Database, Result,
    invariant::{Findings, snapshot},
};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use store::FileRow;
use uuid::Uuid;

/// An upload may be kept before its row is: so long nobody wonders.
const AGE: SignedDuration = SignedDuration::from_hours(1);

const RESTORE: &str = "restore the object from a backup of the object store";
const REMOVE: &str = "nobody can read it: remove it from the object store";

/// A file as it is kept.
#[derive(Debug)]
pub struct Stored {
    /// Lower-case hexadecimal.
    pub sha256: String,
    /// Its bytes, where they are there.
    pub bytes: Option<Vec<u8>>,
}

/// Reads a file past those who may, for who compares what others say of it.
pub async fn stored(db: &Database, objects: &Objects, agency: &Agency, file: Uuid) -> Result<Option<Stored>> {
    let Some(sha256) = store::digest(&mut *db.acquire().await?, agency, file).await? else {
        return Ok(None);
    };
    let hash = Hash(sha256);
    let mut bytes = None;
    if objects.has(hash).await? {
        let mut whole = vec![];
        let mut pieces = objects.read(hash).await?;
        while let Some(piece) = pieces.try_next().await? {
            whole.extend_from_slice(&piece);
        }
        bytes = Some(whole);
    }
    Ok(Some(Stored { sha256: hash.to_string(), bytes }))
}

/// Looks at the bytes of every file of `agency`, or of all agencies and then also at what lies in the store besides.
///
/// `now` is the machine's time, by which the store keeps when it was written. In memory is a 256th of the store's names.
pub async fn check_files(
    db: &Database,
    objects: &Objects,
    agency: Option<&Agency>,
    now: Timestamp,
) -> Result<Findings> {
    let mut tx = snapshot(db).await?;
    let mut findings = Findings::default();
    let mut files = store::files(&mut tx, agency);
    let mut next = files.try_next().await?;
    for byte in 0..=u8::MAX {
        // Listed after the moment at which rows are read: what is kept since then is young.
        let mut lying = objects.list(byte).await?;
        let mut last: Option<([u8; 32], Option<String>)> = None;
        while let Some(row) = next.take_if(|it| it.sha256.first() == Some(&byte)) {
            findings.looked_at += 1;
            let hash = <[u8; 32]>::try_from(row.sha256.as_slice()).unwrap_or_default();
            // Files of one content lie there once.
            let wrong = match last.take().filter(|(known, _)| *known == hash) {
                Some((_, wrong)) => wrong,
                None => wrong(objects, &lying, hash, row.size_bytes).await?,
            };
            if let Some(reason) = &wrong {
                findings.violation(name(&row), reason.clone(), RESTORE);
            }
            last = Some((hash, wrong));
            next = files.try_next().await?;
            if next.as_ref().is_none_or(|it| it.sha256 != hash) {
                lying.remove(&hash);
            }
        }
        if agency.is_none() {
            let old = lying.into_iter().filter(|(_, stored_at)| *stored_at + AGE < now);
            for (hash, stored_at) in old {
                findings.violation(
                    format!("object sha256/{}", Hash(hash)),
                    format!("is of no file since {stored_at}"),
                    REMOVE,
                );
            }
        }
    }
    if agency.is_none() {
        for object in objects.unfinished(now - AGE).await? {
            findings.violation(
                format!("object {object}"),
                "came in and was neither kept nor removed",
                REMOVE,
            );
        }
    }
    Ok(findings)
}

/// What is wrong with the bytes under `hash`.
async fn wrong(
    objects: &Objects,
    lying: &BTreeMap<[u8; 32], Timestamp>,
    hash: [u8; 32],
    size_bytes: i64,
) -> Result<Option<String>> {
    if !lying.contains_key(&hash) {
        return Ok(Some("has no bytes in the object store".to_owned()));
    }
    let (mut digest, mut count) = (Sha256::new(), 0);
    let mut pieces = objects.read(Hash(hash)).await?;
    while let Some(piece) = pieces.try_next().await? {
        count += piece.len();
        digest.update(&piece);
    }
    let found = Hash(digest.finalize().into());
    if found.0 != hash {
        return Ok(Some(format!("hashes to {found}, and is kept as {}", Hash(hash))));
    }
    let is_whole = i64::try_from(count) == Ok(size_bytes);
    Ok((!is_whole).then(|| format!("has {count} bytes, and {size_bytes} are said of it")))
}

fn name(row: &FileRow) -> String {
    format!("{}/files/{}", row.agency.name(), row.id)
}
