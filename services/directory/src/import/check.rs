//! What the rows of a folder mean beside what is known already; no I/O.

use super::{
    by_hand::ByHand,
    folder::{AGENCY, Folder},
    table::{Problem, Row},
};
use crate::{
    acting::Acting,
    agency, kind,
    letterhead::Letterhead,
    official::{self, Person, Position},
    unit::{self, Unit},
};
use platform::{Agency, Capacity};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use worktime::{Kind, SpecialDay};

/// What is known of an agency: first from earlier imports, then with what the folder says.
#[derive(Debug, Default)]
pub(crate) struct Entries {
    pub(crate) letterhead: Option<Letterhead>,
    pub(crate) units: BTreeMap<String, Unit>,
    pub(crate) positions: BTreeMap<String, Position>,
    /// Whose holders the folder names, all of them.
    pub(crate) filled: BTreeSet<String>,
    pub(crate) people: BTreeMap<Uuid, Person>,
    /// Who is known by which NIP.
    pub(crate) numbers: BTreeMap<String, Uuid>,
    /// Who holds which position as their own.
    pub(crate) incumbents: BTreeMap<Uuid, String>,
    pub(crate) acting: Vec<Acting>,
    pub(crate) local_days: Vec<SpecialDay>,
    pub(crate) by_hand: ByHand,
}

type Answer<T = ()> = Result<T, Problem>;

/// The agencies the folder speaks of, each once.
pub(crate) fn agencies(folder: &Folder, problems: &mut Vec<Problem>) -> BTreeSet<Agency> {
    let mut found = BTreeSet::new();
    for row in folder.rows() {
        let slug = row.text(AGENCY);
        match agency::find(&slug) {
            Some(agency) => drop(found.insert(agency.slug.clone())),
            None => problems.push(row.problem(AGENCY, format!("there is no agency {slug:?}"))),
        }
    }
    found
}

/// Adds what the folder says to what is known of its agencies.
pub(crate) fn apply(folder: &Folder, known: &mut BTreeMap<Agency, Entries>, problems: &mut Vec<Problem>) {
    let mut each = |rows: &[Row], take: &dyn Fn(&mut Entries, &Agency, &Row) -> Answer| {
        for row in rows {
            // A row of an unknown agency was told of before.
            let Some((agency, entries)) = agency::find(&row.text(AGENCY))
                .and_then(|it| known.get_mut(&it.slug).map(|entries| (&it.slug, entries)))
            else {
                continue;
            };
            problems.extend(take(entries, agency, row).err());
        }
    };
    each(&folder.agencies, &|entries, _, row| entries.take_letterhead(row));
    each(&folder.units, &|entries, _, row| entries.take_unit(row));
    each(&folder.units, &|entries, _, row| entries.place_unit(row));
    each(&folder.positions, &|entries, _, row| entries.take_position(row));
    each(&folder.people, &|entries, _, row| entries.empty_position(row));
    each(&folder.people, &|entries, agency, row| entries.take_person(agency, row));
    each(&folder.acting, &|entries, agency, row| entries.take_acting(agency, row));
    each(&folder.local_days, &|entries, _, row| entries.take_local_day(row));
    for entries in known.values_mut() {
        entries.settle_offices();
    }
}

impl Entries {
    fn take_letterhead(&mut self, row: &Row) -> Answer {
        self.letterhead = letterhead(row)?;
        Ok(())
    }

    fn take_unit(&mut self, row: &Row) -> Answer {
        let kind = row.filled("kind")?;
        if kind::is_office(&kind).is_none() {
            return Err(row.problem("kind", format!("{kind:?} is not a kind of unit")));
        }
        let unit = Unit {
            slug: row.slug("unit")?,
            title: row.filled("title")?,
            kind,
            parent: Some(row.text("parent")).filter(|it| !it.is_empty()),
            office: String::new(),
            letterhead: letterhead(row)?,
        };
        if self.by_hand.units.contains(&unit.slug)
            && let Some(known) = self.units.get_mut(&unit.slug)
        {
            let Unit { slug, title, kind, parent, .. } = &unit;
            let is = (&known.title, &known.kind, &known.parent);
            self.by_hand.keep_unit(slug, &is, &(title, kind, parent));
            known.letterhead = unit.letterhead;
            return Ok(());
        }
        self.units.insert(unit.slug.clone(), unit);
        Ok(())
    }

