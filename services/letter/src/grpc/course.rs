//! Initials on drafts, and the delivery of what was issued.

use super::{Desk, contract, visible};
use crate::{
    events,
    letter::{COLLECTION, Delivery, PORTAL},
    store,
};
use platform::{
    Call, Caller, Error, ResourceName, Result,
    idempotency::{self, Claim},
    outbox, resource, tenancy, time,
};
use proto::letter::v1 as pb;

impl Desk {
    pub(super) async fn initial(&self, call: Call<pb::InitialLetterRequest>) -> Result<pb::Letter> {
        let Call { caller, body } = call;
        let name = ResourceName::parse(COLLECTION, &body.name)?;
        let request_id = resource::request_id(&body.request_id)?;
        let title = self.position_title(&self.find(&caller, &name).await?).await?;

        let mut tx = tenancy::begin(&self.issuing.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let mut letter = visible(store::lock(&mut tx, &name).await?, &caller)?;
        let now = self.issuing.clock.now();
        letter.initial(&caller, &body.etag, now)?;
        store::save(&mut tx, &letter).await?;
        if let Some(event) = events::initials_requested(&letter, now) {
            outbox::publish(&mut tx, &name, now, &event).await?;
        }
        claimed.answer(tx, contract::letter(&letter, &title)).await
    }

    pub(super) async fn deliver(&self, call: Call<pb::DeliverLetterRequest>) -> Result<pb::Letter> {
        let Call { caller, body } = call;
        let name = ResourceName::parse(COLLECTION, &body.name)?;
        let request_id = resource::request_id(&body.request_id)?;
        let told = body.delivery.clone().ok_or_else(|| Error::invalid("delivery is missing"))?;
        let now = self.issuing.clock.now();
        let at = time::from_proto("delivery.delivery_time", told.delivery_time)?;
        let delivery = Delivery::recorded(at, &told.channel, &told.recipient, now)?;

        let mut tx = tenancy::begin(&self.issuing.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let mut letter = visible(store::lock(&mut tx, &name).await?, &caller)?;
        if caller.agency != name.agency || letter.is_opened_by(&caller) {
            return Err(Error::Denied("only the reviewing office records a delivery".to_owned()));
        }
        letter.deliver(delivery)?;
        store::save(&mut tx, &letter).await?;
        outbox::publish(&mut tx, &name, now, &events::delivered(&letter)).await?;
        claimed.answer(tx, (&letter).into()).await
    }

    /// The addressee opened it: that is its delivery, if it is the first.
    pub(super) async fn opened(&self, caller: &Caller, name: &ResourceName) -> Result<()> {
        let mut tx = tenancy::begin(&self.issuing.db, caller).await?;
        let mut letter = store::lock(&mut tx, name).await?;
        if letter.is_opened_by(caller) {
            let now = self.issuing.clock.now();
            letter.deliver(Delivery { at: now, channel: PORTAL.to_owned(), recipient: String::new() })?;
            store::save(&mut tx, &letter).await?;
            outbox::publish(&mut tx, name, now, &events::delivered(&letter)).await?;
        }
        tx.commit().await
    }
}
