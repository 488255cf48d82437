//! Watching a submission.

use crate::{
    Desk,
    course::{begin, close, open},
    neighbour, proposer, reviewer,
};
use proto::{
    intake::v1::{SubmissionEvent, WatchSubmissionRequest},
    review::v1::case,
};
use tonic::{Code, Streaming};

#[tokio::test]
async fn a_watcher_gets_what_happened_and_then_what_happens() {
    let desk = Desk::start().await;
    let (filed, case) = desk.filed(&proposer()).await;

    let mut seen = watch(&desk, &filed.name, 0).await;
    assert_eq!(next(&mut seen).await, (1, "filed".to_owned()));
    open(&desk, &case, &filed.name).await;
    assert_eq!(next(&mut seen).await, (2, "opened".to_owned()));
    begin(&desk, &case, &filed.name, "Memeriksa").await;
    close(&desk, &case, &filed.name, case::State::Decided).await;

    assert_eq!(next(&mut seen).await, (3, "task_opened".to_owned()));
    assert_eq!(next(&mut seen).await, (4, "decided".to_owned()));
}

#[tokio::test]
async fn a_watcher_who_comes_back_gets_only_what_came_after() {
    let desk = Desk::start().await;
    let (filed, case) = desk.filed(&proposer()).await;

    let mut seen = watch(&desk, &filed.name, 1).await;
    open(&desk, &case, &filed.name).await;

    assert_eq!(next(&mut seen).await, (2, "opened".to_owned()));
}

#[tokio::test]
async fn watchers_of_other_submissions_and_strangers_get_nothing() {
    let desk = Desk::start().await;
    let (first, case) = desk.filed(&proposer()).await;
    let (second, other_case) = desk.filed(&proposer()).await;
    let mut seen = watch(&desk, &second.name, 1).await;

    open(&desk, &case, &first.name).await;
    open(&desk, &other_case, &second.name).await;
    let request = WatchSubmissionRequest { name: first.name.clone(), after: 0 };
    let refusal = desk.intake().watch_submission(desk.stack.call(&neighbour(), request)).await.unwrap_err();

    assert_eq!(refusal.code(), Code::NotFound);
    let event = seen.message().await.unwrap().unwrap();
    assert_eq!((event.sequence, event.kind.as_str()), (2, "opened"));
}

async fn watch(desk: &Desk, name: &str, after: i64) -> Streaming<SubmissionEvent> {
    let request = WatchSubmissionRequest { name: name.to_owned(), after };
    desk.intake().watch_submission(desk.stack.call(&reviewer(), request)).await.unwrap().into_inner()
}

async fn next(seen: &mut Streaming<SubmissionEvent>) -> (i64, String) {
    let event = seen.message().await.unwrap().expect("it goes on");
    (event.sequence, event.kind)
}
