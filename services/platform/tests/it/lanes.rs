//! Events in their order.

use crate::desk::{Notes, listener, parked, start, subject, tell, teller, written};
use async_nats::{
    HeaderMap,
    header::{NATS_BATCH_ID, NATS_MESSAGE_ID},
    jetstream::message::StreamMessage,
};
use platform::{
    Caller, Parts, ResourceName, inbox, outbox, tenancy,
    testing::{Stack, eventually},
};
use proto::intake::v1::SubmissionFiled;
use std::time::{Duration, Instant};

/// What is in nobody's hand for so long comes again.
const LEASE: Duration = Duration::from_secs(10);

#[tokio::test]
async fn events_of_a_lane_arrive_in_order_though_another_lane_is_stuck() {
    let (stack, notes) = start().await;
    let (stuck, free) = (subject(&stack), subject(&stack));
    notes.fail_on("stuck 1");

    for n in 1..=20 {
        tell(&stack, &stuck, &[&format!("stuck {n}")]).await;
        tell(&stack, &free, &[&format!("free {n}")]).await;
    }

    let all: Vec<String> = (1..=20).map(|n| format!("free {n}")).collect();
    eventually(async || (written(&stack).await == all).then_some(())).await;
}

#[tokio::test]
async fn events_told_together_arrive_in_their_order() {
    let (stack, _) = start().await;
    let lane = subject(&stack);

    tell(&stack, &lane, &["1", "2", "3"]).await;
    tell(&stack, &lane, &["4"]).await;

    eventually(async || (written(&stack).await == ["1", "2", "3", "4"]).then_some(())).await;
    let first = stack.stream().await.get_raw_message(1).await.unwrap();
    assert!(first.headers.get(NATS_BATCH_ID).is_some(), "{:?}", first.headers);
}

#[tokio::test]
async fn one_that_fails_among_many_stops_its_own_lane_alone() {
    let (stack, notes) = start().await;
    notes.fail_on("broken 2");
    let lanes: Vec<_> = (0..20).map(|_| subject(&stack)).collect();
    let broken = subject(&stack);
    // Every hand waits for this, so that what nobody handles is passed over together once it is free.
    let mut busy = stack.parts.database("probe").begin().await.unwrap();
    sqlx::query("lock table note").execute(&mut *busy).await.unwrap();

    for (n, lane) in lanes.iter().enumerate() {
        tell_unheard(&stack, lane).await;
        tell(&stack, lane, &[&format!("{n} first")]).await;
        tell_unheard(&stack, lane).await;
        tell(&stack, lane, &[&format!("{n} last")]).await;
    }
    tell_unheard(&stack, &broken).await;
    tell(&stack, &broken, &["broken 1", "broken 2", "broken 3"]).await;
    eventually(async || (stack.stream().await.cached_info().state.messages == 84).then_some(())).await;
    busy.rollback().await.unwrap();

    eventually(async || (written(&stack).await.len() == 41 && parked(&stack).await == 2).then_some(())).await;
    let written = written(&stack).await;
    let place = |title: &str| written.iter().position(|it| it == title).unwrap();
    assert!((0..20).all(|n| place(&format!("{n} first")) < place(&format!("{n} last"))), "{written:?}");
}

#[tokio::test]
async fn a_lane_is_parked_after_eight_failures_and_replayed_in_order() {
    let (stack, notes) = start().await;
    let broken = subject(&stack);
    notes.fail_on("1");
    tell(&stack, &broken, &["1", "2", "3"]).await;
    eventually(async || (parked(&stack).await == 3).then_some(())).await;
    assert_eq!((notes.failures(), written(&stack).await), (8, vec![]));
    let db = stack.parts.database("probe");
    let lanes = inbox::parked(&db).await.unwrap();
    assert_eq!((lanes.len(), lanes[0].sequence, lanes[0].events), (1, 1, 3));

    notes.fail_on("nothing");
    let replayed = inbox::replay("probe", &db, &listener(notes.clone()).subscriptions).await.unwrap();
    tell(&stack, &broken, &["4"]).await;

    eventually(async || (written(&stack).await == ["1", "2", "3", "4"]).then_some(())).await;
    assert_eq!((replayed, parked(&stack).await), (3, 0));
}

