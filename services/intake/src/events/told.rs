//! What intake tells.

use crate::{
    form::Form,
    submission::{ActionItem, Applicant, COLLECTION, Carried, Document, Dossier, SectionText, Submission},
};
use jiff::Timestamp;
use platform::{Agency, ResourceName, Result, outbox, time};
use proto::intake::v1 as pb;
use sqlx::PgConnection;

impl Dossier {
    /// As the other desks get it, under the name of its submission.
    pub(crate) fn to_event(&self, submission: &ResourceName, form: &Form) -> pb::Dossier {
        let agency = &submission.agency;
        let incoming = self.incoming.as_ref();
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
            // The clock of its case counts from when it came.
            file_time: Some(time::to_proto(self.received_at.unwrap_or(self.filed_at))),
            channel: self.channel.clone(),
            agenda_number: incoming.map_or_else(String::new, |it| it.agenda_number.clone()),
            receipt_date: incoming.map_or_else(String::new, |it| it.receipt_date.to_string()),
            letter_signatory: incoming.map_or_else(String::new, |it| it.signatory.clone()),
            predecessor: self.predecessor.clone().unwrap_or_default(),
            carried_on: self.carried_on,
            preparing_offices: self.preparing_offices.clone(),
        }
    }
}

impl Document {
    /// With the name of its file, in a submission at `agency`.
    pub(crate) fn to_event(&self, agency: &Agency) -> pb::Document {
        pb::Document {
            requirement: self.requirement.clone(),
            title: self.title.clone(),
            file: self.stored_as(agency).to_string(),
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

impl From<Carried> for pb::CarriedSubmission {
    fn from(carried: Carried) -> Self {
        Self {
            submission: carried.submission,
            procedure_title: carried.procedure_title,
            state: carried.state.to_reply().into(),
            registration_number: carried.registration_number,
            decision_title: carried.decision_title,
            update_time: Some(time::to_proto(carried.updated_at)),
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

/// What an answer to an action item tells.
pub(crate) fn answered(
    submission: &ResourceName,
    item: &ActionItem,
    applicant: Applicant,
    now: Timestamp,
) -> pb::ActionItemAnswered {
    pb::ActionItemAnswered {
        submission: submission.to_string(),
        action_item: item.id.clone(),
        answer: item.answer.clone(),
        documents: item.documents.iter().map(|it| it.to_event(&submission.agency)).collect(),
        applicant: Some(applicant.into()),
        answer_time: Some(time::to_proto(now)),
    }
}

/// Tells the request from which `submission` was carried on, if it was, what became of it.
pub(crate) async fn tell_carried(
    tx: &mut PgConnection,
    submission: &Submission,
    form: &Form,
    now: Timestamp,
) -> Result<()> {
    match &submission.origin {
        Some(origin) => tell_origin(tx, origin, Some(submission.as_carried(form, now)), now).await,
        None => Ok(()),
    }
}

/// The subject is the origin, so that its own agency's rows are seen where it is heard.
pub(crate) async fn tell_origin(
    tx: &mut PgConnection,
    origin: &str,
    carried: Option<Carried>,
    now: Timestamp,
) -> Result<()> {
    let name = ResourceName::parse(COLLECTION, origin)?;
    let event = pb::CarriedSubmissionTold { submission: origin.to_owned(), carried: carried.map(Into::into) };
    outbox::publish(tx, &name, now, &event).await
}
