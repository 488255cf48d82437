use super::*;
use proto::{
    letter::v1::LetterIssued,
    meeting::v1::{MeetingPaperRequested, MeetingPaperWithdrawn},
};
use sqlx::Row as _;
use tonic::Code;

const REASON: &str = "Rapatnya dibatalkan: ketua berhalangan";

/// An invitation that waits for its signature. Answers with its meeting and its name.
async fn invitation(desk: &Desk) -> (String, String) {
    let meeting = desk.name("meetings");
    let letter = LetterRequested {
        case: String::new(),
        submission: String::new(),
        template: "invitation".to_owned(),
        title: "Surat undangan rapat".to_owned(),
        subject: "Undangan Rapat Pembahasan I".to_owned(),
        for_proposer: false,
        meeting: meeting.clone(),
        ..desk.reply()
    };
    let name = letter.letter.clone();
    desk.tell("meeting", &meeting, &MeetingPaperRequested { letter: Some(letter) }).await;
    desk.get(&head(), &name).await.unwrap();
    (meeting, name)
}

/// Takes a paper back, and waits until it is.
async fn withdraw(desk: &Desk, meeting: &str, letter: &str) -> Letter {
    let event = MeetingPaperWithdrawn {
        letter: letter.to_owned(),
        reason: REASON.to_owned(),
        withdraw_time: Some(platform::time::to_proto(desk.stack.parts.clock.now())),
    };
    desk.tell("meeting", meeting, &event).await;
    eventually(async || {
        let letter = desk.get(&head(), letter).await.unwrap();
        (letter.state() == State::Cancelled).then_some(letter)
    })
    .await
}

async fn void_reasons(desk: &Desk) -> Vec<String> {
    let mut db = desk.stack.owner.connect().await.unwrap();
    let entries = sqlx::query("select void_reason from letter.number_entry order by sequence");
    entries.fetch_all(&mut db).await.unwrap().iter().map(|it| it.get(0)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_invitation_takes_no_number_and_says_why_it_is_not_signed() {
    let desk = Desk::start().await;
    let (meeting, name) = invitation(&desk).await;

    let withdrawn = withdraw(&desk, &meeting, &name).await;
    let repeated = withdraw(&desk, &meeting, &name).await;
    let refusal = desk.sign(&head(), &name).await.unwrap_err();

    assert_eq!(withdrawn, repeated);
    assert_eq!((withdrawn.void_reason.as_str(), withdrawn.number.as_str()), (REASON, ""));
    assert_eq!(refusal.code(), Code::FailedPrecondition);
    assert_eq!(refusal.message(), format!("surat ini tidak perlu ditandatangani lagi: {REASON}"));
    assert_eq!(desk.awaiting(&head()).await, Vec::<String>::new());
    assert_eq!(void_reasons(&desk).await, Vec::<String>::new());
    assert_eq!(desk.told::<LetterIssued>().await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_was_taken_before_is_void_with_the_reason() {
    let desk = Desk::start().await;
    let authority = desk.folder.join("authority");
    fs::write(&authority, "in the way").unwrap();
    let (meeting, name) = invitation(&desk).await;
    assert_eq!(desk.sign(&head(), &name).await.unwrap_err().code(), Code::Unavailable);
    fs::remove_file(&authority).unwrap();

    withdraw(&desk, &meeting, &name).await;
    let refusal = desk.sign(&head(), &name).await.unwrap_err();
    let (_, next) = invitation(&desk).await;
    let next = desk.sign(&head(), &next).await.unwrap();

    assert_eq!(refusal.code(), Code::FailedPrecondition);
    assert_eq!(next.number, "B-0002/DISKOMINFO/TI.01/01/2026");
    assert_eq!(void_reasons(&desk).await, [REASON, ""]);
}
