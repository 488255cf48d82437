//! Acting officials (Plt., Plh.): from a day, until a day.

use crate::{CITY, OTHER_CITY, administrator_of, client, identity, position, start_with_cast};
use platform::{
    Caller,
    testing::{Stack, caller},
};
use proto::directory::v1::{
    ActingAssignment, Capacity, CreateActingAssignmentRequest, EndActingAssignmentRequest,
    ListActingAssignmentsRequest,
};
use tonic::{Code, Status};

const DEPUTY: &str = "kabid-pengembangan-e-government@kota-tangerang";

#[tokio::test]
async fn one_acts_from_the_first_day_through_the_last_and_is_named_first() {
    let stack = start_with_cast().await;
    appoint(&stack, "2026-01-07", "2026-01-08").await.unwrap();

    let before = acting_titles(&stack).await;
    // 00:00 in Jakarta is 17:00 of the day before in Greenwich.
    advance(&stack, "2026-01-06T16:59:00Z").await;
    let evening_before = acting_titles(&stack).await;
    advance(&stack, "2026-01-06T17:01:00Z").await;
    let first_day = acting_titles(&stack).await;
    let holders = position(&stack, CITY, "kepala-dinas").await.unwrap().holders;
    advance(&stack, "2026-01-08T16:59:00Z").await;
    let last_day = acting_titles(&stack).await;
    advance(&stack, "2026-01-08T17:01:00Z").await;
    let after = acting_titles(&stack).await;

    assert_eq!((before, evening_before, after), (vec![], vec![], vec![]));
    assert_eq!(first_day, ["kepala-dinas 800/12-BKPSDM/2026"]);
    assert_eq!(last_day, first_day);
    let capacities: Vec<Capacity> = holders.iter().map(|it| it.capacity()).collect();
    assert_eq!(capacities, [Capacity::DailyActing, Capacity::Incumbent]);
    assert_eq!(holders[0].appointing_letter, "800/12-BKPSDM/2026");
}

#[tokio::test]
async fn an_assignment_ends_on_the_day_it_is_ended_and_only_once() {
    let stack = start_with_cast().await;
    let open = appoint(&stack, "2026-01-05", "").await.unwrap();

    let ended = end(&stack, &open.name).await.unwrap();
    let again = end(&stack, &open.name).await.unwrap_err();
    advance(&stack, "2026-01-06T01:00:00Z").await;

    assert_eq!(ended.last_day, "2026-01-05");
    assert_eq!(again.code(), Code::FailedPrecondition);
    assert_eq!(acting_titles(&stack).await, Vec::<String>::new());
}

#[tokio::test]
async fn two_do_not_act_in_one_position_on_one_day() {
    let stack = start_with_cast().await;
    appoint(&stack, "2026-01-05", "2026-01-09").await.unwrap();

    let refusal = appoint(&stack, "2026-01-09", "").await.unwrap_err();
    let next = appoint(&stack, "2026-01-10", "").await;

    assert_eq!(refusal.code(), Code::FailedPrecondition);
    assert!(refusal.message().contains("already acts in kepala-dinas from 2026-01-05 to 2026-01-09"));
    assert!(next.is_ok());
}

#[tokio::test]
async fn what_no_letter_can_appoint_is_refused() {
    type Change = fn(&mut ActingAssignment);
    let stack = start_with_cast().await;
    let cases: [(Change, &str); 7] = [
        (|it| it.last_day = "2026-01-04".to_owned(), "last_day: 2026-01-04 is before first_day"),
        (|it| it.first_day = "5 Januari".to_owned(), "first_day: \"5 Januari\" is not a day"),
        (|it| it.appointing_letter = " ".to_owned(), "appointing_letter"),
        (|it| it.capacity = Capacity::Incumbent.into(), "capacity"),
        (|it| it.own_position.clone_from(&it.position), "own_position: nobody acts in their own"),
        (
            |it| it.position = format!("agencies/{CITY}/positions/tiada"),
            "position: there is no position \"tiada\"",
        ),
        (|it| it.position = format!("agencies/{OTHER_CITY}/positions/kepala-dinas"), "of another agency"),
    ];

    for (change, reason) in cases {
        let mut wrong = assignment("2026-01-05", "");
        change(&mut wrong);
        let refusal = create(&stack, &administrator_of(CITY), wrong).await.unwrap_err();
        assert_eq!(refusal.code(), Code::InvalidArgument, "{refusal}");
        assert!(refusal.message().contains(reason), "{refusal}");
    }
}

