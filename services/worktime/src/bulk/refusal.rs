//! Why a line is left out.

use crate::error::{Error, SpecError};

#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    #[error("the header must be calendar,from,amount,unit")]
    Header,
    #[error("{0} columns where calendar,from,amount,unit are expected")]
    Columns(usize),
    #[error("the line is no UTF-8 text")]
    Encoding,
    #[error("calendar {0:?} is unknown: give an agency's slug, as known on a day with @YYYY-MM-DD after it")]
    Calendar(String),
    #[error("from {0:?} is no RFC 3339 date and time with an offset")]
    From(String),
    #[error("amount {0:?} is no whole number from 1")]
    Amount(String),
    #[error("unit {0:?} is unknown: use working_days, working_minutes, calendar_days or calendar_months")]
    Unit(String),
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    #[error("{0}")]
    Count(#[from] Error),
    #[error("{0}")]
    Spec(#[from] SpecError),
}

/// A field as an error shows it.
pub(super) fn shown(field: &[u8]) -> String {
    String::from_utf8_lossy(field).into_owned()
}
