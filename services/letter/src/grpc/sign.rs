//! The signing act: one transaction takes the number, another one registers what was signed with it.

use super::{Desk, visible};
use crate::{letter::COLLECTION, sign::Failure, store};
use platform::{
    Call, Caller, Error, ResourceName, Result,
    idempotency::{self, Claim},
    resource, tenancy,
};
use proto::letter::v1 as pb;
use tracing::info;
use uuid::Uuid;

impl Desk {
    pub(super) async fn sign(&self, call: Call<pb::SignLetterRequest>) -> Result<pb::Letter> {
        let Call { caller, body } = call;
        let name = ResourceName::parse(COLLECTION, &body.name)?;
        let request_id = resource::request_id(&body.request_id)?;
        // The local authority asks for no passphrase; no trace of one may reach the database.
        let body = pb::SignLetterRequest { passphrase: String::new(), ..body };

        if let Some(answer) = self.answered(&caller, request_id, &body).await? {
            return Ok(answer);
        }
        let mut letter = self.find(&caller, &name).await?;
        letter.check_signatory(&caller)?;
        self.name_initials(&mut letter).await?;
        letter.check_open("")?;
        letter.check_initials()?;
        let signer = self.issuing.signer(&letter, &caller).await?;

        let mut tx = tenancy::begin(&self.issuing.db, &caller).await?;
        let mut letter = store::lock(&mut tx, &name).await?;
        letter.check_open(&body.etag)?;
        letter.check_initials()?;
        let taken = self.issuing.take(&mut tx, &mut letter, &signer).await?;
        tx.commit().await?;

        let made = match self.issuing.make(&letter, &taken).await {
            Ok(made) => made,
            Err(Failure::Broken(error)) => return Err(error),
            Err(Failure::Refused(reason)) => {
                self.issuing.refused(&letter, &taken, &reason).await?;
                return Err(Error::Conflict(reason));
            }
        };
        self.issuing.store(&letter, &taken, &made).await?;

        let mut tx = tenancy::begin(&self.issuing.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let mut letter = visible(store::lock(&mut tx, &name).await?, &caller)?;
        self.issuing.finish(&mut tx, &mut letter, &taken, &made).await?;
        let answer = claimed.answer(tx, (&letter).into()).await?;
        info!(letter = %name, "letter signed and issued");
        Ok(answer)
    }

    /// The answer to the same request, if it was carried out before. Takes nothing: it may still fail and be repeated.
    async fn answered(
        &self,
        caller: &Caller,
        request_id: Uuid,
        body: &pb::SignLetterRequest,
    ) -> Result<Option<pb::Letter>> {
        let mut tx = tenancy::begin(&self.issuing.db, caller).await?;
        Ok(match idempotency::claim(&mut tx, caller, request_id, body).await? {
            Claim::First(_) => None,
            Claim::Repeat(answer) => Some(answer),
        })
    }
}
