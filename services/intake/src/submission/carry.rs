//! Carrying a decided request on to a procedure of another agency.

use super::{Content, Document, Proposer, State, Submission};
use crate::{
    form::{Asking, CarryRule, Form},
    timeline::Entry,
};
use jiff::Timestamp;
use platform::{Caller, Error, Result};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The request to which another was carried on, as far as that one's sides may know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Carried {
    /// `agencies/{agency}/submissions/{submission}`.
    pub(crate) submission: String,
    pub(crate) procedure_title: String,
    pub(crate) state: State,
    pub(crate) registration_number: String,
    /// Empty until it is decided.
    pub(crate) decision_title: String,
    pub(crate) updated_at: Timestamp,
}

/// Slug and title of an office.
#[derive(Debug, Clone)]
pub(crate) struct Office {
    pub(crate) slug: String,
    pub(crate) title: String,
}

impl Submission {
    /// How it may be carried on, if the caller may and nobody did.
    pub(crate) fn expect_carriable<'f>(&self, form: &'f Form, caller: &Caller) -> Result<&'f CarryRule> {
        self.view(caller)?;
        if caller.agency != self.proposer.agency {
            let reason = format!("only an office of {} may carry it on", self.proposer.agency.name());
            return Err(Error::Denied(reason));
        }
        let Some(rule) = &form.rules.carry else {
            let reason = format!("{} is carried on to no other procedure", form.title);
            return Err(Error::Conflict(reason));
        };
        if self.state != State::Decided {
            return Err(self.wrong_state("carried on"));
        }
        let decision = self.decision.as_ref();
        if !decision.is_some_and(|it| rule.decisions.contains(&it.id)) {
            let title = decision.map_or("", |it| it.title.as_str());
            return Err(Error::Conflict(format!(
                "it cannot be carried on: {} is decided {title:?}",
                self.name
            )));
        }
        if !self.marked_for_carry {
            return Err(Error::Conflict(format!(
                "it cannot be carried on: {} was not marked for it; open a request at agencies/{} yourself",
                self.name, rule.agency
            )));
        }
        match &self.carried {
            Some(carried) => {
                Err(Error::Conflict(format!("{} was carried on to {}", self.name, carried.submission)))
            }
            None => Ok(rule),
        }
    }

    /// Opens a draft at the procedure of `target` for `office`, with all that fits there; the caller's office prepares it.
    pub(crate) fn carry(
        &mut self,
        rule: &CarryRule,
        target: &Form,
        asking: &Asking<'_>,
        office: Office,
        id: Uuid,
        now: Timestamp,
    ) -> Result<(Self, Entry)> {
        target.admit_office(asking)?;
        let caller = asking.caller;
        let preparing = (caller.office != office.slug).then(|| caller.office.clone());
        let proposer = Proposer {
            agency: caller.agency.clone(),
            office: office.slug,
            office_title: office.title,
            preparing_offices: preparing.into_iter().collect(),
        };
        let mut draft = Self::opened_by(&caller.person, id, target, proposer, now);
        draft.content = self.fitting(rule, target);
        draft.origin = Some(self.name.to_string());
        let carried = draft.as_carried(target, now);
        let entry = Entry::carry(&carried.procedure_title);
        self.carried = Some(carried);
        self.touch("", now);
        Ok((draft, entry))
    }

    /// What of it has a place in `target`; documents keep their files.
    fn fitting(&self, rule: &CarryRule, target: &Form) -> Content {
        let purpose = target.purpose(&self.content.purpose).map(|it| it.id.clone());
        let sections = rule.sections.iter().filter(|(here, _)| target.section(here).is_some());
        let sections = sections.filter_map(|(here, there)| {
            self.content.sections.get(there).map(|text| (here.clone(), text.clone()))
        });
        let papers = rule.documents.iter().filter_map(|(here, there)| Some((here, self.paper(there)?)));
        let letters = rule.letters.iter().filter_map(|(here, record)| Some((here, self.issued_as(record)?)));
        let documents = papers.chain(letters).filter_map(|(here, paper)| {
            let requirement = target.requirement(here)?;
            let media = requirement.media_types();
            let fits = media.is_empty() || media.contains(&paper.media_type);
            fits.then(|| Document { requirement: here.clone(), title: requirement.title.clone(), ..paper })
        });
        Content {
            app_title: self.content.app_title.clone(),
            purpose: purpose.unwrap_or_default(),
            sections: sections.collect(),
            documents: documents.collect(),
            ..Content::default()
        }
    }

    /// As the request it came from shows it.
    pub(crate) fn as_carried(&self, form: &Form, now: Timestamp) -> Carried {
        let filing = self.filing.as_ref();
        Carried {
            submission: self.name.to_string(),
            procedure_title: form.title.clone(),
            state: self.state,
            registration_number: filing.map_or_else(String::new, |it| it.registration_number.clone()),
            decision_title: self.decision.as_ref().map_or_else(String::new, |it| it.title.clone()),
            updated_at: now,
        }
    }

    /// Takes in what became of the request it was carried on to; none: its draft was thrown away.
    pub(super) fn told_of_carried(&mut self, carried: Option<Carried>) -> Option<Entry> {
        let entry = match &carried {
            Some(carried) => Entry::carried(carried),
            None => Some(Entry::carried_deleted()),
        };
        self.carried = carried;
        entry
    }

    fn paper(&self, requirement: &str) -> Option<Document> {
        let document = self.content.document(requirement)?;
        let agency = document.agency.clone().unwrap_or_else(|| self.name.agency.clone());
        Some(Document { agency: Some(agency), ..document.clone() })
    }

    /// The letter that is kept as this record, if the proposing agency may have it.
    fn issued_as(&self, record: &str) -> Option<Document> {
        let is_own = self.name.agency == self.proposer.agency;
        let letter = self
            .letters
            .iter()
            .rfind(|it| it.record == record && it.void_reason.is_none() && (it.for_proposer || is_own))?;
        Some(Document {
            requirement: String::new(),
            title: letter.title.clone(),
            file: letter.file,
            agency: Some(self.name.agency.clone()),
            file_name: letter.file_name.clone(),
            // The letter service issues nothing else.
            media_type: "application/pdf".to_owned(),
            size_bytes: letter.size_bytes,
            sha256: letter.sha256.clone(),
        })
    }
}
