//! What may go wrong in counting, and in reading a calendar.

use crate::unit::Allowance;
use jiff::{Timestamp, civil::Date};

/// Why something cannot be counted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A date of which it is not known whether it is worked.
    #[error(
        "{date} lies outside {first} to {last}, the years this calendar covers: enter that year's days first"
    )]
    NotCovered {
        /// The date, in the calendar's zone.
        date: Date,
        /// The first year covered.
        first: i16,
        /// The last year covered.
        last: i16,
    },
    /// A due date so far off that it cannot even be projected.
    #[error("{allowance} end long after {last}, the last year this calendar covers: enter later years first")]
    TooFar {
        /// What was to be counted.
        allowance: Allowance,
        /// The last year covered.
        last: i16,
    },
    /// An allowance of nothing has no due date.
    #[error("an amount must be a whole number from 1: leave the allowance out where there is none")]
    NoAmount,
    /// A pause without length.
    #[error("the pause from {from} to {to} ends before it begins or at once: from must be before to")]
    PauseEndsFirst {
        /// Its first instant.
        from: Timestamp,
        /// Its first instant no longer.
        to: Timestamp,
    },
    /// A clock in calendar days or months runs whatever happens.
    #[error("a clock in calendar days or months cannot pause: count in working days or minutes")]
    CannotPause,
}

/// What is wrong with a calendar's entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SpecError {
    /// A zone Indonesia does not have.
    #[error("unknown time zone {0:?}: use Asia/Jakarta, Asia/Makassar or Asia/Jayapura")]
    Zone(String),
    /// Years in the wrong order, too many, or unheard of.
    #[error(
        "a calendar cannot cover {first} to {last}: give the first and the last year, at most 100, after 1970"
    )]
    Years {
        /// The first year.
        first: i16,
        /// The last year.
        last: i16,
    },
    /// No day is entered for a year amid others.
    #[error("no day is entered for {0}: the years of a calendar must follow each other")]
    MissingYear(i16),
    /// Hours in the wrong order.
    #[error("the hours {0} are out of order: give opening, break, end of break and closing in whole minutes")]
    Hours(String),
    /// A fasting month that ends before it begins.
    #[error("the fasting month from {first_day} to {last_day} ends before it begins")]
    Period {
        /// Its first day.
        first_day: Date,
        /// Its last day.
        last_day: Date,
    },
    /// A line that cannot be read.
    #[error("{file}: {reason}")]
    Row {
        /// Which of the files: `holidays` or `ramadan`.
        file: &'static str,
        /// Line, column and what is wrong.
        reason: String,
    },
}
