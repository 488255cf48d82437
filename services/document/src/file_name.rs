//! A file's name as it may be shown and saved, whatever it was when it came.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use platform::{Error, Result};

/// What file systems take.
const MAX_BYTES: usize = 255;
/// A longer ending is no ending: it is cut like any text.
const MAX_ENDING_BYTES: usize = 16;
/// All but `attr-char` of RFC 5987.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// Without folders, control characters and marks that turn the direction of text; from 1 to 255 bytes.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub(crate) struct FileName(String);

impl FileName {
    /// Takes what may stay of `name`. Nothing left is refused.
    pub(crate) fn parse(name: &str) -> Result<Self> {
        let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let kept: String = last.chars().filter(|it| !is_hidden(*it)).map(tame).collect();
        let kept = kept.trim().trim_start_matches('.').trim_end_matches(['.', ' ']).trim();
        if kept.is_empty() {
            return Err(Error::invalid("file_name is blank: name the file as people shall see it"));
        }
        Ok(Self(shorten(kept)))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The header that makes a browser save the file under this name (RFC 6266, RFC 5987).
    pub(crate) fn content_disposition(&self) -> String {
        let plain = |it: char| if it.is_ascii() && it != '%' { it } else { '_' };
        let fallback: String = self.0.chars().map(plain).collect();
        let encoded = utf8_percent_encode(&self.0, ENCODED);
        format!("attachment; filename=\"{fallback}\"; filename*=UTF-8''{encoded}")
    }
}

/// Characters one does not see, among them those that make `exe.pdf` out of `fdp.exe`.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        )
}

/// What some file system or header would stumble over.
fn tame(character: char) -> char {
    if matches!(character, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { character }
}

/// Cuts what is too long and keeps the ending.
fn shorten(name: &str) -> String {
    if name.len() <= MAX_BYTES {
        return name.to_owned();
    }
    let ending = match name.rfind('.') {
        Some(dot) if name.len() - dot <= MAX_ENDING_BYTES => &name[dot..],
        _ => "",
    };
    let stem = &name[..name.floor_char_boundary(MAX_BYTES - ending.len())];
    format!("{}{ending}", stem.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(name: &str) -> String {
        FileName::parse(name).unwrap().as_str().to_owned()
    }

    #[test]
    fn folders_are_cut_off() {
        assert_eq!(clean("../../etc/passwd"), "passwd");
        assert_eq!(clean(r"C:\Surat\Surat permohonan.pdf"), "Surat permohonan.pdf");
    }

    #[test]
    fn what_one_does_not_see_is_left_out() {
        assert_eq!(clean("surat\r\nSet-Cookie: a\0.pdf"), "suratSet-Cookie_ a.pdf");
        assert_eq!(clean("surat\u{202e}fdp.exe"), "suratfdp.exe");
        assert_eq!(clean("\u{feff} .surat.pdf. "), "surat.pdf");
    }

    #[test]
    fn a_name_of_which_nothing_is_left_is_refused() {
        for name in ["", " ", "/", "a/", "..", "\u{202e}"] {
            assert!(FileName::parse(name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let name = clean(&format!("{}.pdf", "é".repeat(200)));

        assert!(name.len() <= 255 && 250 < name.len());
        assert!(name.ends_with("é.pdf"));
    }

    #[test]
    fn a_header_holds_any_name() {
        let name = FileName::parse("Surat \"Usulan\" café 100%.pdf").unwrap();

        assert_eq!(
            name.content_disposition(),
            "attachment; filename=\"Surat _Usulan_ caf_ 100_.pdf\"; \
             filename*=UTF-8''Surat%20_Usulan_%20caf%C3%A9%20100%25.pdf"
        );
    }
}
