//! What kind of file it is, by its own bytes and not by its name.

use crate::zip;

const PDF: &str = "application/pdf";
const TEXT: &str = "text/plain";
/// Pictures that paper is scanned to.
const PICTURES: [&str; 3] = ["image/png", "image/jpeg", "image/tiff"];

/// How many of the first bytes are looked at.
const HEAD_BYTES: usize = 4 * 1024;
/// How many of the last bytes are looked at: they hold the list of an archive's members.
const TAIL_BYTES: usize = 64 * 1024;
/// A PDF ends within so many bytes; some programs write empty lines after it.
const PDF_END_BYTES: usize = 2 * 1024;

/// Looks at bytes as they pass, and keeps but the first and the last of them.
#[derive(Debug, Default)]
pub(crate) struct Sniffer {
    size: u64,
    head: Vec<u8>,
    tail: Vec<u8>,
    text: Text,
}

/// Whether all bytes so far are text in UTF-8.
#[derive(Debug, Default)]
struct Text {
    is_broken: bool,
    /// The first bytes of a character whose last ones are still to come.
    begun: Vec<u8>,
}

impl Sniffer {
    /// Looks at the next bytes.
    pub(crate) fn read(&mut self, bytes: &[u8]) {
        self.size += bytes.len() as u64;
        let wanted = HEAD_BYTES.saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend_from_slice(&bytes[..wanted]);
        if !is_pdf_head(&self.head) {
            self.text.read(bytes);
        }

        self.tail.extend_from_slice(&bytes[bytes.len().saturating_sub(TAIL_BYTES)..]);
        // Now and then, so that small pieces do not move all of it each time.
        if 2 * TAIL_BYTES < self.tail.len() {
            self.tail.drain(..self.tail.len() - TAIL_BYTES);
        }
    }

    /// What all the bytes are. Fails with the reason why they are nothing that is taken.
    pub(crate) fn media_type(&self) -> Result<&'static str, &'static str> {
        if self.size == 0 {
            return Err("it is empty");
        }
        if is_pdf_head(&self.head) {
            return self.pdf();
        }
        if self.head.starts_with(b"PK\x03\x04") {
            return zip::media_type(&self.head, &self.tail, self.size);
        }
        match infer::get(&self.head).map(|it| it.mime_type()) {
            Some(found) => PICTURES.into_iter().find(|it| *it == found).ok_or("its kind is not taken"),
            None if self.text.is_whole() => Ok(TEXT),
            None => Err("its kind is not known"),
        }
    }

    fn pdf(&self) -> Result<&'static str, &'static str> {
        let end = &self.tail[self.tail.len().saturating_sub(PDF_END_BYTES)..];
        let holds = |word: &[u8]| end.windows(word.len()).any(|it| it == word);
        if holds(b"startxref") && holds(b"%%EOF") {
            return Ok(PDF);
        }
        Err("it begins as a PDF and does not end as one: it may have been cut off")
    }
}

/// Some programs write a byte order mark or empty lines before it.
fn is_pdf_head(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    head.starts_with(b"%PDF-1.") || head.starts_with(b"%PDF-2.")
}

impl Text {
    fn read(&mut self, bytes: &[u8]) {
        if self.is_broken {
            return;
        }
        let is_control = |it: &u8| matches!(it, 0..=8 | 11 | 14..=31 | 127);
        if bytes.iter().any(is_control) {
            self.is_broken = true;
            return;
        }
        self.begun.extend_from_slice(bytes);
        self.begun = match std::str::from_utf8(&self.begun) {
            Ok(_) => vec![],
            Err(error) if error.error_len().is_none() => self.begun.split_off(error.valid_up_to()),
            Err(_) => {
                self.is_broken = true;
                vec![]
            }
        };
    }

    fn is_whole(&self) -> bool {
        !self.is_broken && self.begun.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE_PDF: &[u8] = b"%PDF-1.7\n1 0 obj\nendobj\nstartxref\n9\n%%EOF\n";

    fn sniff(bytes: &[u8]) -> Result<&'static str, &'static str> {
        let mut whole = Sniffer::default();
        whole.read(bytes);
        let mut byte_by_byte = Sniffer::default();
        bytes.chunks(1).for_each(|it| byte_by_byte.read(it));

        assert_eq!(whole.media_type(), byte_by_byte.media_type());
        whole.media_type()
    }

    #[test]
    fn a_pdf_has_a_beginning_and_an_end() {
        assert_eq!(sniff(WHOLE_PDF), Ok(PDF));
        assert_eq!(sniff(&[b"\xef\xbb\xbf\r\n", WHOLE_PDF].concat()), Ok(PDF));
        assert!(sniff(&WHOLE_PDF[..20]).is_err());
        assert!(sniff(b"%PDF, it says; and %%EOF, startxref").is_err());
    }

    #[test]
    fn the_end_is_found_after_many_bytes() {
        let long = [&WHOLE_PDF[..24], &vec![b'x'; 3 * TAIL_BYTES], &WHOLE_PDF[24..]].concat();

        assert_eq!(sniff(&long), Ok(PDF));
    }

    #[test]
    fn text_is_text_in_utf_8() {
        assert_eq!(sniff("Kebutuhan pengguna: «café»\n".as_bytes()), Ok(TEXT));
        assert!(sniff(b"caf\xe9 ol\xe9").is_err());
        assert!(sniff("caf\u{e9}".as_bytes().split_last().unwrap().1).is_err());
        assert!(sniff(b"a\0b").is_err());
    }

    #[test]
    fn a_picture_is_taken_and_a_program_is_not() {
        assert_eq!(sniff(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Ok("image/png"));
        assert_eq!(sniff(b"\xff\xd8\xff\xe0\0\x10JFIF"), Ok("image/jpeg"));
        assert!(sniff(b"MZ\x90\0\x03\0\0\0").is_err());
        assert!(sniff(b"#!/bin/sh\nrm -r /\n").is_err());
        assert!(sniff(b"<!DOCTYPE html><script>alert(1)</script>").is_err());
        assert!(sniff(b"").is_err());
    }
}
