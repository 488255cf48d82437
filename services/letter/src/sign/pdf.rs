//! The place of a signature in a PDF: an incremental update, so that not a byte of what is signed changes (ISO 32000-1, 12.8).

use jiff::{Timestamp, tz::TimeZone};
use lopdf::{Dictionary, Document, IncrementalDocument, Object, ObjectId, StringFormat, dictionary};
use platform::{Error, Result};
use sha2::{Digest as _, Sha256};
use std::ops::Range;

/// Room for a signature with its certificates, in bytes.
const ROOM: usize = 16 * 1024;
/// Wide enough for any offset, so that the true one fits in its place.
const WIDE: i64 = 9_999_999_999;
/// Printed, and locked.
const WIDGET_FLAGS: i64 = 4 + 128;
/// Signatures exist, and changes must be appended.
const SIGNATURE_FLAGS: i64 = 1 + 2;

/// What readers show of a signature.
pub(super) struct Entry<'a> {
    pub(super) signer: &'a str,
    pub(super) reason: &'a str,
    pub(super) place: &'a str,
    pub(super) at: Timestamp,
}

/// A PDF with room for a signature of all but that room.
pub(super) struct Prepared {
    bytes: Vec<u8>,
    room: Range<usize>,
}

impl Prepared {
    /// Of what is to be signed.
    pub(super) fn digest(&self) -> Vec<u8> {
        let Range { start, end } = self.room;
        let hash = Sha256::new().chain_update(&self.bytes[..start]).chain_update(&self.bytes[end..]);
        hash.finalize().to_vec()
    }

    /// Puts the signature into its room.
    pub(super) fn complete(mut self, signature: &[u8]) -> Result<Vec<u8>> {
        if ROOM < signature.len() {
            return Err(Error::internal(format!("a signature of {} bytes has no room", signature.len())));
        }
        let digits = self.room.start + 1..self.room.end - 1;
        for (pair, byte) in self.bytes[digits].chunks_exact_mut(2).zip(signature) {
            pair.copy_from_slice(format!("{byte:02x}").as_bytes());
        }
        Ok(self.bytes)
    }
}

/// Appends a signature field with an empty signature to `pdf`.
pub(super) fn prepare(pdf: &[u8], entry: &Entry<'_>) -> Result<Prepared> {
    let bytes = append_field(pdf, entry).map_err(Error::internal)?;
    if !bytes.starts_with(pdf) {
        return Err(Error::internal("the update changed what it was to keep"));
    }
    reserve(bytes, pdf.len()).ok_or_else(|| Error::internal("the update has no room for a signature"))
}

fn append_field(pdf: &[u8], entry: &Entry<'_>) -> lopdf::Result<Vec<u8>> {
    let before = Document::load_mem(pdf)?;
    let catalog = before.trailer.get(b"Root")?.as_reference()?;
    let page = *before.get_pages().get(&1).ok_or(lopdf::Error::PageNumberNotFound(1))?;
    let form = find_dictionary(&before, catalog, b"AcroForm");
    let mut fields = find_array(&before, form.get(b"Fields").ok());
    let mut annotations = find_array(&before, before.get_dictionary(page)?.get(b"Annots").ok());

    let mut update = IncrementalDocument::create_from(pdf.to_vec(), before);
    let signature = update.new_document.add_object(signature(entry));
    let widget = update.new_document.add_object(dictionary! {
        "Type" => "Annot", "Subtype" => "Widget", "FT" => "Sig",
        "T" => text(&format!("Tanda tangan {}", fields.len() + 1)),
        "V" => signature, "P" => page, "F" => WIDGET_FLAGS, "Rect" => vec![Object::Integer(0); 4],
    });
    fields.push(widget.into());
    annotations.push(widget.into());

    let mut form = form;
    form.set("Fields", fields);
    form.set("SigFlags", SIGNATURE_FLAGS);
    update.opt_clone_object_to_new_document(page)?;
    update.new_document.get_object_mut(page)?.as_dict_mut()?.set("Annots", annotations);
    update.opt_clone_object_to_new_document(catalog)?;
    update.new_document.get_object_mut(catalog)?.as_dict_mut()?.set("AcroForm", form);
    let mut bytes = Vec::with_capacity(pdf.len() + 2 * ROOM + 4_096);
    update.save_to(&mut bytes)?;
    Ok(bytes)
}

fn signature(entry: &Entry<'_>) -> Dictionary {
    let when = entry.at.to_zoned(TimeZone::UTC).strftime("D:%Y%m%d%H%M%SZ").to_string();
    dictionary! {
        "Type" => "Sig", "Filter" => "Adobe.PPKLite", "SubFilter" => "ETSI.CAdES.detached",
        "ByteRange" => vec![Object::Integer(0), WIDE.into(), WIDE.into(), WIDE.into()],
        "Contents" => Object::String(vec![0; ROOM], StringFormat::Hexadecimal),
        "M" => Object::string_literal(when),
        "Name" => text(entry.signer), "Reason" => text(entry.reason), "Location" => text(entry.place),
    }
}

/// A text string: ASCII as it is, anything else as UTF-16.
fn text(value: &str) -> Object {
    if value.is_ascii() {
        return Object::string_literal(value);
    }
    let units = value.encode_utf16().flat_map(u16::to_be_bytes);
    Object::String([0xFE, 0xFF].into_iter().chain(units).collect(), StringFormat::Hexadecimal)
}

fn find_dictionary(document: &Document, owner: ObjectId, key: &[u8]) -> Dictionary {
    let found = document.get_dictionary(owner).and_then(|it| it.get(key));
    let direct = found.and_then(|it| document.dereference(it)).and_then(|(_, it)| it.as_dict());
    direct.cloned().unwrap_or_default()
}

fn find_array(document: &Document, value: Option<&Object>) -> Vec<Object> {
    let direct = value.and_then(|it| document.dereference(it).ok());
    direct.and_then(|(_, it)| it.as_array().ok()).cloned().unwrap_or_default()
}

/// Finds the room in what was appended at `from`, and writes which bytes are signed.
fn reserve(mut bytes: Vec<u8>, from: usize) -> Option<Prepared> {
    let zeros = vec![b'0'; 2 * ROOM];
    let digits = find(&bytes, from, &zeros)?;
    let room = digits - 1..digits + zeros.len() + 1;
    let start = find(&bytes, find(&bytes, from, b"/ByteRange")?, b"[")?;
    let end = find(&bytes, start, b"]")? + 1;
    let range = format!("[0 {} {} {}]", room.start, room.end, bytes.len() - room.end);
    let place = bytes.get_mut(start..end)?;
    place.fill(b' ');
    place.get_mut(..range.len())?.copy_from_slice(range.as_bytes());
    (bytes[room.start] == b'<' && bytes[room.end - 1] == b'>').then_some(Prepared { bytes, room })
}

fn find(bytes: &[u8], from: usize, what: &[u8]) -> Option<usize> {
    let found = bytes.get(from..)?.windows(what.len()).position(|it| it == what)?;
    Some(from + found)
}
