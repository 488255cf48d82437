//! Two small services: one that tells events and can be asked, one that only listens and can be made to fail.

use crate::REVIEWER;
use platform::{
    Call, Caller, Error, Parts, ResourceName, Result, Service,
    inbox::{Handle, Subscriptions},
    outbox, tenancy,
    testing::Stack,
};
use proto::{
    intake::v1::SubmissionWithdrawn,
    notification::v1::{
        self as pb,
        notification_service_server::{NotificationService, NotificationServiceServer},
    },
};
use sqlx::{PgConnection, query_scalar};
use std::sync::{Arc, Mutex};
use tonic::{Request, Response, Status, service::Routes};

pub(crate) async fn start() -> (Stack, Notes) {
    let notes = Notes::default();
    let services = |_: &Parts| vec![teller(), listener(notes.clone())];
    (Stack::start(services).await, notes)
}

/// A service with a table, an RPC, and events to tell.
pub(crate) fn teller() -> Service {
    Service {
        name: "intake",
        migrations: sqlx::migrate!("tests/it/migrations"),
        routes: Routes::new(NotificationServiceServer::new(Desk)),
        subscriptions: Subscriptions::new(),
        workers: vec![],
    }
}

/// A service that is only a listener.
pub(crate) fn listener(notes: Notes) -> Service {
    Service {
        name: "probe",
        migrations: sqlx::migrate!("tests/it/notes"),
        routes: Routes::default(),
        subscriptions: Subscriptions::new().on::<SubmissionWithdrawn>(notes),
        workers: vec![],
    }
}

/// Answers with the caller's name.
struct Desk;

#[tonic::async_trait]
impl NotificationService for Desk {
    type WatchMessagesStream = tokio_stream::Pending<Result<pb::UnreadMessages, Status>>;

    async fn read_message(
        &self,
        _: Request<pb::ReadMessageRequest>,
    ) -> Result<Response<pb::Message>, Status> {
        std::future::pending().await
    }

    async fn list_messages(
        &self,
        request: Request<pb::ListMessagesRequest>,
    ) -> Result<Response<pb::ListMessagesResponse>, Status> {
        let call = Call::try_from(request)?;
        let next_page_token = call.caller.display_name;
        Ok(Response::new(pb::ListMessagesResponse { next_page_token, ..Default::default() }))
    }

    async fn read_all_messages(
        &self,
        _: Request<pb::ReadAllMessagesRequest>,
    ) -> Result<Response<pb::ReadAllMessagesResponse>, Status> {
        std::future::pending().await
    }

    async fn watch_messages(
        &self,
        _: Request<pb::WatchMessagesRequest>,
    ) -> Result<Response<Self::WatchMessagesStream>, Status> {
        Ok(Response::new(tokio_stream::pending()))
    }
}

/// Writes down the titles of the events that it handles.
#[derive(Clone, Default)]
pub(crate) struct Notes(Arc<Mutex<Sheet>>);

#[derive(Default)]
struct Sheet {
    fail_on: String,
    failures: usize,
}

impl Notes {
    pub(crate) fn fail_on(&self, title: &str) {
        self.0.lock().unwrap().fail_on = title.to_owned();
    }

    pub(crate) fn failures(&self) -> usize {
        self.0.lock().unwrap().failures
    }

    /// Counts a failure if this is the title to fail on.
    fn fails(&self, title: &str) -> bool {
        let mut sheet = self.0.lock().unwrap();
        let fails = title == sheet.fail_on;
        sheet.failures += usize::from(fails);
        fails
    }
}

impl Handle<SubmissionWithdrawn> for Notes {
    async fn handle(&self, tx: &mut PgConnection, event: SubmissionWithdrawn) -> Result<()> {
        if !self.fails(&event.reason) {
            sqlx::query("insert into note (title) values ($1)").bind(event.reason).execute(tx).await?;
            return Ok(());
        }
        // A panic must count like any other failure, also as the last one.
        assert_ne!(self.failures(), 8, "told to panic");
        Err(Error::Conflict("told to fail".to_owned()))
    }
}

pub(crate) fn subject(stack: &Stack) -> ResourceName {
    ResourceName { agency: REVIEWER.parse().unwrap(), collection: "submissions", id: stack.parts.clock.id() }
}

/// Tells events about `subject` in one transaction, as intake would.
pub(crate) async fn tell(stack: &Stack, subject: &ResourceName, titles: &[&str]) {
    let db = stack.parts.database("intake");
    let mut tx = tenancy::begin(&db, &Caller::platform(&subject.agency)).await.unwrap();
    let mut batch = outbox::Batch::new(subject, stack.parts.clock.now());
    for title in titles {
        let reason = (*title).to_owned();
        batch = batch.and(&SubmissionWithdrawn { reason, ..SubmissionWithdrawn::default() });
    }
    batch.publish(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
}

/// The titles that were written down, in their order.
pub(crate) async fn written(stack: &Stack) -> Vec<String> {
    let agency = REVIEWER.parse().unwrap();
    let mut tx = tenancy::begin(&stack.parts.database("probe"), &Caller::platform(&agency)).await.unwrap();
    query_scalar("select title from note order by position").fetch_all(&mut *tx).await.unwrap()
}

/// How many events are parked.
pub(crate) async fn parked(stack: &Stack) -> i64 {
    let count = query_scalar("select count(*) from parked");
    count.fetch_one(&*stack.parts.database("probe")).await.unwrap()
}
