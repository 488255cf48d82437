//! Who sees what.

use crate::{
    CITY, Desk, capital, course,
    desk::{published, written},
    neighbour, proposer, reviewer, staff,
};
use platform::{Caller, json, tenancy, testing::eventually};
use proto::{
    document::v1::{GetFileRequest, document_service_client::DocumentServiceClient},
    intake::v1::{
        GetReceiptRequest, ListSubmissionEventsRequest, ListSubmissionsRequest, ListSubmissionsResponse,
        submission::State,
    },
    review::v1::{CaseOpened, ProcedurePublished},
};
use serde_json::json;
use sqlx::AssertSqlSafe;
use tonic::Code;

#[tokio::test]
async fn a_draft_exists_for_its_own_office_alone() {
    let desk = Desk::start().await;
    let draft = desk.create(&staff(), written()).await.unwrap();

    assert!(desk.get(&proposer(), &draft.name).await.is_ok());
    for stranger in [reviewer(), neighbour(), capital()] {
        assert_eq!(desk.get(&stranger, &draft.name).await.unwrap_err().code(), Code::NotFound);
        assert!(list(&desk, &stranger, "agencies/-", "").await.submissions.is_empty());
    }
}

#[tokio::test]
async fn what_was_filed_exists_for_both_sides_and_nobody_else() {
    let desk = Desk::start().await;
    let (filed, _) = desk.filed(&proposer()).await;

    for side in [staff(), reviewer()] {
        assert_eq!(desk.get(&side, &filed.name).await.unwrap().app_title, "Izin Daring");
        assert_eq!(list(&desk, &side, "agencies/-", "").await.submissions.len(), 1);
    }
    for stranger in [neighbour(), capital()] {
        assert_eq!(desk.get(&stranger, &filed.name).await.unwrap_err().code(), Code::NotFound);
        assert!(list(&desk, &stranger, &format!("agencies/{CITY}"), "").await.submissions.is_empty());
        let request = GetReceiptRequest { name: filed.name.clone() };
        let refusal = desk.intake().get_receipt(desk.stack.call(&stranger, request)).await.unwrap_err();
        assert_eq!(refusal.code(), Code::NotFound);
        let request = ListSubmissionEventsRequest { parent: filed.name.clone(), ..Default::default() };
        let refusal =
            desk.intake().list_submission_events(desk.stack.call(&stranger, request)).await.unwrap_err();
        assert_eq!(refusal.code(), Code::NotFound);
    }
}

#[tokio::test]
async fn the_case_is_named_to_both_sides() {
    let desk = Desk::start().await;
    let (filed, case) = desk.filed(&proposer()).await;
    let event = CaseOpened { case: case.to_string(), submission: filed.name.clone(), open_time: None };

    desk.tell("review", &case, &event).await;
    let seen = desk.until(&reviewer(), &filed.name, State::InReview).await;

    assert_eq!(seen.case, case.to_string());
    assert_eq!(desk.get(&proposer(), &filed.name).await.unwrap().case, case.to_string());
}

