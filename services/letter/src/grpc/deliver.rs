//! Recording that an issued letter came to its addressee.

use super::{Desk, visible};
use crate::{
    events,
    letter::{COLLECTION, Channel, Delivery, Letter},
    store,
};
use jiff::tz::TimeZone;
use platform::{
    Call, Caller, Error, ResourceName, Result, Tx,
    idempotency::{self, Claim},
    outbox, resource, tenancy, time,
};
use proto::letter::v1 as pb;
use tracing::info;

impl Desk {
    pub(super) async fn deliver(&self, call: Call<pb::DeliverLetterRequest>) -> Result<pb::Letter> {
        let Call { caller, body } = call;
        let name = ResourceName::parse(COLLECTION, &body.name)?;
        let request_id = resource::request_id(&body.request_id)?;
        let told = body.delivery.clone().ok_or_else(|| Error::invalid("delivery is missing"))?;
        let delivery = Delivery {
            at: time::from_proto("delivery.delivery_time", told.delivery_time)?,
            channel: Channel::recorded(&told.channel)?,
            recipient: told.recipient,
        };
        let agency = self.issuing.parts.directory().agency(&name.agency).await?;
        let zone = TimeZone::get(&agency.time_zone).map_err(Error::internal)?;

        let mut tx = tenancy::begin(&self.issuing.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let mut letter = visible(store::lock(&mut tx, &name).await?, &caller)?;
        letter.deliver(&caller, delivery, self.issuing.clock.now(), &zone)?;
        self.tell_delivery(&mut tx, &letter).await?;
        claimed.answer(tx, (&letter).into()).await
    }

    /// Delivers the letter if its addressee opens it here for the first time.
    pub(super) async fn opened(&self, letter: &Letter, caller: &Caller) -> Result<()> {
        if !letter.is_delivered_by(caller) {
            return Ok(());
        }
        // It is the reviewing agency's to tell, whoever opens it.
        let platform = Caller::platform(&letter.name.agency);
        let mut tx = tenancy::begin(&self.issuing.db, &platform).await?;
        let mut letter = store::lock(&mut tx, &letter.name).await?;
        if letter.open(caller, self.issuing.clock.now()) {
            self.tell_delivery(&mut tx, &letter).await?;
            tx.commit().await?;
            info!(letter = %letter.name, "letter delivered by being opened");
        }
        Ok(())
    }

    async fn tell_delivery(&self, tx: &mut Tx, letter: &Letter) -> Result<()> {
        store::save(tx, letter).await?;
        let Some(delivery) = &letter.delivery else { return Ok(()) };
        let event = events::delivered(letter, delivery);
        outbox::publish(tx, &letter.name, self.issuing.clock.now(), &event).await
    }
}
