//! Carrying a decided request on to the procedure of another agency.

use crate::{
    Desk, PDF,
    course::{close, events, open},
    desk::published,
    national::{MINISTRY, NATIONAL, create, deputy, mayor, national},
    neighbour, proposer,
    records::issue,
    reviewer, staff,
};
use platform::{Caller, ResourceName, json, testing::eventually, time};
use prost::Message as _;
use proto::{
    document::v1::{GetFileRequest, document_service_client::DocumentServiceClient},
    intake::v1::{
        CarriedSubmission, CarrySubmissionRequest, CheckSubmissionRequest, DeleteSubmissionRequest,
        ListSubmissionsRequest, Submission, submission::State,
    },
    review::v1::{CaseClosed, ProcedurePublished, case},
};
use serde_json::json;
use tonic::{Code, Status};

#[tokio::test]
async fn a_decided_request_becomes_a_draft_with_what_fits_and_the_rest_shows_as_gaps() {
    let desk = start().await;
    let source = decided(&desk, case::State::Decided).await;

    let draft = carry(&desk, &reviewer(), &source.name, "pimpinan").await.unwrap();

    assert_eq!((draft.procedure.as_str(), draft.origin.as_str()), (NATIONAL, source.name.as_str()));
    assert_eq!((draft.app_title.as_str(), draft.purpose.as_str()), ("Izin Daring", "build"));
    assert_eq!(
        (draft.proposing_office.as_str(), draft.proposing_office_title.as_str()),
        ("pimpinan", "Wali Kota Tangerang")
    );
    assert_eq!(draft.sections, [("background".to_owned(), "Warga mengurus izin.".to_owned())].into());
    let [document] = &draft.documents[..] else { panic!("one document: {draft:?}") };
    assert_eq!((document.requirement.as_str(), document.title.as_str()), ("supporting_data", "Data dukung"));
    assert_eq!(document.file, source.documents[1].file);
    let request = CheckSubmissionRequest { name: draft.name.clone() };
    let check =
        desk.intake().check_submission(desk.stack.call(&mayor(), request)).await.unwrap().into_inner();
    let gaps: Vec<&str> = check.gaps.iter().map(|it| it.item.as_str()).collect();
    assert_eq!(gaps, ["letter_number", "letter_date", "proposal_letter", "functions"]);
    assert_eq!(check.refusal, "");
    for side in [mayor(), reviewer()] {
        assert_eq!(desk.get(&side, &draft.name).await.unwrap().name, draft.name);
        assert!(list(&desk, &side).await.contains(&draft.name));
        assert!(reads(&desk, &side, &document.file).await);
    }
    for stranger in [neighbour(), proposer(), deputy()] {
        assert_eq!(desk.get(&stranger, &draft.name).await.unwrap_err().code(), Code::NotFound);
    }
}

#[tokio::test]
async fn a_letter_that_is_kept_as_a_record_goes_along() {
    let desk = start().await;
    let source = decided(&desk, case::State::Decided).await;
    issue(&desk, &source.name, "Surat jawaban", "reply_letter", true).await;
    let letter = eventually(async || {
        let letters = desk.get(&proposer(), &source.name).await.unwrap().letters;
        letters.into_iter().next()
    })
    .await;

    let draft = carry(&desk, &reviewer(), &source.name, "pimpinan").await.unwrap();

    let carried = draft.documents.iter().find(|it| it.requirement == "proposal_letter").unwrap();
    assert_eq!(carried.file, letter.file);
    assert!(reads(&desk, &mayor(), &carried.file).await);
}

