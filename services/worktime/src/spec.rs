//! A calendar as it is entered and stored: zone, hours, special days, fasting months, years covered.

mod read;
/// Working hours.
pub mod week;

use crate::{error::SpecError, text, zone::Zone};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use week::Week;

/// An agency's work calendar, whole; [`crate::Calendar`] is made of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CalendarSpec {
    /// Where its clocks stand.
    #[serde(with = "text")]
    pub zone: Zone,
    /// The hours of an ordinary week.
    #[serde(default)]
    pub week: Week,
    /// The hours of a week in Ramadan.
    #[serde(default = "Week::ramadan")]
    pub ramadan_week: Week,
    /// Days that differ from the week, in any order.
    pub days: Vec<SpecialDay>,
    /// Fasting months.
    #[serde(default)]
    pub ramadan: Vec<Period>,
    /// The first year whose days are entered.
    pub first_year: i16,
    /// The last year whose days are entered; later dates are only projected.
    pub last_year: i16,
}

/// A day that is not worked though the week says so, or the other way round.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SpecialDay {
    /// When.
    #[serde(with = "text")]
    pub date: Date,
    /// Why, in kind.
    pub kind: Kind,
    /// Why, in words.
    pub name: String,
    /// Who said so.
    #[serde(default)]
    pub decree: String,
    /// The day this became known; none: from the start.
    #[serde(default, with = "text::optional")]
    pub announced: Option<Date>,
}

/// What sort of special day it is; written in snake case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Libur nasional.
    NationalHoliday,
    /// Cuti bersama.
    JointLeave,
    /// A holiday of one region.
    LocalHoliday,
    /// Worked, whatever else is said of it, with the hours of Monday to Thursday.
    MakeUp,
}

/// From a first to a last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// The first day.
    #[serde(with = "text")]
    pub first_day: Date,
    /// The last day, which belongs to it.
    #[serde(with = "text")]
    pub last_day: Date,
}

impl CalendarSpec {
    /// Checks what the types cannot.
    ///
    /// # Errors
    /// Years out of order, hours out of order, a fasting month that ends before it begins.
    pub fn check(&self) -> Result<(), SpecError> {
        let (first, last) = (self.first_year, self.last_year);
        if first < 1970 || last > 9000 || !(0..100).contains(&(last - first)) {
            return Err(SpecError::Years { first, last });
        }
        self.week.check()?;
        self.ramadan_week.check()?;
        match self.ramadan.iter().find(|month| month.last_day < month.first_day) {
            Some(&Period { first_day, last_day }) => Err(SpecError::Period { first_day, last_day }),
            None => Ok(()),
        }
    }
}
