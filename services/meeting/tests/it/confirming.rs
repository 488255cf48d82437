//! Confirming writes the outcome to all cases or to none, once, and by the secretariat alone.

use crate::team::{SECRETARIAT, Team};
use platform::testing::eventually;
use proto::meeting::v1::{CaseDiscussed, agenda_item};
use tonic::Code;

#[tokio::test(flavor = "multi_thread")]
async fn one_case_without_an_outcome_keeps_the_outcome_from_all_of_them() {
    let team = Team::start(3).await;
    let meeting = team.convene().await;
    for item in &meeting.agenda_items[..2] {
        team.discuss(&meeting, item).await;
    }

    let refused = team.confirm(SECRETARIAT, &meeting, &team.id()).await.unwrap_err();
    let before =
        (team.told::<CaseDiscussed>().await.len(), team.items(agenda_item::State::Convened).await.len());
    team.discuss(&meeting, &meeting.agenda_items[2]).await;
    let confirmed = team.confirm(SECRETARIAT, &meeting, &team.id()).await.unwrap();

    assert_eq!((refused.code(), before), (Code::FailedPrecondition, (0, 3)));
    assert_eq!(confirmed.discussions.len(), 3);
    assert_eq!(
        (team.told::<CaseDiscussed>().await.len(), team.items(agenda_item::State::Concluded).await.len()),
        (3, 3)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_meeting_is_confirmed_once_and_the_same_request_gets_the_same_answer() {
    let team = Team::start(1).await;
    let meeting = team.convene().await;
    team.discuss(&meeting, &meeting.agenda_items[0]).await;
    let request_id = team.id();

    let other = team.confirm("staf-deputi-kelembagaan", &meeting, &team.id()).await.unwrap_err();
    let confirmed = team.confirm(SECRETARIAT, &meeting, &request_id).await.unwrap();
    let repeated = team.confirm(SECRETARIAT, &meeting, &request_id).await.unwrap();
    let again = team.confirm(SECRETARIAT, &meeting, &team.id()).await.unwrap_err();

    assert_eq!((other.code(), again.code()), (Code::PermissionDenied, Code::FailedPrecondition));
    assert_eq!(confirmed, repeated);
    assert_eq!(team.told::<CaseDiscussed>().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_ended_leaves_its_meeting_and_is_not_discussed() {
    let team = Team::start(2).await;
    let meeting = team.convene().await;
    let ended = team.items(agenda_item::State::Convened).await.remove(0);

    team.close(&ended).await;
    eventually(async || (team.items(agenda_item::State::Removed).await.len() == 1).then_some(())).await;
    let left = meeting.agenda_items.iter().find(|it| **it != ended.name).unwrap();
    team.discuss(&meeting, left).await;
    let confirmed = team.confirm(SECRETARIAT, &meeting, &team.id()).await.unwrap();

    assert_eq!(confirmed.discussions.len(), 1);
    assert!(team.told::<CaseDiscussed>().await.iter().all(|it| it.case != ended.case));
}