#[tokio::test]
async fn what_becomes_of_it_shows_on_the_request_it_came_from() {
    let desk = start().await;
    let source = decided(&desk, case::State::Decided).await;
    let draft = carry(&desk, &reviewer(), &source.name, "pimpinan").await.unwrap();
    complete(&desk, &reviewer(), &draft.name).await;
    let refusal = desk.file(&reviewer(), &draft.name).await.unwrap_err();

    let filed = desk.file(&mayor(), &draft.name).await.unwrap();
    let case = ResourceName { agency: MINISTRY.parse().unwrap(), ..desk.name("cases") };
    let told = told(&desk, &source.name, State::Filed).await;
    open(&desk, &case, &filed.name).await;
    self::told(&desk, &source.name, State::InReview).await;
    close(&desk, &case, &filed.name, case::State::Decided).await;
    let result = self::told(&desk, &source.name, State::Decided).await;

    assert_eq!(refusal.code(), Code::PermissionDenied);
    assert_eq!(told.registration_number, "N-2026-0001");
    assert_eq!(told.procedure_title, "Pertimbangan Aplikasi Khusus");
    assert_eq!((result.submission, result.decision_title), (filed.name.clone(), "Disetujui".to_owned()));
    let at_the_ministry = desk.get(&deputy(), &filed.name).await.unwrap();
    assert_eq!((at_the_ministry.origin.as_str(), filed.origin.as_str()), ("", source.name.as_str()));
    let seen = desk.get(&reviewer(), &source.name).await.unwrap().carried.unwrap();
    assert_eq!(seen.state(), State::Decided);
    eventually(async || reads(&desk, &deputy(), &filed.documents[1].file).await.then_some(())).await;
    let texts = events(&desk, &source.name).await.into_iter().filter(|(kind, _)| kind == "carried");
    let texts: Vec<String> = texts.map(|(_, text)| text).collect();
    assert_eq!(
        texts,
        [
            "Permohonan lanjutan (Pertimbangan Aplikasi Khusus) mulai disusun dari permohonan ini.",
            "Permohonan lanjutan (Pertimbangan Aplikasi Khusus) diajukan dan terdaftar dengan nomor N-2026-0001.",
            "Permohonan lanjutan (Pertimbangan Aplikasi Khusus) telah diputus: Disetujui.",
        ]
    );
}

#[tokio::test]
async fn it_is_carried_on_once_and_again_only_if_the_draft_was_thrown_away() {
    let desk = start().await;
    let source = decided(&desk, case::State::Decided).await;
    let request = CarrySubmissionRequest {
        name: source.name.clone(),
        office: "pimpinan".to_owned(),
        request_id: desk.request_id(),
    };
    let repeat = async || {
        let call = desk.stack.call(&reviewer(), request.clone());
        desk.intake().carry_submission(call).await.unwrap().into_inner()
    };

    let (first, second) = tokio::join!(repeat(), repeat());
    let again = carry(&desk, &proposer(), &source.name, "pimpinan").await.unwrap_err();
    let delete = DeleteSubmissionRequest { name: first.name.clone(), request_id: desk.request_id() };
    desk.intake().delete_submission(desk.stack.call(&reviewer(), delete)).await.unwrap();
    eventually(async || desk.get(&proposer(), &source.name).await.unwrap().carried.is_none().then_some(()))
        .await;
    let anew = carry(&desk, &proposer(), &source.name, "").await.unwrap();

    assert_eq!(first.encode_to_vec(), second.encode_to_vec());
    assert_eq!(again.code(), Code::FailedPrecondition);
    assert!(again.message().contains(&first.name), "{again}");
    assert_eq!(anew.proposing_office, "dinas-kesehatan");
}

#[tokio::test]
async fn what_cannot_be_carried_on_is_refused() {
    let desk = start().await;
    let (filed, _) = desk.filed(&proposer()).await;
    let lapsed = decided(&desk, case::State::Lapsed).await;
    let decided = decided(&desk, case::State::Decided).await;
    let there = create(&desk, &mayor(), Submission::default()).await.unwrap();

    let early = carry(&desk, &reviewer(), &filed.name, "").await.unwrap_err();
    let ended = carry(&desk, &reviewer(), &lapsed.name, "").await.unwrap_err();
    let nowhere = carry(&desk, &mayor(), &there.name, "").await.unwrap_err();
    let office = carry(&desk, &reviewer(), &decided.name, "dinas-lain").await.unwrap_err();
    let stranger = carry(&desk, &neighbour(), &decided.name, "").await.unwrap_err();

    assert!(early.message().contains("is filed"), "{early}");
    assert!(ended.message().contains("is lapsed"), "{ended}");
    assert!(nowhere.message().contains("carried on to no other procedure"), "{nowhere}");
    assert_eq!((early.code(), nowhere.code()), (Code::FailedPrecondition, Code::FailedPrecondition));
    assert_eq!((office.code(), stranger.code()), (Code::InvalidArgument, Code::NotFound));
}

#[tokio::test]
async fn a_decision_that_is_not_listed_is_not_carried_on() {
    let desk = start().await;
    desk.publish(3, ProcedurePublished { version: 3, ..local("refused") }).await;
    let source = decided(&desk, case::State::Decided).await;

    let refusal = carry(&desk, &proposer(), &source.name, "").await.unwrap_err();

    assert_eq!(refusal.code(), Code::FailedPrecondition);
    assert!(refusal.message().contains("Disetujui"), "{refusal}");
}

