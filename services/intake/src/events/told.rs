//! What intake tells.

use crate::{
    form::Form,
    submission::{Applicant, Document, Dossier, FILES, SectionText, Submission},
};
use jiff::Timestamp;
use platform::{Agency, ResourceName, time};
use proto::intake::v1 as pb;

impl Dossier {
    /// As the other desks get it, under the name of its submission.
    pub(crate) fn to_event(&self, submission: &ResourceName, form: &Form) -> pb::Dossier {
        let agency = &submission.agency;
        pb::Dossier {
            submission: submission.to_string(),
            registration_number: self.registration_number.clone(),
            procedure: form.procedure.to_string(),
            revision: self.revision,
            proposing_agency: self.proposing_agency.name(),
            proposing_agency_title: self.proposing_agency_title.clone(),
            proposing_office: self.proposing_office.clone(),
            proposing_office_title: self.proposing_office_title.clone(),
            applicant: Some(self.applicant.clone().into()),
            author_persons: self.authors.clone(),
            app_title: self.app_title.clone(),
            purpose: self.purpose.id.clone(),
            purpose_title: self.purpose.title.clone(),
            letter_number: self.letter_number.clone(),
            letter_date: self.letter_date.map(|it| it.to_string()).unwrap_or_default(),
            sections: self.sections.iter().cloned().map(Into::into).collect(),
            documents: self.documents.iter().map(|it| it.to_event(agency)).collect(),
            file_time: Some(time::to_proto(self.filed_at)),
            channel: self.channel.clone(),
            predecessor: self.predecessor.clone(),
        }
    }
}

impl Document {
    /// With the name of its file among those of `agency`.
    pub(crate) fn to_event(&self, agency: &Agency) -> pb::Document {
        let file = ResourceName { agency: agency.clone(), collection: FILES, id: self.file };
        pb::Document {
            requirement: self.requirement.clone(),
            title: self.title.clone(),
            file: file.to_string(),
            file_name: self.file_name.clone(),
            media_type: self.media_type.clone(),
            size_bytes: self.size_bytes,
            sha256: self.sha256.clone(),
        }
    }
}

impl From<Applicant> for pb::Applicant {
    fn from(applicant: Applicant) -> Self {
        Self {
            person: applicant.person,
            display_name: applicant.display_name,
            position: applicant.position,
            position_title: applicant.position_title,
            position_kind: applicant.position_kind,
        }
    }
}

impl From<SectionText> for pb::Section {
    fn from(section: SectionText) -> Self {
        Self { id: section.id, title: section.title, text: section.text }
    }
}

/// What a withdrawal tells.
pub(crate) fn withdrawn(
    submission: &Submission,
    applicant: Applicant,
    now: Timestamp,
) -> pb::SubmissionWithdrawn {
    pb::SubmissionWithdrawn {
        submission: submission.name.to_string(),
        reason: submission.withdrawal_reason.clone(),
        applicant: Some(applicant.into()),
        withdraw_time: Some(time::to_proto(now)),
    }
}