    /// Once all units are there.
    fn place_unit(&mut self, row: &Row) -> Answer {
        let Some(unit) = self.units.get(&row.text("unit")) else {
            return Ok(());
        };
        if let Some(parent) = unit.parent.as_ref().filter(|it| !self.units.contains_key(*it)) {
            return Err(row.problem("parent", format!("there is no unit {parent:?}")));
        }
        if !unit::is_rooted(&self.units, &unit.slug) {
            return Err(row.problem("parent", "the unit is among its own parents"));
        }
        match unit::office_of(&self.units, &unit.slug) {
            Some(_) => Ok(()),
            None => Err(row.problem("parent", "neither the unit nor any of its parents is an office")),
        }
    }

    fn settle_offices(&mut self) {
        let office = |slug: &String| (slug.clone(), unit::office_of(&self.units, slug));
        for (slug, office) in self.units.keys().map(office).collect::<Vec<_>>() {
            if let (Some(unit), Some(office)) = (self.units.get_mut(&slug), office) {
                unit.office = office;
            }
        }
    }

    fn take_position(&mut self, row: &Row) -> Answer {
        let kind = row.filled("kind")?;
        if !kind::is_position(&kind) {
            return Err(row.problem("kind", format!("{kind:?} is not a kind of position")));
        }
        let position = Position {
            slug: row.slug("position")?,
            title: row.filled("title")?,
            kind,
            unit: row.filled("unit")?,
            decides: row.flag("decides")?,
        };
        if !self.units.contains_key(&position.unit) {
            return Err(row.problem("unit", format!("there is no unit {:?}", position.unit)));
        }
        match self.positions.get(&position.slug) {
            Some(known) if self.by_hand.positions.contains(&position.slug) => {
                self.by_hand.keep_position(&position.slug, known, &position);
            }
            _ => drop(self.positions.insert(position.slug.clone(), position)),
        }
        Ok(())
    }

    /// The folder names everyone who holds the position: others leave it, unless they were put there by hand.
    fn empty_position(&mut self, row: &Row) -> Answer {
        let position = self.known_position(row, "position")?.slug.clone();
        if self.filled.insert(position.clone()) {
            let appointed = &self.by_hand.appointed;
            self.incumbents.retain(|person, held| *held != position || appointed.contains(person));
        }
        Ok(())
    }

    fn take_person(&mut self, agency: &Agency, row: &Row) -> Answer {
        // That there is none was told of before.
        let Ok(position) = self.known_position(row, "position").cloned() else {
            return Ok(());
        };
        let display_name = row.filled("display_name")?;
        let number = row.text("employee_id_number");
        let (rank, email) = (row.text("rank"), row.text("email"));
        let key = if number.is_empty() { &display_name } else { &number };
        // Someone entered by hand, or whose NIP was corrected so, is known by that NIP.
        let id = self.numbers.get(&number).copied().unwrap_or_else(|| official::person_id(agency, key));
        let administrator = row.flag("administrator")?;
        let person = Person { id, display_name, employee_id_number: number, rank, email, administrator };
        person.check().map_err(|error| told(row, &error.to_string()))?;
        self.fill_position(row, &position, &person)?;
        match self.people.get(&id) {
            Some(known) if self.by_hand.people.contains(&id) => self.by_hand.keep_person(id, known, &person),
            _ => drop(self.people.insert(id, person)),
        }
        Ok(())
    }

