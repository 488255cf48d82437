//! The ways a case takes through the shipped procedure.

use crate::office::{
    ADMINISTRATION, DEVELOPMENT, GOVERNANCE, HEAD, INFRASTRUCTURE, Office, PUBLIC_SERVICE, category,
    checklist, disposition, feasibility, officer, technical, validation,
};
use platform::{json, testing::eventually, time};
use proto::review::v1::{
    CaseClosed, CaseOpened, GetTaskRequest, LetterCancelled, LetterRequested, TaskClosed, TaskOpened, case,
    clock, letter_requested::Issue, task,
};
use serde_json::Value;

#[tokio::test(flavor = "multi_thread")]
async fn a_request_passes_nine_steps_to_the_signed_letter() {
    let office = Office::open().await;
    let dossier = office.file().await;

    let received = office.does(GOVERNANCE, "", None).await;
    let checked = office.does(GOVERNANCE, "complete", Some(checklist(&[]))).await;
    office.does(INFRASTRUCTURE, "", Some(disposition())).await;
    office.does(GOVERNANCE, "", Some(feasibility())).await;
    office.does(INFRASTRUCTURE, "feasible", Some(validation())).await;
    office.does(DEVELOPMENT, "", Some(category("public_service"))).await;
    office.does(PUBLIC_SERVICE, "", Some(technical())).await;
    let validated = office.does(DEVELOPMENT, "suitable", Some(validation())).await;
    let reply = office.awaited(HEAD).await;
    office.sign(&reply, &reply.letter, HEAD).await;
    let closed = eventually(async || {
        let found = office.case(&reply.case).await;
        (found.state() == case::State::Decided).then_some(found)
    })
    .await;

    assert_eq!(received.task.unwrap().state(), task::State::Completed);
    let next = &received.case.unwrap().open_tasks[0];
    assert_eq!((next.step.as_str(), next.position.as_str()), ("completeness_check", GOVERNANCE));
    assert_eq!(checked.case.unwrap().activity, "Mengetahui dan meneruskan pengajuan Aplikasi e-Government");
    assert_eq!(validated.case.unwrap().decision, "", "nothing is decided before the letter is signed");
    assert_eq!((closed.decision.as_str(), closed.decision_title.as_str()), ("approved", "Disetujui"));
    assert_eq!(closed.tasks.len(), 9);
    assert_eq!(closed.sheets.len(), 7);
    assert!(closed.open_tasks.is_empty() && closed.steps.is_empty());
    assert_eq!(closed.clock.unwrap().state(), clock::State::Stopped);
    assert_eq!(office.told::<CaseOpened>().await[0].submission, dossier.submission);
    assert_eq!(office.told::<TaskOpened>().await.len(), 9);
    assert_eq!(office.told::<TaskClosed>().await.len(), 9);
    let ended = office.told::<CaseClosed>().await;
    assert_eq!((ended.len(), ended[0].letter.as_str()), (1, reply.letter.as_str()));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_sheet_is_printed_and_the_reply_drafted_from_the_case() {
    let office = Office::open().await;

    let (_, reply) = office.approved().await;

    let asked = office.told::<LetterRequested>().await;
    let printed: Vec<(&str, &str)> = asked
        .iter()
        .filter(|it| it.issue() == Issue::File)
        .map(|it| (it.template.as_str(), it.record.as_str()))
        .collect();
    assert_eq!(
        printed,
        [
            ("checklist", ""),
            ("disposition_sheet", ""),
            ("feasibility_sheet", "feasibility_analysis"),
            ("validation_result", ""),
            ("category_sheet", ""),
            ("technical_sheet", "technical_analysis"),
            ("validation_result", ""),
        ]
    );
    let sheet = data(&office.letter("feasibility_sheet").await);
    assert_eq!(sheet["sheet"]["fields"][0]["title"], "Kesesuaian dengan kebijakan dan dasar hukum");
    assert_eq!(sheet["sheet"]["fields"][0]["value"], "Memenuhi – Cukup");
    assert_eq!(sheet["performer"]["date_text"], "5 Januari 2026");
    let checklist = data(&office.letter("checklist").await);
    assert_eq!(checklist["sheet"]["content"]["items"][0]["title"], "Surat permohonan");
    assert_eq!(checklist["sheet"]["outcome_title"], "Lengkap");

    let letter = office.letter("reply_letter").await;
    assert_eq!((letter.letter.as_str(), letter.issue()), (reply.letter.as_str(), Issue::Sign));
    assert_eq!(letter.signatory, HEAD);
    assert_eq!(letter.subject, "Jawaban atas Permohonan Pembangunan Aplikasi Antrean Puskesmas");
    assert!(letter.for_proposer);
    let content = data(&letter);
    assert_eq!(content["decision"]["title"], "Disetujui");
    assert_eq!(content["case"]["letter_date_text"], "5 Januari 2026");
    assert_eq!(content["sheets"]["technical_validation"]["content"]["conditions"], "Memakai pusat data kota");
    for position in [GOVERNANCE, INFRASTRUCTURE, PUBLIC_SERVICE, DEVELOPMENT] {
        assert!(letter.barred_persons.contains(&officer(position).person), "{position} may sign");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_category_chooses_the_team() {
    let office = Office::open().await;
    office.analysed().await;
    office.does(INFRASTRUCTURE, "feasible", Some(validation())).await;

    let done = office.does(DEVELOPMENT, "", Some(category("government_administration"))).await;

    assert_eq!(done.case.unwrap().open_tasks[0].position, ADMINISTRATION);
    assert!(office.inbox(&officer(PUBLIC_SERVICE)).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_feasible_goes_to_the_head_as_a_refusal() {
    let office = Office::open().await;
    office.analysed().await;

    office.does(INFRASTRUCTURE, "not_feasible", Some(validation())).await;

    let reply = office.awaited(HEAD).await;
    assert_eq!(data(&office.letter("reply_letter").await)["decision"]["id"], "refused");
    office.sign(&reply, &reply.letter, HEAD).await;
    let closed = eventually(async || office.told::<CaseClosed>().await.pop()).await;
    assert_eq!((closed.decision.as_str(), closed.decision_title.as_str()), ("refused", "Ditolak"));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_validation_may_send_the_analysis_back() {
    let office = Office::open().await;
    office.analysed().await;

    let back = office.does(INFRASTRUCTURE, "not_valid", Some(validation())).await;

    let again = &back.case.unwrap().open_tasks[0];
    assert_eq!((again.step.as_str(), again.position.as_str()), ("feasibility", GOVERNANCE));
    office.does(GOVERNANCE, "", Some(feasibility())).await;
    office.does(INFRASTRUCTURE, "feasible", Some(validation())).await;
    office.does(DEVELOPMENT, "", Some(category("public_service"))).await;
    office.does(PUBLIC_SERVICE, "", Some(technical())).await;
    let back = office.does(DEVELOPMENT, "not_valid", Some(validation())).await;
    let again = &back.case.unwrap().open_tasks[0];
    assert_eq!((again.step.as_str(), again.position.as_str()), ("technical_analysis", PUBLIC_SERVICE));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_sent_back_returns_to_the_validation_it_came_from() {
    let office = Office::open().await;
    let (_, reply) = office.approved().await;

    let back = office.does(HEAD, "sent_back", None).await;

    let again = &back.case.unwrap().open_tasks[0];
    assert_eq!((again.step.as_str(), again.position.as_str()), ("technical_validation", DEVELOPMENT));
    assert_eq!(office.told::<LetterCancelled>().await[0].letter, reply.letter);
    office.does(DEVELOPMENT, "suitable", Some(validation())).await;
    let anew = office.awaited(HEAD).await;
    assert_ne!(anew.letter, reply.letter);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_that_crosses_with_a_return_stands() {
    let office = Office::open().await;
    let (_, reply) = office.approved().await;
    office.does(HEAD, "sent_back", None).await;

    office.sign(&reply, &reply.letter, HEAD).await;

    let closed = eventually(async || office.told::<CaseClosed>().await.pop()).await;
    assert_eq!((closed.decision.as_str(), closed.letter), ("approved", reply.letter.clone()));
    let case = office.case(&reply.case).await;
    assert!(case.open_tasks.is_empty());
    assert_eq!(case.tasks.last().unwrap().state(), task::State::Cancelled);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_request_leaves_no_work_behind() {
    let office = Office::open().await;
    let (dossier, reply) = office.approved().await;

    office.withdraw(&dossier).await;

    let closed = eventually(async || office.told::<CaseClosed>().await.pop()).await;
    assert_eq!(closed.state(), case::State::Withdrawn);
    assert_eq!(office.told::<LetterCancelled>().await[0].letter, reply.letter);
    let request = office.stack.call(&officer(HEAD), GetTaskRequest { name: reply.name.clone() });
    let task = office.review().get_task(request).await.unwrap().into_inner();
    assert_eq!(task.state(), task::State::Cancelled);
    let late = office.complete_as(&officer(HEAD), &reply, "sent_back", None).await.unwrap_err();
    assert_eq!(late.code(), tonic::Code::FailedPrecondition);
    office.sign(&reply, &reply.letter, HEAD).await;
    let noted = eventually(async || {
        let case = office.case(&reply.case).await;
        (case.tasks.last().unwrap().state() == task::State::Cancelled).then_some(case)
    })
    .await;
    assert_eq!(noted.state(), case::State::Withdrawn);
    assert!(time::from_proto("close_time", noted.close_time).is_ok());
}

fn data(letter: &LetterRequested) -> Value {
    json::from_struct(letter.data.clone().unwrap())
}
