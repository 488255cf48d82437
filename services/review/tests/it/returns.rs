//! What comes back incomplete: what is marked, what is told, what the clock shows.

use crate::office::{GOVERNANCE, INFRASTRUCTURE, Office, checklist, officer};
use jiff::{SignedDuration, Timestamp};
use platform::{testing::eventually, time};
use proto::{
    intake::v1::gap::Verdict,
    review::v1::{Case, CaseReturned, case, clock, letter_requested::Issue},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_gap_returns_the_dossier_and_pauses_the_clock_until_it_is_completed() {
    let office = Office::open().await;
    let dossier = office.file().await;
    let filed_at = time::from_proto("file_time", dossier.file_time).unwrap();
    office.does(GOVERNANCE, "", None).await;

    office.advance(SignedDuration::from_hours(1));
    let returned =
        office.does(GOVERNANCE, "incomplete", Some(checklist(&["legal_basis"]))).await.case.unwrap();
    office.advance(SignedDuration::from_hours(24));
    office.refile(&dossier, &["legal_basis"]).await;
    let again = office.awaited(GOVERNANCE).await;
    let running = office.case(&again.case).await;

    assert_eq!(returned.state(), case::State::Waiting);
    assert_eq!(returned.steps, ["completion"]);
    assert_eq!(returned.clock.as_ref().unwrap().state(), clock::State::Paused);
    let told = &office.told::<CaseReturned>().await[0];
    assert_eq!(told.gaps.len(), 1);
    assert_eq!((told.gaps[0].item.as_str(), told.gaps[0].verdict()), ("legal_basis", Verdict::NotAsRequired));
    assert_eq!(
        (told.gaps[0].title.as_str(), told.gaps[0].note.as_str()),
        ("Dasar hukum", "Lengkapi tanda tangan")
    );
    let notice = office.letter("notice_of_gaps").await;
    assert_eq!((notice.issue(), notice.signatory.as_str()), (Issue::Seal, GOVERNANCE));

    assert_eq!((running.state(), again.step.as_str()), (case::State::Running, "completeness_check"));
    assert_eq!(running.dossier.as_ref().unwrap().revision, 2);
    let intervals = running.clock.as_ref().unwrap().intervals.clone();
    let shape: Vec<(&str, bool, &str)> =
        intervals.iter().map(|it| (it.reason.as_str(), it.running, it.actor.as_str())).collect();
    assert_eq!(
        shape,
        [("filed", true, ""), ("returned_incomplete", false, GOVERNANCE), ("resubmitted", true, "")]
    );
    assert_eq!(read(intervals[0].start_time), filed_at);
    assert_eq!(intervals[0].end_time, intervals[1].start_time);
    assert_eq!(intervals[1].end_time, intervals[2].start_time);
    assert!(intervals[1].evidence.contains("/tasks/") && intervals[2].evidence == dossier.submission);
    let paused = read(intervals[2].start_time).duration_since(read(intervals[1].start_time));
    assert_eq!(paused.as_hours(), 24);
    assert_eq!(running.clock.unwrap().used, 60, "an hour before the return, and no minute since");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_norm_starts_anew_when_the_dossier_comes_back() {
    let office = Office::open().await;
    let dossier = office.file().await;
    office.does(GOVERNANCE, "", None).await;
    let first = office.awaited(GOVERNANCE).await;
    office.does(GOVERNANCE, "incomplete", Some(checklist(&["legal_basis"]))).await;
    office.advance(SignedDuration::from_hours(24));

    office.refile(&dossier, &["legal_basis"]).await;

    let again = office.awaited(GOVERNANCE).await;
    let minutes =
        |it: &proto::review::v1::Task| read(it.due_time).duration_since(read(it.open_time)).as_mins();
    assert_ne!(first.name, again.name);
    assert_eq!((minutes(&first), minutes(&again)), (60, 60));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checklist_and_its_outcome_must_say_the_same() {
    let office = Office::open().await;
    office.file().await;
    office.does(GOVERNANCE, "", None).await;
    let task = office.awaited(GOVERNANCE).await;

    for (outcome, sheet, complaint) in [
        ("incomplete", checklist(&[]), "nothing is marked"),
        ("complete", checklist(&["legal_basis"]), "\"legal_basis\" is marked"),
        ("complete", serde_json::json!({ "items": [] }), "sheet.items"),
        ("complete", serde_json::json!({}), "\"items\" is a required property"),
    ] {
        let refused =
            office.complete_as(&officer(GOVERNANCE), &task, outcome, Some(sheet)).await.unwrap_err();

        assert_eq!(refused.code(), tonic::Code::InvalidArgument);
        assert!(refused.message().contains(complaint), "{}", refused.message());
    }
    let mut without_note = checklist(&["legal_basis"]);
    without_note["items"][2]["note"] = "  ".into();
    let refused =
        office.complete_as(&officer(GOVERNANCE), &task, "incomplete", Some(without_note)).await.unwrap_err();
    assert!(refused.message().contains("sheet.items.2.note"), "{}", refused.message());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_calendar_projects_the_due_dates_of_open_tasks_anew() {
    let office = Office::open().await;
    let dossier = office.analysed().await;
    office.does(INFRASTRUCTURE, "not_valid", Some(crate::office::validation())).await;
    let before = office.awaited(GOVERNANCE).await;
    assert_eq!((before.norm_amount, before.norm_unit.as_str()), (1, "working_days"));
    assert_eq!(read(before.due_time), "2026-01-06T16:00:00+07:00".parse::<Timestamp>().unwrap());

    office.tell_calendar(crate::office::CITY, 2, &["2026-01-06", "2026-01-16"]).await;

    let after = eventually(async || {
        let task = office.awaited(GOVERNANCE).await;
        (task.due_time != before.due_time).then_some(task)
    })
    .await;
    assert_eq!(read(after.due_time), "2026-01-07T16:00:00+07:00".parse::<Timestamp>().unwrap());
    let case: Case = office.case(&after.case).await;
    assert_eq!(case.open_tasks[0].due_time, after.due_time);
    assert_eq!(case.submission, dossier.submission);
}

fn read(time: Option<prost_types::Timestamp>) -> Timestamp {
    time::from_proto("time", time).unwrap()
}
