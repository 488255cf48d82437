//! Carrying a decided request on to a procedure of another agency.

use super::Desk;
use crate::{
    form::Asking,
    grants, store,
    submission::{COLLECTION, Office, Submission},
    timeline::Entry,
};
use platform::{
    Agency, Call, Caller, Error, ResourceName, Result,
    idempotency::{self, Claim},
    resource, tenancy,
};
use proto::{
    directory::v1::{ListUnitsRequest, directory_service_client::DirectoryServiceClient},
    intake::v1 as pb,
};
use sqlx::PgConnection;

const PAGE: i32 = 200;

impl Desk {
    /// The files are opened to the new draft's offices before it is there, since that cannot be rolled back and may be
    /// repeated: they are of the same agency, and all was decided before.
    pub(super) async fn carry(&self, call: Call<pb::CarrySubmissionRequest>) -> Result<pb::Submission> {
        let Call { caller, body } = call;
        let request_id = resource::request_id(&body.request_id)?;
        let name = ResourceName::parse(COLLECTION, &body.name)?;
        let office = self.office(&caller, &body.office).await?;
        let asking = self.asking(&caller).await?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        // Given up after the look ahead, and taken again when the files are open.
        match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(_given_up) => (),
            Claim::Repeat(answer) => return Ok(answer),
        }
        let planned = self.plan(&mut tx, &name, &asking, &office).await?;
        drop(tx);
        self.open(&planned.draft).await?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let Planned { mut source, draft, entry } = self.plan(&mut tx, &name, &asking, &office).await?;

        store::tell(&mut tx, &mut source, entry, self.clock.now()).await?;
        store::save(&mut tx, &source).await?;
        store::insert(&mut tx, &draft).await?;
        let view = draft.view(&caller)?;
        claimed.answer(tx, draft.into_reply(view)).await
    }
}

/// The request that is carried on, and what it becomes.
struct Planned {
    source: Submission,
    draft: Submission,
    entry: Entry,
}

impl Desk {
    /// Decides all of it, and saves nothing.
    async fn plan(
        &self,
        tx: &mut PgConnection,
        name: &ResourceName,
        asking: &Asking<'_>,
        office: &Office,
    ) -> Result<Planned> {
        let mut source = store::lock(tx, name).await?;
        let form = store::form(tx, &source).await?;
        let rule = source.expect_carriable(&form, asking.caller)?;
        let target = store::newest_form(tx, &rule.agency.parse()?, Some(&rule.procedure)).await?;
        let (id, now) = (self.clock.id(), self.clock.now());
        let (draft, entry) = source.carry(rule, &target, asking, office.clone(), id, now)?;
        Ok(Planned { source, draft, entry })
    }

    /// Lets the draft's offices read its files, in the name of their agency, which may read them already.
    async fn open(&self, draft: &Submission) -> Result<()> {
        let files = draft.content.documents.iter();
        let files = files.map(|it| it.stored_as(&draft.name.agency).to_string()).collect();
        grants::open(&self.parts, &draft.proposer.agency, files, &draft.proposer.readers()).await
    }

    /// The office that shall file it: the caller's own, or the one called `slug` of the caller's agency.
    async fn office(&self, caller: &Caller, slug: &str) -> Result<Office> {
        if slug.is_empty() || slug == caller.office {
            return Ok(Office { slug: caller.office.clone(), title: caller.office_title.clone() });
        }
        self.office_of(&caller.agency, slug).await
    }

    /// The office of an agency that is called `slug`.
    pub(super) async fn office_of(&self, agency: &Agency, slug: &str) -> Result<Office> {
        let mut directory = DirectoryServiceClient::new(self.parts.channel("directory"));
        let name = format!("{}/units/{slug}", agency.name());
        let mut page_token = String::new();
        loop {
            let request = ListUnitsRequest { parent: agency.name(), page_size: PAGE, page_token };
            let request = self.parts.request(&Caller::platform(agency), request)?;
            let page = directory.list_units(request).await?.into_inner();
            if let Some(unit) = page.units.into_iter().find(|it| it.name == name && it.office == name) {
                return Ok(Office { slug: slug.to_owned(), title: unit.title });
            }
            if page.next_page_token.is_empty() {
                return Err(Error::invalid(format!("office: {slug:?} is no office of {}", agency.name())));
            }
            page_token = page.next_page_token;
        }
    }
}
