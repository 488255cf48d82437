//! What intake tells of complaints, and the calendars it is told, by which they are due.

use super::Desk;
use crate::{complaint::Complaint, store};
use jiff::Timestamp;
use platform::{Agency, Error, Result, calendar, inbox::Handle, time};
use proto::{directory::v1::CalendarChanged, intake::v1 as pb};
use sqlx::PgConnection;
use worktime::Calendar;

impl Handle<CalendarChanged> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: CalendarChanged) -> Result<()> {
        let calendar = event.calendar.unwrap_or_default();
        let agency = Agency::from_name(calendar.name.trim_end_matches("/calendar"))?;
        let version = calendar.version;
        let spec = calendar::from_proto(calendar)?;
        Calendar::new(&spec).map_err(Error::invalid)?;
        store::save_calendar(tx, &agency, version, &spec).await
    }
}

/// What filing a complaint tells: nothing of who filed it.
pub(crate) fn complaint_filed(complaint: &Complaint) -> pb::ComplaintFiled {
    pb::ComplaintFiled {
        complaint: complaint.name.to_string(),
        ticket: complaint.ticket.as_str().to_owned(),
        kind: complaint.input.kind.as_str().to_owned(),
        title: complaint.input.title.clone(),
        position: complaint.position.clone(),
        due_time: complaint.due_at.map(time::to_proto),
    }
}

/// What answering it tells: where to, if whoever filed it wants to be told.
pub(crate) fn complaint_answered(complaint: &Complaint, now: Timestamp) -> pb::ComplaintAnswered {
    pb::ComplaintAnswered {
        complaint: complaint.name.to_string(),
        ticket: complaint.ticket.as_str().to_owned(),
        answer_time: Some(time::to_proto(now)),
        kind: complaint.input.kind.as_str().to_owned(),
        email: complaint.input.email.clone(),
    }
}
