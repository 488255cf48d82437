//! Reading and changing what is not signed yet.

use super::{Body, Desk, contract, download, visible};
use crate::{
    events,
    letter::{COLLECTION, Issue, State},
    store,
};
use platform::{
    Call, Error, ResourceName, Result,
    idempotency::{self, Claim},
    outbox, resource, tenancy,
};
use proto::letter::v1 as pb;
use tonic::Response;

impl Desk {
    pub(super) async fn update(&self, call: Call<pb::UpdateLetterRequest>) -> Result<pb::Letter> {
        let Call { caller, body } = call;
        let told = body.letter.clone().ok_or_else(|| Error::invalid("letter is missing"))?;
        let name = ResourceName::parse(COLLECTION, &told.name)?;
        let request_id = resource::request_id(&body.request_id)?;
        self.find(&caller, &name).await?;

        let mut tx = tenancy::begin(&self.issuing.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let mut letter = visible(store::lock(&mut tx, &name).await?, &caller)?;
        let content = contract::content(&body, &letter.content)?;
        let was_initialled = letter.edit(content, &told.etag)?;
        store::save(&mut tx, &letter).await?;
        let now = self.issuing.clock.now();
        if let Some(event) = events::initials_requested(&letter, now).filter(|_| was_initialled) {
            outbox::publish(&mut tx, &name, now, &event).await?;
        }
        claimed.answer(tx, self.show(letter).await?).await
    }

    pub(super) async fn preview(&self, call: Call<pb::PreviewLetterRequest>) -> Result<Response<Body>> {
        let name = ResourceName::parse(COLLECTION, &call.body.name)?;
        let mut letter = self.find(&call.caller, &name).await?;
        if !matches!(letter.state, State::Draft | State::Numbered) {
            return Err(Error::Conflict(format!("{name} is no draft any more: download it")));
        }

        self.name_initials(&mut letter).await?;
        let signer = match letter.issue {
            Issue::Sign => self.issuing.office(&letter).await?,
            Issue::Seal | Issue::File => self.issuing.seal(&letter).await?,
        };
        let file_name = format!("Konsep {}.pdf", letter.title);
        let pdf = self.issuing.preview(letter, signer).await?;
        download::body("application/pdf", &file_name, pdf)
    }
}
