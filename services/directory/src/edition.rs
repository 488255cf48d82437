//! Editions of an entry, and which of its fields a change names.

use platform::{Error, Result};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// The same for the same content.
pub(crate) fn etag(content: &impl Serialize) -> String {
    let json = serde_json::to_vec(content).expect("an entry has nothing JSON cannot hold");
    let mut digest = format!("{:x}", Sha256::digest(json));
    digest.truncate(16);
    digest
}

/// Refuses a change to what the caller read in another edition; without an `etag` any is meant.
pub(crate) fn expect(name: &str, etag: &str, current: &str) -> Result<()> {
    if etag.is_empty() || etag == current {
        return Ok(());
    }
    Err(Error::Stale(format!("etag {etag} is stale: {name} was changed since, read it again")))
}

/// The fields that `mask` names; where it names nothing, those of `fields` that are given. Refuses any other.
pub(crate) fn paths<'a>(mask: &'a [String], fields: &[(&'a str, bool)]) -> Result<Vec<&'a str>> {
    if mask.is_empty() {
        return Ok(fields.iter().filter(|(_, is_given)| *is_given).map(|(field, _)| *field).collect());
    }
    if let Some(other) = mask.iter().find(|it| fields.iter().all(|(field, _)| it != field)) {
        let known = fields.iter().map(|(field, _)| *field).collect::<Vec<_>>().join(", ");
        return Err(Error::invalid(format!("update_mask: {other:?} is none of {known}")));
    }
    Ok(mask.iter().map(String::as_str).collect())
}

/// One line of at most `max` characters, without blanks around it.
pub(crate) fn text(field: &str, value: &str, max: usize) -> Result<String> {
    let value = value.trim();
    if value.contains(char::is_control) {
        return Err(Error::invalid(format!("{field}: it holds a line break or another control character")));
    }
    if max < value.chars().count() {
        return Err(Error::invalid(format!("{field}: it is longer than {max} characters")));
    }
    Ok(value.to_owned())
}

/// The same for one that must not be empty.
pub(crate) fn filled(field: &str, value: &str, max: usize) -> Result<String> {
    let value = text(field, value, max)?;
    if value.is_empty() { Err(Error::invalid(format!("{field}: it is empty"))) } else { Ok(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_etag_stands_for_one_content() {
        assert_eq!(etag(&("a", 1)), etag(&("a", 1)));
        assert_ne!(etag(&("a", 1)), etag(&("a", 2)));
        assert!(expect("x", "", "1").is_ok() && expect("x", "1", "1").is_ok());
        assert!(matches!(expect("x", "2", "1"), Err(Error::Stale(_))));
    }

    #[test]
    fn a_change_names_its_fields_or_means_all_that_are_given() {
        let fields = [("title", true), ("kind", false)];

        assert_eq!(paths(&[], &fields).unwrap(), ["title"]);
        assert_eq!(paths(&["kind".to_owned()], &fields).unwrap(), ["kind"]);
        assert!(paths(&["name".to_owned()], &fields).is_err());
    }
}
