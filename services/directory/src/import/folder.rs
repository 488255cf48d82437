//! A folder of CSV files in which an agency, or several, describe themselves.

use super::table::{self, Form, Problem, Row};
use anyhow::{Context as _, ensure};
use std::{fs, path::Path};

/// Which agency a row is about: the first column of every file.
pub(crate) const AGENCY: &str = "agency";

const AGENCIES: Form = Form { columns: &[AGENCY, "letterhead", "address", "contact", "town"], key: 1 };
const UNITS: Form = Form {
    columns: &[AGENCY, "unit", "title", "kind", "parent", "letterhead", "address", "contact", "town"],
    key: 2,
};
const POSITIONS: Form = Form { columns: &[AGENCY, "position", "title", "kind", "unit", "decides"], key: 2 };
const PEOPLE: Form = Form {
    columns: &[AGENCY, "position", "display_name", "employee_id_number", "rank", "email", "administrator"],
    key: 3,
};
const ACTING: Form = Form {
    columns: &[AGENCY, "position", "own_position", "first_day", "last_day", "capacity", "appointing_letter"],
    key: 4,
};
const LOCAL_DAYS: Form = Form { columns: &[AGENCY, "date", "kind", "title", "decree", "announced"], key: 2 };

const FILES: [&str; 6] =
    ["acting.csv", "agencies.csv", "local-holidays.csv", "people.csv", "positions.csv", "units.csv"];

/// The rows of each file, as they stand there.
#[derive(Debug, Default)]
pub(crate) struct Folder {
    pub(crate) agencies: Vec<Row>,
    pub(crate) units: Vec<Row>,
    pub(crate) positions: Vec<Row>,
    pub(crate) people: Vec<Row>,
    pub(crate) acting: Vec<Row>,
    pub(crate) local_days: Vec<Row>,
}

impl Folder {
    /// Reads the files there are. A CSV file of another name is refused: it would be left out unseen.
    pub(crate) fn read(folder: &Path, problems: &mut Vec<Problem>) -> anyhow::Result<Self> {
        let mut found = 0;
        for entry in
            fs::read_dir(folder).with_context(|| format!("cannot read the folder {}", folder.display()))?
        {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if name.ends_with(".csv") {
                let known = FILES.join(", ");
                let file = folder.join(&name);
                ensure!(FILES.contains(&name.as_str()), "{} is none of {known}", file.display());
                found += 1;
            }
        }
        ensure!(0 < found, "{} holds none of {}", folder.display(), FILES.join(", "));
        Ok(Self {
            agencies: table::read(folder, "agencies.csv", &AGENCIES, problems)?,
            units: table::read(folder, "units.csv", &UNITS, problems)?,
            positions: table::read(folder, "positions.csv", &POSITIONS, problems)?,
            people: table::read(folder, "people.csv", &PEOPLE, problems)?,
            acting: table::read(folder, "acting.csv", &ACTING, problems)?,
            local_days: table::read(folder, "local-holidays.csv", &LOCAL_DAYS, problems)?,
        })
    }

    /// All rows of all files.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &Row> {
        let Self { agencies, units, positions, people, acting, local_days } = self;
        [agencies, units, positions, people, acting, local_days].into_iter().flatten()
    }
}