#[tokio::test]
async fn the_reviewing_office_reads_the_files_once_they_were_filed_and_not_before() {
    let desk = Desk::start().await;
    let draft = desk.complete(&proposer()).await;
    let file = draft.documents[0].file.clone();
    let read = async |caller: &Caller| {
        let request = desk.stack.call(caller, GetFileRequest { name: file.clone() });
        DocumentServiceClient::new(desk.stack.channel.clone()).get_file(request).await
    };
    assert!(read(&staff()).await.is_ok());
    assert_eq!(read(&reviewer()).await.unwrap_err().code(), Code::NotFound);

    desk.file(&proposer(), &draft.name).await.unwrap();

    eventually(async || read(&reviewer()).await.ok()).await;
    assert_eq!(read(&neighbour()).await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn a_list_goes_on_page_by_page_newest_first() {
    let desk = Desk::start().await;
    let mut names = vec![];
    for _ in 0..3 {
        names.push(desk.create(&staff(), written()).await.unwrap().name);
    }
    names.reverse();

    let first = list(&desk, &staff(), "agencies/-", "").await;
    let second = list(&desk, &staff(), "agencies/-", &first.next_page_token).await;

    let shown = [first.submissions, second.submissions].concat();
    assert_eq!(shown.iter().map(|it| it.name.clone()).collect::<Vec<_>>(), names);
    assert_eq!(second.next_page_token, "");
}

#[tokio::test]
async fn a_list_can_be_of_one_state() {
    let desk = Desk::start().await;
    desk.create(&staff(), written()).await.unwrap();
    let (filed, _) = desk.filed(&proposer()).await;
    let request = ListSubmissionsRequest {
        parent: format!("agencies/{CITY}"),
        state: State::Filed.into(),
        ..ListSubmissionsRequest::default()
    };

    let found =
        desk.intake().list_submissions(desk.stack.call(&staff(), request)).await.unwrap().into_inner();

    assert_eq!(found.submissions.iter().map(|it| &it.name).collect::<Vec<_>>(), [&filed.name]);
}

#[tokio::test]
async fn an_office_of_another_city_may_not_apply_here() {
    let desk = Desk::start().await;

    let refusal = desk.create(&capital(), written()).await.unwrap_err();

    assert_eq!(refusal.code(), Code::PermissionDenied);
    assert!(refusal.message().ends_with("Dinas Kesehatan (pemerintah kota) tidak termasuk di dalamnya."));
}

#[tokio::test]
async fn another_agency_files_where_the_rules_let_it() {
    let desk = Desk::start().await;
    let mut national = published(2);
    national.applicant = Some(json::to_struct(json!({ "units": ["city"], "positions": ["office_head"] })));
    desk.publish(2, national).await;

    let (filed, case) = desk.filed(&capital()).await;
    course::open(&desk, &case, &filed.name).await;
    let seen = desk.until(&reviewer(), &filed.name, State::InReview).await;

    assert_eq!(
        (filed.registration_number.as_str(), seen.proposing_agency.as_str()),
        ("KT-2026-000001", "agencies/kota-bandung")
    );
    assert_eq!(desk.get(&proposer(), &filed.name).await.unwrap_err().code(), Code::NotFound);
    let request = || desk.stack.call(&reviewer(), GetFileRequest { name: filed.documents[0].file.clone() });
    eventually(async || {
        DocumentServiceClient::new(desk.stack.channel.clone()).get_file(request()).await.ok()
    })
    .await;
    assert_eq!(list(&desk, &reviewer(), &format!("agencies/{CITY}"), "").await.submissions.len(), 1);
    assert_eq!(list(&desk, &capital(), "agencies/-", "").await.submissions.len(), 1);
    assert_eq!(list(&desk, &capital(), "agencies/kota-bandung", "").await.submissions.len(), 0);
}

#[tokio::test]
async fn where_no_office_is_named_every_office_of_the_agency_reviews() {
    let desk = Desk::start().await;
    let open = ProcedurePublished { reviewing_offices: vec![], ..published(2) };
    desk.publish(2, open).await;

    let (filed, _) = desk.filed(&proposer()).await;

    assert!(desk.get(&neighbour(), &filed.name).await.is_ok());
    assert_eq!(list(&desk, &neighbour(), "agencies/-", "").await.submissions.len(), 1);
    assert_eq!(list(&desk, &staff(), "agencies/-", "").await.submissions.len(), 1);
    assert_eq!(desk.get(&capital(), &filed.name).await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn another_agency_sees_nothing_even_with_raw_sql_under_the_services_role() {
    let desk = Desk::start().await;
    desk.filed(&proposer()).await;

    for table in ["submission", "reviewer", "revision", "submission_event", "register"] {
        assert_eq!(rows_seen_by(&desk, &capital(), table).await, 0, "{table}");
        assert!(rows_seen_by(&desk, &proposer(), table).await > 0, "{table}");
    }
}

#[tokio::test]
async fn nobody_publishes_a_procedure_for_another_agency() {
    let desk = Desk::start().await;
    let mut tx = tenancy::begin(&desk.stack.parts.database("intake"), &capital()).await.unwrap();

    let insert = "insert into intake.procedure values ('kota-tangerang', 'forged', 1, 'Forged', '{}')";
    let refusal = sqlx::query(insert).execute(&mut *tx).await.unwrap_err();

    assert!(refusal.to_string().contains("row-level security"), "{refusal}");
}

async fn rows_seen_by(desk: &Desk, caller: &Caller, table: &str) -> i64 {
    let mut tx = tenancy::begin(&desk.stack.parts.database("intake"), caller).await.unwrap();
    let count = AssertSqlSafe(format!("select count(*) from intake.{table}"));
    sqlx::query_scalar(count).fetch_one(&mut *tx).await.unwrap()
}

async fn list(desk: &Desk, caller: &Caller, parent: &str, page_token: &str) -> ListSubmissionsResponse {
    let request = ListSubmissionsRequest {
        parent: parent.to_owned(),
        page_size: 2,
        page_token: page_token.to_owned(),
        ..ListSubmissionsRequest::default()
    };
    desk.intake().list_submissions(desk.stack.call(caller, request)).await.unwrap().into_inner()
}
