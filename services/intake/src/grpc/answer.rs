//! Answering what a meeting left to do.

use super::Desk;
use crate::{
    events::answered,
    store,
    submission::{COLLECTION, answer_text},
};
use platform::{
    Call, ResourceName, Result,
    idempotency::{self, Claim},
    outbox, resource, tenancy,
};
use proto::intake::v1 as pb;

impl Desk {
    pub(super) async fn answer(&self, call: Call<pb::AnswerActionItemRequest>) -> Result<pb::Submission> {
        let Call { caller, body } = call;
        let request_id = resource::request_id(&body.request_id)?;
        let name = ResourceName::parse(COLLECTION, &body.name)?;
        let answer = answer_text(&body.answer)?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let mut submission = store::lock(&mut tx, &name).await?;
        submission.belongs_to(&caller)?;
        let now = self.clock.now();
        let (entry, item) = submission.answer(&body.action_item, answer, &caller, now)?;

        store::tell(&mut tx, &mut submission, entry, now).await?;
        store::save(&mut tx, &submission).await?;
        let event = answered(&name, &item, submission.answering(&caller), now);
        outbox::publish(&mut tx, &name, now, &event).await?;
        let view = submission.view(&caller)?;
        claimed.answer(tx, submission.into_reply(view)).await
    }
}
