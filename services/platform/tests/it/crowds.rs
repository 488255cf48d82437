//! Many events at once, and someone who asks meanwhile.

use crate::desk::{subject, tell, teller};
use platform::{
    Parts, Result, Service,
    inbox::{Handle, Subscriptions},
    testing::{Stack, eventually},
};
use proto::intake::v1::SubmissionWithdrawn;
use sqlx::{PgConnection, migrate::Migrator, query_scalar};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::sync::Semaphore;
use tonic::service::Routes;

const EVENTS: usize = 40;
/// Of the eight that a stack under test has.
const CONNECTIONS_OF_EVENTS: usize = 6;

#[tokio::test]
async fn a_request_is_answered_while_more_events_are_in_hand_than_there_are_connections() {
    let slow = Slow::default();
    let services = |_: &Parts| vec![teller(), listener(slow.clone())];
    let stack = Stack::start(services).await;
    let db = stack.parts.database("probe");

    for _ in 0..EVENTS {
        tell(&stack, &subject(&stack), &["many"]).await;
    }
    eventually(async || (slow.begun() == CONNECTIONS_OF_EVENTS).then_some(())).await;
    let answer: i32 = query_scalar("select 1").fetch_one(&*db).await.unwrap();

    assert_eq!((answer, slow.begun()), (1, CONNECTIONS_OF_EVENTS));
    slow.go_on.add_permits(EVENTS);
    eventually(async || (slow.begun() == EVENTS).then_some(())).await;
}

fn listener(slow: Slow) -> Service {
    Service {
        name: "probe",
        migrations: Migrator::with_migrations(vec![]),
        routes: Routes::default(),
        subscriptions: Subscriptions::new().on::<SubmissionWithdrawn>(slow),
        workers: vec![],
    }
}

/// Handles each event until it may go on.
#[derive(Clone)]
struct Slow {
    begun: Arc<AtomicUsize>,
    go_on: Arc<Semaphore>,
}

impl Default for Slow {
    fn default() -> Self {
        Self { begun: Arc::default(), go_on: Arc::new(Semaphore::new(0)) }
    }
}

impl Slow {
    fn begun(&self) -> usize {
        self.begun.load(Ordering::SeqCst)
    }
}

impl Handle<SubmissionWithdrawn> for Slow {
    async fn handle(&self, _: &mut PgConnection, _: SubmissionWithdrawn) -> Result<()> {
        self.begun.fetch_add(1, Ordering::SeqCst);
        self.go_on.acquire().await.unwrap().forget();
        Ok(())
    }
}
