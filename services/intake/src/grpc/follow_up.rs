//! Following up a meeting's outcome.

use super::Desk;
use crate::{store, submission::COLLECTION};
use platform::{
    Call, ResourceName, Result,
    idempotency::{self, Claim},
    outbox, resource, tenancy, time,
};
use proto::intake::v1::{self as pb, ActionItemAnswered};

impl Desk {
    pub(super) async fn answer(&self, call: Call<pb::AnswerActionItemRequest>) -> Result<pb::Submission> {
        let Call { caller, body } = call;
        let request_id = resource::request_id(&body.request_id)?;
        let name = ResourceName::parse(COLLECTION, &body.name)?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let mut submission = store::lock(&mut tx, &name).await?;
        submission.belongs_to(&caller)?;
        let now = self.clock.now();
        let (item, entry) = submission.answer(&body.action_item, &body.answer, &caller.person, now)?;
        store::tell(&mut tx, &mut submission, entry, now).await?;
        store::save(&mut tx, &submission).await?;
        let held = caller.positions.first();
        let event = ActionItemAnswered {
            submission: name.to_string(),
            action_item: item.id,
            answer: item.answer,
            documents: item.documents.iter().map(|it| it.to_event(&name.agency)).collect(),
            applicant: Some(pb::Applicant {
                person: caller.person.clone(),
                display_name: caller.display_name.clone(),
                position: held.map(|it| it.position.clone()).unwrap_or_default(),
                position_title: held.map(|it| it.title.clone()).unwrap_or_default(),
                position_kind: held.map(|it| it.kind.clone()).unwrap_or_default(),
            }),
            answer_time: Some(time::to_proto(now)),
        };
        outbox::publish(&mut tx, &name, now, &event).await?;
        claimed.answer(tx, submission.into_reply()).await
    }
}
