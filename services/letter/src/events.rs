//! What letter is told, and what it tells.

use crate::{
    issuing,
    letter::{COLLECTION, Content, Initials, Issue, Letter, State},
    number, render, store,
};
use jiff::Timestamp;
use platform::{Agency, Error, ResourceName, Result, inbox::Handle, json, outbox, time};
use proto::{
    letter::v1::{InitialsRequested, LetterDelivered, LetterIssued, LetterVoided},
    meeting::v1::MeetingPaperRequested,
    review::v1::{LetterCancelled, LetterRequested, letter_requested},
};
use serde_json::{Value, json};
use sqlx::PgConnection;

pub(crate) struct Desk;

impl Handle<LetterRequested> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: LetterRequested) -> Result<()> {
        requested(tx, Letter::try_from(event)?).await
    }
}

impl Handle<MeetingPaperRequested> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: MeetingPaperRequested) -> Result<()> {
        let letter = event.letter.ok_or_else(|| Error::invalid("letter is missing"))?;
        requested(tx, Letter::try_from(letter)?).await
    }
}

/// Keeps a new draft, and asks for the first initials.
async fn requested(tx: &mut PgConnection, letter: Letter) -> Result<()> {
    store::insert(tx, &letter).await?;
    match initials_requested(&letter, letter.created_at) {
        Some(event) => outbox::publish(tx, &letter.name, letter.created_at, &event).await,
        None => Ok(()),
    }
}

impl Handle<LetterCancelled> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: LetterCancelled) -> Result<()> {
        let name = ResourceName::parse(COLLECTION, &event.letter)?;
        let mut letter = store::lock(tx, &name).await?;
        if !letter.cancel(&event.reason) {
            return Ok(());
        }
        if let Some(taken) = &letter.taken {
            store::void_number(tx, &name, &taken.number, &event.reason).await?;
        }
        store::save(tx, &letter).await
    }
}

/// A new draft.
impl TryFrom<LetterRequested> for Letter {
    type Error = Error;

    fn try_from(event: LetterRequested) -> Result<Self> {
        let issue = match event.issue() {
            letter_requested::Issue::Sign => Issue::Sign,
            letter_requested::Issue::Seal => Issue::Seal,
            letter_requested::Issue::File => Issue::File,
            letter_requested::Issue::Unspecified => return Err(Error::invalid("issue is missing")),
        };
        if !render::knows(&event.template) {
            let reason = format!("template {:?} is not one of the letter service's", event.template);
            return Err(Error::invalid(reason));
        }
        if !event.register.is_empty() {
            number::check(&event.number_pattern)?;
        }
        let performer = event.performer.unwrap_or_default();
        let mut data = json::from_struct(event.data.unwrap_or_default());
        let told = data.as_object_mut().ok_or_else(|| Error::internal("a struct is an object"))?;
        if !performer.person.is_empty() {
            let known = told.entry("performer").or_insert_with(|| json!({}));
            if let Some(known) = known.as_object_mut() {
                known.insert("person".to_owned(), performer.person.into());
                known.entry("display_name").or_insert(performer.display_name.into());
                known.entry("position_title").or_insert(performer.position_title.into());
            }
        }
        let signatory_position =
            if event.signatory.is_empty() { performer.position } else { event.signatory };
        let content = Content {
            subject: if event.subject.is_empty() { event.title.clone() } else { event.subject },
            paragraphs: texts(&data["letter"]["paragraphs"]),
            carbon_copies: texts(&data["letter"]["carbon_copies"]),
        };
        Ok(Self {
            name: ResourceName::parse(COLLECTION, &event.letter)?,
            case: event.case,
            submission: event.submission,
            proposing_agency: Agency::from_name(&event.proposing_agency)?,
            proposing_office: event.proposing_office,
            reviewing_offices: event.reviewing_offices,
            template: event.template,
            title: event.title,
            issue,
            register: event.register,
            number_pattern: event.number_pattern,
            signatory_position,
            barred_persons: event.barred_persons,
            for_proposer: event.for_proposer,
            record: event.record,
            data,
            state: State::Draft,
            content,
            revision: 1,
            created_at: time::from_proto("request_time", event.request_time)?,
            taken: None,
            file: None,
            void_reason: String::new(),
            meeting: event.meeting,
            initials: (event.initials.into_iter()).map(|position| Initials { position, put: None }).collect(),
            urgency: event.urgency,
            security_class: event.security_class,
            delivery: None,
        })
    }
}

fn texts(value: &Value) -> Vec<String> {
    let items = value.as_array().into_iter().flatten();
    items.filter_map(Value::as_str).filter(|it| !it.trim().is_empty()).map(str::to_owned).collect()
}

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
    }
}

/// Whose initials a draft waits for; nothing where it waits for none.
pub(crate) fn initials_requested(letter: &Letter, now: Timestamp) -> Option<InitialsRequested> {
    Some(InitialsRequested {
        letter: letter.name.to_string(),
        case: letter.case.clone(),
        submission: letter.submission.clone(),
        meeting: letter.meeting.clone(),
        position: letter.next_initials()?.to_owned(),
        title: letter.title.clone(),
        subject: letter.content.subject.clone(),
        request_time: Some(time::to_proto(now)),
    })
}

/// When and how a letter came to its addressee.
pub(crate) fn delivered(letter: &Letter) -> LetterDelivered {
    let delivery = letter.delivery.as_ref();
    LetterDelivered {
        letter: letter.name.to_string(),
        case: letter.case.clone(),
        submission: letter.submission.clone(),
        proposing_agency: letter.proposing_agency.name(),
        channel: delivery.map(|it| it.channel.clone()).unwrap_or_default(),
        recipient: delivery.map(|it| it.recipient.clone()).unwrap_or_default(),
        delivery_time: delivery.map(|it| time::to_proto(it.at)),
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
