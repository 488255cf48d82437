//! Opening, writing and throwing away.

use super::{
    Desk,
    edit::{Draft, changes},
};
use crate::{
    events::tell_origin,
    store,
    submission::{COLLECTION, Submission},
};
use platform::{
    Call, ResourceName, Result,
    idempotency::{self, Claim},
    resource, tenancy,
};
use proto::intake::v1 as pb;

impl Desk {
    pub(super) async fn create(&self, call: Call<pb::CreateSubmissionRequest>) -> Result<pb::Submission> {
        let Call { caller, body } = call;
        let request_id = resource::request_id(&body.request_id)?;
        let draft = Draft::read(&body.parent, body.submission.as_ref())?;
        let asking = self.asking(&caller).await?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let form = store::newest_form(&mut tx, &draft.agency, draft.procedure.as_deref()).await?;
        let now = self.clock.now();
        let mut submission = Submission::draft(self.clock.id(), &form, &asking, now)?;
        if let Some(earlier) = &draft.predecessor {
            let earlier = store::load(&mut tx, earlier).await?;
            earlier.belongs_to(&caller)?;
            submission = submission.following(&earlier)?;
        }
        submission.change(&form, draft.changes, &caller.person, now)?;
        store::insert(&mut tx, &submission).await?;
        let view = submission.view(&caller)?;
        claimed.answer(tx, submission.into_reply(view)).await
    }

    pub(super) async fn update(&self, call: Call<pb::UpdateSubmissionRequest>) -> Result<pb::Submission> {
        let Call { caller, body } = call;
        let request_id = resource::request_id(&body.request_id)?;
        let changes = changes(&body)?;
        let given = body.submission.as_ref();
        let name = ResourceName::parse(COLLECTION, given.map_or("", |it| &it.name))?;
        let etag = given.map_or("", |it| &it.etag);

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let mut submission = store::lock(&mut tx, &name).await?;
        submission.belongs_to(&caller)?;
        submission.expect_etag(etag)?;
        let form = store::form(&mut tx, &submission).await?;
        let author = submission.author(&caller).to_owned();
        submission.change(&form, changes, &author, self.clock.now())?;
        store::save(&mut tx, &submission).await?;
        let view = submission.view(&caller)?;
        claimed.answer(tx, submission.into_reply(view)).await
    }

    pub(super) async fn remove(&self, call: Call<pb::RemoveDocumentRequest>) -> Result<pb::Submission> {
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
        let author = submission.author(&caller).to_owned();
        submission.detach(&body.requirement, &author, self.clock.now())?;
        store::save(&mut tx, &submission).await?;
        let view = submission.view(&caller)?;
        claimed.answer(tx, submission.into_reply(view)).await
    }

    pub(super) async fn delete(
        &self,
        call: Call<pb::DeleteSubmissionRequest>,
    ) -> Result<pb::DeleteSubmissionResponse> {
        let Call { caller, body } = call;
        let request_id = resource::request_id(&body.request_id)?;
        let name = ResourceName::parse(COLLECTION, &body.name)?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let submission = store::lock(&mut tx, &name).await?;
        submission.belongs_to(&caller)?;
        submission.expect_deletable()?;
        if let Some(origin) = &submission.origin {
            // It may be carried on anew.
            tell_origin(&mut tx, origin, None, self.clock.now()).await?;
        }
        store::delete(&mut tx, &name).await?;
        claimed.answer(tx, pb::DeleteSubmissionResponse {}).await
    }
}
