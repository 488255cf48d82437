//! The worker that finds out who is to be told of a fact, and writes each of them a message.

use crate::{
    NAME,
    calendar::{Calendar, Entry, Party},
    message::{Mailbox, NewMessage},
    notice::{Addressee, Happening, Notice},
    queue,
    store::{messages, notices},
    text::{Sender, Wording},
};
use jiff::{SignedDuration, Timestamp};
use platform::{
    Agency, Caller, Capacity, Clock, Database, Directory, Error, Result, bell::Bell, indonesian::Zone,
    resource, service::Worker, telemetry, tenancy,
};
use proto::directory::v1::{self as directory, Holder, Position};
use tracing::{Instrument as _, error, warn};
use uuid::Uuid;

/// What the worker needs.
#[derive(Clone)]
pub(crate) struct Telling {
    pub(crate) db: Database,
    pub(crate) clock: Clock,
    pub(crate) directory: Directory,
    /// Whether there is a mail server.
    pub(crate) sends_mail: bool,
    /// Who mails come from.
    pub(crate) from: lettre::message::Mailbox,
    /// Without a slash at its end.
    pub(crate) portal_url: String,
}

/// A person who is to be told.
struct Recipient {
    person: Uuid,
    mailbox: Option<Mailbox>,
}

pub(crate) fn worker(telling: Telling, bell: Bell) -> Worker {
    Worker::new("telling", move |stop| {
        let (telling, mut bell) = (telling.clone(), bell.clone());
        async move {
            while !stop.is_cancelled() {
                if telling.tell_some().await? == 0 {
                    stop.run_until_cancelled(bell.wait(queue::REST)).await;
                }
            }
            Ok(())
        }
    })
}

impl Telling {
    /// Tells of what is due, a batch of each agency's. Returns how many facts that were.
    async fn tell_some(&self) -> Result<usize> {
        let mut count = 0;
        for agency in notices::agencies_due(&self.db, self.clock.now()).await? {
            let mut tx = tenancy::begin(&self.db, &Caller::platform(&agency)).await?;
            let taken = notices::take(&mut tx, &agency, self.clock.now()).await?;
            tx.commit().await?;
            count += taken.len();
            for it in taken {
                let span = telemetry::task_span(NAME, "tell people", it.traceparent.as_deref());
                self.tell_or_postpone(&it.notice, it.attempts).instrument(span).await?;
            }
        }
        Ok(count)
    }

    /// One that cannot be told for now waits, and holds up no other.
    async fn tell_or_postpone(&self, notice: &Notice, attempts: i32) -> Result<()> {
        let retry_in = match self.tell(notice).await {
            Ok(()) => None,
            Err(error) => retry_in(notice, attempts, &error),
        };
        let mut tx = tenancy::begin(&self.db, &Caller::platform(&notice.agency)).await?;
        match retry_in {
            None => notices::remove(&mut tx, &notice.agency, notice.id).await?,
            Some(pause) => {
                let retry_at = self.clock.now() + pause;
                notices::postpone(&mut tx, &notice.agency, notice.id, retry_at).await?;
            }
        }
        tx.commit().await
    }

    /// Writes to everyone whom the fact concerns. What was written before is not written again.
    async fn tell(&self, notice: &Notice) -> Result<()> {
        let reviewer = self.directory.agency(&notice.agency).await?;
        let wording = self.word(notice, &reviewer);
        let Addressee { agency, position, person } = &notice.addressee;
        let recipients = match (&notice.content.happening, *person) {
            (Happening::ComplaintAnswered { email, .. }, Some(person)) => vec![outsider(person, email)],
            (_, person) => recipients(&self.directory.position(agency, position).await?, person)?,
        };
        if recipients.is_empty() {
            warn!(fact = notice.fact, "nobody is told: nobody holds the position");
        }
        // Messages lie with the agency of those who read them.
        let mut tx = tenancy::begin(&self.db, &Caller::platform(agency)).await?;
        for recipient in recipients {
            let message = self.message(notice, agency, &reviewer.title, &wording, recipient);
            messages::write(&mut tx, &message).await?;
        }
        tx.commit().await
    }