#[tokio::test]
async fn what_was_not_marked_is_not_carried_on_and_what_was_says_where_to() {
    let desk = start().await;
    let (filed, case) = desk.filed(&proposer()).await;
    open(&desk, &case, &filed.name).await;
    let unmarked = CaseClosed {
        case: case.to_string(),
        submission: filed.name.clone(),
        state: case::State::Decided.into(),
        decision: "approved".to_owned(),
        close_time: Some(time::to_proto(desk.stack.parts.clock.now())),
        ..CaseClosed::default()
    };
    desk.tell("review", &case, &unmarked).await;
    let source = desk.until(&proposer(), &filed.name, State::Decided).await;
    let marked = decided(&desk, case::State::Decided).await;

    let refusal = carry(&desk, &proposer(), &source.name, "").await.unwrap_err();

    assert_eq!(refusal.code(), Code::FailedPrecondition);
    assert!(refusal.message().contains("not marked") && refusal.message().contains(MINISTRY), "{refusal}");
    let target = async |caller: &Caller, name: &str| desk.get(caller, name).await.unwrap().carriable_to;
    assert_eq!(target(&proposer(), &source.name).await, "");
    assert_eq!(target(&proposer(), &marked.name).await, national().title);
    carry(&desk, &proposer(), &marked.name, "pimpinan").await.unwrap();
    assert_eq!(target(&proposer(), &marked.name).await, "");
}

#[tokio::test]
async fn a_caller_of_a_kind_that_may_not_apply_there_is_told_the_rule() {
    let desk = start().await;
    let there = Caller { agency: "rri".parse().unwrap(), ..mayor() };

    let refusal = create(&desk, &there, Submission::default()).await.unwrap_err();

    assert_eq!(refusal.code(), Code::PermissionDenied);
    assert!(refusal.message().contains("kementerian, pemerintah provinsi"), "{refusal}");
    assert!(
        refusal.message().ends_with("(lembaga penyiaran publik) tidak termasuk di dalamnya."),
        "{refusal}"
    );
}

async fn start() -> Desk {
    let desk = Desk::start().await;
    desk.publish(2, local("approved")).await;
    desk.publish_other(national()).await;
    desk
}

/// The city's procedure, which is carried on after `decision`.
fn local(decision: &str) -> ProcedurePublished {
    let carry = json!({
        "agency": MINISTRY,
        "procedure": "pertimbangan",
        "decisions": [decision],
        "documents": { "supporting_data": "legal_basis", "unknown": "request_letter" },
        "sections": { "background": "user_requirements" },
        "letters": { "proposal_letter": "reply_letter" },
    });
    ProcedurePublished { carry: Some(json::to_struct(carry)), ..published(2) }
}

async fn decided(desk: &Desk, end: case::State) -> Submission {
    let (filed, case) = desk.filed(&proposer()).await;
    open(desk, &case, &filed.name).await;
    close(desk, &case, &filed.name, end).await;
    let state = if end == case::State::Lapsed { State::Lapsed } else { State::Decided };
    let source = desk.until(&proposer(), &filed.name, state).await;
    eventually(async || reads(desk, &reviewer(), &source.documents[1].file).await.then_some(())).await;
    source
}

async fn carry(desk: &Desk, caller: &Caller, name: &str, office: &str) -> Result<Submission, Status> {
    let request = CarrySubmissionRequest {
        name: name.to_owned(),
        office: office.to_owned(),
        request_id: desk.request_id(),
    };
    Ok(desk.intake().carry_submission(desk.stack.call(caller, request)).await?.into_inner())
}

/// Adds what a carried draft lacks.
async fn complete(desk: &Desk, caller: &Caller, name: &str) {
    let lacking = Submission {
        name: name.to_owned(),
        letter_number: "1/2026".to_owned(),
        letter_date: "2026-01-02".to_owned(),
        sections: [("functions".to_owned(), "Layanan izin.".to_owned())].into(),
        ..Submission::default()
    };
    desk.update(caller, lacking).await.unwrap();
    desk.upload(caller, name, "proposal_letter", &[PDF, b"3\n"].concat()).await.unwrap();
}

async fn told(desk: &Desk, source: &str, state: State) -> CarriedSubmission {
    eventually(async || {
        let carried = desk.get(&staff(), source).await.unwrap().carried;
        carried.filter(|it| it.state() == state)
    })
    .await
}

async fn reads(desk: &Desk, caller: &Caller, file: &str) -> bool {
    let request = desk.stack.call(caller, GetFileRequest { name: file.to_owned() });
    DocumentServiceClient::new(desk.stack.channel.clone()).get_file(request).await.is_ok()
}

async fn list(desk: &Desk, caller: &Caller) -> Vec<String> {
    let request = ListSubmissionsRequest { parent: "agencies/-".to_owned(), ..Default::default() };
    let found = desk.intake().list_submissions(desk.stack.call(caller, request)).await.unwrap().into_inner();
    found.submissions.into_iter().map(|it| it.name).collect()
}
