//! Indonesia's three time zones, whose offsets have not moved since 1964.

use crate::error::SpecError;
use jiff::tz::Offset;
use std::{fmt, str::FromStr};

/// One of Indonesia's time zones; written as its IANA name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Zone {
    /// Waktu Indonesia Barat, UTC+7: `Asia/Jakarta`, also read from `Asia/Pontianak`.
    Western,
    /// Waktu Indonesia Tengah, UTC+8: `Asia/Makassar`.
    Central,
    /// Waktu Indonesia Timur, UTC+9: `Asia/Jayapura`.
    Eastern,
}

impl Zone {
    /// The IANA name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Zone::Western => "Asia/Jakarta",
            Zone::Central => "Asia/Makassar",
            Zone::Eastern => "Asia/Jayapura",
        }
    }

    /// How far its clocks are ahead of UTC, in every year a calendar may cover.
    #[must_use]
    pub fn offset(self) -> Offset {
        match self {
            Zone::Western => Offset::constant(7),
            Zone::Central => Offset::constant(8),
            Zone::Eastern => Offset::constant(9),
        }
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Zone {
    type Err = SpecError;

    fn from_str(name: &str) -> Result<Self, SpecError> {
        match name {
            "Asia/Jakarta" | "Asia/Pontianak" => Ok(Zone::Western),
            "Asia/Makassar" => Ok(Zone::Central),
            "Asia/Jayapura" => Ok(Zone::Eastern),
            _ => Err(SpecError::Zone(name.to_owned())),
        }
    }
}
