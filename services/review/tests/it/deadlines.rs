//! From what a due time follows, and who may ask.

use crate::{
    ministry::{DEPUTY, MINISTRY, Ministry, official},
    office::CITY,
};
use jiff::SignedDuration;
use platform::{Caller, testing::caller, time};
use proto::review::v1::{
    CreateOutageRequest, DeadlineExplanation, ExplainDeadlineRequest, ListOutagesRequest, Outage,
    deadline_line::Kind, outage::Reason,
};
use tonic::{Code, Status};

#[tokio::test(flavor = "multi_thread")]
async fn every_line_of_a_due_date_is_told_to_both_sides_and_to_nobody_else() {
    let ministry = Ministry::open().await;
    let case = ministry.wait_for_the_proposer().await;

    let told = explain(&ministry, &official(DEPUTY), &case.name).await.unwrap();
    let proposer = explain(&ministry, &caller(CITY, "sekretaris-daerah"), &case.name).await.unwrap();
    let elsewhere = Caller { office: "dinas-lain".to_owned(), ..caller(CITY, "kepala-dinas") };
    let other_office = explain(&ministry, &elsewhere, &case.name).await.unwrap_err();
    let other_agency =
        explain(&ministry, &caller("kota-bandung", "wali-kota"), &case.name).await.unwrap_err();

    let kinds: Vec<Kind> = told.lines.iter().map(|it| it.kind()).collect();
    assert_eq!(kinds, [Kind::Start, Kind::Pause, Kind::Pause, Kind::Holiday, Kind::Holiday, Kind::Due]);
    let holiday = &told.lines[3];
    assert_eq!((holiday.date.as_str(), holiday.evidence.as_str(), holiday.cost), ("2026-01-16", "SKB", 1));
    assert!(told.lines[1].evidence.contains("/tasks/") && told.lines[1].text.contains("tim koordinasi"));
    assert_eq!(told.lines.len(), proposer.lines.len());
    assert_eq!((other_office.code(), other_agency.code()), (Code::NotFound, Code::NotFound));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_proposing_agency_sees_no_row_of_its_case_and_gets_no_case_by_name() {
    let ministry = Ministry::open().await;
    let case = ministry.put_to_the_team().await;
    let proposer = caller(CITY, "sekretaris-daerah");

    let db = ministry.office.stack.parts.database("review");
    let mut tx = platform::tenancy::begin(&db, &proposer).await.unwrap();
    let seen: i64 =
        sqlx::query_scalar("select count(*) from review.case_file").fetch_one(&mut *tx).await.unwrap();
    let read = ministry.office.case_as(&proposer, &case.name).await.unwrap_err();

    assert_eq!((seen, read.code()), (0, Code::NotFound));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_moves_the_due_date_by_the_days_it_cost() {
    let ministry = Ministry::open().await;
    let case = ministry.put_to_the_team().await;
    ministry.discuss(&case, true, &[]).await;
    let task = ministry.awaited(DEPUTY).await;
    ministry.sign(&task, DEPUTY).await;
    let case = ministry.eventually_at(&case, "technical_meeting").await;
    ministry.office.advance(SignedDuration::from_hours(24 * 4));
    let before = case.clock.unwrap().due_time.unwrap().seconds;

    let now = ministry.office.now();
    let outage = Outage {
        name: String::new(),
        reason: Reason::SigningService.into(),
        start_time: Some(time::to_proto(now - SignedDuration::from_hours(49))),
        end_time: Some(time::to_proto(now - SignedDuration::from_hours(1))),
        evidence: "Laporan gangguan 3/2026".to_owned(),
    };
    let administrator = Caller { administrator: true, ..official("administrator") };
    let record = async |who: &Caller, request: CreateOutageRequest| {
        let request = ministry.office.stack.call(who, request);
        ministry.office.review().create_outage(request).await
    };
    let request = CreateOutageRequest {
        parent: format!("agencies/{MINISTRY}"),
        outage: Some(outage.clone()),
        request_id: ministry.office.id(),
    };
    let denied = record(&official(DEPUTY), request.clone()).await.unwrap_err();
    record(&administrator, request).await.unwrap();
    let future = Outage { end_time: Some(time::to_proto(now + SignedDuration::from_hours(1))), ..outage };
    let future = CreateOutageRequest {
        parent: format!("agencies/{MINISTRY}"),
        outage: Some(future),
        request_id: ministry.office.id(),
    };
    let future = record(&administrator, future).await.unwrap_err();

    let told = explain(&ministry, &official(DEPUTY), &case.name).await.unwrap();
    let after = told.clock.as_ref().unwrap().due_time.unwrap().seconds;
    let line = told.lines.iter().find(|it| it.kind() == Kind::Outage).unwrap();
    assert_eq!((denied.code(), future.code()), (Code::PermissionDenied, Code::InvalidArgument));
    assert_eq!((line.cost, line.evidence.as_str()), (2, "Laporan gangguan 3/2026"));
    assert!(before < after);
    let list = ListOutagesRequest { parent: format!("agencies/{MINISTRY}"), ..ListOutagesRequest::default() };
    let list = ministry.office.stack.call(&administrator, list);
    assert_eq!(ministry.office.review().list_outages(list).await.unwrap().into_inner().outages.len(), 1);
}

async fn explain(ministry: &Ministry, who: &Caller, case: &str) -> Result<DeadlineExplanation, Status> {
    let request = ministry.office.stack.call(who, ExplainDeadlineRequest { name: case.to_owned() });
    Ok(ministry.office.review().explain_deadline(request).await?.into_inner())
}
