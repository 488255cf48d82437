//! What a proposer does after a meeting.

use crate::{
    Desk, PDF,
    course::{close, events, open},
    desk::pieces,
    filing::told,
    neighbour, proposer, reviewer, staff,
};
use jiff::{SignedDuration, Timestamp};
use platform::{Caller, ResourceName, testing::eventually, time};
use prost::Message as _;
use proto::{
    document::v1::{GetFileRequest, document_service_client::DocumentServiceClient},
    intake::v1::{ActionItemAnswered, AnswerActionItemRequest, Submission, submission::State},
    review::v1::{ActionItem, FollowUpConcluded, FollowUpRequested, FollowUpTimed, case},
};
use tonic::{Code, Status};

#[tokio::test]
async fn action_items_are_answered_with_documents_and_the_request_goes_on() {
    let desk = Desk::start().await;
    let (name, case) = in_follow_up(&desk).await;
    let due_at = desk.stack.parts.clock.now() + SignedDuration::from_hours(24);
    time_it(&desk, &case, &name, due_at, "").await;
    eventually(async || desk.get(&proposer(), &name).await.unwrap().follow_up_due_time).await;

    desk.upload(&staff(), &name, "action_items.budget", PDF).await.unwrap();
    let before = desk.get(&reviewer(), &name).await.unwrap();
    let answered = answer(&desk, &staff(), &name, "budget", "Dana tersedia.").await.unwrap();
    conclude(&desk, &case, &name).await;
    let concluded = desk.until(&proposer(), &name, State::InReview).await;

    assert!(before.action_items[0].documents.is_empty(), "not answered yet");
    assert_eq!(before.meeting_outcome, "Dapat dilanjutkan");
    let item = &answered.action_items[0];
    assert_eq!((item.answer.as_str(), item.documents.len()), ("Dana tersedia.", 1));
    assert!(item.answer_time.is_some() && answered.action_items[1].answer_time.is_none());
    let event = told::<ActionItemAnswered>(&desk.stack, "ActionItemAnswered").await;
    assert_eq!((event.submission.as_str(), event.action_item.as_str()), (name.as_str(), "budget"));
    assert_eq!(event.documents, item.documents);
    assert_eq!(event.applicant.unwrap().person, staff().person);
    let file = || desk.stack.call(&reviewer(), GetFileRequest { name: item.documents[0].file.clone() });
    eventually(async || DocumentServiceClient::new(desk.stack.channel.clone()).get_file(file()).await.ok())
        .await;
    assert_eq!(concluded.action_items, answered.action_items);
    let kinds: Vec<String> = events(&desk, &name).await.into_iter().map(|(kind, _)| kind).collect();
    let told = ["follow_up_requested", "follow_up_timed", "action_item_answered", "follow_up_concluded"];
    assert_eq!(kinds[kinds.len() - 4..], told);
}

#[tokio::test]
async fn an_extension_is_told_with_its_letter() {
    let desk = Desk::start().await;
    let (name, case) = in_follow_up(&desk).await;

    time_it(&desk, &case, &name, "2026-03-20T16:59:59Z".parse().unwrap(), "2026-03-20").await;

    let texts = eventually(async || {
        let texts = events(&desk, &name).await;
        texts.into_iter().find(|(kind, _)| kind == "follow_up_timed")
    })
    .await;
    assert_eq!(
        texts.1,
        "Batas waktu tindak lanjut diperpanjang sampai dengan 20 Maret 2026 berdasarkan surat nomor B-1/2026."
    );
}

#[tokio::test]
async fn what_is_wrong_with_an_answer_is_said() {
    let desk = Desk::start().await;
    let (name, _) = in_follow_up(&desk).await;

    let unknown = answer(&desk, &staff(), &name, "schedule", "Ada.").await.unwrap_err();
    let blank = answer(&desk, &staff(), &name, "budget", " ").await.unwrap_err();
    let reviewing = answer(&desk, &reviewer(), &name, "budget", "Ada.").await.unwrap_err();
    let stranger = answer(&desk, &neighbour(), &name, "budget", "Ada.").await.unwrap_err();
    let text = desk.upload(&staff(), &name, "action_items.budget", b"just text").await.unwrap_err();
    let closed = desk.upload(&staff(), &name, "request_letter", PDF).await.unwrap_err();

    assert_eq!((unknown.code(), blank.code()), (Code::InvalidArgument, Code::InvalidArgument));
    assert!(unknown.message().contains("budget, team"), "{unknown}");
    assert_eq!((reviewing.code(), stranger.code()), (Code::PermissionDenied, Code::NotFound));
    assert_eq!((text.code(), closed.code()), (Code::InvalidArgument, Code::FailedPrecondition));
}

#[tokio::test]
async fn an_item_is_answered_once_and_a_repeated_request_gets_the_same_answer() {
    let desk = Desk::start().await;
    let (name, _) = in_follow_up(&desk).await;
    let request_id = desk.request_id();
    let repeat = async || {
        let request = AnswerActionItemRequest {
            name: name.clone(),
            action_item: "budget".to_owned(),
            answer: "Ada.".to_owned(),
            request_id: request_id.clone(),
        };
        desk.intake().answer_action_item(desk.stack.call(&staff(), request)).await.unwrap().into_inner()
    };

    let (first, second) = tokio::join!(repeat(), repeat());
    let again = answer(&desk, &staff(), &name, "budget", "Lain.").await.unwrap_err();
    let upload = desk.upload(&staff(), &name, "action_items.budget", PDF).await.unwrap_err();

    assert_eq!(first.encode_to_vec(), second.encode_to_vec());
    for refusal in [again, upload] {
        assert_eq!(refusal.code(), Code::FailedPrecondition);
        assert!(refusal.message().contains("its answer stands"), "{refusal}");
    }
}

