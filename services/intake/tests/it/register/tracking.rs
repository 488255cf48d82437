//! Where a request stands, for whoever knows its number.

use super::ask::{self, file_there, filed, register, track};
use crate::{
    CITY, Desk, PROCEDURE,
    course::{begin, open, send_back},
    desk::published,
    national::{NATIONAL, national},
    neighbour, proposer, staff,
};
use platform::testing::eventually;
use proto::{
    intake::v1::{Submission, submission::State, tracked_submission::Side},
    review::v1::ProcedurePublished,
};
use tonic::Code;

#[tokio::test]
async fn whoever_knows_a_number_is_told_where_the_request_stands_and_nothing_of_who_asks_for_what() {
    let desk = Desk::start().await;
    let (request, case) = filed(&desk, "Rahasia Dapur").await;
    open(&desk, &case, &request.name).await;
    begin(&desk, &case, &request.name, "Menganalisis kelayakan").await;
    eventually(async || {
        (!desk.get(&proposer(), &request.name).await.unwrap().activity.is_empty()).then_some(())
    })
    .await;

    let [in_review] = &track(&desk, &request.registration_number.to_lowercase()).await.unwrap()[..] else {
        panic!("one request")
    };
    send_back(&desk, &case, &request.name).await;
    let returned = desk.until(&proposer(), &request.name, State::Returned).await;
    let [with_proposer] = &track(&desk, &request.registration_number).await.unwrap()[..] else {
        panic!("one request")
    };

    assert_eq!(
        (in_review.agency.as_str(), in_review.agency_title.as_str()),
        (format!("agencies/{CITY}").as_str(), "Kota Tangerang")
    );
    assert_eq!(
        (in_review.procedure.as_str(), in_review.procedure_title.as_str()),
        (PROCEDURE, "Pengajuan Aplikasi e-Government")
    );
    assert_eq!(in_review.registration_number, request.registration_number);
    assert_eq!((in_review.state(), in_review.activity.as_str()), (State::InReview, "Menganalisis kelayakan"));
    assert_eq!((in_review.file_time, in_review.waits_for()), (request.file_time, Side::ReviewingAgency));
    assert!(at(in_review.wait_time) > at(in_review.file_time) && in_review.close_time.is_none());
    assert_eq!((in_review.decision_title.as_str(), in_review.register_entry.as_str()), ("", ""));
    assert_eq!((with_proposer.state(), with_proposer.waits_for()), (State::Returned, Side::Proposer));
    assert_eq!((with_proposer.activity.as_str(), with_proposer.wait_time), ("", returned.update_time));
    let told = format!("{in_review:?} {with_proposer:?}");
    for secret in ["Rahasia Dapur", "Kesehatan", "Nama Kepala", &request.name] {
        assert!(!told.contains(secret), "{secret}: {told}");
    }
}

#[tokio::test]
async fn since_when_it_waits_does_not_move_with_what_the_proposer_types() {
    let desk = Desk::start().await;
    let (request, case) = filed(&desk, "Izin Daring").await;
    send_back(&desk, &case, &request.name).await;
    desk.until(&proposer(), &request.name, State::Returned).await;
    let before = track(&desk, &request.registration_number).await.unwrap();

    let sections = [("user_requirements".to_owned(), "Lain.".to_owned())].into();
    let change = Submission { name: request.name.clone(), sections, ..Submission::default() };
    desk.update(&staff(), change).await.unwrap();

    let after = track(&desk, &request.registration_number).await.unwrap();
    assert_eq!(after[0].wait_time, before[0].wait_time);
    assert!(at(after[0].update_time) > at(before[0].update_time));
}

#[tokio::test]
async fn drafts_and_unknown_numbers_are_not_found() {
    let desk = Desk::start().await;
    let (request, _) = filed(&desk, "Izin Daring").await;
    desk.complete(&proposer()).await;
    let shorter = &request.registration_number[..request.registration_number.len() - 1];

    for number in [shorter, "", " ", "%", "KT-2026-______", "KT-2026-000002", "a\0b", &"9".repeat(9_000)] {
        assert_eq!(track(&desk, number).await.unwrap_err().code(), Code::NotFound, "{number:?}");
    }
}

#[tokio::test]
async fn a_number_that_two_agencies_gave_finds_both() {
    let desk = Desk::start().await;
    let pattern = published(1).registration_pattern;
    desk.publish_other(ProcedurePublished { registration_pattern: pattern, ..national() }).await;
    let (request, _) = filed(&desk, "Izin Daring").await;
    let other = file_there(&desk).await;

    let found = track(&desk, &request.registration_number).await.unwrap();

    assert_eq!(request.registration_number, other.registration_number);
    let procedures: Vec<&str> = found.iter().map(|it| it.procedure.as_str()).collect();
    assert_eq!(procedures, [NATIONAL, PROCEDURE]);
}

#[tokio::test]
async fn another_office_of_the_agency_reads_no_more_of_it_than_anyone() {
    let desk = Desk::start().await;
    let (request, _) = filed(&desk, "Antrean Puskesmas").await;

    let call = desk.stack.call(&neighbour(), ask::tracking(&request.registration_number));
    let tracked = register(&desk).track_submissions(call).await.unwrap().into_inner();

    assert_eq!(tracked.submissions, track(&desk, &request.registration_number).await.unwrap());
}

fn at(time: Option<prost_types::Timestamp>) -> jiff::Timestamp {
    platform::time::from_proto("time", time).unwrap()
}
