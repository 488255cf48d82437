//! Values that are written as text in a calendar's entry: dates, times of day, zones.

use serde::{Deserialize as _, Deserializer, Serializer, de};
use std::{borrow::Cow, fmt::Display, str::FromStr};

pub(crate) fn serialize<T: Display, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

pub(crate) fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: FromStr<Err: Display>,
    D: Deserializer<'de>,
{
    Cow::<str>::deserialize(deserializer)?.parse().map_err(de::Error::custom)
}

/// The same for a value that may be missing: null, or empty as in a CSV file.
pub(crate) mod optional {
    use super::{Cow, Deserializer, Display, FromStr, Serializer, de};
    use serde::Deserialize as _;

    pub(crate) fn serialize<T: Display, S: Serializer>(
        value: &Option<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => serializer.collect_str(value),
            None => serializer.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
    where
        T: FromStr<Err: Display>,
        D: Deserializer<'de>,
    {
        match Option::<Cow<str>>::deserialize(deserializer)? {
            Some(text) if !text.is_empty() => text.parse().map(Some).map_err(de::Error::custom),
            _ => Ok(None),
        }
    }
}
