//! What people write, within its limits; no I/O.

use jiff::civil::Date;
use platform::{Error, Result, text::is_readable};

/// Reads `YYYY-MM-DD`, or nothing.
pub(crate) fn written_date(field: &str, text: &str) -> Result<Option<Date>> {
    if text.is_empty() {
        return Ok(None);
    }
    let date = if text.len() == "2026-01-05".len() { text.parse().ok() } else { None };
    let bad = || Error::invalid(format!("{field}: {text:?} is not a date such as 2026-01-05"));
    date.map(Some).ok_or_else(bad)
}

/// One line without control characters, trimmed.
pub(crate) fn line(field: &str, text: &str, max_chars: usize) -> Result<String> {
    if text.trim().contains(char::is_control) {
        return Err(Error::invalid(format!("{field} holds a line break or another control character")));
    }
    paragraphs(field, text, max_chars)
}

/// Text of several lines, trimmed.
pub(crate) fn paragraphs(field: &str, text: &str, max_chars: usize) -> Result<String> {
    // As browsers count it: they send two characters for the end of a line.
    let text = text.trim().replace("\r\n", "\n");
    if !is_readable(&text) {
        return Err(Error::invalid(format!("{field} holds a control character")));
    }
    if max_chars < text.chars().count() {
        return Err(Error::invalid(format!("{field} is longer than {max_chars} characters")));
    }
    Ok(text)
}
