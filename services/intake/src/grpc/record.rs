//! Recording what came as a letter or by e-mail.

use super::{Desk, edit::Draft};
use crate::{
    store,
    submission::{Asker, Letterbox, Signatory, Submission},
};
use platform::{
    Agency, Call, Caller, Error, Result,
    idempotency::{self, Claim},
    resource, tenancy,
};
use proto::{
    directory::v1::{ListPositionsRequest, directory_service_client::DirectoryServiceClient},
    intake::v1 as pb,
};

const PAGE: i32 = 200;

impl Desk {
    pub(super) async fn record(&self, call: Call<pb::RecordSubmissionRequest>) -> Result<pb::Submission> {
        let Call { caller, body } = call;
        let request_id = resource::request_id(&body.request_id)?;
        let draft = Draft::read(&body.parent, body.submission.as_ref())?;
        if draft.agency != caller.agency {
            return Err(Error::NotFound(body.parent));
        }
        let letter = letter(&body)?;
        let asker = self.asker(&body, letter.signatory_kind()).await?;
        let today = self.local_now(&draft.agency).await?.date();

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let form = store::newest_form(&mut tx, &draft.agency, draft.procedure.as_deref()).await?;
        let now = self.clock.now();
        let mut submission = Submission::record(self.clock.id(), &form, &caller, asker, letter, today, now)?;
        if let Some(earlier) = &draft.predecessor {
            let earlier = store::load(&mut tx, earlier).await?;
            earlier.view(&caller)?;
            submission = submission.following(&earlier)?;
        }
        submission.change(&form, draft.changes, "", now)?;
        submission.check_incoming()?;
        store::insert(&mut tx, &submission).await?;
        let view = submission.view(&caller)?;
        claimed.answer(tx, submission.into_reply(view)).await
    }

    /// The agency that asks, which of its offices follows it, and which of its positions signed.
    async fn asker(&self, body: &pb::RecordSubmissionRequest, signatory_kind: &str) -> Result<Asker> {
        let agency = Agency::from_name(&body.proposing_agency)?;
        let known = self.parts.directory().agency(&agency).await?;
        let signatory = self.position_of(&agency, signatory_kind).await?;
        let office = match body.proposing_office.as_str() {
            "" => signatory.as_ref().map(|it| it.office.clone()).unwrap_or_default(),
            office => self.office_of(&agency, office).await?.slug,
        };
        Ok(Asker { agency, title: known.title, kind: known.kind, office, signatory })
    }

    /// The first of the agency's positions that is of this kind, if the directory has one.
    async fn position_of(&self, agency: &Agency, kind: &str) -> Result<Option<Signatory>> {
        let mut directory = DirectoryServiceClient::new(self.parts.channel("directory"));
        let mut page_token = String::new();
        loop {
            let request = ListPositionsRequest { parent: agency.name(), page_size: PAGE, page_token };
            let request = self.parts.request(&Caller::platform(agency), request)?;
            let page = directory.list_positions(request).await?.into_inner();
            if let Some(found) = page.positions.into_iter().find(|it| it.kind == kind) {
                return Ok(Some(Signatory {
                    position: last(&found.name),
                    office: last(&found.office),
                    title: found.title,
                }));
            }
            if page.next_page_token.is_empty() {
                return Ok(None);
            }
            page_token = page.next_page_token;
        }
    }
}

/// The slug at the end of a name.
fn last(name: &str) -> String {
    name.rsplit('/').next().unwrap_or_default().to_owned()
}

fn letter(request: &pb::RecordSubmissionRequest) -> Result<Letterbox> {
    let incoming = request.incoming.as_ref().ok_or_else(|| Error::invalid("incoming is missing"))?;
    Letterbox::read(
        &request.channel,
        &incoming.agenda_number,
        &incoming.receipt_date,
        &incoming.signatory,
        &incoming.signatory_kind,
    )
}
