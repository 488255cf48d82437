//! Inboxes, lists of cases, comments.

use crate::office::{GOVERNANCE, HEAD, Office, checklist, officer};
use jiff::SignedDuration;
use proto::review::v1::{
    Comment, CreateCommentRequest, ListCasesRequest, ListCommentsRequest, ListTasksRequest, case, task,
};

#[tokio::test(flavor = "multi_thread")]
async fn an_inbox_is_ordered_by_due_time_page_by_page() {
    let office = Office::open().await;
    for _ in 0..3 {
        office.file().await;
        office.advance(SignedDuration::from_mins(1));
    }
    platform::testing::eventually(async || {
        (office.inbox(&officer(GOVERNANCE)).await.len() == 3).then_some(())
    })
    .await;
    // Its norm is longer, so it goes to the end.
    let first = office.awaited(GOVERNANCE).await;
    office.complete_as(&officer(GOVERNANCE), &first, "", None).await.unwrap();

    let mut listed = vec![];
    let mut page_token = String::new();
    loop {
        let request = ListTasksRequest {
            parent: "agencies/kota-tangerang".to_owned(),
            page_size: 1,
            page_token: page_token.clone(),
            ..Default::default()
        };
        let page =
            office.review().list_tasks(office.stack.call(&officer(GOVERNANCE), request)).await.unwrap();
        let page = page.into_inner();
        listed.extend(page.tasks);
        if page.next_page_token.is_empty() {
            break;
        }
        page_token = page.next_page_token;
    }

    let steps: Vec<&str> = listed.iter().map(|it| it.step.as_str()).collect();
    assert_eq!(steps, ["receipt", "receipt", "completeness_check"]);
    let due: Vec<i64> = listed.iter().map(|it| it.due_time.unwrap().seconds).collect();
    assert!(due.is_sorted(), "{due:?}");
    let done = ListTasksRequest {
        parent: "agencies/kota-tangerang".to_owned(),
        state: task::State::Completed.into(),
        ..Default::default()
    };
    let done = office.review().list_tasks(office.stack.call(&officer(GOVERNANCE), done)).await.unwrap();
    assert_eq!(done.into_inner().tasks[0].name, first.name);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_of_a_command_and_the_next_inbox_agree() {
    let office = Office::open().await;
    office.file().await;

    for (outcome, sheet) in [("", None), ("complete", Some(checklist(&[])))] {
        let case = office.does(GOVERNANCE, outcome, sheet).await.case.unwrap();
        let opened = &case.open_tasks[0];

        let inbox = office.inbox(&officer(&opened.position)).await;

        assert_eq!(inbox.len(), 1);
        assert_eq!((&inbox[0].name, &inbox[0].due_time), (&opened.name, &opened.due_time));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn cases_are_listed_newest_first_by_state() {
    let office = Office::open().await;
    let returned = office.file().await;
    office.does(GOVERNANCE, "", None).await;
    office.does(GOVERNANCE, "incomplete", Some(checklist(&["legal_basis"]))).await;
    let running = office.file().await;
    office.awaited(GOVERNANCE).await;
    let list = async |state: case::State| {
        let request = ListCasesRequest {
            parent: "agencies/kota-tangerang".to_owned(),
            state: state.into(),
            ..Default::default()
        };
        let listed = office.review().list_cases(office.stack.call(&officer(HEAD), request)).await.unwrap();
        listed.into_inner().cases.into_iter().map(|it| it.submission).collect::<Vec<_>>()
    };

    assert_eq!(
        list(case::State::Unspecified).await,
        [running.submission.clone(), returned.submission.clone()]
    );
    assert_eq!(list(case::State::Waiting).await, [returned.submission]);
    assert_eq!(list(case::State::Running).await, [running.submission]);
    assert!(list(case::State::Decided).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn comments_are_read_in_the_order_they_were_written() {
    let office = Office::open().await;
    office.file().await;
    let task = office.awaited(GOVERNANCE).await;
    let write = async |text: &str| {
        let comment = Comment { text: text.to_owned(), ..Default::default() };
        let request = CreateCommentRequest {
            parent: task.case.clone(),
            comment: Some(comment),
            request_id: office.id(),
        };
        office.review().create_comment(office.stack.call(&officer(GOVERNANCE), request)).await
    };

    write("Pertama").await.unwrap();
    write("Kedua").await.unwrap();
    let blank = write("  ").await.unwrap_err();

    let request = ListCommentsRequest { parent: task.case.clone(), ..Default::default() };
    let listed =
        office.review().list_comments(office.stack.call(&officer(HEAD), request)).await.unwrap().into_inner();
    assert_eq!(listed.comments.iter().map(|it| it.text.as_str()).collect::<Vec<_>>(), ["Pertama", "Kedua"]);
    assert_eq!(listed.comments[0].author.as_ref().unwrap().position, GOVERNANCE);
    assert_eq!(blank.code(), tonic::Code::InvalidArgument);
}
