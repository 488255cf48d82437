//! What letter is told, and what it tells.

mod tell;

pub(crate) use tell::{delivered, initials_requested, issued, signed_by, voided};

use crate::{
    letter::{COLLECTION, Content, Initials, Issue, Letter, SecurityClass, State, Urgency},
    number, render, store,
};
use platform::{Agency, Clock, Error, ResourceName, Result, inbox::Handle, json, outbox, time};
use proto::{
    meeting::v1::{MeetingPaperRequested, MeetingPaperWithdrawn},
    review::v1::{LetterCancelled, LetterRequested, letter_requested},
};
use serde_json::{Value, json};
use sqlx::PgConnection;

#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) clock: Clock,
}

impl Desk {
    async fn draft(&self, tx: &mut PgConnection, event: LetterRequested) -> Result<()> {
        let letter = Letter::try_from(event)?;
        store::insert(tx, &letter).await?;
        let now = self.clock.now();
        match initials_requested(&letter, now) {
            Some(event) => outbox::publish(tx, &letter.name, now, &event).await,
            None => Ok(()),
        }
    }
}

impl Desk {
    /// Lets nobody sign it any more. What was issued before stays.
    async fn cancel(&self, tx: &mut PgConnection, letter: &str, reason: &str) -> Result<()> {
        let name = ResourceName::parse(COLLECTION, letter)?;
        let mut letter = store::lock(tx, &name).await?;
        if !letter.cancel(reason) {
            return Ok(());
        }
        if let Some(taken) = &letter.taken {
            store::void_number(tx, &name, &taken.number, reason).await?;
        }
        store::save(tx, &letter).await
    }
}

impl Handle<LetterRequested> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: LetterRequested) -> Result<()> {
        self.draft(tx, event).await
    }
}

impl Handle<MeetingPaperRequested> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: MeetingPaperRequested) -> Result<()> {
        let letter = event.letter.ok_or_else(|| Error::invalid("letter is missing"))?;
        self.draft(tx, letter).await
    }
}

impl Handle<LetterCancelled> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: LetterCancelled) -> Result<()> {
        self.cancel(tx, &event.letter, &event.reason).await
    }
}

impl Handle<MeetingPaperWithdrawn> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: MeetingPaperWithdrawn) -> Result<()> {
        self.cancel(tx, &event.letter, &event.reason).await
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
        let name = ResourceName::parse(COLLECTION, &event.letter)?;
        let proposing_agency = match event.proposing_agency.as_str() {
            "" => name.agency.clone(),
            proposing_agency => Agency::from_name(proposing_agency)?,
        };
        // Only what a person signs is initialled before.
        let initials = if issue == Issue::Sign { event.initials } else { vec![] };
        Ok(Self {
            name,
            case: event.case,
            submission: event.submission,
            meeting: event.meeting,
            proposing_agency,
            proposing_office: event.proposing_office,
            preparing_offices: event.preparing_offices,
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
            urgency: Urgency::parse(&event.urgency)?,
            security_class: SecurityClass::parse(&event.security_class)?,
            data,
            state: State::Draft,
            content,
            initials: initials.into_iter().map(Initials::of).collect(),
            revision: 1,
            created_at: time::from_proto("request_time", event.request_time)?,
            taken: None,
            file: None,
            void_reason: String::new(),
            delivery: None,
        })
    }
}

fn texts(value: &Value) -> Vec<String> {
    let items = value.as_array().into_iter().flatten();
    items.filter_map(Value::as_str).filter(|it| !it.trim().is_empty()).map(str::to_owned).collect()
}
