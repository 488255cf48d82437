//! What Typst may read: the embedded templates, four faces of one font, the letter's data. No file, no network, no time.

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::{collections::HashMap, sync::LazyLock};
use typst::{
    Library, LibraryExt as _,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};

const TEMPLATES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// The bundled fonts begin with Libertinus Serif: regular, bold, italic, bold italic.
const FACES: usize = 4;

static SOURCES: LazyLock<HashMap<FileId, Source>> = LazyLock::new(|| {
    let source = |(path, text): &(&str, &str)| {
        let id = file(path);
        (id, Source::new(id, (*text).to_owned()))
    };
    TEMPLATES.iter().map(source).collect()
});
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));
static FONTS: LazyLock<Vec<Font>> =
    LazyLock::new(|| typst_assets::fonts().take(FACES).flat_map(|it| Font::iter(Bytes::new(it))).collect());
static BOOK: LazyLock<LazyHash<FontBook>> =
    LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));
static DATA: LazyLock<FileId> = LazyLock::new(|| file("data.json"));
static QR: LazyLock<FileId> = LazyLock::new(|| file("qr.svg"));

/// The template called `name`, if there is one.
pub(super) fn template(name: &str) -> Option<FileId> {
    let path = format!("{name}.typ");
    TEMPLATES.iter().any(|(it, _)| *it == path).then(|| file(&path))
}

/// Whether there is a glyph for it, or none is needed.
pub(super) fn can_write(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\t')
        || FONTS.first().is_some_and(|it| it.info().coverage.contains(character.into()))
}

/// All there is for one letter.
pub(super) struct World {
    main: FileId,
    data: Bytes,
    qr: Option<Bytes>,
}

impl World {
    pub(super) fn new(main: FileId, data: &Value, qr: Option<String>) -> Self {
        Self { main, data: Bytes::from_string(data.to_string()), qr: qr.map(Bytes::from_string) }
    }

    /// The same for the same template and data.
    pub(super) fn identity(&self) -> String {
        let hash =
            Sha256::new().chain_update(self.main.get().vpath().get_with_slash()).chain_update(&self.data);
        format!("{:x}", hash.finalize())
    }
}

impl typst::World for World {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        SOURCES.get(&id).cloned().ok_or_else(|| not_found(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match &self.qr {
            _ if id == *DATA => Ok(self.data.clone()),
            Some(qr) if id == *QR => Ok(qr.clone()),
            _ => Err(not_found(id)),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn file(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("templates have plain names");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_with_slash().into())
}
