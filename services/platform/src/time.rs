//! Times between contracts and our own code.

use crate::{Error, Result};
use jiff::Timestamp;

/// As contracts write it.
pub fn to_proto(time: Timestamp) -> prost_types::Timestamp {
    prost_types::Timestamp { seconds: time.as_second(), nanos: time.subsec_nanosecond() }
}

/// Reads a time that must be there.
pub fn from_proto(field: &str, time: Option<prost_types::Timestamp>) -> Result<Timestamp> {
    let time = time.ok_or_else(|| Error::invalid(format!("{field} is missing")))?;
    Timestamp::new(time.seconds, time.nanos)
        .map_err(|_| Error::invalid(format!("{field} is not a time between the years 0001 and 9999")))
}