#[tokio::test]
async fn only_the_agencys_administrator_appoints() {
    let stack = start_with_cast().await;
    let mut stranger = caller(OTHER_CITY, "administrator-telaah");
    stranger.administrator = true;

    let colleague = create(&stack, &caller(CITY, "camat"), assignment("2026-01-05", "")).await.unwrap_err();
    let stranger = create(&stack, &stranger, assignment("2026-01-05", "")).await.unwrap_err();

    assert_eq!((colleague.code(), stranger.code()), (Code::PermissionDenied, Code::NotFound));
}

#[tokio::test]
async fn the_same_request_twice_appoints_once() {
    let stack = start_with_cast().await;
    let request = CreateActingAssignmentRequest {
        parent: format!("agencies/{CITY}"),
        acting_assignment: Some(assignment("2026-01-05", "")),
        request_id: stack.parts.clock.id().to_string(),
    };

    let mut client = client(&stack);
    let first =
        client.create_acting_assignment(stack.call(&administrator_of(CITY), request.clone())).await.unwrap();
    let second = client.create_acting_assignment(stack.call(&administrator_of(CITY), request)).await.unwrap();

    assert_eq!(first.get_ref(), second.get_ref());
    assert_eq!(list(&stack, 0, "").await.0, [first.into_inner().name]);
}

#[tokio::test]
async fn assignments_are_listed_newest_first_page_by_page() {
    let stack = start_with_cast().await;
    let first = appoint(&stack, "2026-01-05", "2026-01-05").await.unwrap();
    let second = appoint(&stack, "2026-01-06", "2026-01-06").await.unwrap();

    let (page, token) = list(&stack, 1, "").await;
    let (rest, end) = list(&stack, 1, &token).await;

    assert_eq!((page, rest, end), (vec![second.name], vec![first.name], String::new()));
}

fn assignment(first_day: &str, last_day: &str) -> ActingAssignment {
    ActingAssignment {
        name: String::new(),
        position: format!("agencies/{CITY}/positions/kepala-dinas"),
        own_position: format!("agencies/{CITY}/positions/kabid-pengembangan-e-government"),
        capacity: Capacity::DailyActing.into(),
        first_day: first_day.to_owned(),
        last_day: last_day.to_owned(),
        appointing_letter: "800/12-BKPSDM/2026".to_owned(),
    }
}

async fn appoint(stack: &Stack, first_day: &str, last_day: &str) -> Result<ActingAssignment, Status> {
    create(stack, &administrator_of(CITY), assignment(first_day, last_day)).await
}

async fn create(
    stack: &Stack,
    caller: &Caller,
    assignment: ActingAssignment,
) -> Result<ActingAssignment, Status> {
    let request = CreateActingAssignmentRequest {
        parent: format!("agencies/{CITY}"),
        acting_assignment: Some(assignment),
        request_id: stack.parts.clock.id().to_string(),
    };
    Ok(client(stack).create_acting_assignment(stack.call(caller, request)).await?.into_inner())
}

async fn end(stack: &Stack, name: &str) -> Result<ActingAssignment, Status> {
    let request_id = stack.parts.clock.id().to_string();
    let request = EndActingAssignmentRequest { name: name.to_owned(), request_id };
    Ok(client(stack).end_acting_assignment(stack.call(&administrator_of(CITY), request)).await?.into_inner())
}

async fn list(stack: &Stack, page_size: i32, page_token: &str) -> (Vec<String>, String) {
    let (parent, page_token) = (format!("agencies/{CITY}"), page_token.to_owned());
    let request = ListActingAssignmentsRequest { parent, page_size, page_token };
    let request = stack.call(&caller(CITY, "camat"), request);
    let page = client(stack).list_acting_assignments(request).await.unwrap().into_inner();
    (page.acting_assignments.into_iter().map(|it| it.name).collect(), page.next_page_token)
}

/// What the deputy acts in now, and by which letter.
async fn acting_titles(stack: &Stack) -> Vec<String> {
    let held = identity(stack, DEPUTY).await.unwrap().positions;
    let acting = held.iter().filter(|it| it.capacity() == Capacity::DailyActing);
    acting.map(|it| format!("{} {}", it.position, it.appointing_letter)).collect()
}

async fn advance(stack: &Stack, to: &str) {
    stack.parts.advance_clock(to.parse().unwrap()).await.unwrap();
}
