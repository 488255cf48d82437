//! In what an allowance is counted.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A unit of time; written in snake case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Days an agency works; the day of the start is day 0.
    WorkingDays,
    /// Minutes inside working time.
    WorkingMinutes,
    /// Days, worked or not; the day of the start is day 0.
    CalendarDays,
    /// Months, worked or not; a day that does not exist is the last of its month.
    CalendarMonths,
}

impl Unit {
    /// As it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Unit::WorkingDays => "working_days",
            Unit::WorkingMinutes => "working_minutes",
            Unit::CalendarDays => "calendar_days",
            Unit::CalendarMonths => "calendar_months",
        }
    }

    /// Whether it passes in working time only, so that a clock in it may pause.
    #[must_use]
    pub fn is_working(self) -> bool {
        matches!(self, Unit::WorkingDays | Unit::WorkingMinutes)
    }

    pub(crate) fn read(text: &[u8]) -> Option<Self> {
        match text {
            b"working_days" => Some(Unit::WorkingDays),
            b"working_minutes" => Some(Unit::WorkingMinutes),
            b"calendar_days" => Some(Unit::CalendarDays),
            b"calendar_months" => Some(Unit::CalendarMonths),
            _ => None,
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Unit {
    type Err = ParseAllowanceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Unit::read(text.as_bytes()).ok_or_else(|| ParseAllowanceError(text.to_owned()))
    }
}

/// So many of a unit; written `60 working_days`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Allowance {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
}

impl Allowance {
    /// So many of a unit.
    #[must_use]
    pub fn new(amount: u32, unit: Unit) -> Self {
        Self { amount, unit }
    }
}

impl fmt::Display for Allowance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.unit)
    }
}

impl FromStr for Allowance {
    type Err = ParseAllowanceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = |(amount, unit): (&str, &str)| {
            Some(Self::new(read_amount(amount.as_bytes())?, unit.parse().ok()?))
        };
        text.split_once(' ').and_then(read).ok_or_else(|| ParseAllowanceError(text.to_owned()))
    }
}

/// Text that names no unit, or no amount of one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "cannot read {0:?}: write an amount from 1 and one of working_days, working_minutes, calendar_days, calendar_months"
)]
pub struct ParseAllowanceError(String);

/// A whole number from 1, in digits.
pub(crate) fn read_amount(text: &[u8]) -> Option<u32> {
    let digit = |sum: u32, byte: &u8| {
        byte.is_ascii_digit().then(|| sum.checked_mul(10)?.checked_add(u32::from(byte - b'0'))).flatten()
    };
    text.iter().try_fold(0, digit).filter(|&amount| amount > 0)
}
