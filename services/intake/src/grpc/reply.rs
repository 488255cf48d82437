//! What intake answers with.

use crate::{
    form::PROCEDURES,
    store::Told,
    submission::{
        ActionItem, CASES, Content, Dossier, FILES, Gap, Incoming, LETTERS, Letter, State, Submission,
        Verdict, View,
    },
};
use platform::{Agency, ResourceName, SlugName, time};
use proto::intake::v1::{self as pb, gap, submission};

impl Submission {
    /// As the side that sees it may know it: letters that are not for the proposer, as an internal one, are left out, and from
    /// where it was carried on is not told to the reviewing agency.
    pub(super) fn into_reply(self, view: View) -> pb::Submission {
        let agency = self.name.agency.clone();
        let etag = self.etag();
        let Content { app_title, purpose, letter_number, letter_date, sections, documents } = self.content;
        let filing = self.filing;
        let recorded = self.incoming.as_ref().map(|it| it.channel.clone());
        let channel = filing.as_ref().map(|it| it.channel.clone()).or(recorded);
        let items = self.follow_up.items.into_iter();
        let letters = self.letters.into_iter().filter(|it| it.for_proposer);
        let procedure =
            SlugName { agency: agency.clone(), collection: PROCEDURES, slug: self.procedure.clone() };
        pb::Submission {
            procedure: procedure.to_string(),
            name: self.name.to_string(),
            app_title,
            purpose,
            letter_number,
            letter_date: letter_date.map(|it| it.to_string()).unwrap_or_default(),
            sections: sections.into_iter().collect(),
            documents: documents.iter().map(|it| it.to_event(&agency)).collect(),
            action_items: items.map(|it| it.into_reply(&agency, view.proposing)).collect(),
            state: self.state.to_reply().into(),
            procedure_version: filing.as_ref().map_or(0, |it| it.version),
            registration_number: filing
                .as_ref()
                .map_or_else(String::new, |it| it.registration_number.clone()),
            proposing_agency: self.proposer.agency.name(),
            proposing_office: self.proposer.office,
            proposing_office_title: self.proposer.office_title,
            revision: filing.as_ref().map_or(0, |it| it.revision),
            file_time: filing.as_ref().map(|it| time::to_proto(it.filed_at)),
            applicant: filing.map(|it| it.applicant.into()),
            gaps: self.gaps.into_iter().map(Into::into).collect(),
            decision: self.decision.as_ref().map_or_else(String::new, |it| it.id.clone()),
            decision_title: self.decision.map_or_else(String::new, |it| it.title),
            activity: if self.state == State::InReview { self.activity } else { String::new() },
            letters: letters.map(|it| it.into_reply(&agency)).collect(),
            case: self.case.map(|id| named(&agency, CASES, id)).unwrap_or_default(),
            create_time: Some(time::to_proto(self.created_at)),
            update_time: Some(time::to_proto(self.updated_at)),
            close_time: self.closed_at.map(time::to_proto),
            etag,
            withdrawal_reason: self.withdrawal_reason,
            channel: channel.unwrap_or_default(),
            incoming: self.incoming.map(Into::into),
            predecessor: self.predecessor.unwrap_or_default(),
            origin: self.origin.filter(|_| view.proposing).unwrap_or_default(),
            carriable_to: String::new(),
            carried: self.carried.map(Into::into),
            meeting_outcome: self.follow_up.outcome,
            follow_up_due_time: self.follow_up.due_at.map(time::to_proto),
        }
    }
}

impl State {
    pub(crate) fn to_reply(self) -> submission::State {
        match self {
            Self::Draft => submission::State::Draft,
            Self::Filed => submission::State::Filed,
            Self::InReview => submission::State::InReview,
            Self::Returned => submission::State::Returned,
            Self::Decided => submission::State::Decided,
            Self::Withdrawn => submission::State::Withdrawn,
            Self::Lapsed => submission::State::Lapsed,
            Self::FollowUp => submission::State::FollowUp,
        }
    }
}

impl ActionItem {
    /// What was uploaded is the proposing side's alone until it is part of an answer.
    fn into_reply(self, agency: &Agency, proposing: bool) -> pb::ActionItem {
        let documents = self.documents.iter().filter(|_| proposing || self.answered_at.is_some());
        pb::ActionItem {
            documents: documents.map(|it| it.to_event(agency)).collect(),
            id: self.id,
            text: self.text,
            required: self.required,
            answer: self.answer,
            answer_time: self.answered_at.map(time::to_proto),
        }
    }
}

impl From<Incoming> for pb::Incoming {
    fn from(incoming: Incoming) -> Self {
        Self {
            agenda_number: incoming.agenda_number,
            receipt_date: incoming.receipt_date.to_string(),
            signatory: incoming.signatory,
            signatory_kind: incoming.signatory_kind,
        }
    }
}

impl Letter {
    fn into_reply(self, agency: &Agency) -> pb::IssuedLetter {
        pb::IssuedLetter {
            letter: named(agency, LETTERS, self.id),
            title: self.title,
            number: self.number,
            file: named(agency, FILES, self.file),
            verification_code: self.verification_code,
            issue_time: Some(time::to_proto(self.issued_at)),
            voided: self.void_reason.is_some(),
            delivery_time: self.delivery.as_ref().map(|it| time::to_proto(it.delivered_at)),
            delivery_channel: self.delivery.map(|it| it.channel).unwrap_or_default(),
        }
    }
}

impl Dossier {
    pub(super) fn into_receipt(self, submission: &ResourceName) -> pb::Receipt {
        pb::Receipt {
            submission: submission.to_string(),
            registration_number: self.registration_number,
            revision: self.revision,
            file_time: Some(time::to_proto(self.filed_at)),
            applicant: Some(self.applicant.into()),
            app_title: self.app_title,
            documents: self.documents.iter().map(|it| it.to_event(&submission.agency)).collect(),
        }
    }
}

impl From<Gap> for pb::Gap {
    fn from(gap: Gap) -> Self {
        let verdict = match gap.verdict {
            Verdict::Missing => gap::Verdict::Missing,
            Verdict::NotAsRequired => gap::Verdict::NotAsRequired,
        };
        Self {
            item: gap.item,
            title: gap.title,
            verdict: verdict.into(),
            note: gap.note,
            corrected: gap.corrected,
        }
    }
}

impl From<Told> for pb::SubmissionEvent {
    fn from(told: Told) -> Self {
        Self {
            sequence: told.sequence,
            kind: told.kind,
            text: told.text,
            time: Some(time::to_proto(told.happened_at)),
            state: told.state.to_reply().into(),
        }
    }
}

pub(super) fn named(agency: &Agency, collection: &'static str, id: uuid::Uuid) -> String {
    ResourceName { agency: agency.clone(), collection, id }.to_string()
}
