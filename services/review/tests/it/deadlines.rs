//! From what a due time follows, and who may ask.

use crate::{
    ministry::{DEPUTY, MINISTRY, Ministry, official},
    office::CITY,
};
use jiff::SignedDuration;
use platform::{Caller, testing::caller, time};
use proto::{
    intake::v1::Dossier,
    review::v1::{
        Case, CreateOutageRequest, DeadlineExplanation, ExplainDeadlineRequest, ListOutagesRequest, Outage,
        deadline_line::Kind, outage::Reason,
    },
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
    let case = run_again(&ministry).await;
    let before = due(&case);

    let denied = record(&ministry, &official(DEPUTY), 49, 1).await.unwrap_err();
    record(&ministry, &administrator(), 49, 1).await.unwrap();
    let future = record(&ministry, &administrator(), 49, -1).await.unwrap_err();

    let told = explain(&ministry, &official(DEPUTY), &case.name).await.unwrap();
    assert_eq!((denied.code(), future.code()), (Code::PermissionDenied, Code::InvalidArgument));
    assert_eq!(outages(&told), [(2, "Laporan gangguan 49")]);
    assert!(before < told.clock.unwrap().due_time.unwrap().seconds);
    let list = ListOutagesRequest { parent: format!("agencies/{MINISTRY}"), ..ListOutagesRequest::default() };
    let list = ministry.office.stack.call(&administrator(), list);
    assert_eq!(ministry.office.review().list_outages(list).await.unwrap().into_inner().outages.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stood_still_anyway_costs_nothing_more() {
    let ministry = Ministry::open().await;
    let case = run_again(&ministry).await;
    let before = used(&ministry, &case).await;

    // They overlap by a day.
    record(&ministry, &administrator(), 73, 25).await.unwrap();
    record(&ministry, &administrator(), 49, 1).await.unwrap();

    let told = explain(&ministry, &official(DEPUTY), &case.name).await.unwrap();
    let costs: i64 = outages(&told).iter().map(|(cost, _)| cost).sum();
    assert_eq!(outages(&told).len(), 2);
    assert_eq!(before - used(&ministry, &case).await, costs, "{:#?}", told.lines);
    assert_eq!(costs, 3, "{:#?}", told.lines);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_costs_each_case_what_its_own_clock_would_have_run() {
    let ministry = Ministry::open().await;
    let running = run_again(&ministry).await;
    let other = Dossier {
        submission: format!("agencies/{MINISTRY}/submissions/{}", ministry.office.id()),
        ..ministry.dossier.clone()
    };
    ministry.office.file_as(other).await;
    let with_the_team = ministry.put_to_the_team_by("asdep-arsitektur-spbe").await;
    ministry.office.advance(SignedDuration::from_hours(48));
    let (before, paused_before) = (used(&ministry, &running).await, used(&ministry, &with_the_team).await);

    record(&ministry, &administrator(), 47, 1).await.unwrap();

    assert_ne!(running.name, with_the_team.name);
    let cost = before - used(&ministry, &running).await;
    let told = explain(&ministry, &official(DEPUTY), &running.name).await.unwrap();
    assert_eq!(outages(&told), [(cost, "Laporan gangguan 47")]);
    assert!(0 < cost, "{told:#?}");
    assert_eq!(used(&ministry, &with_the_team).await, paused_before);
    let told = explain(&ministry, &official(DEPUTY), &with_the_team.name).await.unwrap();
    assert_eq!(outages(&told), [(0, "Laporan gangguan 47")]);
}

/// A case on which the ministry works again since the record of its meeting was signed, four days ago.
async fn run_again(ministry: &Ministry) -> Case {
    let case = ministry.put_to_the_team().await;
    ministry.discuss(&case, true, &[]).await;
    let task = ministry.awaited(DEPUTY).await;
    ministry.sign(&task, DEPUTY).await;
    let case = ministry.eventually_at(&case, "technical_meeting").await;
    ministry.office.advance(SignedDuration::from_hours(24 * 4));
    case
}

fn administrator() -> Caller {
    Caller { administrator: true, ..official("administrator") }
}

/// Records an outage from so many hours ago until so many hours ago.
async fn record(ministry: &Ministry, who: &Caller, from: i64, to: i64) -> Result<Outage, Status> {
    let ago = |hours| Some(time::to_proto(ministry.office.now() - SignedDuration::from_hours(hours)));
    let outage = Outage {
        name: String::new(),
        reason: Reason::SigningService.into(),
        start_time: ago(from),
        end_time: ago(to),
        evidence: format!("Laporan gangguan {from}"),
    };
    let request = CreateOutageRequest {
        parent: format!("agencies/{MINISTRY}"),
        outage: Some(outage),
        request_id: ministry.office.id(),
    };
    let request = ministry.office.stack.call(who, request);
    Ok(ministry.office.review().create_outage(request).await?.into_inner())
}

/// What outages cost, with their evidence.
fn outages(told: &DeadlineExplanation) -> Vec<(i64, &str)> {
    let lines = told.lines.iter().filter(|it| it.kind() == Kind::Outage);
    lines.map(|it| (it.cost, it.evidence.as_str())).collect()
}

fn due(case: &Case) -> i64 {
    case.clock.as_ref().unwrap().due_time.as_ref().unwrap().seconds
}

async fn used(ministry: &Ministry, case: &Case) -> i64 {
    ministry.case(&case.name).await.unwrap().clock.unwrap().used
}

async fn explain(ministry: &Ministry, who: &Caller, case: &str) -> Result<DeadlineExplanation, Status> {
    let request = ministry.office.stack.call(who, ExplainDeadlineRequest { name: case.to_owned() });
    Ok(ministry.office.review().explain_deadline(request).await?.into_inner())
}
