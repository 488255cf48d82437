//! Who sees what.

use crate::{PROPOSER, REVIEWER, STRANGER, desk::start};
use platform::{Caller, tenancy, testing::Stack};
use sqlx::{query, query_scalar};

#[tokio::test]
async fn an_agency_sees_rows_that_name_it_even_with_raw_sql_and_no_others() {
    let (stack, _) = start().await;

    note(&stack, REVIEWER, REVIEWER, PROPOSER).await.unwrap();

    assert_eq!(seen_by(&stack, REVIEWER).await, 1);
    assert_eq!(seen_by(&stack, PROPOSER).await, 1);
    assert_eq!(seen_by(&stack, STRANGER).await, 0);
}

#[tokio::test]
async fn nobody_writes_a_row_of_two_other_agencies() {
    let (stack, _) = start().await;

    let refusal = note(&stack, STRANGER, REVIEWER, PROPOSER).await.unwrap_err();

    assert!(refusal.to_string().contains("row-level security"), "{refusal}");
}

#[tokio::test]
async fn without_an_agency_there_is_nothing_to_see() {
    let (stack, _) = start().await;
    note(&stack, REVIEWER, REVIEWER, PROPOSER).await.unwrap();

    let count = query_scalar::<_, i64>("select count(*) from intake.note");

    assert_eq!(count.fetch_one(&*stack.parts.database("intake")).await.unwrap(), 0);
}

#[tokio::test]
async fn a_service_cannot_read_the_tables_of_another() {
    let (stack, _) = start().await;

    let reach = query("select from intake.note");
    let refusal = reach.execute(&*stack.parts.database("probe")).await.unwrap_err();

    assert!(refusal.to_string().contains("permission denied"), "{refusal}");
}

#[tokio::test]
async fn the_events_of_a_month_lie_in_a_partition_of_their_own() {
    let (stack, _) = start().await;

    let is_there = "select exists (select from pg_class
        where relname = 'outbox_2026_01' and relnamespace = 'intake'::regnamespace)";

    platform::testing::eventually(async || {
        let db = stack.parts.database("intake");
        query_scalar::<_, bool>(is_there).fetch_one(&*db).await.unwrap().then_some(())
    })
    .await;
}

async fn note(stack: &Stack, by: &str, agency: &str, other: &str) -> anyhow::Result<()> {
    let mut tx = tenancy::begin(&stack.parts.database("intake"), &platform(by)).await?;
    query("insert into intake.note values ($1, $2, $3)")
        .bind(agency)
        .bind(stack.parts.clock.id())
        .bind(other)
        .execute(&mut *tx)
        .await?;
    Ok(tx.commit().await?)
}

async fn seen_by(stack: &Stack, agency: &str) -> i64 {
    let mut tx = tenancy::begin(&stack.parts.database("intake"), &platform(agency)).await.unwrap();
    query_scalar("select count(*) from intake.note").fetch_one(&mut *tx).await.unwrap()
}

fn platform(agency: &str) -> Caller {
    Caller::platform(&agency.parse().unwrap())
}
