//! Recording what happened at a meeting, and confirming it.

use super::{Desk, convened, name, parse, view};
use crate::{agenda::AGENDA_ITEMS, events, paper, store};
use platform::{
    Call, Error, ResourceName, Result,
    idempotency::{self, Claim},
    outbox::{self, Batch},
    resource, tenancy,
};
use proto::meeting::v1 as pb;

impl Desk {
    pub(super) async fn attendance(&self, call: Call<pb::RecordAttendanceRequest>) -> Result<pb::Meeting> {
        let Call { caller, body } = call;
        let request_id = resource::request_id(&body.request_id)?;
        let name = name(&body.name)?;
        let attendees = parse::attendees(&body.attendees)?;
        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let (mut meeting, _) = convened(&mut tx, &caller, &name).await?;
        meeting.attended(attendees)?;
        store::save(&mut tx, &meeting).await?;
        claimed.answer(tx, view::meeting(meeting)).await
    }

    pub(super) async fn discussion(&self, call: Call<pb::RecordDiscussionRequest>) -> Result<pb::Meeting> {
        let Call { caller, body } = call;
        let request_id = resource::request_id(&body.request_id)?;
        let name = name(&body.name)?;
        let given = body.discussion.as_ref().ok_or_else(|| Error::invalid("discussion is missing"))?;
        let item = ResourceName::parse(AGENDA_ITEMS, &given.agenda_item)?;
        let record = parse::record(given)?;
        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let (mut meeting, _) = convened(&mut tx, &caller, &name).await?;
        let found = store::items(&mut tx, &name.agency, &[item.id]).await?;
        let found = found.first().filter(|it| it.agency == item.agency);
        meeting.discussed(found.ok_or_else(|| Error::NotFound(item.to_string()))?, record)?;
        store::save(&mut tx, &meeting).await?;
        claimed.answer(tx, view::meeting(meeting)).await
    }

    /// Writes the outcomes of all cases in one transaction, together with the papers that tell them.
    pub(super) async fn confirm(&self, call: Call<pb::ConfirmMeetingRequest>) -> Result<pb::Meeting> {
        let Call { caller, body } = call;
        let request_id = resource::request_id(&body.request_id)?;
        let name = name(&body.name)?;
        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let (mut meeting, team) = convened(&mut tx, &caller, &name).await?;
        let (minutes, attendance, now) = (self.clock.id(), self.clock.id(), self.clock.now());
        meeting.confirm(minutes, attendance, now)?;

        store::save(&mut tx, &meeting).await?;
        if store::write_outcomes(&mut tx, &name).await? != meeting.discussions.len() as u64 {
            return Err(Error::Conflict(format!("a case left {name} meanwhile: read it again")));
        }
        for discussion in &meeting.discussions {
            let event = events::discussed(&meeting, discussion);
            outbox::publish(&mut tx, &discussion.case(), now, &event).await?;
        }
        let minutes = paper::minutes(&meeting, &team, minutes);
        let attendance = paper::attendance_list(&meeting, &team, attendance);
        Batch::new(&name, now)
            .and(&events::requested(&meeting, minutes, None, now))
            .and(&events::requested(&meeting, attendance, Some(&caller), now))
            .publish(&mut tx)
            .await?;
        claimed.answer(tx, view::meeting(meeting)).await
    }
}
