//! Who may not act, and what cannot be done twice.

use crate::office::{
    CITY, DEVELOPMENT, GOVERNANCE, HEAD, INFRASTRUCTURE, Office, checklist, feasibility, officer, validation,
};
use platform::{Caller, Held, json, testing::caller};
use proto::review::v1::{CompleteTaskRequest, CreateCommentRequest, PrepareTaskRequest, Task};
use serde_json::json;
use tonic::Code;

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_twice_is_answered_with_the_same_bytes() {
    let office = Office::open().await;
    office.file().await;
    let task = office.awaited(GOVERNANCE).await;
    let request = CompleteTaskRequest { name: task.name, request_id: office.id(), ..Default::default() };
    let ask = async || {
        let call = office.stack.call(&officer(GOVERNANCE), request.clone());
        office.review().complete_task(call).await.unwrap().into_inner()
    };

    let (first, second) = tokio::join!(ask(), ask());

    assert_eq!(first, second);
    assert_eq!(office.inbox(&officer(GOVERNANCE)).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_officers_at_once_one_wins_and_the_other_reads_what_changed() {
    let office = Office::open().await;
    office.analysed().await;
    let task = office.awaited(INFRASTRUCTURE).await;
    let incumbent = officer(INFRASTRUCTURE);
    let acting = Caller { person: office.id(), display_name: "Plh. Kabid".to_owned(), ..incumbent.clone() };

    let (first, second) = tokio::join!(
        office.complete_as(&incumbent, &task, "feasible", Some(validation())),
        office.complete_as(&acting, &task, "not_feasible", Some(validation())),
    );

    let (won, lost) = if first.is_ok() { (first, second) } else { (second, first) };
    let performer = won.unwrap().task.unwrap().performer.unwrap().display_name;
    let lost = lost.unwrap_err();
    assert_eq!(lost.code(), Code::FailedPrecondition);
    assert!(lost.message().contains(&performer) && lost.message().contains("feasible"), "{}", lost.message());
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_holder_of_the_position_completes_and_its_staff_prepares() {
    let office = Office::open().await;
    office.file().await;
    office.does(GOVERNANCE, "", None).await;
    let task = office.awaited(GOVERNANCE).await;
    let staff = Caller { assists: vec![GOVERNANCE.to_owned()], ..officer("staf-tata-kelola-tik") };

    let denied = office.complete_as(&staff, &task, "complete", Some(checklist(&[]))).await.unwrap_err();
    let prepared = prepare(&office, &staff, &task, "", json!({ "note": "sedang diperiksa" })).await.unwrap();
    let foreign = prepare(&office, &officer(DEVELOPMENT), &task, "", json!({})).await.unwrap_err();
    let stale = prepare(&office, &staff, &task, &task.etag, json!({})).await.unwrap_err();
    let whole = prepare(&office, &staff, &prepared, &prepared.etag, checklist(&[])).await.unwrap();
    let done = office.complete_as(&officer(GOVERNANCE), &whole, "complete", None).await.unwrap();

    assert_eq!(denied.code(), Code::PermissionDenied);
    assert_eq!(office.inbox(&staff).await.len(), 0, "the task that staff prepared is done");
    assert_eq!(foreign.code(), Code::PermissionDenied);
    assert_eq!(stale.code(), Code::Aborted);
    assert_eq!(json::from_struct(done.task.unwrap().sheet.unwrap()), checklist(&[]));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_one_person_does_two_steps_of_a_group() {
    let office = Office::open().await;
    office.analysed().await;
    let task = office.awaited(INFRASTRUCTURE).await;
    let analyst = officer(GOVERNANCE);
    let positions: Vec<Held> = [analyst.positions.clone(), officer(INFRASTRUCTURE).positions].concat();
    let acting = Caller { positions, ..analyst };

    let refused = office.complete_as(&acting, &task, "feasible", Some(validation())).await.unwrap_err();

    assert_eq!(refused.code(), Code::PermissionDenied);
    assert!(
        refused.message().contains("satu orang tidak memeriksa pekerjaannya sendiri"),
        "{}",
        refused.message()
    );
    office.does(INFRASTRUCTURE, "not_valid", Some(validation())).await;
    office.does(GOVERNANCE, "", Some(feasibility())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_acts_on_a_request_they_filed_or_wrote() {
    let office = Office::open().await;
    let mut dossier = office.dossier();
    dossier.author_persons.push(officer(GOVERNANCE).person);
    office.file_as(dossier).await;
    let task = office.awaited(GOVERNANCE).await;

    let refused = office.complete_as(&officer(GOVERNANCE), &task, "", None).await.unwrap_err();

    assert_eq!(refused.code(), Code::PermissionDenied);
    assert!(refused.message().contains("mengajukan atau ikut menyusun"), "{}", refused.message());
}

#[tokio::test(flavor = "multi_thread")]
async fn another_office_of_the_same_city_finds_nothing() {
    let office = Office::open().await;
    office.file().await;
    let task = office.awaited(GOVERNANCE).await;
    let elsewhere = Caller { office: "dinas-pendidikan".to_owned(), ..caller(CITY, GOVERNANCE) };
    let other_city = Caller { office: "diskominfo".to_owned(), ..caller("kota-bandung", GOVERNANCE) };

    for stranger in [&elsewhere, &other_city] {
        let answers = [
            office.task(stranger, &task.name).await.unwrap_err(),
            office.case_as(stranger, &task.case).await.unwrap_err(),
            office.complete_as(stranger, &task, "", None).await.unwrap_err(),
            prepare(&office, stranger, &task, "", json!({})).await.unwrap_err(),
            comment(&office, stranger, &task.case).await.unwrap_err(),
        ];

        assert_eq!(answers.map(|it| it.code()), [Code::NotFound; 5]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_step_does_not_offer_is_refused() {
    let office = Office::open().await;
    let (_, reply) = office.approved().await;

    for (outcome, code, complaint) in [
        ("signed", Code::FailedPrecondition, reply.letter.as_str()),
        ("feasible", Code::InvalidArgument, "none of this step's: sent_back"),
        ("", Code::InvalidArgument, "none of this step's: sent_back"),
    ] {
        let refused = office.complete_as(&officer(HEAD), &reply, outcome, None).await.unwrap_err();

        assert_eq!(refused.code(), code);
        assert!(refused.message().contains(complaint), "{}", refused.message());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_that_cannot_stand_is_refused_by_its_fields() {
    let office = Office::open().await;
    office.analysed().await;
    let task = office.awaited(INFRASTRUCTURE).await;

    let sheet = json!({ "explanation": "", "verdict": "ya" });
    let refused =
        office.complete_as(&officer(INFRASTRUCTURE), &task, "feasible", Some(sheet)).await.unwrap_err();

    assert_eq!(refused.code(), Code::InvalidArgument);
    assert!(refused.message().contains("sheet.explanation: "), "{}", refused.message());
    assert!(refused.message().contains("verdict"), "{}", refused.message());
}

async fn prepare(
    office: &Office,
    caller: &Caller,
    task: &Task,
    etag: &str,
    sheet: serde_json::Value,
) -> Result<Task, tonic::Status> {
    let request = PrepareTaskRequest {
        name: task.name.clone(),
        sheet: Some(json::to_struct(sheet)),
        etag: etag.to_owned(),
        request_id: office.id(),
    };
    Ok(office.review().prepare_task(office.stack.call(caller, request)).await?.into_inner())
}

async fn comment(office: &Office, caller: &Caller, case: &str) -> Result<(), tonic::Status> {
    let comment = proto::review::v1::Comment { text: "Catatan".to_owned(), ..Default::default() };
    let request =
        CreateCommentRequest { parent: case.to_owned(), comment: Some(comment), request_id: office.id() };
    office.review().create_comment(office.stack.call(caller, request)).await.map(|_| ())
}