#[tokio::test]
async fn a_repeated_event_has_one_effect() {
    let (stack, _) = start().await;
    let lane = subject(&stack);
    tell(&stack, &lane, &["1"]).await;
    eventually(async || (written(&stack).await == ["1"]).then_some(())).await;

    deliver_again(&stack, |_| ()).await;
    tell(&stack, &lane, &["2"]).await;

    eventually(async || written(&stack).await.contains(&"2".to_owned()).then_some(())).await;
    assert_eq!(written(&stack).await, ["1", "2"]);
}

#[tokio::test]
async fn an_event_ahead_of_its_turn_waits() {
    let (stack, _) = start().await;
    let lane = subject(&stack);
    tell(&stack, &lane, &["1"]).await;
    eventually(async || (written(&stack).await == ["1"]).then_some(())).await;

    deliver_again(&stack, |headers| headers.insert("ce-sequence", "3")).await;
    tell(&stack, &lane, &["2"]).await;

    eventually(async || (written(&stack).await == ["1", "2", "1"]).then_some(())).await;
}

#[tokio::test]
async fn an_event_that_waits_for_its_turn_stays_in_hand() {
    let (stack, _) = start().await;
    let lane = subject(&stack);
    tell(&stack, &lane, &["1"]).await;
    eventually(async || (written(&stack).await == ["1"]).then_some(())).await;
    let start = Instant::now();

    deliver_again(&stack, |headers| headers.insert("ce-sequence", "3")).await;
    eventually(async || (LEASE + Duration::from_secs(2) < start.elapsed()).then_some(())).await;
    let consumer = stack.stream().await.consumer_info("probe").await.unwrap();
    assert_eq!((consumer.delivered.consumer_sequence, consumer.num_ack_pending), (2, 1));
    tell(&stack, &lane, &["2"]).await;

    eventually(async || (written(&stack).await == ["1", "2", "1"]).then_some(())).await;
}

#[tokio::test]
async fn what_nobody_handles_is_passed_over_once_and_in_its_turn() {
    let (stack, _) = start().await;
    let (lane, other) = (subject(&stack), subject(&stack));
    tell_unheard(&stack, &lane).await;
    eventually(async || (reached(&stack, &lane).await == 1).then_some(())).await;

    deliver_again(&stack, |_| ()).await;
    deliver_again(&stack, |headers| headers.insert("ce-sequence", "3")).await;
    tell_unheard(&stack, &other).await;
    eventually(async || (reached(&stack, &other).await == 1).then_some(())).await;
    assert_eq!(reached(&stack, &lane).await, 1);
    tell(&stack, &lane, &["2"]).await;

    eventually(async || (reached(&stack, &lane).await == 3).then_some(())).await;
    assert_eq!(written(&stack).await, ["2"]);
}

#[tokio::test]
async fn a_lane_does_not_begin_in_its_middle() {
    let (stack, _) = start().await;
    let (lane, other) = (subject(&stack), subject(&stack));
    tell_unheard(&stack, &lane).await;
    eventually(async || (reached(&stack, &lane).await == 1).then_some(())).await;
    sqlx::query("delete from inbox").execute(&*stack.parts.database("probe")).await.unwrap();

    deliver_again(&stack, |headers| headers.insert("ce-sequence", "2")).await;
    tell_unheard(&stack, &other).await;
    eventually(async || (reached(&stack, &other).await == 1).then_some(())).await;
    assert_eq!(reached(&stack, &lane).await, 0);
    deliver_again(&stack, |_| ()).await;

    eventually(async || (reached(&stack, &lane).await == 2).then_some(())).await;
}

#[tokio::test]
async fn a_lane_that_another_replica_has_in_hand_stops_no_other() {
    let (stack, _) = start().await;
    let (lane, other) = (subject(&stack), subject(&stack));
    tell_unheard(&stack, &lane).await;
    eventually(async || (reached(&stack, &lane).await == 1).then_some(())).await;
    let mut in_hand = stack.parts.database("probe").begin().await.unwrap();
    sqlx::query("select from inbox for update").execute(&mut *in_hand).await.unwrap();

    deliver_again(&stack, |headers| headers.insert("ce-sequence", "3")).await;
    tell_unheard(&stack, &other).await;
    eventually(async || (reached(&stack, &other).await == 1).then_some(())).await;
    in_hand.rollback().await.unwrap();
    tell(&stack, &lane, &["2"]).await;

    eventually(async || (reached(&stack, &lane).await == 3).then_some(())).await;
}

