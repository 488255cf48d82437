//! The dossier: a submission's papers and answers as they stood at one of its filings.

use super::{
    Submission,
    applicant::{Applicant, Filing},
    content::{Content, Document},
    incoming::Incoming,
};
use crate::form::{Choice, Form};
use jiff::{Timestamp, civil::Date};
use platform::Agency;
use serde::{Deserialize, Serialize};

/// All papers and answers as they were filed; kept of each filing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Dossier {
    pub(crate) registration_number: String,
    pub(crate) revision: i32,
    pub(crate) proposing_agency: Agency,
    pub(crate) proposing_agency_title: String,
    pub(crate) proposing_office: String,
    pub(crate) proposing_office_title: String,
    pub(crate) applicant: Applicant,
    pub(crate) authors: Vec<String>,
    pub(crate) app_title: String,
    pub(crate) purpose: Choice,
    pub(crate) letter_number: String,
    pub(crate) letter_date: Option<Date>,
    pub(crate) sections: Vec<SectionText>,
    pub(crate) documents: Vec<Document>,
    pub(crate) filed_at: Timestamp,
    pub(crate) channel: String,
    /// Where it came as a letter or by e-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) incoming: Option<Incoming>,
    /// When it came, if that was before it was filed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) received_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) predecessor: Option<String>,
    /// Whether it was carried on from a decided request.
    #[serde(default)]
    pub(crate) carried_on: bool,
    /// Slugs of the agency's other offices that write on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) preparing_offices: Vec<String>,
}

/// A section as it was filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SectionText {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) text: String,
}

impl Dossier {
    /// The content it was made from.
    pub(crate) fn into_content(self) -> Content {
        Content {
            app_title: self.app_title,
            purpose: self.purpose.id,
            letter_number: self.letter_number,
            letter_date: self.letter_date,
            sections: self.sections.into_iter().map(|it| (it.id, it.text)).collect(),
            documents: self.documents,
        }
    }
}

impl Submission {
    /// All papers and answers, as the form orders them.
    pub(super) fn dossier(&self, filing: &Filing, form: &Form) -> Dossier {
        let rules = &form.rules.dossier;
        let untitled = || Choice { id: self.content.purpose.clone(), title: String::new() };
        let section = |id: &str| self.content.sections.get(id).cloned().unwrap_or_default();
        let sections = rules.sections.iter().map(|it| SectionText {
            id: it.id.clone(),
            title: it.title.clone(),
            text: section(&it.id),
        });
        Dossier {
            registration_number: filing.registration_number.clone(),
            revision: filing.revision,
            proposing_agency: self.proposer.agency.clone(),
            proposing_agency_title: filing.agency_title.clone(),
            proposing_office: self.proposer.office.clone(),
            proposing_office_title: self.proposer.office_title.clone(),
            applicant: filing.applicant.clone(),
            authors: self.authors.clone(),
            app_title: self.content.app_title.clone(),
            purpose: form.purpose(&self.content.purpose).cloned().unwrap_or_else(untitled),
            letter_number: self.content.letter_number.clone(),
            letter_date: self.content.letter_date,
            sections: sections.collect(),
            documents: rules
                .requirements
                .iter()
                .filter_map(|it| self.content.document(&it.id))
                .cloned()
                .collect(),
            filed_at: filing.filed_at,
            channel: filing.channel.clone(),
            incoming: self.incoming.clone(),
            received_at: None,
            predecessor: self.predecessor.clone(),
            carried_on: self.origin.is_some(),
            preparing_offices: self.proposer.preparing_offices.clone(),
        }
    }
}