    fn fill_position(&mut self, row: &Row, position: &Position, person: &Person) -> Answer {
        let slug = &position.slug;
        let is_by_hand = |holder: &Uuid| self.by_hand.appointed.contains(holder);
        let is_settled = self.incumbents.iter().any(|(holder, held)| held == slug && is_by_hand(holder));
        if is_settled || is_by_hand(&person.id) {
            if self.incumbents.get(&person.id) != Some(slug) {
                self.by_hand.keep_holder(slug);
            }
            return Ok(());
        }
        if position.decides && self.incumbents.values().any(|it| it == slug) {
            let reason = format!("{slug} decides for its unit, so one person holds it");
            return Err(row.problem("position", reason));
        }
        if let Some(held) = self.incumbents.insert(person.id, slug.clone())
            && self.filled.contains(&held)
        {
            return Err(row.problem("position", format!("{} already holds {held}", person.display_name)));
        }
        Ok(())
    }

    /// An assignment entered earlier stays as it is: it may have been ended since.
    fn take_acting(&mut self, agency: &Agency, row: &Row) -> Answer {
        let position = self.known_position(row, "position")?.slug.clone();
        let own_position = self.known_position(row, "own_position")?.slug.clone();
        let first_day = row.day("first_day")?;
        let id =
            official::id_of(&["acting", agency.as_str(), &position, &own_position, &first_day.to_string()]);
        if self.acting.iter().any(|it| it.id == id) {
            return Ok(());
        }
        let mut holders = self.incumbents.iter().filter(|(_, held)| **held == own_position);
        let (Some((person, _)), None) = (holders.next(), holders.next()) else {
            return Err(row.problem("own_position", format!("{own_position} is not held by one person")));
        };
        let acting = Acting {
            id,
            position,
            own_position,
            person: *person,
            capacity: capacity(row)?,
            first_day,
            last_day: row.day_or_none("last_day")?,
            appointing_letter: row.text("appointing_letter"),
        };
        acting.check().map_err(|error| told(row, &error.to_string()))?;
        if let Some(other) = self.acting.iter().find(|it| it.overlaps(&acting)) {
            let reason =
                format!("{} already acts in {} {}", other.own_position, other.position, other.period());
            return Err(row.problem("first_day", reason));
        }
        self.acting.push(acting);
        Ok(())
    }

    fn take_local_day(&mut self, row: &Row) -> Answer {
        let kind = match row.text("kind").as_str() {
            "local_holiday" => Kind::LocalHoliday,
            "make_up" => Kind::MakeUp,
            text => return Err(row.problem("kind", format!("{text:?} is neither local_holiday nor make_up"))),
        };
        let day = SpecialDay {
            date: row.day("date")?,
            kind,
            name: row.filled("title")?,
            decree: row.text("decree"),
            announced: row.day_or_none("announced")?,
        };
        if !self.by_hand.keeps_day(&day) {
            self.local_days.push(day);
        }
        Ok(())
    }

    fn known_position(&self, row: &Row, column: &'static str) -> Answer<&Position> {
        let slug = row.slug(column)?;
        self.positions.get(&slug).ok_or_else(|| row.problem(column, format!("there is no position {slug:?}")))
    }
}

fn letterhead(row: &Row) -> Answer<Option<Letterhead>> {
    let lines = row.text("letterhead");
    if lines.is_empty() {
        let stray = ["address", "contact", "town"].into_iter().find(|it| !row.text(it).is_empty());
        let missing = |column| row.problem(column, "it needs a letterhead, whose lines are divided by |");
        return stray.map_or(Ok(None), |column| Err(missing(column)));
    }
    Ok(Some(Letterhead {
        lines: lines.split('|').map(|it| it.trim().to_owned()).collect(),
        address: row.filled("address")?,
        contact: row.text("contact"),
        town: row.filled("town")?,
    }))
}

fn capacity(row: &Row) -> Answer<Capacity> {
    row.text("capacity").parse().map_err(|_| row.problem("capacity", "it must be ACTING or DAILY_ACTING"))
}

/// A reason that begins with the column's name.
fn told(row: &Row, reason: &str) -> Problem {
    match reason.split_once(": ") {
        Some((column, reason)) => row.problem(column, reason),
        None => row.problem(AGENCY, reason),
    }
}
