//! What letter can be asked.

mod contract;
mod deliver;
mod download;
mod draft;
mod initial;
mod sign;
mod verify;

use crate::{
    events,
    issuing::Issuing,
    letter::{COLLECTION, Letter},
    sign::Provider,
    store::{self, Filter},
};
use futures::stream::BoxStream;
use platform::{
    Agency, Call, Caller, Error, ResourceName, Result,
    idempotency::{self, Claim},
    outbox,
    page::Page,
    resource, tenancy,
};
use proto::{
    google::api::HttpBody,
    letter::v1::{
        self as pb,
        letter_service_server::{LetterService, LetterServiceServer},
    },
};
use std::time::{Duration, Instant};
use tonic::{Request, Response, Status, Streaming, service::Routes};
use uuid::Uuid;

/// How long a letter that was requested just now may take to arrive.
const ARRIVAL: Duration = Duration::from_secs(2);
/// How often to look, since another replica's commit does not ring here.
const TURN: Duration = Duration::from_millis(100);
/// How old a name may be for its letter to be still on its way.
const JUST_NOW_SECONDS: u64 = 60;

type Body = BoxStream<'static, Result<HttpBody, Status>>;

pub(crate) fn routes(issuing: Issuing) -> Routes {
    Routes::new(LetterServiceServer::new(Desk { issuing }))
}

struct Desk {
    issuing: Issuing,
}

#[tonic::async_trait]
impl LetterService for Desk {
    type PreviewLetterStream = Body;
    type DownloadLetterStream = Body;
    type DownloadRootCertificateStream = Body;

    async fn list_letters(
        &self,
        request: Request<pb::ListLettersRequest>,
    ) -> Result<Response<pb::ListLettersResponse>, Status> {
        Ok(self.list(request.try_into()?).await?.into())
    }

    async fn get_letter(
        &self,
        request: Request<pb::GetLetterRequest>,
    ) -> Result<Response<pb::Letter>, Status> {
        Ok(self.get(request.try_into()?).await?.into())
    }

    async fn update_letter(
        &self,
        request: Request<pb::UpdateLetterRequest>,
    ) -> Result<Response<pb::Letter>, Status> {
        Ok(self.update(request.try_into()?).await?.into())
    }

    async fn preview_letter(
        &self,
        request: Request<pb::PreviewLetterRequest>,
    ) -> Result<Response<Self::PreviewLetterStream>, Status> {
        Ok(self.preview(request.try_into()?).await?)
    }

    async fn download_letter(
        &self,
        request: Request<pb::DownloadLetterRequest>,
    ) -> Result<Response<Self::DownloadLetterStream>, Status> {
        Ok(self.download(request.try_into()?).await?)
    }

    async fn sign_letter(
        &self,
        request: Request<pb::SignLetterRequest>,
    ) -> Result<Response<pb::Letter>, Status> {
        Ok(self.sign(request.try_into()?).await?.into())
    }

    async fn initial_letter(
        &self,
        request: Request<pb::InitialLetterRequest>,
    ) -> Result<Response<pb::Letter>, Status> {
        Ok(self.initial(request.try_into()?).await?.into())
    }

    async fn deliver_letter(
        &self,
        request: Request<pb::DeliverLetterRequest>,
    ) -> Result<Response<pb::Letter>, Status> {
        Ok(self.deliver(request.try_into()?).await?.into())
    }

    async fn void_letter(
        &self,
        request: Request<pb::VoidLetterRequest>,
    ) -> Result<Response<pb::Letter>, Status> {
        Ok(self.void(request.try_into()?).await?.into())
    }

    async fn verify_letter(
        &self,
        request: Request<pb::VerifyLetterRequest>,
    ) -> Result<Response<pb::Verification>, Status> {
        Ok(self.verify(request.into_inner()).await?.into())
    }

    async fn verify_file(
        &self,
        request: Request<Streaming<pb::VerifyFileRequest>>,
    ) -> Result<Response<pb::FileVerification>, Status> {
        Ok(self.verify_file(request.into_inner()).await?.into())
    }

    async fn download_root_certificate(
        &self,
        _: Request<pb::DownloadRootCertificateRequest>,
    ) -> Result<Response<Self::DownloadRootCertificateStream>, Status> {
        Ok(self.root_certificate().await?)
    }
}

