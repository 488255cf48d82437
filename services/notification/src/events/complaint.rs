//! What is told of complaints, suggestions and other input.

use super::{Desk, required};
use crate::notice::{Addressee, Content, Happening};
use platform::{ResourceName, Result, inbox::Handle};
use proto::intake::v1::{ComplaintAnswered, ComplaintFiled};
use sqlx::PgConnection;

impl Handle<ComplaintFiled> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: ComplaintFiled) -> Result<()> {
        let complaint = ResourceName::parse("complaints", &event.complaint)?;
        let happening = Happening::ComplaintFiled {
            ticket: event.ticket,
            kind: event.kind,
            title: event.title,
            due_second: event.due_time.map(|it| it.seconds),
        };
        let addressee =
            Addressee { agency: complaint.agency.clone(), position: event.position, person: None };
        self.put(
            tx,
            format!("complaint {complaint}"),
            event.complaint,
            complaint.agency,
            Content::of_no_request(happening),
            addressee,
        )
        .await
    }
}

impl Handle<ComplaintAnswered> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: ComplaintAnswered) -> Result<()> {
        if event.email.is_empty() {
            return Ok(());
        }
        let complaint = ResourceName::parse("complaints", &event.complaint)?;
        let answered = required("answer_time", event.answer_time)?;
        let happening =
            Happening::ComplaintAnswered { ticket: event.ticket, kind: event.kind, email: event.email };
        let addressee =
            // Whoever filed it is no user here, and known by nothing but what they filed.
            Addressee { agency: complaint.agency.clone(), position: String::new(), person: Some(complaint.id) };
        self.put(
            tx,
            format!("answered {complaint} at {}", answered.seconds),
            event.complaint,
            complaint.agency,
            Content::of_no_request(happening),
            addressee,
        )
        .await
    }
}
