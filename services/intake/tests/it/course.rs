//! The overall state, as review and letter tell of it.

use crate::{Desk, PDF, filing::told, filing::withdraw, proposer, reviewer, staff};
use platform::{ResourceName, time};
use proto::{
    intake::v1::{
        Gap, ListSubmissionEventsRequest, RefileSubmissionRequest, Submission, SubmissionRefiled,
        gap::Verdict, submission::State,
    },
    letter::v1::{LetterDelivered, LetterIssued, LetterVoided},
    review::v1::{CaseClosed, CaseOpened, CaseReturned, Task, TaskOpened, case},
};
use tonic::{Code, Status};

#[tokio::test]
async fn a_case_goes_from_its_opening_to_the_decision() {
    let desk = Desk::start().await;
    let (filed, case) = desk.filed(&proposer()).await;
    let letter = desk.name("letters");

    open(&desk, &case, &filed.name).await;
    begin(&desk, &case, &filed.name, "Memeriksa kelengkapan persyaratan").await;
    issue(&desk, &letter, &filed.name).await;
    close(&desk, &case, &filed.name, case::State::Decided).await;

    let decided = desk.until(&proposer(), &filed.name, State::Decided).await;
    assert_eq!((decided.decision.as_str(), decided.decision_title.as_str()), ("approved", "Disetujui"));
    assert_eq!(decided.activity, "");
    assert!(decided.close_time.is_some());
    let delivered = LetterDelivered {
        letter: letter.to_string(),
        submission: filed.name.clone(),
        channel: "portal".to_owned(),
        delivery_time: decided.close_time,
        ..LetterDelivered::default()
    };
    desk.tell("letter", &letter, &delivered).await;
    desk.tell(
        "letter",
        &letter,
        &LetterVoided {
            letter: letter.to_string(),
            submission: filed.name.clone(),
            reason: "Salah alamat".to_owned(),
            ..LetterVoided::default()
        },
    )
    .await;
    let letters = platform::testing::eventually(async || {
        let letters = desk.get(&proposer(), &filed.name).await.unwrap().letters;
        (letters.len() == 1 && letters[0].voided).then_some(letters)
    })
    .await;
    assert_eq!(letters[0].delivery_time, decided.close_time);
    assert_eq!(letters[0].delivery_channel, "portal");
    let events = events(&desk, &filed.name).await;
    let mut kinds: Vec<&str> = events.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds.first(), Some(&"filed"));
    kinds.sort_unstable();
    assert_eq!(
        kinds,
        ["decided", "filed", "letter_delivered", "letter_issued", "letter_voided", "opened", "task_opened"]
    );
    let texts: Vec<&str> = events.iter().map(|(_, text)| text.as_str()).collect();
    assert!(texts.contains(&"Tahap berjalan: Memeriksa kelengkapan persyaratan."), "{texts:?}");
    assert!(texts.contains(&"Surat jawaban nomor 1/2026 telah diterbitkan."), "{texts:?}");
    assert!(texts.contains(&"Surat jawaban nomor 1/2026 telah diterima melalui portal."), "{texts:?}");
    assert!(texts.contains(&"Permohonan telah diputus: Disetujui."), "{texts:?}");
}

#[tokio::test]
async fn after_a_return_only_what_was_marked_may_change_and_all_of_it_must() {
    let desk = Desk::start().await;
    let (filed, case) = desk.filed(&proposer()).await;
    open(&desk, &case, &filed.name).await;
    send_back(&desk, &case, &filed.name).await;
    let returned = desk.until(&staff(), &filed.name, State::Returned).await;
    assert_eq!(returned.gaps.len(), 2);

    let closed = desk.update(&staff(), section(&filed.name, "inputs_outputs", "Lain")).await.unwrap_err();
    let sealed = desk.upload(&staff(), &filed.name, "request_letter", PDF).await.unwrap_err();
    let early = refile(&desk, &filed.name).await.unwrap_err();
    desk.update(&staff(), section(&filed.name, "user_requirements", "Warga, dengan rinci.")).await.unwrap();
    let half = refile(&desk, &filed.name).await.unwrap_err();
    let before = desk.get(&reviewer(), &filed.name).await.unwrap();
    desk.upload(&staff(), &filed.name, "legal_basis", &[PDF, b"3\n"].concat()).await.unwrap();
    let refiled = refile(&desk, &filed.name).await.unwrap();

    assert_eq!(closed.code(), Code::FailedPrecondition);
    assert!(closed.message().contains("inputs_outputs was not marked"), "{closed}");
    assert!(sealed.message().contains("request_letter was not marked"), "{sealed}");
    assert!(early.message().contains("user_requirements (Kebutuhan pengguna)"), "{early}");
    assert!(early.message().contains("legal_basis (Dasar hukum)"), "{early}");
    assert!(!half.message().contains("user_requirements"), "{half}");
    assert_eq!(before.sections["user_requirements"], "Warga mengurus izin.");
    assert_eq!((refiled.state(), refiled.revision), (State::InReview, 2));
    assert!(refiled.gaps.is_empty());
    assert_eq!(refiled.registration_number, filed.registration_number);
    let event = told::<SubmissionRefiled>(&desk.stack, "SubmissionRefiled").await;
    let mut changed = event.changed;
    changed.sort();
    assert_eq!(changed, ["legal_basis", "user_requirements"]);
    let dossier = event.dossier.unwrap();
    assert_eq!((dossier.revision, dossier.sections[0].text.as_str()), (2, "Warga, dengan rinci."));
    let events = events(&desk, &filed.name).await;
    let (_, text) = events.iter().find(|(kind, _)| kind == "refiled").unwrap();
    assert!(text.ends_with("Yang diperbaiki: Kebutuhan pengguna dan Dasar hukum."), "{text}");
}

