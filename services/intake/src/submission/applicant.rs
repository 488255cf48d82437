//! Who filed what, as which revision.

use crate::form::{Asking, Form};
use jiff::Timestamp;
use platform::{Caller, Result};
use serde::{Deserialize, Serialize};

/// What came of the first filing and of those after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Filing {
    /// Version of the procedure it is bound to.
    pub(crate) version: i32,
    pub(crate) registration_number: String,
    /// How often it was filed.
    pub(crate) revision: i32,
    pub(crate) applicant: Applicant,
    /// Slugs of the offices that review it; empty: every office of the agency.
    pub(crate) reviewing_offices: Vec<String>,
    /// When it was filed last.
    pub(crate) filed_at: Timestamp,
    pub(crate) channel: String,
    pub(crate) agency_title: String,
}

/// Who filed, and in which position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Applicant {
    pub(crate) person: String,
    pub(crate) display_name: String,
    pub(crate) position: String,
    pub(crate) position_title: String,
    pub(crate) position_kind: String,
}

impl Applicant {
    /// Whoever files, if they may.
    pub(super) fn of(form: &Form, asking: &Asking<'_>) -> Result<Self> {
        let held = form.admit_person(asking)?;
        Ok(Self {
            person: asking.caller.person.clone(),
            display_name: asking.caller.display_name.clone(),
            position: held.position.clone(),
            position_title: held.title.clone(),
            position_kind: held.kind.clone(),
        })
    }

    /// Whoever answers, in their own position.
    pub(crate) fn answering(caller: &Caller) -> Self {
        let held = caller.positions.first();
        Self {
            person: caller.person.clone(),
            display_name: caller.display_name.clone(),
            position: held.map_or_else(String::new, |it| it.position.clone()),
            position_title: held.map_or_else(String::new, |it| it.title.clone()),
            position_kind: held.map_or_else(String::new, |it| it.kind.clone()),
        }
    }
}

impl Filing {
    pub(crate) fn is_reviewed_by(&self, office: &str) -> bool {
        self.reviewing_offices.is_empty() || self.reviewing_offices.iter().any(|it| it == office)
    }
}