#[tokio::test]
async fn a_repeated_upload_for_an_item_gets_the_same_answer_and_a_newer_one_replaces_it() {
    let desk = Desk::start().await;
    let (name, _) = in_follow_up(&desk).await;
    let request_id = desk.request_id();
    let send = async || {
        desk.upload_pieces(&staff(), pieces(&name, "action_items.budget", &request_id, PDF)).await.unwrap()
    };

    let (first, second) = (send().await, send().await);
    let newer = desk.upload(&staff(), &name, "action_items.budget", &[PDF, b"2\n"].concat()).await.unwrap();

    assert_eq!(first, second);
    let [document] = &newer.action_items[0].documents[..] else { panic!("one document: {newer:?}") };
    assert_ne!(*document, first.action_items[0].documents[0]);
}

#[tokio::test]
async fn after_the_last_day_an_answer_is_refused() {
    let desk = Desk::start().await;
    let (name, case) = in_follow_up(&desk).await;
    let due_at = desk.stack.parts.clock.now() + SignedDuration::from_hours(24);
    time_it(&desk, &case, &name, due_at, "").await;
    eventually(async || desk.get(&proposer(), &name).await.unwrap().follow_up_due_time).await;

    desk.stack.parts.advance_clock(due_at + SignedDuration::from_secs(1)).await.unwrap();
    let late = answer(&desk, &staff(), &name, "budget", "Ada.").await.unwrap_err();

    assert_eq!(late.code(), Code::FailedPrecondition);
    assert!(late.message().contains("was over"), "{late}");
}

#[tokio::test]
async fn nothing_is_answered_before_a_meeting_or_after_the_end() {
    let desk = Desk::start().await;
    let (filed, _) = desk.filed(&proposer()).await;
    let (name, case) = in_follow_up(&desk).await;

    let early = answer(&desk, &staff(), &filed.name, "budget", "Ada.").await.unwrap_err();
    close(&desk, &case, &name, case::State::Lapsed).await;
    desk.until(&proposer(), &name, State::Lapsed).await;
    let late = answer(&desk, &staff(), &name, "budget", "Ada.").await.unwrap_err();

    assert!(early.message().contains("is filed"), "{early}");
    assert!(late.message().contains("is lapsed"), "{late}");
}

#[tokio::test]
async fn a_list_can_be_of_those_that_are_followed_up() {
    let desk = Desk::start().await;
    let (name, _) = in_follow_up(&desk).await;
    let request = proto::intake::v1::ListSubmissionsRequest {
        parent: "agencies/-".to_owned(),
        state: State::FollowUp.into(),
        ..Default::default()
    };

    let found =
        desk.intake().list_submissions(desk.stack.call(&staff(), request)).await.unwrap().into_inner();

    assert_eq!(found.submissions.iter().map(|it| &it.name).collect::<Vec<_>>(), [&name]);
}

async fn in_follow_up(desk: &Desk) -> (String, ResourceName) {
    let (filed, case) = desk.filed(&proposer()).await;
    open(desk, &case, &filed.name).await;
    ask(desk, &case, &filed.name).await;
    (desk.until(&proposer(), &filed.name, State::FollowUp).await.name, case)
}

/// A meeting asks for two things, one of which is required.
pub(crate) async fn ask(desk: &Desk, case: &ResourceName, submission: &str) {
    let item = |id: &str, required| ActionItem {
        id: id.to_owned(),
        text: format!("Lengkapi {id}"),
        required,
        ..ActionItem::default()
    };
    let event = FollowUpRequested {
        case: case.to_string(),
        submission: submission.to_owned(),
        outcome: "Dapat dilanjutkan".to_owned(),
        action_items: vec![item("budget", true), item("team", false)],
        ..FollowUpRequested::default()
    };
    desk.tell("review", case, &event).await;
}

async fn time_it(desk: &Desk, case: &ResourceName, name: &str, due_at: Timestamp, extended_to: &str) {
    let event = FollowUpTimed {
        submission: name.to_owned(),
        due_time: Some(time::to_proto(due_at)),
        extended_to: extended_to.to_owned(),
        extension_letter: "B-1/2026".to_owned(),
        ..FollowUpTimed::default()
    };
    desk.tell("review", case, &event).await;
}

async fn conclude(desk: &Desk, case: &ResourceName, name: &str) {
    let event = FollowUpConcluded { submission: name.to_owned(), ..FollowUpConcluded::default() };
    desk.tell("review", case, &event).await;
}

pub(crate) async fn answer(
    desk: &Desk,
    caller: &Caller,
    name: &str,
    action_item: &str,
    answer: &str,
) -> Result<Submission, Status> {
    let request = AnswerActionItemRequest {
        name: name.to_owned(),
        action_item: action_item.to_owned(),
        answer: answer.to_owned(),
        request_id: desk.request_id(),
    };
    Ok(desk.intake().answer_action_item(desk.stack.call(caller, request)).await?.into_inner())
}
