//! Days as `YYYY-MM-DD` in JSON and in contracts.

use jiff::civil::Date;
use platform::{Error, Result};
use serde::Serializer;

/// Reads a day in `field`.
pub(crate) fn parse(field: &str, text: &str) -> Result<Date> {
    // Jiff also reads a date from a longer text, and ISO 8601 without hyphens.
    let day = text.parse().ok().filter(|day: &Date| day.to_string() == text);
    day.ok_or_else(|| Error::invalid(format!("{field}: {text:?} is not a day of the form YYYY-MM-DD")))
}

/// Reads a day that may be missing.
pub(crate) fn parse_optional(field: &str, text: &str) -> Result<Option<Date>> {
    if text.is_empty() { Ok(None) } else { parse(field, text).map(Some) }
}

/// As contracts write one that may be missing.
pub(crate) fn to_text(day: Option<Date>) -> String {
    day.map(|it| it.to_string()).unwrap_or_default()
}

pub(crate) fn serialize<S: Serializer>(day: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(day)
}

/// The same for one that may be missing.
#[expect(clippy::ref_option, reason = "serde calls it so")]
pub(crate) fn serialize_optional<S: Serializer>(
    day: &Option<Date>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match day {
        Some(day) => serializer.collect_str(day),
        None => serializer.serialize_none(),
    }
}
