//! Agencies and resource names, by which requests, events and lanes speak of things.

use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// An agency's slug, such as `kota-tangerang`: letters, digits and hyphens, so it fits into a NATS subject.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
#[serde(try_from = "String", into = "String")]
#[sqlx(transparent)]
pub struct Agency(String);

impl Agency {
    /// Reads `agencies/{agency}`.
    pub fn from_name(name: &str) -> Result<Self> {
        name.strip_prefix("agencies/")
            .ok_or_else(|| Error::invalid(format!("{name:?} is not of the form agencies/{{agency}}")))?
            .parse()
    }

    /// `agencies/{agency}`.
    pub fn name(&self) -> String {
        format!("agencies/{self}")
    }

    /// The slug alone.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Agency {
    type Err = Error;

    fn from_str(slug: &str) -> Result<Self> {
        if !is_slug(slug) {
            return Err(Error::invalid(format!("{slug:?} is not an agency")));
        }
        Ok(Self(slug.to_owned()))
    }
}

impl TryFrom<String> for Agency {
    type Error = Error;

    fn try_from(slug: String) -> Result<Self> {
        slug.parse()
    }
}

impl From<Agency> for String {
    fn from(agency: Agency) -> Self {
        agency.0
    }
}

impl fmt::Display for Agency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `agencies/{agency}/{collection}/{id}`, where the agency is the one whose rows it is among.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ResourceName {
    /// Whose rows the resource is among.
    pub agency: Agency,
    /// What kind of thing it is, in the plural.
    pub collection: &'static str,
    /// Unique within the collection.
    pub id: Uuid,
}

impl ResourceName {
    /// Reads the name of a thing that must be of `collection`.
    pub fn parse(collection: &'static str, name: &str) -> Result<Self> {
        let SlugName { agency, slug, .. } = SlugName::split(collection, name, "id")?;
        let id = slug.parse().map_err(|_| malformed(collection, name, "id"))?;
        Ok(Self { agency, collection, id })
    }
}

impl fmt::Display for ResourceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { agency, collection, id } = self;
        write!(f, "agencies/{agency}/{collection}/{id}")
    }
}

/// `agencies/{agency}/{collection}/{slug}`: a thing that people gave its id.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SlugName {
    /// Whose rows the resource is among.
    pub agency: Agency,
    /// What kind of thing it is, in the plural.
    pub collection: &'static str,
    /// Letters, digits and hyphens; unique within the collection.
    pub slug: String,
}

impl SlugName {
    /// Reads the name of a thing that must be of `collection`.
    pub fn parse(collection: &'static str, name: &str) -> Result<Self> {
        let found = Self::split(collection, name, "slug")?;
        if is_slug(&found.slug) { Ok(found) } else { Err(malformed(collection, name, "slug")) }
    }

    fn split(collection: &'static str, name: &str, last: &str) -> Result<Self> {
        let parts: Vec<&str> = name.split('/').collect();
        match parts[..] {
            ["agencies", agency, found, slug] if found == collection => {
                Ok(Self { agency: agency.parse()?, collection, slug: slug.to_owned() })
            }
            _ => Err(malformed(collection, name, last)),
        }
    }
}

impl fmt::Display for SlugName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { agency, collection, slug } = self;
        write!(f, "agencies/{agency}/{collection}/{slug}")
    }
}

/// What an event is about: the second half of its lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The agency as which its listeners act.
    pub agency: Agency,
    /// The resource's whole name.
    pub name: String,
}

impl From<&ResourceName> for Subject {
    fn from(name: &ResourceName) -> Self {
        Self { agency: name.agency.clone(), name: name.to_string() }
    }
}

impl From<&SlugName> for Subject {
    fn from(name: &SlugName) -> Self {
        Self { agency: name.agency.clone(), name: name.to_string() }
    }
}

impl From<&Subject> for Subject {
    fn from(subject: &Subject) -> Self {
        subject.clone()
    }
}

/// Reads the UUID in `field`.
pub fn parse_id(field: &str, value: &str) -> Result<Uuid> {
    value.parse().map_err(|_| Error::invalid(format!("{field}: {value:?} is not a UUID")))
}

/// Reads the UUID that a caller made up for one request.
pub fn request_id(value: &str) -> Result<Uuid> {
    parse_id("request_id", value)
}

fn is_slug(text: &str) -> bool {
    let fits = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
    (1..=80).contains(&text.len()) && text.bytes().all(fits)
}

fn malformed(collection: &str, name: &str, last: &str) -> Error {
    let shown: String = name.chars().take(120).collect();
    Error::invalid(format!("{shown:?} is not of the form agencies/{{agency}}/{collection}/{{{last}}}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASE: &str = "agencies/kota-tangerang/cases/01900000-0000-7000-8000-000000000001";

    #[test]
    fn a_name_is_read_as_it_is_written() {
        assert_eq!(ResourceName::parse("cases", CASE).unwrap().to_string(), CASE);
    }

    #[test]
    fn a_name_of_another_collection_is_refused() {
        assert!(ResourceName::parse("submissions", CASE).is_err());
        assert!(SlugName::parse("procedures", CASE).is_err());
    }

    #[test]
    fn an_agency_cannot_smuggle_in_a_wildcard_or_sql() {
        assert!("*".parse::<Agency>().is_err());
        assert!("a.b".parse::<Agency>().is_err());
        assert!("a'; drop".parse::<Agency>().is_err());
        assert!(serde_json::from_str::<Agency>("\"a'b\"").is_err());
    }
}
