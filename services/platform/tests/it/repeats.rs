//! Requests that come twice.

use crate::{PROPOSER, STRANGER, desk::start};
use platform::{
    Caller, Error, Result,
    idempotency::{self, Claim},
    tenancy,
    testing::{Stack, caller},
};
use prost::Message as _;
use proto::intake::v1::{Submission, WithdrawSubmissionRequest};
use sqlx::{ConnectOptions as _, query, query_scalar};
use uuid::Uuid;

#[tokio::test]
async fn a_repeated_request_gets_the_same_bytes() {
    let (stack, _) = start().await;
    let (caller, id) = (caller(PROPOSER, "sekretaris"), stack.parts.clock.id());

    let first = ask(&stack, &caller, id, "alasan").await.unwrap();
    let second = ask(&stack, &caller, id, "alasan").await.unwrap();

    assert_eq!(first.encode_to_vec(), second.encode_to_vec());
    assert_eq!(carried_out(&stack).await, 1);
}

#[tokio::test]
async fn the_same_request_twice_at_once_is_carried_out_once() {
    let (stack, _) = start().await;
    let (caller, id) = (caller(PROPOSER, "sekretaris"), stack.parts.clock.id());

    let (first, second) =
        tokio::join!(ask(&stack, &caller, id, "alasan"), ask(&stack, &caller, id, "alasan"));

    assert_eq!(first.unwrap(), second.unwrap());
    assert_eq!(carried_out(&stack).await, 1);
}

#[tokio::test]
async fn another_request_under_the_same_key_is_refused() {
    let (stack, _) = start().await;
    let (caller, id) = (caller(PROPOSER, "sekretaris"), stack.parts.clock.id());
    ask(&stack, &caller, id, "alasan").await.unwrap();

    let refusal = ask(&stack, &caller, id, "alasan lain").await.unwrap_err();

    assert!(matches!(refusal, Error::Conflict(_)), "{refusal}");
    assert_eq!(carried_out(&stack).await, 1);
}

#[tokio::test]
async fn two_persons_may_use_the_same_key() {
    let (stack, _) = start().await;
    let id = stack.parts.clock.id();

    ask(&stack, &caller(PROPOSER, "sekretaris"), id, "alasan").await.unwrap();
    ask(&stack, &caller(STRANGER, "sekretaris"), id, "alasan lain").await.unwrap();

    assert_eq!(carried_out(&stack).await, 2);
}

/// A command as services write it: it notes something and answers.
async fn ask(stack: &Stack, caller: &Caller, id: Uuid, reason: &str) -> Result<Submission> {
    let request = WithdrawSubmissionRequest { reason: reason.to_owned(), ..Default::default() };
    let mut tx = tenancy::begin(&stack.parts.database("intake"), caller).await?;
    let claimed = match idempotency::claim(&mut tx, caller, id, &request).await? {
        Claim::First(claimed) => claimed,
        Claim::Repeat(answer) => return Ok(answer),
    };
    query("insert into intake.note values ($1, $2, '')")
        .bind(&caller.agency)
        .bind(stack.parts.clock.id())
        .execute(&mut *tx)
        .await?;
    let etag = stack.parts.clock.id().to_string();
    claimed.answer(tx, Submission { etag, ..Submission::default() }).await
}

/// Counted as the superuser, whom row-level security does not bind.
async fn carried_out(stack: &Stack) -> i64 {
    let mut owner = stack.owner.connect().await.unwrap();
    query_scalar("select count(*) from intake.note").fetch_one(&mut owner).await.unwrap()
}
