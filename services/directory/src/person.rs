//! Someone who works for an agency: what may be changed about them, and who must keep the administrator's right.

use crate::{edition, official::Person};
use platform::{Agency, Error, ResourceName, Result};
use uuid::Uuid;

pub(crate) const COLLECTION: &str = "people";

/// A person with what they hold.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub(crate) person: Person,
    /// Kept from signing in, and not named as holding anything.
    pub(crate) is_suspended: bool,
    /// Nothing where they hold no position of their own.
    pub(crate) own: Option<Own>,
}

/// The position someone holds as their own.
#[derive(Debug, Clone)]
pub(crate) struct Own {
    pub(crate) position: String,
    pub(crate) title: String,
    pub(crate) unit_title: String,
}

impl Record {
    pub(crate) fn etag(&self) -> String {
        let own = self.own.as_ref().map(|it| &it.position);
        edition::etag(&(&self.person, self.is_suspended, own))
    }

    /// Whether they can sign in and administer.
    pub(crate) fn administers(&self) -> bool {
        self.person.administrator && self.can_sign_in()
    }

    fn can_sign_in(&self) -> bool {
        !self.is_suspended && self.own.is_some()
    }

    /// Refuses to become `next` where that locks out the one who asks, or the last administrator: there are `others`.
    pub(crate) fn check_right(&self, next: &Self, asker: &str, others: i64) -> Result<()> {
        let is_asker = self.person.id.to_string() == asker;
        if is_asker && self.person.administrator && !next.person.administrator {
            return Err(conflict("nobody takes the administrator's right from themselves: ask another"));
        }
        if is_asker && self.can_sign_in() && !next.can_sign_in() {
            return Err(conflict("nobody locks themselves out: ask another administrator"));
        }
        if self.administers() && !next.administers() && others == 0 {
            return Err(conflict(
                "they are the agency's last administrator: give the right to another first",
            ));
        }
        Ok(())
    }

    /// Whether a new person of this number and name would be the same one.
    pub(crate) fn is(&self, number: &str, display_name: &str) -> bool {
        let known = &self.person;
        known.employee_id_number == number && (!number.is_empty() || known.display_name == display_name)
    }
}

pub(crate) fn name(agency: &Agency, id: Uuid) -> ResourceName {
    ResourceName { agency: agency.clone(), collection: COLLECTION, id }
}

fn conflict(reason: &str) -> Error {
    Error::Conflict(reason.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn administrator() -> Record {
        Record {
            person: Person {
                id: Uuid::nil(),
                display_name: "Arif".to_owned(),
                employee_id_number: String::new(),
                rank: String::new(),
                email: String::new(),
                administrator: true,
            },
            is_suspended: false,
            own: Some(Own { position: "x".to_owned(), title: String::new(), unit_title: String::new() }),
        }
    }

    #[test]
    fn nobody_locks_out_themselves_or_the_last_administrator() {
        let before = administrator();
        let suspended = Record { is_suspended: true, ..before.clone() };
        let released = Record { own: None, ..before.clone() };
        let me = Uuid::nil().to_string();

        for next in [&suspended, &released] {
            assert!(before.check_right(next, &me, 1).is_err());
            assert!(before.check_right(next, "other", 0).is_err());
            assert!(before.check_right(next, "other", 1).is_ok());
        }
        assert!(before.check_right(&before, &me, 0).is_ok());
        assert!(suspended.check_right(&released, "other", 0).is_ok());
    }

    #[test]
    fn people_are_the_same_by_number_or_where_there_is_none_by_name() {
        let known = administrator();

        assert!(known.is("", "Arif") && !known.is("", "Budi"));
        assert!(!known.is("197301041997032001", "Arif"));
    }
}
