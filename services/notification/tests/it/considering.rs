//! What people are told of a case with a meeting, a follow-up and a service standard.

use crate::{APPLICANT, LEAD, filed, name, signed_in, start, tell, told};
use prost_types::Timestamp;
use proto::{
    letter::v1::InitialsRequested,
    review::v1::{
        ActionItem, CaseClosed, CaseReopened, FollowUpReminded, FollowUpRequested, FollowUpTimed,
        MarkReached, case,
    },
};

const DUE: Timestamp = Timestamp { seconds: 1_777_741_199, nanos: 0 };

#[tokio::test]
async fn the_applicant_is_told_what_to_follow_up_until_when_and_that_it_was_in_time_after_all() {
    let stack = start(None).await;
    let (submission, case) = (name(&stack, "submissions"), name(&stack, "cases"));
    let applicant = signed_in(&stack, APPLICANT).await;
    tell(&stack, &submission, &filed(&stack, &submission).await).await;
    let (of, about) = (case.to_string(), submission.to_string());

    let item = ActionItem { text: "Kajian keamanan".to_owned(), required: true, ..ActionItem::default() };
    let requested = FollowUpRequested {
        case: of.clone(),
        submission: about.clone(),
        outcome: "Dilanjutkan".to_owned(),
        action_items: vec![item],
        request_time: Some(Timestamp::default()),
        ..FollowUpRequested::default()
    };
    let timed = FollowUpTimed {
        case: of.clone(),
        submission: about.clone(),
        due_time: Some(DUE),
        ..FollowUpTimed::default()
    };
    let reminded = FollowUpReminded {
        case: of.clone(),
        submission: about.clone(),
        days_left: 7,
        due_time: Some(DUE),
        ..FollowUpReminded::default()
    };
    let lapsed = CaseClosed {
        case: of.clone(),
        submission: about.clone(),
        state: case::State::Lapsed.into(),
        close_time: Some(DUE),
        ..CaseClosed::default()
    };
    let reopened = CaseReopened {
        case: of.clone(),
        submission: about.clone(),
        reopen_time: Some(DUE),
        ..CaseReopened::default()
    };
    tell(&stack, &case, &requested).await;
    tell(&stack, &case, &timed).await;
    tell(&stack, &case, &reminded).await;
    tell(&stack, &case, &lapsed).await;
    tell(&stack, &case, &reopened).await;

    let titles: Vec<String> =
        told(&stack, &applicant, 6).await.into_iter().rev().map(|it| it.title).collect();
    assert_eq!(
        titles[1..],
        [
            "Hasil rapat atas permohonan KT-2026-000001 perlu ditindaklanjuti",
            "Batas waktu tindak lanjut permohonan KT-2026-000001",
            "Sisa 7 hari untuk menindaklanjuti permohonan KT-2026-000001",
            "Permohonan KT-2026-000001 dianggap dibatalkan",
            "Permohonan KT-2026-000001 diproses kembali",
        ]
    );
}

#[tokio::test]
async fn each_mark_is_told_once_for_each_clock() {
    let stack = start(None).await;
    let case = name(&stack, "cases");
    let lead = signed_in(&stack, LEAD).await;
    let mark = |seconds| MarkReached {
        case: case.to_string(),
        registration_number: "KT-2026-000001".to_owned(),
        percent: 50,
        positions: vec![LEAD.to_owned()],
        activity: "Memeriksa".to_owned(),
        reach_time: Some(Timestamp { seconds, nanos: 0 }),
        ..MarkReached::default()
    };

    // Another clock was started by a return in between.
    for seconds in [1_000, 1_000, 2_000] {
        tell(&stack, &case, &mark(seconds)).await;
    }

    let messages = told(&stack, &lead, 2).await;
    assert!(
        messages.iter().all(|it| it.title == "50 % jangka waktu permohonan KT-2026-000001 telah terpakai")
    );
}

#[tokio::test]
async fn the_position_whose_turn_it_is_is_told_that_a_draft_waits_for_its_initials() {
    let stack = start(None).await;
    let letter = name(&stack, "letters");
    let lead = signed_in(&stack, LEAD).await;
    let event = InitialsRequested {
        letter: letter.to_string(),
        position: LEAD.to_owned(),
        title: "Notula rapat".to_owned(),
        request_time: Some(Timestamp::default()),
        ..InitialsRequested::default()
    };

    tell(&stack, &letter, &event).await;

    assert_eq!(told(&stack, &lead, 1).await[0].title, "Konsep menunggu paraf: Notula rapat");
}
