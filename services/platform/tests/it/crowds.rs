//! Many events at once, and someone who asks meanwhile.

use crate::desk::{subject, tell, teller};
use platform::{
    Parts, Result, Service,
    inbox::{Handle, Subscriptions},
    testing::{Stack, eventually},
};
use proto::intake::v1::SubmissionWithdrawn;
use sqlx::{PgConnection, migrate::Migrator, query_scalar};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::Semaphore;
use tonic::service::Routes;

const EVENTS: usize = 40;
/// What is in nobody's hand for so long comes again.
const LEASE: Duration = Duration::from_secs(10);
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

#[tokio::test]
async fn what_is_at_work_stays_in_hand_while_the_consumer_is_lost_and_opened_anew() {
    let slow = Slow::default();
    let services = |_: &Parts| vec![teller(), listener(slow.clone())];
    let stack = Stack::start(services).await;
    tell(&stack, &subject(&stack), &["long"]).await;
    eventually(async || (slow.begun() == 1).then_some(())).await;
    let start = Instant::now();

    eventually(async || (LEASE + Duration::from_secs(2) < start.elapsed()).then_some(())).await;
    let consumer = stack.stream().await.consumer_info("probe").await.unwrap();
    assert_eq!((consumer.delivered.consumer_sequence, consumer.num_ack_pending), (1, 1));
    stack.stream().await.delete_consumer("probe").await.unwrap();
    tell(&stack, &subject(&stack), &["another"]).await;

    eventually(async || (slow.begun() == 2).then_some(())).await;
    slow.go_on.add_permits(EVENTS);
    let stream = stack.stream().await;
    let is_over = async || stream.consumer_info("probe").await.unwrap().ack_floor.stream_sequence == 2;
    eventually(async || is_over().await.then_some(())).await;
    let applied: i64 = query_scalar("select sum(last_sequence)::bigint from inbox")
        .fetch_one(&*stack.parts.database("probe"))
        .await
        .unwrap();
    assert_eq!((slow.begun(), applied), (2, 2));
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
