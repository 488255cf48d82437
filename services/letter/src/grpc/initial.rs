//! Putting initials on a draft.

use super::{Desk, visible};
use crate::{events, letter::COLLECTION, store};
use platform::{
    Call, ResourceName, Result,
    idempotency::{self, Claim},
    outbox, resource, tenancy,
};
use proto::letter::v1 as pb;

impl Desk {
    pub(super) async fn initial(&self, call: Call<pb::InitialLetterRequest>) -> Result<pb::Letter> {
        let Call { caller, body } = call;
        let name = ResourceName::parse(COLLECTION, &body.name)?;
        let request_id = resource::request_id(&body.request_id)?;
        self.find(&caller, &name).await?;

        let mut tx = tenancy::begin(&self.issuing.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let mut letter = visible(store::lock(&mut tx, &name).await?, &caller)?;
        self.name_initials(&mut letter).await?;
        let now = self.issuing.clock.now();
        letter.initial(&caller, &body.etag, now)?;
        store::save(&mut tx, &letter).await?;
        if let Some(event) = events::initials_requested(&letter, now) {
            outbox::publish(&mut tx, &name, now, &event).await?;
        }
        claimed.answer(tx, self.show(letter).await?).await
    }
}
