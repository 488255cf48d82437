//! Checking, filing, refiling and withdrawing.

use super::Desk;
use crate::{
    events::{tell_carried, withdrawn},
    form::Asking,
    store,
    submission::COLLECTION,
    text::paragraphs,
};
use jiff::{Zoned, tz::TimeZone};
use platform::{
    Agency, Call, Caller, Error, ResourceName, Result,
    idempotency::{self, Claim},
    outbox, resource, tenancy,
};
use proto::intake::v1::{self as pb, SubmissionFiled, SubmissionRefiled};

const MAX_REASON_CHARS: usize = 1_000;

impl Desk {
    pub(super) async fn check(
        &self,
        call: Call<pb::CheckSubmissionRequest>,
    ) -> Result<pb::CheckSubmissionResponse> {
        let Call { caller, body } = call;
        let name = ResourceName::parse(COLLECTION, &body.name)?;
        let asking = self.asking(&caller).await?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let submission = store::load(&mut tx, &name).await?;
        submission.belongs_to(&caller)?;
        let form = store::form(&mut tx, &submission).await?;
        Ok(pb::CheckSubmissionResponse {
            gaps: submission.to_do(&form).into_iter().map(Into::into).collect(),
            refusal: submission.refusal(&form, &asking).unwrap_or_default(),
        })
    }

    pub(super) async fn file(&self, call: Call<pb::FileSubmissionRequest>) -> Result<pb::Submission> {
        let Call { caller, body } = call;
        let request_id = resource::request_id(&body.request_id)?;
        let name = ResourceName::parse(COLLECTION, &body.name)?;
        let agency_title = self.parts.directory().agency(&caller.agency).await?.title;
        let asking = self.asking(&caller).await?;
        let now = self.local_now(&name.agency).await?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let mut submission = store::lock(&mut tx, &name).await?;
        submission.belongs_to(&caller)?;
        let form = store::form(&mut tx, &submission).await?;
        let ready = submission.ready_to_file(&form, &asking)?;
        let sequence = store::next_number(&mut tx, &form.procedure, now.year()).await?;
        let number = form.rules.registration.number(now.year(), sequence);
        // The agency whose letter was recorded is not the caller's.
        let agency_title =
            submission.incoming.as_ref().map_or(agency_title, |_| submission.proposer.office_title.clone());
        let filed = submission.file(&form, ready, number, agency_title, &now);

        let now = now.timestamp();
        store::tell(&mut tx, &mut submission, filed.entry, now).await?;
        store::save(&mut tx, &submission).await?;
        store::insert_filing(&mut tx, &name, &form.rules.reviewing_offices, &filed.dossier).await?;
        let event = SubmissionFiled { dossier: Some(filed.dossier.to_event(&name, &form)) };
        outbox::publish(&mut tx, &name, now, &event).await?;
        tell_carried(&mut tx, &submission, &form, now).await?;
        let view = submission.view(&caller)?;
        claimed.answer(tx, submission.into_reply(view)).await
    }

    pub(super) async fn refile(&self, call: Call<pb::RefileSubmissionRequest>) -> Result<pb::Submission> {
        let Call { caller, body } = call;
        let request_id = resource::request_id(&body.request_id)?;
        let name = ResourceName::parse(COLLECTION, &body.name)?;
        let asking = self.asking(&caller).await?;
        let now = self.local_now(&name.agency).await?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let mut submission = store::lock(&mut tx, &name).await?;
        submission.belongs_to(&caller)?;
        let receipt = submission.receipt(&caller, &body.receipt_date, &now)?;
        let form = store::form(&mut tx, &submission).await?;
        let corrected = submission.ready_to_refile(&form, &asking)?;
        let filed = submission.refile(&form, corrected, receipt, &now);
        let now = now.timestamp();

        store::tell(&mut tx, &mut submission, filed.entry, now).await?;
        store::save(&mut tx, &submission).await?;
        store::insert_filing(&mut tx, &name, &form.rules.reviewing_offices, &filed.dossier).await?;
        let dossier = Some(filed.dossier.to_event(&name, &form));
        let event = SubmissionRefiled { dossier, changed: filed.changed };
        outbox::publish(&mut tx, &name, now, &event).await?;
        let view = submission.view(&caller)?;
        claimed.answer(tx, submission.into_reply(view)).await
    }

    pub(super) async fn withdraw(&self, call: Call<pb::WithdrawSubmissionRequest>) -> Result<pb::Submission> {
        let Call { caller, body } = call;
        let request_id = resource::request_id(&body.request_id)?;
        let name = ResourceName::parse(COLLECTION, &body.name)?;
        let reason = paragraphs("reason", &body.reason, MAX_REASON_CHARS)?;
        if reason.is_empty() {
            return Err(Error::invalid("reason is blank: say why it is withdrawn"));
        }
        let asking = self.asking(&caller).await?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let mut submission = store::lock(&mut tx, &name).await?;
        submission.belongs_to(&caller)?;
        let form = store::form(&mut tx, &submission).await?;
        let now = self.clock.now();
        let (entry, applicant) = submission.withdraw(&form, &asking, reason, now)?;

        store::tell(&mut tx, &mut submission, entry, now).await?;
        store::save(&mut tx, &submission).await?;
        outbox::publish(&mut tx, &name, now, &withdrawn(&submission, applicant, now)).await?;
        tell_carried(&mut tx, &submission, &form, now).await?;
        let view = submission.view(&caller)?;
        claimed.answer(tx, submission.into_reply(view)).await
    }

    /// The caller, and what the directory adds. Asked before a transaction is open.
    pub(super) async fn asking<'c>(&self, caller: &'c Caller) -> Result<Asking<'c>> {
        let agency_kind = self.parts.directory().agency(&caller.agency).await?.kind;
        Ok(Asking { caller, agency_kind })
    }

    /// The time at the reviewing agency, whose register and whose days they are.
    pub(super) async fn local_now(&self, agency: &Agency) -> Result<Zoned> {
        let zone = self.parts.directory().agency(agency).await?.time_zone;
        let zone = TimeZone::get(&zone).map_err(Error::internal)?;
        Ok(self.clock.now().to_zoned(zone))
    }
}
