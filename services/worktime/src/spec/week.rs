//! The hours of a five-day week.

use crate::{error::SpecError, text};
use jiff::civil::{Time, time};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The hours of a five-day week. Ordinary ones are the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Week {
    /// Monday to Thursday, and any make-up day.
    pub monday_to_thursday: Hours,
    /// Friday.
    pub friday: Hours,
}

/// The hours of one day, with one break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Hours {
    /// When work begins.
    #[serde(with = "text")]
    pub opens: Time,
    /// When the break begins.
    #[serde(with = "text")]
    pub breaks: Time,
    /// When the break ends.
    #[serde(with = "text")]
    pub resumes: Time,
    /// The close of business.
    #[serde(with = "text")]
    pub closes: Time,
}

impl Default for Week {
    /// Perpres 21/2023, article 4 (37 hours 30 minutes).
    fn default() -> Self {
        Self {
            monday_to_thursday: Hours::new(
                time(7, 30, 0, 0),
                time(12, 0, 0, 0),
                time(13, 0, 0, 0),
                time(16, 0, 0, 0),
            ),
            friday: Hours::new(time(7, 30, 0, 0), time(11, 30, 0, 0), time(13, 0, 0, 0), time(16, 30, 0, 0)),
        }
    }
}

impl Week {
    /// Perpres 21/2023 on Ramadan (32 hours 30 minutes).
    #[must_use]
    pub fn ramadan() -> Self {
        Self {
            monday_to_thursday: Hours::new(
                time(8, 0, 0, 0),
                time(12, 0, 0, 0),
                time(12, 30, 0, 0),
                time(15, 0, 0, 0),
            ),
            friday: Hours::new(time(8, 0, 0, 0), time(11, 30, 0, 0), time(12, 30, 0, 0), time(15, 30, 0, 0)),
        }
    }

    pub(super) fn check(&self) -> Result<(), SpecError> {
        self.monday_to_thursday.check()?;
        self.friday.check()
    }
}

impl Hours {
    /// From opening to closing with a break.
    #[must_use]
    pub fn new(opens: Time, breaks: Time, resumes: Time, closes: Time) -> Self {
        Self { opens, breaks, resumes, closes }
    }

    fn check(&self) -> Result<(), SpecError> {
        let Self { opens, breaks, resumes, closes } = *self;
        let whole = |time: Time| time.second() == 0 && time.subsec_nanosecond() == 0;
        let ordered = opens < breaks && breaks <= resumes && resumes < closes;
        if ordered && [opens, breaks, resumes, closes].into_iter().all(whole) {
            Ok(())
        } else {
            Err(SpecError::Hours(self.to_string()))
        }
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}, {}-{}", self.opens, self.breaks, self.resumes, self.closes)
    }
}