#[tokio::test]
async fn a_decision_that_crossed_a_withdrawal_stands() {
    let desk = Desk::start().await;
    let (filed, case) = desk.filed(&proposer()).await;
    open(&desk, &case, &filed.name).await;
    desk.until(&proposer(), &filed.name, State::InReview).await;

    withdraw(&desk, &filed.name, "Anggaran dialihkan").await.unwrap();
    close(&desk, &case, &filed.name, case::State::Decided).await;

    let decided = desk.until(&proposer(), &filed.name, State::Decided).await;
    assert_eq!((decided.decision.as_str(), decided.withdrawal_reason.as_str()), ("approved", ""));
}

#[tokio::test]
async fn what_is_with_the_reviewing_agency_cannot_be_changed_or_refiled() {
    let desk = Desk::start().await;
    let (filed, _) = desk.filed(&proposer()).await;

    let update = desk.update(&staff(), section(&filed.name, "inputs_outputs", "Lain")).await.unwrap_err();
    let upload = desk.upload(&staff(), &filed.name, "request_letter", PDF).await.unwrap_err();
    let refile = refile(&desk, &filed.name).await.unwrap_err();

    for refusal in [update, upload, refile] {
        assert_eq!(refusal.code(), Code::FailedPrecondition);
        assert!(refusal.message().contains("is filed"), "{refusal}");
    }
}

pub(crate) async fn open(desk: &Desk, case: &ResourceName, submission: &str) {
    let event = CaseOpened { case: case.to_string(), submission: submission.to_owned(), open_time: None };
    desk.tell("review", case, &event).await;
}

pub(crate) async fn begin(desk: &Desk, case: &ResourceName, submission: &str, activity: &str) {
    let task = Task {
        case: case.to_string(),
        submission: submission.to_owned(),
        activity: activity.to_owned(),
        ..Task::default()
    };
    desk.tell("review", case, &TaskOpened { task: Some(task), ..TaskOpened::default() }).await;
}

pub(crate) async fn close(desk: &Desk, case: &ResourceName, submission: &str, state: case::State) {
    let event = CaseClosed {
        case: case.to_string(),
        submission: submission.to_owned(),
        state: state.into(),
        decision: "approved".to_owned(),
        decision_title: "Disetujui".to_owned(),
        close_time: Some(time::to_proto(desk.stack.parts.clock.now())),
        marked_for_carry: state == case::State::Decided,
        ..CaseClosed::default()
    };
    desk.tell("review", case, &event).await;
}

pub(crate) async fn issue(desk: &Desk, letter: &ResourceName, submission: &str) {
    let event = LetterIssued {
        letter: letter.to_string(),
        submission: submission.to_owned(),
        title: "Surat jawaban".to_owned(),
        number: "1/2026".to_owned(),
        file: desk.name("files").to_string(),
        issue_time: Some(time::to_proto(desk.stack.parts.clock.now())),
        for_proposer: true,
        ..LetterIssued::default()
    };
    desk.tell("letter", letter, &event).await;
}

pub(crate) async fn send_back(desk: &Desk, case: &ResourceName, submission: &str) {
    let gap = |item: &str, title: &str| Gap {
        item: item.to_owned(),
        title: title.to_owned(),
        verdict: Verdict::NotAsRequired.into(),
        note: "Lengkapi.".to_owned(),
        corrected: false,
    };
    let event = CaseReturned {
        case: case.to_string(),
        submission: submission.to_owned(),
        gaps: vec![gap("user_requirements", "Kebutuhan pengguna"), gap("legal_basis", "Dasar hukum")],
        ..CaseReturned::default()
    };
    desk.tell("review", case, &event).await;
}

async fn refile(desk: &Desk, name: &str) -> Result<Submission, Status> {
    let request = RefileSubmissionRequest {
        name: name.to_owned(),
        request_id: desk.request_id(),
        receipt_date: String::new(),
    };
    Ok(desk.intake().refile_submission(desk.stack.call(&proposer(), request)).await?.into_inner())
}

/// Kinds and sentences of a timeline, whose sequence has no gap.
pub(crate) async fn events(desk: &Desk, name: &str) -> Vec<(String, String)> {
    let request = ListSubmissionEventsRequest { parent: name.to_owned(), ..Default::default() };
    let call = desk.stack.call(&staff(), request);
    let events = desk.intake().list_submission_events(call).await.unwrap().into_inner().events;
    assert!(events.iter().zip(1..).all(|(event, at)| event.sequence == at));
    events.into_iter().map(|it| (it.kind, it.text)).collect()
}

fn section(name: &str, id: &str, text: &str) -> Submission {
    Submission {
        name: name.to_owned(),
        sections: [(id.to_owned(), text.to_owned())].into(),
        ..Submission::default()
    }
}
