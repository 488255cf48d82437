//! Letters as the contract writes them.

use crate::{
    events, issuing,
    letter::{Content, Delivery, Initials, Issue, Letter, State},
};
use platform::{Error, Result, time};
use proto::letter::v1 as pb;

/// Reads a filter's state; unspecified: any.
pub(super) fn state(state: pb::letter::State) -> Result<Option<State>> {
    Ok(match state {
        pb::letter::State::Unspecified => None,
        pb::letter::State::Draft => Some(State::Draft),
        pb::letter::State::Numbered => Some(State::Numbered),
        pb::letter::State::Issued => Some(State::Issued),
        pb::letter::State::Voided => Some(State::Voided),
        pb::letter::State::Cancelled => Some(State::Cancelled),
    })
}

/// What `request` makes of `content`: the fields of its mask, or all three where it has none.
pub(super) fn content(request: &pb::UpdateLetterRequest, content: &Content) -> Result<Content> {
    let told = request.letter.clone().unwrap_or_default();
    let every = ["subject", "paragraphs", "carbon_copies"].map(str::to_owned).to_vec();
    let paths = request.update_mask.as_ref().map(|it| it.paths.clone()).filter(|it| !it.is_empty());
    let mut changed = content.clone();
    for path in paths.unwrap_or(every) {
        match path.as_str() {
            "subject" => told.subject.clone_into(&mut changed.subject),
            "paragraphs" => changed.paragraphs.clone_from(&told.paragraphs),
            "carbon_copies" => changed.carbon_copies.clone_from(&told.carbon_copies),
            _ => {
                let reason = format!("update_mask: {path:?} is none of subject, paragraphs, carbon_copies");
                return Err(Error::invalid(reason));
            }
        }
    }
    changed.check()?;
    Ok(changed)
}

/// Title of the position it was signed in; empty before.
pub(super) fn position_title(letter: &Letter) -> String {
    let taken = letter.taken.as_ref().filter(|_| letter.issue != Issue::File);
    taken.map(|it| it.block.signatory.position_title.clone()).unwrap_or_default()
}

/// The letter, where the title of the position that signs it is known.
pub(super) fn letter(letter: &Letter, position_title: &str) -> pb::Letter {
    pb::Letter { signatory_position_title: position_title.to_owned(), ..letter.into() }
}

/// What the public may know; nothing before it is issued.
pub(super) fn verification(letter: &Letter) -> Option<pb::Verification> {
    let state = match letter.state {
        State::Issued => pb::verification::State::Valid,
        State::Voided => pb::verification::State::Voided,
        State::Draft | State::Numbered | State::Cancelled => return None,
    };
    let (taken, file) = (letter.taken.as_ref()?, letter.file.as_ref()?);
    Some(pb::Verification {
        state: state.into(),
        number: taken.number.clone(),
        date: taken.date.to_string(),
        subject: letter.content.subject.clone(),
        agency: taken.block.agency_title.clone(),
        signatory: events::signed_by(letter),
        sha256: file.sha256.clone(),
        void_reason: letter.void_reason.clone(),
        title: letter.title.clone(),
    })
}

fn initials(place: &Initials) -> pb::Initials {
    let put = place.put.as_ref();
    pb::Initials {
        position: place.position.clone(),
        position_title: place.position_title.clone(),
        display_name: put.map(|it| it.display_name.clone()).unwrap_or_default(),
        capacity: put.map(|it| it.capacity.to_string()).unwrap_or_default(),
        initial_time: put.map(|it| time::to_proto(it.at)),
    }
}

fn delivery(delivery: &Delivery) -> pb::Delivery {
    pb::Delivery {
        delivery_time: Some(time::to_proto(delivery.at)),
        channel: delivery.channel.as_str().to_owned(),
        recipient: delivery.recipient.clone(),
    }
}

impl From<&Letter> for pb::Letter {
    fn from(letter: &Letter) -> Self {
        let state = match letter.state {
            State::Draft => pb::letter::State::Draft,
            State::Numbered => pb::letter::State::Numbered,
            State::Issued => pb::letter::State::Issued,
            State::Voided => pb::letter::State::Voided,
            State::Cancelled => pb::letter::State::Cancelled,
        };
        let (taken, file) = (letter.taken.as_ref(), letter.file.as_ref());
        let signed = taken.filter(|_| letter.issue == Issue::Sign).map(|it| &it.block.signatory);
        // The code leads nowhere before it is issued.
        let code = taken.filter(|_| file.is_some()).and_then(|it| it.code.as_ref());
        Self {
            name: letter.name.to_string(),
            case: letter.case.clone(),
            submission: letter.submission.clone(),
            title: letter.title.clone(),
            state: state.into(),
            subject: letter.content.subject.clone(),
            paragraphs: letter.content.paragraphs.clone(),
            carbon_copies: letter.content.carbon_copies.clone(),
            number: taken.map(|it| it.number.clone()).unwrap_or_default(),
            date: taken.map(|it| it.date.to_string()).unwrap_or_default(),
            signatory_position: letter.signed_position().to_owned(),
            signatory_position_title: position_title(letter),
            signatory: signed.map(|it| it.display_name.clone()).unwrap_or_default(),
            signatory_capacity: signed
                .and_then(|it| it.capacity)
                .map(|it| it.to_string())
                .unwrap_or_default(),
            verification_code: code.map(|it| it.as_str().to_owned()).unwrap_or_default(),
            file: file.map(|it| issuing::file_name(&letter.name.agency, it.id)).unwrap_or_default(),
            sha256: file.map(|it| it.sha256.clone()).unwrap_or_default(),
            create_time: Some(time::to_proto(letter.created_at)),
            issue_time: file.map(|it| time::to_proto(it.issued_at)),
            void_reason: letter.void_reason.clone(),
            etag: letter.etag(),
            template: letter.template.clone(),
            record: letter.record.clone(),
            initials: letter.initials.iter().map(initials).collect(),
            urgency: letter.urgency.as_str().to_owned(),
            security_class: letter.security_class.as_str().to_owned(),
            meeting: letter.meeting.clone(),
            delivery: letter.delivery.as_ref().map(delivery),
        }
    }
}
