//! What letter tells.

use crate::{
    issuing,
    letter::{Delivery, Issue, Letter},
};
use jiff::Timestamp;
use platform::time;
use proto::letter::v1::{InitialsRequested, LetterDelivered, LetterIssued, LetterVoided};

/// All that others keep of an issued letter.
pub(crate) fn issued(letter: &Letter, file_name: &str) -> LetterIssued {
    let (taken, file) = (letter.taken.as_ref(), letter.file.as_ref());
    let signatory = taken.map(|it| it.block.signatory.clone()).unwrap_or_default();
    let capacity = signatory.capacity.filter(|_| letter.issue == Issue::Sign);
    LetterIssued {
        letter: letter.name.to_string(),
        case: letter.case.clone(),
        submission: letter.submission.clone(),
        proposing_agency: letter.proposing_agency.name(),
        proposing_office: letter.proposing_office.clone(),
        title: letter.title.clone(),
        number: taken.map(|it| it.number.clone()).unwrap_or_default(),
        date: taken.map(|it| it.date.to_string()).unwrap_or_default(),
        subject: letter.content.subject.clone(),
        verification_code: taken
            .and_then(|it| it.code.as_ref())
            .map(|it| it.as_str().to_owned())
            .unwrap_or_default(),
        file: file.map(|it| issuing::file_name(&letter.name.agency, it.id)).unwrap_or_default(),
        file_name: file_name.to_owned(),
        sha256: file.map(|it| it.sha256.clone()).unwrap_or_default(),
        size_bytes: file.map(|it| it.size_bytes).unwrap_or_default(),
        signatory_position: letter.signed_position().to_owned(),
        signatory_person: signatory.person.clone(),
        signatory: signed_by(letter),
        signatory_capacity: capacity.map(|it| it.to_string()).unwrap_or_default(),
        issue_time: file.map(|it| time::to_proto(it.issued_at)),
        for_proposer: letter.for_proposer,
        record: letter.record.clone(),
        template: letter.template.clone(),
        signed: letter.issue == Issue::Sign,
        signatory_display_name: signatory.display_name,
        signatory_position_title: signatory.position_title,
        meeting: letter.meeting.clone(),
        security_class: letter.security_class.as_str().to_owned(),
    }
}

/// Who signed, or the seal; empty for what is only filed.
pub(crate) fn signed_by(letter: &Letter) -> String {
    let taken = letter.taken.as_ref().filter(|_| letter.issue != Issue::File);
    taken.map(|it| it.block.signed_by()).unwrap_or_default()
}

/// What others learn when a letter is declared void.
pub(crate) fn voided(letter: &Letter, now: Timestamp) -> LetterVoided {
    LetterVoided {
        letter: letter.name.to_string(),
        case: letter.case.clone(),
        submission: letter.submission.clone(),
        proposing_agency: letter.proposing_agency.name(),
        number: letter.taken.as_ref().map(|it| it.number.clone()).unwrap_or_default(),
        reason: letter.void_reason.clone(),
        void_time: Some(time::to_proto(now)),
    }
}

/// Whose initials a draft waits for; none where it waits for nobody's.
pub(crate) fn initials_requested(letter: &Letter, now: Timestamp) -> Option<InitialsRequested> {
    let next = letter.next_initials()?;
    Some(InitialsRequested {
        letter: letter.name.to_string(),
        case: letter.case.clone(),
        submission: letter.submission.clone(),
        meeting: letter.meeting.clone(),
        position: next.position.clone(),
        title: letter.title.clone(),
        subject: letter.content.subject.clone(),
        request_time: Some(time::to_proto(now)),
    })
}

/// How a letter came to its addressee.
pub(crate) fn delivered(letter: &Letter, delivery: &Delivery) -> LetterDelivered {
    LetterDelivered {
        letter: letter.name.to_string(),
        case: letter.case.clone(),
        submission: letter.submission.clone(),
        proposing_agency: letter.proposing_agency.name(),
        channel: delivery.channel.as_str().to_owned(),
        recipient: delivery.recipient.clone(),
        delivery_time: Some(time::to_proto(delivery.at)),
    }
}
