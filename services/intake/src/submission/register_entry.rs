//! What anyone may know of a request: nothing but its state before the decision, then its entry in the public register.

use super::{Letter, State, Submission};
use crate::form::{Choice, Form, PROCEDURES};
use jiff::{Timestamp, civil::Date};
use platform::{Agency, Error, ResourceName, Result, SlugName};
use worktime::Zone;

const COLLECTION: &str = "registerEntries";
/// The class of a letter that anyone may know of.
const OPEN: &str = "biasa";
const MAX_NUMBER_CHARS: usize = 100;

/// A decided request in the public register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RegisterEntry {
    pub(crate) name: ResourceName,
    pub(crate) registration_number: String,
    pub(crate) procedure: SlugName,
    pub(crate) procedure_title: String,
    pub(crate) app_title: String,
    pub(crate) purpose: Choice,
    pub(crate) proposing_agency: Agency,
    pub(crate) proposing_agency_title: String,
    pub(crate) proposing_office_title: String,
    /// Id in the procedure, and title.
    pub(crate) decision: Choice,
    pub(crate) filed_at: Timestamp,
    pub(crate) decided_at: Timestamp,
    /// In which it was decided, by the agency's clock.
    pub(crate) year: i16,
    pub(crate) answer: Option<Answer>,
}

/// The letter that answers, as long as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) number: String,
    pub(crate) date: Date,
    /// Empty where it cannot be verified.
    pub(crate) verification_code: String,
}

/// Where a request stands, for whoever knows its registration number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tracked {
    pub(crate) procedure: SlugName,
    pub(crate) procedure_title: String,
    pub(crate) registration_number: String,
    pub(crate) state: State,
    pub(crate) activity: String,
    pub(crate) filed_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) closed_at: Option<Timestamp>,
    pub(crate) state_since: Timestamp,
    pub(crate) follow_up_due_at: Option<Timestamp>,
    /// Where it is listed: its entry, and what was decided.
    pub(crate) entry: Option<(ResourceName, String)>,
}

/// A registration number as somebody typed it: in capitals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RegistrationKey(String);

impl Submission {
    /// Its entry in the public register, by the clock of the agency that decided. None before the decision, and none where a
    /// letter to the proposer is classified: what that letter says stands in the entry.
    pub(crate) fn register_entry(&self, form: &Form, zone: Zone) -> Option<RegisterEntry> {
        let (State::Decided, Some(filing), Some(decided_at)) = (self.state, &self.filing, self.closed_at)
        else {
            return None;
        };
        if self.letters.iter().any(|it| it.for_proposer && it.is_classified()) {
            return None;
        }
        let purpose = self.content.purpose.clone();
        let untitled = || Choice { title: purpose.clone(), id: purpose.clone() };
        let decision = self.decision.as_ref();
        Some(RegisterEntry {
            name: register_entry_name(self.name.agency.clone(), self.name.id),
            registration_number: filing.registration_number.clone(),
            procedure: form.procedure.clone(),
            procedure_title: form.title.clone(),
            app_title: self.content.app_title.clone(),
            purpose: form.purpose(&purpose).cloned().unwrap_or_else(untitled),
            proposing_agency: self.proposer.agency.clone(),
            proposing_agency_title: filing.agency_title.clone(),
            proposing_office_title: self.proposer.office_title.clone(),
            decision: Choice {
                id: decision.map_or_else(String::new, |it| it.id.clone()),
                title: decision.map_or_else(String::new, |it| it.title.clone()),
            },
            filed_at: filing.filed_at,
            decided_at,
            year: zone.offset().to_datetime(decided_at).year(),
            answer: self.answering_letter().map(|it| it.as_answer(zone)),
        })
    }

    /// The letter that tells the decision, if it was issued to the proposer and stands.
    fn answering_letter(&self) -> Option<&Letter> {
        let id = self.decision.as_ref()?.letter?;
        self.letters.iter().find(|it| it.id == id && it.for_proposer && it.void_reason.is_none())
    }
}

impl Letter {
    fn is_classified(&self) -> bool {
        !matches!(self.security_class.as_str(), "" | OPEN)
    }

    fn as_answer(&self, zone: Zone) -> Answer {
        Answer {
            number: self.number.clone(),
            date: self.date.unwrap_or_else(|| zone.offset().to_datetime(self.issued_at).date()),
            verification_code: self.verification_code.clone(),
        }
    }
}

impl RegistrationKey {
    /// What can't be one is one that nobody has.
    pub(crate) fn parse(typed: &str) -> Result<Self> {
        let typed = typed.trim();
        let is_possible = !typed.is_empty()
            && typed.chars().count() <= MAX_NUMBER_CHARS
            && !typed.contains(char::is_control);
        if is_possible { Ok(Self(typed.to_uppercase())) } else { Err(Self::unknown()) }
    }

    pub(crate) fn unknown() -> Error {
        Error::NotFound("a request with this registration number".to_owned())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The entry of the submission that is called `id`.
pub(crate) fn register_entry_name(agency: Agency, id: uuid::Uuid) -> ResourceName {
    ResourceName { agency, collection: COLLECTION, id }
}

/// The procedure of `agency` that is called `slug`.
pub(crate) fn procedure_name(agency: Agency, slug: String) -> SlugName {
    SlugName { agency, collection: PROCEDURES, slug }
}
