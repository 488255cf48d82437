//! What the services tell, as far as pages show it.

use serde::{Deserialize, Deserializer, de::Error};

/// A whole number, which JSON of protobuf writes as text where it has 64 bits.
pub(super) fn number<'de, D: Deserializer<'de>>(value: D) -> Result<i64, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(i64),
        Text(String),
    }
    match Written::deserialize(value)? {
        Written::Number(number) => Ok(number),
        Written::Text(text) => text.parse().map_err(D::Error::custom),
    }
}

/// The last segment of a resource's name.
pub(super) fn id(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or_default()
}
