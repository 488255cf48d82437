//! Counting, against the published vectors, by properties and against an oracle.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod bulk;
mod calendar;
mod clock;
mod differential;
mod properties;
mod vectors;

use jiff::Timestamp;
use worktime::{Calendar, Zone};

/// The national calendar in Jakarta, as two of the agencies use it.
fn national() -> Calendar {
    Calendar::national(Zone::Western)
}

/// An instant in Jakarta, written `2026-01-05 08:00`.
fn at(local: &str) -> Timestamp {
    instant(&format!("{}+07:00", local.replace(' ', "T")))
}

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn zone_of(agency: &str) -> Option<Zone> {
    match agency {
        "kemenpanrb" | "kota-tangerang" => Some(Zone::Western),
        "kota-makassar" | "kabupaten-badung" => Some(Zone::Central),
        "kota-jayapura" => Some(Zone::Eastern),
        _ => None,
    }
}
