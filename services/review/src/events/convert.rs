//! Contracts of other desks in our own words.

use crate::case::{Applicant, Document, Dossier, Section};
use platform::{Error, Result, time};
use proto::intake::v1 as pb;

impl TryFrom<pb::Dossier> for Dossier {
    type Error = Error;

    fn try_from(dossier: pb::Dossier) -> Result<Self> {
        Ok(Self {
            filed_at: time::from_proto("file_time", dossier.file_time)?,
            revision: u32::try_from(dossier.revision).unwrap_or_default(),
            applicant: dossier.applicant.map(Applicant::from).unwrap_or_default(),
            sections: dossier.sections.into_iter().map(Section::from).collect(),
            documents: dossier.documents.into_iter().map(Document::from).collect(),
            submission: dossier.submission,
            registration_number: dossier.registration_number,
            procedure: dossier.procedure,
            proposing_agency: dossier.proposing_agency,
            proposing_agency_title: dossier.proposing_agency_title,
            proposing_office: dossier.proposing_office,
            proposing_office_title: dossier.proposing_office_title,
            author_persons: dossier.author_persons,
            app_title: dossier.app_title,
            purpose: dossier.purpose,
            purpose_title: dossier.purpose_title,
            letter_number: dossier.letter_number,
            letter_date: dossier.letter_date,
            channel: dossier.channel,
            predecessor: dossier.predecessor,
            agenda_number: dossier.agenda_number,
            receipt_date: dossier.receipt_date,
            letter_signatory: dossier.letter_signatory,
            carried_on: dossier.carried_on,
            preparing_offices: dossier.preparing_offices,
        })
    }
}

impl From<Dossier> for pb::Dossier {
    fn from(dossier: Dossier) -> Self {
        Self {
            file_time: Some(time::to_proto(dossier.filed_at)),
            revision: i32::try_from(dossier.revision).unwrap_or(i32::MAX),
            applicant: Some(dossier.applicant.into()),
            sections: dossier.sections.into_iter().map(pb::Section::from).collect(),
            documents: dossier.documents.into_iter().map(pb::Document::from).collect(),
            submission: dossier.submission,
            registration_number: dossier.registration_number,
            procedure: dossier.procedure,
            proposing_agency: dossier.proposing_agency,
            proposing_agency_title: dossier.proposing_agency_title,
            proposing_office: dossier.proposing_office,
            proposing_office_title: dossier.proposing_office_title,
            author_persons: dossier.author_persons,
            app_title: dossier.app_title,
            purpose: dossier.purpose,
            purpose_title: dossier.purpose_title,
            letter_number: dossier.letter_number,
            letter_date: dossier.letter_date,
            channel: dossier.channel,
            predecessor: dossier.predecessor,
            agenda_number: dossier.agenda_number,
            receipt_date: dossier.receipt_date,
            letter_signatory: dossier.letter_signatory,
            carried_on: dossier.carried_on,
            preparing_offices: dossier.preparing_offices,
        }
    }
}

impl From<pb::Applicant> for Applicant {
    fn from(it: pb::Applicant) -> Self {
        Self {
            person: it.person,
            display_name: it.display_name,
            position: it.position,
            position_title: it.position_title,
            position_kind: it.position_kind,
        }
    }
}

impl From<Applicant> for pb::Applicant {
    fn from(it: Applicant) -> Self {
        Self {
            person: it.person,
            display_name: it.display_name,
            position: it.position,
            position_title: it.position_title,
            position_kind: it.position_kind,
        }
    }
}

impl From<pb::Section> for Section {
    fn from(it: pb::Section) -> Self {
        Self { id: it.id, title: it.title, text: it.text }
    }
}

impl From<Section> for pb::Section {
    fn from(it: Section) -> Self {
        Self { id: it.id, title: it.title, text: it.text }
    }
}

impl From<pb::Document> for Document {
    fn from(it: pb::Document) -> Self {
        Self {
            requirement: it.requirement,
            title: it.title,
            file: it.file,
            file_name: it.file_name,
            media_type: it.media_type,
            size_bytes: it.size_bytes,
            sha256: it.sha256,
        }
    }
}

impl From<Document> for pb::Document {
    fn from(it: Document) -> Self {
        Self {
            requirement: it.requirement,
            title: it.title,
            file: it.file,
            file_name: it.file_name,
            media_type: it.media_type,
            size_bytes: it.size_bytes,
            sha256: it.sha256,
        }
    }
}
