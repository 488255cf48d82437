//! Reads the two files of a calendar, among them the embedded national ones.

use super::{CalendarSpec, Period, SpecialDay, week::Week};
use crate::{error::SpecError, zone::Zone};
use serde::de::DeserializeOwned;
use std::{collections::BTreeSet, io::Read, sync::LazyLock};

const HOLIDAYS: &str = include_str!("../../data/holidays.csv");
const RAMADAN: &str = include_str!("../../data/ramadan.csv");

static NATIONAL: LazyLock<CalendarSpec> = LazyLock::new(|| {
    CalendarSpec::read(Zone::Western, HOLIDAYS.as_bytes(), RAMADAN.as_bytes())
        .expect("the embedded files are read by a test")
});

impl CalendarSpec {
    /// The calendar of the joint decrees in force, with the hours of Perpres 21/2023.
    #[must_use]
    pub fn national(zone: Zone) -> Self {
        Self { zone, ..NATIONAL.clone() }
    }

    /// Reads files like those in `data/`: `date,name,kind,decree,announced` and `first_day,last_day` among other columns. It
    /// covers the years with at least one day.
    ///
    /// # Errors
    /// A line that cannot be read, or a year without any day amid others.
    pub fn read(zone: Zone, holidays: impl Read, ramadan: impl Read) -> Result<Self, SpecError> {
        let days: Vec<SpecialDay> = rows("holidays", holidays)?;
        let ramadan: Vec<Period> = rows("ramadan", ramadan)?;
        let years: BTreeSet<i16> = days.iter().map(|day| day.date.year()).collect();
        let (Some(&first_year), Some(&last_year)) = (years.first(), years.last()) else {
            return Err(SpecError::Row {
                file: "holidays",
                reason: "no day is entered: add a year's days".to_owned(),
            });
        };
        if let Some(year) = (first_year..=last_year).find(|year| !years.contains(year)) {
            return Err(SpecError::MissingYear(year));
        }
        let spec = Self {
            zone,
            week: Week::default(),
            ramadan_week: Week::ramadan(),
            days,
            ramadan,
            first_year,
            last_year,
        };
        spec.check().map(|()| spec)
    }
}

fn rows<T: DeserializeOwned>(file: &'static str, input: impl Read) -> Result<Vec<T>, SpecError> {
    let row = |row: csv::Result<T>| row.map_err(|error| SpecError::Row { file, reason: error.to_string() });
    csv::Reader::from_reader(input).deserialize().map(row).collect()
}
