//! What comes on paper after a request that was recorded, and who enters it.

use crate::{
    Desk, PDF,
    course::open,
    filing::told_at,
    follow_up::{answer, ask},
    national::{MINISTRY, national, other_mayor, registry},
    recording::{background, record, request, send_back, upload},
};
use jiff::SignedDuration;
use platform::{Caller, ResourceName, testing::caller, time};
use proto::intake::v1::{
    ActionItemAnswered, RefileSubmissionRequest, Submission, SubmissionRefiled, SubmissionWithdrawn,
    WithdrawSubmissionRequest, submission::State,
};
use tonic::{Code, Status};

#[tokio::test]
async fn a_completion_that_came_on_paper_counts_from_the_day_of_its_receipt() {
    let (desk, filed) = filed().await;
    let sealed = desk.update(&registry(), background(&filed.name)).await.unwrap_err();
    send_back(&desk, &filed.name).await;
    desk.until(&registry(), &filed.name, State::Returned).await;
    let later = desk.stack.parts.clock.now() + SignedDuration::from_hours(72);
    desk.stack.parts.advance_clock(later).await.unwrap();

    desk.update(&registry(), background(&filed.name)).await.unwrap();
    let early = refile(&desk, &registry(), &filed.name, "2026-01-04").await.unwrap_err();
    let future = refile(&desk, &registry(), &filed.name, "2026-01-09").await.unwrap_err();
    let refiled = refile(&desk, &registry(), &filed.name, "2026-01-07").await.unwrap();

    assert_eq!(sealed.code(), Code::FailedPrecondition);
    assert_eq!([early.code(), future.code()], [Code::InvalidArgument; 2]);
    assert_eq!((refiled.state(), refiled.revision), (State::InReview, 2));
    assert_eq!(refiled.applicant.unwrap().display_name, "Nama Wali Kota Bandung");
    let told = told_at::<SubmissionRefiled>(&desk.stack, "SubmissionRefiled", MINISTRY, 0).await;
    let counts_from = time::from_proto("file_time", told.dossier.unwrap().file_time).unwrap();
    assert_eq!(counts_from.to_string(), "2026-01-07T01:00:00Z");
}

#[tokio::test]
async fn a_colleague_of_those_who_record_writes_nothing_on_it() {
    let (desk, filed) = filed().await;
    send_back(&desk, &filed.name).await;
    desk.until(&registry(), &filed.name, State::Returned).await;
    let colleague = Caller { office: registry().office, ..caller(MINISTRY, "analis") };

    let refusal = desk.update(&colleague, background(&filed.name)).await.unwrap_err();

    assert_eq!(refusal.code(), Code::NotFound);
}

#[tokio::test]
async fn once_the_agency_writes_itself_nobody_writes_in_its_name_or_sees_what_it_has_not_sent() {
    let (desk, filed) = filed().await;
    send_back(&desk, &filed.name).await;
    desk.until(&other_mayor(), &filed.name, State::Returned).await;

    desk.update(&other_mayor(), background(&filed.name)).await.unwrap();
    let seen = desk.get(&registry(), &filed.name).await.unwrap();
    let written = desk.update(&registry(), background(&filed.name)).await.unwrap_err();
    let sent = refile(&desk, &registry(), &filed.name, "").await.unwrap_err();

    assert_eq!(seen.sections["background"], "Mendesak.");
    assert_eq!([written.code(), sent.code()], [Code::PermissionDenied; 2]);
    let named = refile(&desk, &other_mayor(), &filed.name, "2026-01-05").await.unwrap_err();
    assert_eq!(named.code(), Code::PermissionDenied, "{named}");
    refile(&desk, &other_mayor(), &filed.name, "").await.unwrap();
}

#[tokio::test]
async fn an_answer_and_a_withdrawal_on_paper_are_entered_in_the_name_of_who_signed() {
    let (desk, filed) = filed().await;
    let case = ResourceName { agency: MINISTRY.parse().unwrap(), ..desk.name("cases") };
    open(&desk, &case, &filed.name).await;
    ask(&desk, &case, &filed.name).await;
    desk.until(&registry(), &filed.name, State::FollowUp).await;

    desk.upload(&registry(), &filed.name, "action_items.budget", PDF).await.unwrap();
    let answered = answer(&desk, &registry(), &filed.name, "budget", "Dana tersedia.").await.unwrap();
    let withdraw = WithdrawSubmissionRequest {
        name: filed.name.clone(),
        reason: "Surat penarikan nomor 9/2026.".to_owned(),
        request_id: desk.request_id(),
    };
    let withdrawn = desk.intake().withdraw_submission(desk.stack.call(&registry(), withdraw)).await.unwrap();

    assert_eq!(
        (answered.action_items[0].answer.as_str(), withdrawn.into_inner().state()),
        ("Dana tersedia.", State::Withdrawn)
    );
    let told = told_at::<ActionItemAnswered>(&desk.stack, "ActionItemAnswered", MINISTRY, 0).await;
    assert_eq!(told.applicant.unwrap().display_name, "Nama Wali Kota Bandung");
    let told = told_at::<SubmissionWithdrawn>(&desk.stack, "SubmissionWithdrawn", MINISTRY, 0).await;
    assert_eq!(told.applicant.unwrap().display_name, "Nama Wali Kota Bandung");
}

/// A request that was recorded and filed.
async fn filed() -> (Desk, Submission) {
    let desk = Desk::start().await;
    desk.publish_other(national()).await;
    let draft = record(&desk, &registry(), request(&desk)).await.unwrap();
    upload(&desk, &draft.name).await;
    let filed = desk.file(&registry(), &draft.name).await.unwrap();
    (desk, filed)
}

async fn refile(desk: &Desk, caller: &Caller, name: &str, receipt_date: &str) -> Result<Submission, Status> {
    let request = RefileSubmissionRequest {
        name: name.to_owned(),
        request_id: desk.request_id(),
        receipt_date: receipt_date.to_owned(),
    };
    Ok(desk.intake().refile_submission(desk.stack.call(caller, request)).await?.into_inner())
}
