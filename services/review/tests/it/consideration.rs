//! A procedure with dispositions, a meeting, a follow-up and a lapse.

use crate::ministry::{ASSISTANT, DEPUTY, MINISTER, Ministry, REGISTRY, checklist, disposition, official};
use jiff::SignedDuration;
use platform::testing::eventually;
use proto::review::v1::{
    CoordinationRequested, ExtendFollowUpRequest, FollowUpConcluded, FollowUpReminded, FollowUpRequested,
    FollowUpTimed, LetterRequested, MarkReached, case, clock,
};
use serde_json::json;
use tonic::Code;

#[tokio::test(flavor = "multi_thread")]
async fn a_registry_enters_what_the_minister_decided_in_its_own_name() {
    let ministry = Ministry::open().await;
    let task = ministry.awaited(REGISTRY).await;

    let done =
        ministry.office.complete_as(&official(REGISTRY), &task, "", Some(disposition(DEPUTY))).await.unwrap();

    assert_eq!((task.position.as_str(), &task.entered_by[..]), (MINISTER, &[REGISTRY.to_owned()][..]));
    assert_eq!(done.task.unwrap().performer.unwrap().position, REGISTRY);
    assert!(ministry.office.inbox(&official(MINISTER)).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_assistant_whom_the_deputy_chose_has_the_later_steps() {
    let ministry = Ministry::open().await;
    ministry.does(MINISTER, "", Some(disposition(DEPUTY))).await;

    let other = "asdep-arsitektur-spbe";
    ministry.does(DEPUTY, "", Some(disposition(other))).await;

    assert_eq!(ministry.awaited(other).await.step, "dossier_check");
    assert!(ministry.office.inbox(&official(ASSISTANT)).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_due_date_stands_once_the_dossier_was_found_complete_and_counts_from_its_receipt() {
    let ministry = Ministry::open().await;
    ministry.does(MINISTER, "", Some(disposition(DEPUTY))).await;
    ministry.does(DEPUTY, "", Some(disposition(ASSISTANT))).await;

    let gaps = checklist(&["financing_source"]);
    let returned = ministry.does(ASSISTANT, "dossier_incomplete", Some(gaps)).await.case.unwrap();
    ministry.office.advance(SignedDuration::from_hours(24 * 7));
    let again = ministry.office.refile(&ministry.dossier, &["financing_source"]).await;
    let task = ministry.awaited(ASSISTANT).await;
    let before = ministry.case(&task.case).await.unwrap().clock.unwrap();
    let after = ministry.does(ASSISTANT, "dossier_complete", Some(checklist(&[]))).await.case.unwrap();

    assert_eq!(returned.clock.as_ref().unwrap().state(), clock::State::Paused);
    assert!(before.due_provisional);
    let clock = after.clock.unwrap();
    assert!(!clock.due_provisional);
    assert_eq!((clock.allowance, clock.used), (60, 0), "a return starts the clock anew");
    let start = clock.intervals.last().unwrap();
    assert_eq!((start.reason.as_str(), start.start_time), ("resubmitted", again.file_time));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_team_may_discuss_a_case_in_several_sessions_and_the_record_is_signed_before_the_clock_goes_on() {
    let ministry = Ministry::open().await;
    let case = ministry.put_to_the_team().await;
    assert_eq!((case.state(), case.clock.unwrap().state()), (case::State::Waiting, clock::State::Paused));
    let case = ministry.case(&case.name).await.unwrap();
    assert_eq!(ministry.office.told::<CoordinationRequested>().await[0].team, "spbe-nasional");

    ministry.discuss(&case, false, &[]).await;
    let continued = eventually(async || {
        let case = ministry.case(&case.name).await.unwrap();
        (case.discussions.len() == 1).then_some(case)
    })
    .await;
    ministry.discuss(&case, true, &[]).await;
    let task = ministry.awaited(DEPUTY).await;
    let to_sign = ministry.case(&case.name).await.unwrap();
    ministry.sign(&task, DEPUTY).await;
    let next = ministry.awaited(ASSISTANT).await;
    let running = ministry.case(&case.name).await.unwrap();

    assert_eq!(continued.state(), case::State::Waiting);
    assert_eq!(
        (task.step.as_str(), to_sign.clock.unwrap().state()),
        ("record_signature", clock::State::Paused)
    );
    let record = ministry.office.letter("official_record").await;
    assert_eq!(record.initials, [ASSISTANT]);
    assert_eq!(
        next.step, "technical_meeting",
        "nothing is asked of the proposer, so the case goes on at once"
    );
    assert_eq!(running.clock.unwrap().state(), clock::State::Running);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_time_to_follow_up_counts_from_delivery_and_ends_with_the_last_required_answer() {
    let ministry = Ministry::open().await;
    let case = ministry.wait_for_the_proposer().await;
    let told = ministry.office.told::<FollowUpRequested>().await.remove(0);
    assert!(case.follow_up.unwrap().due_time.is_none(), "nothing was delivered yet");

    let case = ministry.case(&case.name).await.unwrap();
    ministry.deliver(&case, &told.letter).await;
    ministry.deliver(&case, &told.letter).await;
    let timed = eventually(async || ministry.office.told::<FollowUpTimed>().await.pop()).await;
    ministry.answer("s1-1").await;
    ministry.answer("s1-1").await;
    ministry.awaited(ASSISTANT).await;

    assert_eq!(told.action_items.len(), 1);
    assert_eq!(timed.due_time.unwrap().seconds, 1_772_729_999, "the end of 5 March 2026 in Jakarta");
    assert_eq!(ministry.office.told::<FollowUpTimed>().await.len(), 1);
    assert_eq!(ministry.office.told::<FollowUpConcluded>().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_lapses_by_itself_after_its_reminders_and_a_notice_is_drafted() {
    let ministry = Ministry::open().await;
    let case = ministry.wait_for_the_proposer().await;
    let letter = ministry.office.told::<FollowUpRequested>().await[0].letter.clone();
    ministry.deliver(&case, &letter).await;
    eventually(async || ministry.office.told::<FollowUpTimed>().await.pop()).await;

    ministry.office.advance(SignedDuration::from_hours(24 * 30));
    let reminded = eventually(async || ministry.office.told::<FollowUpReminded>().await.pop()).await;
    ministry.office.advance(SignedDuration::from_hours(24 * 40));
    let lapsed = eventually(async || {
        let case = ministry.case(&case.name).await.unwrap();
        (case.state() == case::State::Lapsed).then_some(case)
    })
    .await;
    let notice = ministry.awaited(DEPUTY).await;
    ministry.sign(&notice, DEPUTY).await;
    eventually(async || ministry.office.inbox(&official(DEPUTY)).await.is_empty().then_some(())).await;
    let after = ministry.case(&case.name).await.unwrap();

    assert_eq!(
        reminded.days_left, 29,
        "the reminder at 30 days comes a day late and says how many are left now"
    );
    assert_eq!(
        lapsed.close_time.unwrap().seconds,
        1_772_730_000,
        "at the end of the last day, whenever it is noticed"
    );
    assert_eq!((after.state(), after.close_time), (case::State::Lapsed, lapsed.close_time));
    let asked = ministry.office.told::<LetterRequested>().await;
    assert!(asked.iter().any(|it| it.template == "notice_of_lapse"));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_deputy_extends_the_time_and_the_same_request_does_so_once() {
    let ministry = Ministry::open().await;
    let case = ministry.wait_for_the_proposer().await;
    let letter = ministry.office.told::<FollowUpRequested>().await[0].letter.clone();
    let request = ExtendFollowUpRequest {
        name: case.name.clone(),
        last_day: "2026-04-10".to_owned(),
        letter_number: "B/7/D.II/2026".to_owned(),
        reason: "Permintaan tertulis pengusul".to_owned(),
        request_id: ministry.office.id(),
    };
    let extend = async |position: &str, request: ExtendFollowUpRequest| {
        let request = ministry.office.stack.call(&official(position), request);
        ministry.office.review().extend_follow_up(request).await
    };

    let early = extend(DEPUTY, request.clone()).await.unwrap_err();
    ministry.deliver(&case, &letter).await;
    eventually(async || ministry.office.told::<FollowUpTimed>().await.pop()).await;
    let other = extend(ASSISTANT, request.clone()).await.unwrap_err();
    let shorter = ExtendFollowUpRequest { last_day: "2026-03-01".to_owned(), ..request.clone() };
    let shorter = extend(DEPUTY, shorter).await.unwrap_err();
    let extended = extend(DEPUTY, request.clone()).await.unwrap().into_inner();
    let repeated = extend(DEPUTY, request).await.unwrap().into_inner();

    assert_eq!(early.code(), Code::FailedPrecondition);
    assert_eq!((other.code(), shorter.code()), (Code::PermissionDenied, Code::InvalidArgument));
    assert_eq!(extended, repeated);
    let follow_up = extended.follow_up.unwrap();
    assert_eq!(
        (follow_up.extended_to.as_str(), follow_up.extension_letter.as_str()),
        ("2026-04-10", "B/7/D.II/2026")
    );
    assert_eq!(follow_up.extension_reason, "Permintaan tertulis pengusul");
}

#[tokio::test(flavor = "multi_thread")]
async fn half_the_time_is_told_to_whoever_has_the_case_and_the_one_above() {
    let ministry = Ministry::open().await;
    ministry.does(MINISTER, "", Some(disposition(DEPUTY))).await;

    ministry.office.advance(SignedDuration::from_hours(24 * 60));
    let mark = eventually(async || ministry.office.told::<MarkReached>().await.into_iter().next()).await;

    assert_eq!(mark.percent, 50);
    assert_eq!(mark.positions, [DEPUTY, MINISTER]);
    assert!(ministry.office.told::<MarkReached>().await.iter().filter(|it| it.percent == 50).count() == 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_deputy_may_have_a_study_done_again() {
    let ministry = Ministry::open().await;
    ministry.put_to_the_team().await;
    let other = Ministry::open().await;
    other.does(MINISTER, "", Some(disposition(DEPUTY))).await;
    other.does(DEPUTY, "", Some(disposition(ASSISTANT))).await;
    other.does(ASSISTANT, "dossier_complete", Some(checklist(&[]))).await;
    let study = other.awaited(ASSISTANT).await;
    let parts = ["issue", "assumptions", "facts", "analysis", "conclusion", "suggestion"];
    let sheet = parts.iter().map(|it| ((*it).to_owned(), json!("x"))).collect();
    other.office.complete_as(&official(ASSISTANT), &study, "", Some(sheet)).await.unwrap();

    other.does(DEPUTY, "study_rework", Some(json!({ "note": "Perdalam analisis" }))).await;

    assert_eq!(other.awaited(ASSISTANT).await.step, "staff_study_work");
}
