//! All papers that are kept of a request, packed as one ZIP while their bytes pass by.

use crate::submission::{Document, Dossier, FILES, LETTERS, Letter};
use async_zip::{Compression, ZipDateTime, ZipDateTimeBuilder, ZipEntryBuilder, base::write::ZipFileWriter};
use bytes::Bytes;
use futures::{AsyncWrite, AsyncWriteExt as _, Stream, StreamExt as _};
use jiff::{Timestamp, tz::TimeZone};
use platform::{Agency, Error, ResourceName, Result};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

const MANIFEST: &str = "manifest.json";
const MAX_NAME_CHARS: usize = 60;

/// One paper, and a line of the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Paper {
    /// Its name in the ZIP.
    pub(crate) file: String,
    pub(crate) title: String,
    /// Lower-case hexadecimal.
    pub(crate) sha256: String,
    pub(crate) size_bytes: i64,
    /// The requirement it meets, or the name of the letter it is.
    pub(crate) source: String,
    /// The letter's number, if it has one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) number: String,
    /// Why the letter is void, if it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) void_reason: Option<String>,
    #[serde(skip)]
    pub(crate) stored_as: ResourceName,
}

/// What the manifest says.
#[derive(Serialize)]
struct Manifest<'m> {
    registration_number: &'m str,
    revision: i32,
    app_title: &'m str,
    files: &'m [Paper],
}

/// The papers of the dossier as it was filed last, then printed sheets and letters in the order of their issue.
pub(crate) fn papers(agency: &Agency, dossier: &Dossier, letters: &[Letter]) -> Vec<Paper> {
    let kept = letters.iter().filter(|it| it.for_proposer || !it.record.is_empty());
    let papers = dossier.documents.iter().map(|it| Paper::of_document(agency, it));
    let papers = papers.chain(kept.map(|it| Paper::of_letter(agency, it)));
    papers.enumerate().map(|(at, it)| Paper { file: format!("{:02}-{}", at + 1, it.file), ..it }).collect()
}

impl Paper {
    fn of_document(agency: &Agency, document: &Document) -> Self {
        Self {
            file: named(&document.title, &document.file_name),
            title: document.title.clone(),
            sha256: document.sha256.clone(),
            size_bytes: document.size_bytes,
            source: format!("requirements/{}", document.requirement),
            number: String::new(),
            void_reason: None,
            stored_as: document.stored_as(agency),
        }
    }

    fn of_letter(agency: &Agency, letter: &Letter) -> Self {
        let source = ResourceName { agency: agency.clone(), collection: LETTERS, id: letter.id };
        Self {
            file: named(&letter.title, &letter.file_name),
            title: letter.title.clone(),
            sha256: letter.sha256.clone(),
            size_bytes: letter.size_bytes,
            source: source.to_string(),
            number: letter.number.clone(),
            void_reason: letter.void_reason.clone(),
            stored_as: ResourceName { agency: agency.clone(), collection: FILES, id: letter.file },
        }
    }
}

/// Writes the papers one after the other, and the manifest last. `open` gives the bytes of a stored file.
///
/// Bytes that are not those that were registered end it, and what was written is then no ZIP.
pub(crate) async fn pack<W, F, S>(
    writer: W,
    dossier: Dossier,
    papers: Vec<Paper>,
    open: impl Fn(ResourceName) -> F,
) -> Result<()>
where
    W: AsyncWrite + Unpin,
    F: Future<Output = Result<S>>,
    S: Stream<Item = Result<Bytes>> + Unpin,
{
    let mut zip = ZipFileWriter::new(writer);
    for paper in &papers {
        let bytes = open(paper.stored_as.clone()).await?;
        let mut entry =
            zip.write_entry_stream(entry(&paper.file, dossier.filed_at)).await.map_err(Error::internal)?;
        copy(paper, bytes, &mut entry).await?;
        entry.close().await.map_err(Error::internal)?;
    }
    let manifest = Manifest {
        registration_number: &dossier.registration_number,
        revision: dossier.revision,
        app_title: &dossier.app_title,
        files: &papers,
    };
    let manifest = serde_json::to_vec_pretty(&manifest).map_err(Error::internal)?;
    zip.write_entry_whole(entry(MANIFEST, dossier.filed_at), &manifest).await.map_err(Error::internal)?;
    zip.close().await.map_err(Error::internal)?.close().await.map_err(Error::internal)
}

/// Dated by the filing, so that the same papers make the same ZIP.
fn entry(file: &str, filed_at: Timestamp) -> ZipEntryBuilder {
    ZipEntryBuilder::new(file.to_owned().into(), Compression::Stored)
        .last_modification_date(zip_date(filed_at))
}

/// A ZIP's dates have neither a zone nor odd seconds.
fn zip_date(time: Timestamp) -> ZipDateTime {
    let time = time.to_zoned(TimeZone::UTC);
    let part = |it: i8| u32::from(it.unsigned_abs());
    ZipDateTimeBuilder::new()
        .year(i32::from(time.year()))
        .month(part(time.month()))
        .day(part(time.day()))
        .hour(part(time.hour()))
        .minute(part(time.minute()))
        .second(part(time.second()))
        .build()
}

async fn copy(
    paper: &Paper,
    mut bytes: impl Stream<Item = Result<Bytes>> + Unpin,
    entry: &mut (impl AsyncWrite + Unpin),
) -> Result<()> {
    let mut hash = Sha256::new();
    while let Some(piece) = bytes.next().await {
        let piece = piece?;
        hash.update(&piece);
        entry.write_all(&piece).await.map_err(Error::internal)?;
    }
    if format!("{:x}", hash.finalize()) == paper.sha256 {
        return Ok(());
    }
    Err(Error::internal(format!("{} is not what was registered: its hash differs", paper.stored_as)))
}

/// The title in plain letters, with the ending of the file: a name that every system can unpack.
fn named(title: &str, file_name: &str) -> String {
    let plain = |it: char| if it.is_ascii_alphanumeric() { it.to_ascii_lowercase() } else { ' ' };
    let words: String = title.chars().take(MAX_NAME_CHARS).map(plain).collect();
    let words: Vec<&str> = words.split_whitespace().collect();
    let ending: String = match file_name.rsplit_once('.') {
        Some((_, ending)) => ending.chars().filter(char::is_ascii_alphanumeric).take(8).collect(),
        None => String::new(),
    };
    let name = if words.is_empty() { "berkas".to_owned() } else { words.join("-") };
    if ending.is_empty() { name } else { format!("{name}.{}", ending.to_ascii_lowercase()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_in_the_zip_is_named_after_its_title() {
        assert_eq!(named("Surat permohonan", "../scan 1.PDF"), "surat-permohonan.pdf");
        assert_eq!(named("Dasar hukum / peraturan", "x"), "dasar-hukum-peraturan");
        assert_eq!(named("…", "x.p/df"), "berkas.pdf");
    }
}