#[tokio::test]
async fn two_replicas_apply_each_event_once_and_in_its_turn() {
    let notes = Notes::default();
    let services = |_: &Parts| vec![teller(), listener(notes.clone()), listener(notes.clone())];
    let stack = Stack::start(services).await;
    let lanes: Vec<_> = (0..8).map(|_| subject(&stack)).collect();

    for n in 0..30 {
        for (place, lane) in lanes.iter().enumerate() {
            match n % 3 {
                0 => tell_unheard(&stack, lane).await,
                _ => tell(&stack, lane, &[&format!("{place} {n}")]).await,
            }
        }
    }

    eventually(async || (written(&stack).await.len() == 160).then_some(())).await;
    let written = written(&stack).await;
    for place in 0..8 {
        let expected: Vec<String> = (0..30).filter(|n| n % 3 != 0).map(|n| format!("{place} {n}")).collect();
        let lane = format!("{place} ");
        let found: Vec<&String> = written.iter().filter(|it| it.starts_with(&lane)).collect();
        assert_eq!(found, expected.iter().collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn two_replicas_pass_over_a_long_lane_without_long_rests() {
    let services = |_: &Parts| vec![teller(), listener(Notes::default()), listener(Notes::default())];
    let stack = Stack::start(services).await;
    let lane = subject(&stack);
    let mut busy = stack.parts.database("probe").begin().await.unwrap();
    sqlx::query("lock table inbox").execute(&mut *busy).await.unwrap();

    for _ in 0..120 {
        tell_unheard(&stack, &lane).await;
    }
    eventually(async || (stack.stream().await.cached_info().state.messages == 120).then_some(())).await;
    busy.rollback().await.unwrap();

    // Each replica has every other event; with rests that only grow that would take more than a minute.
    eventually(async || (reached(&stack, &lane).await == 120).then_some(())).await;
}

#[tokio::test]
async fn a_lost_stream_is_refilled_and_nothing_has_two_effects() {
    let (stack, _) = start().await;
    let lane = subject(&stack);
    tell(&stack, &lane, &["1", "2"]).await;
    eventually(async || (written(&stack).await == ["1", "2"]).then_some(())).await;

    stack.stream().await.purge().await.unwrap();
    let refilled = outbox::refill(&stack.parts.database("intake")).await.unwrap();
    tell(&stack, &lane, &["3"]).await;

    eventually(async || (written(&stack).await == ["1", "2", "3"]).then_some(())).await;
    assert_eq!(refilled, 2);
}

/// The last event of the lane of `subject` that the listener has applied.
async fn reached(stack: &Stack, subject: &ResourceName) -> i64 {
    let sequence =
        sqlx::query_scalar("select last_sequence from inbox where agency = $1 and lane like '%' || $2");
    let sequence = sequence.bind(&subject.agency).bind(subject.to_string());
    sequence.fetch_optional(&*stack.parts.database("probe")).await.unwrap().unwrap_or_default()
}

/// Tells an event that the listener does not handle.
async fn tell_unheard(stack: &Stack, subject: &ResourceName) {
    let mut tx =
        tenancy::begin(&stack.parts.database("intake"), &Caller::platform(&subject.agency)).await.unwrap();
    let event = SubmissionFiled::default();
    outbox::publish(&mut tx, subject, stack.parts.clock.now(), &event).await.unwrap();
    tx.commit().await.unwrap();
}

/// Puts the first event into the stream once more, changed, and past the stream's own check for duplicates.
async fn deliver_again(stack: &Stack, change: impl FnOnce(&mut HeaderMap)) {
    let stream = stack.stream().await;
    let StreamMessage { subject, mut headers, payload, .. } = stream.get_raw_message(1).await.unwrap();
    headers.insert(NATS_MESSAGE_ID, stack.parts.clock.id().to_string());
    change(&mut headers);
    let jetstream = stack.jetstream();
    jetstream.publish_with_headers(subject, headers, payload).await.unwrap().await.unwrap();
}
