//! What kind of package a ZIP archive is, by the list of its members at its end.

const END: &[u8] = b"PK\x05\x06";
const END_BYTES: usize = 22;
const MEMBER: &[u8] = b"PK\x01\x02";
const MEMBER_BYTES: usize = 46;
/// Where the first member's name begins.
const FIRST_NAME: usize = 30;

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const PPTX: &str = "application/vnd.openxmlformats-officedocument.presentationml.presentation";
const ODT: &str = "application/vnd.oasis.opendocument.text";
const ODS: &str = "application/vnd.oasis.opendocument.spreadsheet";
const ODP: &str = "application/vnd.oasis.opendocument.presentation";

/// Reads the media type from the first and the last bytes of an archive of `size` bytes.
///
/// Fails where the archive is broken or holds macros.
pub(crate) fn media_type(head: &[u8], tail: &[u8], size: u64) -> Result<&'static str, &'static str> {
    let Some(members) = members(tail, size) else {
        return Err("it begins as a ZIP archive and does not end as one: it may have been cut off");
    };
    if members.iter().any(|it| it.ends_with(b"vbaProject.bin") || it.starts_with(b"Basic/")) {
        return Err("it holds macros: save it without them");
    }
    let holds = |folder: &[u8]| members.iter().any(|it| it.starts_with(folder));
    if holds(b"[Content_Types].xml") {
        return match (holds(b"word/"), holds(b"xl/"), holds(b"ppt/")) {
            (true, false, false) => Ok(DOCX),
            (false, true, false) => Ok(XLSX),
            (false, false, true) => Ok(PPTX),
            _ => Ok("application/zip"),
        };
    }
    Ok(open_document(head).unwrap_or("application/zip"))
}

/// The names of all members, if the list of them is whole and lies in `tail`.
fn members(tail: &[u8], size: u64) -> Option<Vec<&[u8]>> {
    let end = tail.windows(END.len()).rposition(|it| it == END)?;
    let record = tail.get(end..end + END_BYTES)?;
    let comment = usize::from(u16_at(record, 20)?);
    let list_bytes = u32_at(record, 12)?;
    let list_from = u32_at(record, 16)?;
    let end_in_file = size - u64::try_from(tail.len() - end).ok()?;
    if end + END_BYTES + comment != tail.len() || u64::from(list_from) + u64::from(list_bytes) != end_in_file
    {
        return None;
    }

    let mut list = &tail[end.checked_sub(usize::try_from(list_bytes).ok()?)?..end];
    let mut names = Vec::new();
    while !list.is_empty() {
        if !list.starts_with(MEMBER) {
            return None;
        }
        let name_bytes = usize::from(u16_at(list, 28)?);
        let rest_bytes = usize::from(u16_at(list, 30)?) + usize::from(u16_at(list, 32)?);
        names.push(list.get(MEMBER_BYTES..MEMBER_BYTES + name_bytes)?);
        list = list.get(MEMBER_BYTES + name_bytes + rest_bytes..)?;
    }
    Some(names)
}

/// An OpenDocument names its type in its first member, which is not compressed.
fn open_document(head: &[u8]) -> Option<&'static str> {
    let name_bytes = usize::from(u16_at(head, 26)?);
    let extra_bytes = usize::from(u16_at(head, 28)?);
    let content = FIRST_NAME + name_bytes + extra_bytes;
    let content = head.get(content..content + usize::try_from(u32_at(head, 22)?).ok()?)?;
    let is_named = head.get(FIRST_NAME..FIRST_NAME + name_bytes)? == b"mimetype";
    [ODT, ODS, ODP].into_iter().find(|it| is_named && it.as_bytes() == content)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An archive whose members are stored as they are. Nobody looks at their checksums here.
    fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
        let (mut bytes, mut list) = (Vec::new(), Vec::new());
        for (name, content) in members {
            let name_bytes = u16::try_from(name.len()).unwrap().to_le_bytes();
            let size = u32::try_from(content.len()).unwrap().to_le_bytes();
            list.extend([MEMBER, &[0; 16], &size, &size, &name_bytes, &[0; 16], name.as_bytes()].concat());
            let header = [b"PK\x03\x04", &[0; 14][..], &size, &size, &name_bytes, &[0; 2], name.as_bytes()];
            bytes.extend([&header.concat(), *content].concat());
        }
        let list_from = u32::try_from(bytes.len()).unwrap().to_le_bytes();
        let list_bytes = u32::try_from(list.len()).unwrap().to_le_bytes();
        bytes.extend([&list, END, &[0; 8], &list_bytes, &list_from, &[0; 2]].concat());
        bytes
    }

    fn examine(bytes: &[u8]) -> Result<&'static str, &'static str> {
        media_type(bytes, bytes, bytes.len() as u64)
    }

    #[test]
    fn an_office_document_is_known_by_its_members() {
        let docx = archive(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")]);
        let xlsx = archive(&[("xl/workbook.xml", b"<x/>"), ("[Content_Types].xml", b"<Types/>")]);

        assert_eq!(examine(&docx), Ok(DOCX));
        assert_eq!(examine(&xlsx), Ok(XLSX));
    }

    #[test]
    fn an_open_document_is_known_by_its_first_member() {
        let odt = archive(&[("mimetype", ODT.as_bytes()), ("content.xml", b"<o/>")]);

        assert_eq!(examine(&odt), Ok(ODT));
    }

    #[test]
    fn any_other_archive_is_an_archive() {
        assert_eq!(examine(&archive(&[("surat.pdf", b"%PDF-1.7")])), Ok("application/zip"));
    }

    #[test]
    fn macros_are_refused() {
        let macros = [("[Content_Types].xml", &b"<T/>"[..]), ("word/vbaProject.bin", b"\0")];

        assert!(examine(&archive(&macros)).is_err());
    }

    #[test]
    fn a_broken_archive_is_refused_wherever_it_is_cut() {
        let whole = archive(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")]);

        for length in 0..whole.len() {
            assert!(examine(&whole[..length]).is_err(), "{length} bytes");
        }
    }

    #[test]
    fn an_archive_behind_other_bytes_is_refused() {
        let behind = [b"PK\x03\x04 and something else".to_vec(), archive(&[("a", b"b")])].concat();

        assert!(examine(&behind).is_err());
    }
}
