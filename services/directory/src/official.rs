//! Positions, and the people who hold them.

use crate::letterhead::Letterhead;
use platform::{Agency, Caller, Capacity, Error, Held, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::{Builder, Uuid};

pub(crate) const COLLECTION: &str = "positions";

/// A place in an agency to which work is sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Position {
    pub(crate) slug: String,
    pub(crate) title: String,
    pub(crate) kind: String,
    pub(crate) unit: String,
    /// Whether it decides for its unit; the others of the unit prepare for it.
    pub(crate) decides: bool,
}

/// Someone who works for an agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Person {
    pub(crate) id: Uuid,
    /// With titles, as on a letter.
    pub(crate) display_name: String,
    /// NIP; empty where there is none.
    pub(crate) employee_id_number: String,
    pub(crate) rank: String,
    pub(crate) email: String,
    pub(crate) administrator: bool,
}

impl Person {
    /// Refuses what no person has; the reason begins with the field's name.
    pub(crate) fn check(&self) -> Result<()> {
        let Self { employee_id_number: number, email, .. } = self;
        if !number.is_empty() && !is_employee_id_number(number) {
            let form = "18 digits: birth date, year and month of appointment, 1 or 2, serial number";
            return Err(Error::invalid(format!("employee_id_number: {number:?} is not a NIP ({form})")));
        }
        if !email.is_empty() && !email.contains('@') {
            return Err(Error::invalid(format!("email: {email:?} is not an e-mail address")));
        }
        Ok(())
    }
}

/// A position as others see it.
#[derive(Debug, Clone)]
pub(crate) struct Post {
    pub(crate) slug: String,
    pub(crate) title: String,
    pub(crate) kind: String,
    pub(crate) unit: String,
    pub(crate) unit_title: String,
    pub(crate) office: String,
    /// The office's, else the agency's.
    pub(crate) letterhead: Option<Letterhead>,
    /// Whether it decides for its unit.
    pub(crate) decides: bool,
    /// One who acts before the incumbent.
    pub(crate) holders: Vec<Holder>,
}

impl Post {
    pub(crate) fn is_vacant(&self) -> bool {
        self.holders.iter().all(|it| it.capacity != Capacity::Incumbent)
    }

    /// Without what others tell of it.
    pub(crate) fn position(&self) -> Position {
        Position {
            slug: self.slug.clone(),
            title: self.title.clone(),
            kind: self.kind.clone(),
            unit: self.unit.clone(),
            decides: self.decides,
        }
    }
}

/// Someone who holds a position now.
#[derive(Debug, Clone)]
pub(crate) struct Holder {
    pub(crate) person: Uuid,
    pub(crate) display_name: String,
    pub(crate) employee_id_number: String,
    pub(crate) rank: String,
    pub(crate) email: String,
    pub(crate) capacity: Capacity,
    pub(crate) appointing_letter: String,
}

/// A person, where they work, and what they hold today.
#[derive(Debug, Clone)]
pub(crate) struct Official {
    pub(crate) person: Uuid,
    pub(crate) display_name: String,
    pub(crate) employee_id_number: String,
    pub(crate) administrator: bool,
    pub(crate) unit: Place,
    pub(crate) office: Place,
    /// Empty at the top.
    pub(crate) parent_office_title: String,
    /// Own position first.
    pub(crate) positions: Vec<Held>,
    /// The deciding positions of their unit.
    pub(crate) deciding: Vec<String>,
}

/// A unit someone works in.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) slug: String,
    pub(crate) title: String,
    pub(crate) kind: String,
}

impl Official {
    /// As the token names them.
    pub(crate) fn caller(self, agency: &Agency) -> Caller {
        let holds = |position: &String| self.positions.iter().any(|it| it.position == *position);
        let assists = self.deciding.into_iter().filter(|it| !holds(it)).collect();
        Caller {
            agency: agency.clone(),
            person: self.person.to_string(),
            display_name: self.display_name,
            employee_id_number: self.employee_id_number,
            unit: self.unit.slug,
            unit_title: self.unit.title,
            unit_kind: self.unit.kind,
            office: self.office.slug,
            office_title: self.office.title,
            office_kind: self.office.kind,
            parent_office_title: self.parent_office_title,
            positions: self.positions,
            assists,
            administrator: self.administrator,
        }
    }
}

/// The id of the person that an agency knows by `key`: NIP, or the name where there is none.
///
/// The same key gives the same id, so that an import may be repeated.
pub(crate) fn person_id(agency: &Agency, key: &str) -> Uuid {
    id_of(&["person", agency.as_str(), key])
}

/// An id that follows from `parts`.
pub(crate) fn id_of(parts: &[&str]) -> Uuid {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    Builder::from_custom_bytes(bytes).into_uuid()
}

/// Whether `text` has the form of a NIP: birth date, month of appointment, sex, serial number.
pub(crate) fn is_employee_id_number(text: &str) -> bool {
    let digits = text.len() == 18 && text.bytes().all(|it| it.is_ascii_digit());
    if !digits {
        return false;
    }
    let (birth, appointment, sex) = (&text[..8], &text[8..14], &text[14..15]);
    let is_day = |it: &str| jiff::civil::Date::strptime("%Y%m%d", it).is_ok();
    is_day(birth) && is_day(&format!("{appointment}01")) && matches!(sex, "1" | "2")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_person_has_the_same_id_and_another_agencys_another() {
        let (one, other) = ("kota-a".parse().unwrap(), "kota-b".parse().unwrap());

        assert_eq!(person_id(&one, "197301041997032001"), person_id(&one, "197301041997032001"));
        assert_ne!(person_id(&one, "197301041997032001"), person_id(&other, "197301041997032001"));
    }

    #[test]
    fn an_employee_id_number_begins_with_a_birth_date() {
        assert!(is_employee_id_number("197301041997032001"));
        assert!(!is_employee_id_number("197313041997032001"));
        assert!(!is_employee_id_number("197301041997133001"));
        assert!(!is_employee_id_number("197301041997033001"));
        assert!(!is_employee_id_number("19730104199703200"));
        assert!(!is_employee_id_number("1973010419970320é"));
    }
}