    fn word(&self, notice: &Notice, reviewer: &directory::Agency) -> Wording {
        let sender = Sender {
            agency_title: &reviewer.title,
            zone: Zone::named(&reviewer.time_zone),
            portal_url: &self.portal_url,
        };
        sender.word(&notice.content)
    }

    fn message(
        &self,
        notice: &Notice,
        agency: &Agency,
        organizer: &str,
        wording: &Wording,
        recipient: Recipient,
    ) -> NewMessage {
        let mailbox = recipient.mailbox.filter(|_| self.sends_mail);
        let calendar = mailbox.as_ref().and_then(|it| self.calendar(notice, organizer, wording, it));
        NewMessage {
            agency: agency.clone(),
            id: self.clock.id(),
            person: recipient.person,
            fact: notice.fact.clone(),
            resource: notice.resource.clone(),
            title: wording.title.clone(),
            text: self.with_address(notice, &wording.text),
            created_at: notice.told_at,
            mailbox,
            calendar,
        }
    }

    /// With the page about it, which the portal finds by the resource's name. Who is outside, or is not invited any more, has
    /// none.
    fn with_address(&self, notice: &Notice, text: &str) -> String {
        match notice.content.happening {
            Happening::ComplaintAnswered { .. } | Happening::MeetingLeft(_) => text.to_owned(),
            _ => format!("{text}\n\nBuka di Telaah: {}/open/{}", self.portal_url, notice.resource),
        }
    }

    /// For the calendar of who is invited to a meeting, or is no more.
    fn calendar(
        &self,
        notice: &Notice,
        organizer: &str,
        wording: &Wording,
        reader: &Mailbox,
    ) -> Option<Calendar> {
        let (meeting, is_cancelled) = notice.content.happening.meeting()?;
        let entry = Entry {
            uid: &format!("{}@telaah", notice.resource),
            sequence: meeting.sequence,
            is_cancelled,
            written_at: notice.told_at,
            starts_at: Timestamp::from_second(meeting.start_second).ok()?,
            ends_at: Timestamp::from_second(meeting.end_second.max(meeting.start_second)).ok()?,
            summary: &meeting.title,
            place: &meeting.place,
            description: &wording.text,
            organizer: Party { name: organizer, address: self.from.email.as_ref() },
            attendee: Party { name: &reader.display_name, address: &reader.address },
        };
        Some(entry.write())
    }
}

/// Someone who is no user: they are written to, and read nothing in the app.
fn outsider(person: Uuid, email: &str) -> Recipient {
    let mailbox = Mailbox { address: email.to_owned(), display_name: String::new(), office: String::new() };
    Recipient { person, mailbox: Some(mailbox) }
}

/// When to try again after `error`; never where the directory knows no such position.
fn retry_in(notice: &Notice, attempts: i32, error: &Error) -> Option<SignedDuration> {
    let (fact, is_hopeless) = (&notice.fact, matches!(error, Error::NotFound(_)));
    let error = error as &dyn std::error::Error;
    if is_hopeless {
        error!(fact, error, "nobody is told: the directory does not know the position");
        return None;
    }
    warn!(fact, attempts, error, "people are told later");
    Some(queue::pause(attempts))
}

/// The one holder whom it concerns, or else all: work goes to the position, whoever holds it.
fn recipients(position: &Position, person: Option<Uuid>) -> Result<Vec<Recipient>> {
    let holders = position.holders.iter().map(|it| recipient(position, it));
    let mut recipients: Vec<Recipient> = holders.collect::<Result<_>>()?;
    let Some(person) = person else {
        return Ok(recipients);
    };
    if recipients.iter().any(|it| it.person == person) {
        recipients.retain(|it| it.person == person);
    } else {
        recipients.push(Recipient { person, mailbox: None });
    }
    Ok(recipients)
}

fn recipient(position: &Position, holder: &Holder) -> Result<Recipient> {
    let capacity = Capacity::from_proto(holder.capacity()).unwrap_or(Capacity::Incumbent);
    let mailbox = Mailbox {
        address: holder.email.clone(),
        display_name: holder.display_name.clone(),
        office: capacity.of(&position.title),
    };
    Ok(Recipient {
        person: resource::parse_id("person", &holder.person)?,
        mailbox: (!holder.email.is_empty()).then_some(mailbox),
    })
}