impl Desk {
    async fn list(&self, call: Call<pb::ListLettersRequest>) -> Result<pb::ListLettersResponse> {
        let Call { caller, body } = call;
        let agency = Agency::from_name(&body.parent)?;
        let state = contract::state(body.state())?;
        let (office, awaiting_me) = (&caller.office, body.awaiting_me);
        let scope = format!("letters of {agency} for {office} {} {state:?} {awaiting_me}", body.submission);
        let page: Page<Uuid> = Page::read(scope, body.page_size, &body.page_token)?;

        let mut tx = tenancy::begin(&self.issuing.db, &caller).await?;
        let (submission, before, limit) = (body.submission.as_str(), page.after, page.limit);
        let filter = Filter { agency: &agency, submission, state, before, limit };
        let letters = if awaiting_me {
            store::list_awaiting(&mut tx, &caller, &filter).await?
        } else {
            store::list(&mut tx, &caller, &filter).await?
        };
        let (letters, next_page_token) = page.cut(letters, |it| it.name.id);
        Ok(pb::ListLettersResponse { letters: letters.iter().map(Into::into).collect(), next_page_token })
    }

    async fn get(&self, call: Call<pb::GetLetterRequest>) -> Result<pb::Letter> {
        let name = ResourceName::parse(COLLECTION, &call.body.name)?;
        let letter = self.find(&call.caller, &name).await?;
        self.show(letter).await
    }

    async fn void(&self, call: Call<pb::VoidLetterRequest>) -> Result<pb::Letter> {
        let Call { caller, body } = call;
        let name = ResourceName::parse(COLLECTION, &body.name)?;
        let request_id = resource::request_id(&body.request_id)?;

        let mut tx = tenancy::begin(&self.issuing.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let mut letter = visible(store::lock(&mut tx, &name).await?, &caller)?;
        letter.void(&caller, &body.reason)?;
        store::save(&mut tx, &letter).await?;
        if let Some(taken) = &letter.taken {
            store::void_number(&mut tx, &name, &taken.number, &letter.void_reason).await?;
        }
        let now = self.issuing.clock.now();
        outbox::publish(&mut tx, &name, now, &events::voided(&letter, now)).await?;
        claimed.answer(tx, (&letter).into()).await
    }

    /// The letter, if the caller may know of it. One whose name was made up just now may still be on its way.
    async fn find(&self, caller: &Caller, name: &ResourceName) -> Result<Letter> {
        let deadline = Instant::now() + ARRIVAL;
        let mut bell = self.issuing.db.bell();
        loop {
            let mut tx = tenancy::begin(&self.issuing.db, caller).await?;
            if let Some(letter) = store::find(&mut tx, name).await? {
                return visible(letter, caller);
            }
            drop(tx);
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() || !self.is_new(name) {
                return Err(Error::NotFound(name.to_string()));
            }
            bell.wait(left.min(TURN)).await;
        }
    }

    fn is_new(&self, name: &ResourceName) -> bool {
        let now = self.issuing.clock.now().as_second().unsigned_abs();
        let made_up = name.id.get_timestamp().map(|it| it.to_unix().0);
        made_up.is_some_and(|it| it.abs_diff(now) <= JUST_NOW_SECONDS)
    }

    /// The letter, with the titles of those it waits for.
    async fn show(&self, mut letter: Letter) -> Result<pb::Letter> {
        let title = self.position_title(&letter).await?;
        self.name_initials(&mut letter).await?;
        Ok(contract::letter(&letter, &title))
    }

    /// Says what the positions are called whose initials it waits for.
    async fn name_initials(&self, letter: &mut Letter) -> Result<()> {
        let directory = self.issuing.parts.directory();
        for place in letter.initials.iter_mut().filter(|it| it.put.is_none()) {
            // Not kept: it is asked again as long as nobody has put theirs.
            place.position_title = directory.position(&letter.name.agency, &place.position).await?.title;
        }
        Ok(())
    }

    /// Title of the position that signs, as it was or as it is.
    async fn position_title(&self, letter: &Letter) -> Result<String> {
        if letter.taken.is_some() || letter.signed_position().is_empty() {
            return Ok(contract::position_title(letter));
        }
        let directory = self.issuing.parts.directory();
        Ok(directory.position(&letter.name.agency, letter.signed_position()).await?.title)
    }
}

/// To anyone who may not know of it, it does not exist.
fn visible(letter: Letter, caller: &Caller) -> Result<Letter> {
    if letter.is_visible_to(caller) { Ok(letter) } else { Err(Error::NotFound(letter.name.to_string())) }
}
