//! A confirmation that is cut off at any instant gives all of its cases their outcome, or none.

mod trial;

use trial::{Blow, Trial};

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_instant_a_confirmation_is_written_to_all_its_cases_or_to_none() {
    let mut trial = Trial::start().await;

    for _ in 0..50 {
        trial.strike(Blow::Kill).await;
    }

    trial.expect_every_side_and_each_outcome_told_once(50).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cut_off_from_its_database_at_any_instant_a_confirmation_is_written_to_all_its_cases_or_to_none() {
    let mut trial = Trial::start().await;

    for _ in 0..30 {
        trial.strike(Blow::Cut).await;
    }

    trial.expect_every_side_and_each_outcome_told_once(30).await;
}
