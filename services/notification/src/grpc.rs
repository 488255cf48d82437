//! What notification can be asked.

mod watch;

use crate::{
    message::{COLLECTION, Message},
    store::messages,
};
use futures::stream::BoxStream;
use platform::{
    Agency, Call, Caller, Clock, Database, Error, ResourceName, Result,
    idempotency::{self, Claim},
    page::Page,
    resource, tenancy, time,
    watch::Watchers,
};
use proto::notification::v1::{
    self as pb,
    notification_service_server::{NotificationService, NotificationServiceServer},
};
use tonic::{Request, Response, Status, service::Routes};
use uuid::Uuid;

pub(crate) fn routes(db: Database, clock: Clock, watchers: Watchers) -> Routes {
    Routes::new(NotificationServiceServer::new(Desk { db, clock, watchers }))
}

struct Desk {
    db: Database,
    clock: Clock,
    watchers: Watchers,
}

#[tonic::async_trait]
impl NotificationService for Desk {
    async fn list_messages(
        &self,
        request: Request<pb::ListMessagesRequest>,
    ) -> Result<Response<pb::ListMessagesResponse>, Status> {
        Ok(self.list(request.try_into()?).await?.into())
    }

    async fn read_message(
        &self,
        request: Request<pb::ReadMessageRequest>,
    ) -> Result<Response<pb::Message>, Status> {
        Ok(self.read(request.try_into()?).await?.into())
    }

    async fn read_all_messages(
        &self,
        request: Request<pb::ReadAllMessagesRequest>,
    ) -> Result<Response<pb::ReadAllMessagesResponse>, Status> {
        Ok(self.read_all(request.try_into()?).await?.into())
    }

    type WatchMessagesStream = BoxStream<'static, Result<pb::UnreadMessages, Status>>;

    async fn watch_messages(
        &self,
        request: Request<pb::WatchMessagesRequest>,
    ) -> Result<Response<Self::WatchMessagesStream>, Status> {
        Ok(Response::new(self.watch(request.try_into()?).await?))
    }
}

impl Desk {
    async fn list(&self, call: Call<pb::ListMessagesRequest>) -> Result<pb::ListMessagesResponse> {
        let Call { caller, body } = call;
        let agency = own(&caller, &body.parent)?;
        let person = person(&caller)?;
        let scope = format!("messages of {agency} {person} {}", body.unread);
        let page: Page<Uuid> = Page::read(scope, body.page_size, &body.page_token)?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let found = messages::list(&mut tx, &agency, person, body.unread, page.after, page.limit).await?;
        let unread_count = messages::count_unread(&mut tx, &agency, person).await?;
        let (found, next_page_token) = page.cut(found, |it| it.name.id);
        Ok(pb::ListMessagesResponse {
            messages: found.into_iter().map(Into::into).collect(),
            next_page_token,
            unread_count: i32::try_from(unread_count).unwrap_or(i32::MAX),
        })
    }

    async fn read(&self, call: Call<pb::ReadMessageRequest>) -> Result<pb::Message> {
        let Call { caller, body } = call;
        let name = ResourceName::parse(COLLECTION, &body.name)?;
        let request_id = resource::request_id(&body.request_id)?;
        let person = person(&caller)?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let message = messages::read(&mut tx, &name, person, self.clock.now()).await?;
        claimed.answer(tx, message.into()).await
    }

    async fn read_all(&self, call: Call<pb::ReadAllMessagesRequest>) -> Result<pb::ReadAllMessagesResponse> {
        let Call { caller, body } = call;
        let agency = own(&caller, &body.parent)?;
        let request_id = resource::request_id(&body.request_id)?;
        let person = person(&caller)?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let count = messages::read_all(&mut tx, &agency, person, self.clock.now()).await?;
        let read_count = i32::try_from(count).unwrap_or(i32::MAX);
        claimed.answer(tx, pb::ReadAllMessagesResponse { read_count }).await
    }
}

/// The caller's agency, which must be the one they ask for: messages lie with the reader's own.
fn own(caller: &Caller, parent: &str) -> Result<Agency> {
    let agency = Agency::from_name(parent)?;
    if agency == caller.agency { Ok(agency) } else { Err(Error::NotFound(parent.to_owned())) }
}

/// Messages are a person's own: the platform has none.
fn person(caller: &Caller) -> Result<Uuid> {
    let denied = |_| Error::Denied("messages are read by the person they were sent to".to_owned());
    resource::parse_id("person", &caller.person).map_err(denied)
}

impl From<Message> for pb::Message {
    fn from(message: Message) -> Self {
        Self {
            name: message.name.to_string(),
            title: message.title,
            text: message.text,
            resource: message.resource,
            create_time: Some(time::to_proto(message.created_at)),
            read_time: message.read_at.map(time::to_proto),
            emailed: message.emailed,
        }
    }
}
