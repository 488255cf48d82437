//! Inboxes, lists of cases, comments.

use crate::{
    inboxes::file,
    office::{GOVERNANCE, HEAD, Office, checklist, officer, officer_at},
};
use jiff::SignedDuration;
use platform::Caller;
use proto::review::v1::{
    Case, Comment, CreateCommentRequest, ListCasesRequest, ListCommentsRequest, ListTasksRequest, case, task,
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
async fn done_tasks_are_listed_with_the_last_one_first_page_by_page() {
    let office = Office::open().await;
    for _ in 0..2 {
        office.file().await;
    }
    platform::testing::eventually(async || {
        (office.inbox(&officer(GOVERNANCE)).await.len() == 2).then_some(())
    })
    .await;
    let mut done = vec![];
    // By due time the second one comes first.
    let tasks = office.inbox(&officer(GOVERNANCE)).await;
    for task in [&tasks[1], &tasks[0]] {
        office.advance(SignedDuration::from_mins(1));
        office.complete_as(&officer(GOVERNANCE), task, "", None).await.unwrap();
        done.insert(0, task.name.clone());
    }

    let (mut listed, mut page_token) = (vec![], String::new());
    loop {
        let request = ListTasksRequest {
            parent: "agencies/kota-tangerang".to_owned(),
            state: task::State::Completed.into(),
            page_size: 1,
            page_token,
            ..Default::default()
        };
        let page =
            office.review().list_tasks(office.stack.call(&officer(GOVERNANCE), request)).await.unwrap();
        let page = page.into_inner();
        listed.extend(page.tasks.into_iter().map(|it| it.name));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }

    assert_eq!(listed, done);
}

#[tokio::test(flavor = "multi_thread")]
async fn cases_are_found_by_how_the_words_of_their_title_number_or_office_begin() {
    let office = Office::open().await;
    file(&office, "KT-2026-000051", "Antrean Puskesmas", "Dinas Kesehatan").await;
    file(&office, "KT-2026-000052", "Rekam-Medis (Antrean)", "DINAS KESEHATAN").await;
    file(&office, "KT-2026-000053", "Izin 100% Daring", "Badan Kesatuan Bangsa").await;
    let found = async |caller: &Caller, query: &str| {
        let (mut numbers, mut page_token) = (vec![], String::new());
        loop {
            let request = ListCasesRequest {
                parent: "agencies/kota-tangerang".to_owned(),
                query: query.to_owned(),
                page_size: 1,
                page_token,
                ..Default::default()
            };
            let page = office.review().list_cases(office.stack.call(caller, request)).await?.into_inner();
            let number = |it: Case| it.dossier.unwrap().registration_number;
            numbers.extend(page.cases.into_iter().map(number));
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return Ok::<_, tonic::Status>(numbers);
            }
        }
    };
    let of_head = async |query: &str| found(&officer(HEAD), query).await.unwrap();

    assert_eq!(of_head("antre").await, ["KT-2026-000052", "KT-2026-000051"]);
    assert_eq!(of_head(" KESEHATAN  medis ").await, ["KT-2026-000052"]);
    assert_eq!(of_head("antrean antre dinas").await, ["KT-2026-000052", "KT-2026-000051"]);
    assert_eq!(of_head("000053").await, ["KT-2026-000053"]);
    assert_eq!(of_head("100%").await, ["KT-2026-000053"]);
    assert!(of_head("trean").await.is_empty());
    assert!(of_head("antrean bangsa").await.is_empty());
    assert!(of_head("%").await.is_empty());
    assert!(found(&officer_at("kota-bandung", HEAD), "antrean").await.unwrap_or_default().is_empty());
    let long = found(&officer(HEAD), &"x".repeat(101)).await.unwrap_err();
    assert_eq!(long.code(), tonic::Code::InvalidArgument);
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
