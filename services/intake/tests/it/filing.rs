//! Checking, filing and withdrawing.

use crate::{CITY, Desk, PROCEDURE, desk::published, desk::written, neighbour, proposer, staff};
use async_nats::jetstream::consumer::DeliverPolicy;
use futures::StreamExt as _;
use platform::testing::Stack;
use prost::Message as _;
use proto::intake::v1::{
    CheckSubmissionRequest, CheckSubmissionResponse, FileSubmissionRequest, GetReceiptRequest, Submission,
    SubmissionFiled, SubmissionWithdrawn, WithdrawSubmissionRequest, submission::State,
};
use tonic::{Code, Status};

#[tokio::test]
async fn a_complete_draft_is_filed_under_a_number_and_told_whole() {
    let desk = Desk::start().await;
    let draft = desk.complete(&staff()).await;
    assert_eq!(check(&desk, &draft.name).await.unwrap(), CheckSubmissionResponse::default());

    let filed = desk.file(&proposer(), &draft.name).await.unwrap();

    assert_eq!((filed.state(), filed.revision), (State::Filed, 1));
    assert_eq!(filed.registration_number, "KT-2026-000001");
    assert_eq!(filed.applicant.as_ref().unwrap().position, "kepala-dinas-kesehatan");
    let dossier = told::<SubmissionFiled>(&desk.stack, "SubmissionFiled").await.dossier.unwrap();
    assert_eq!((dossier.submission.as_str(), dossier.procedure.as_str()), (filed.name.as_str(), PROCEDURE));
    assert_eq!(dossier.proposing_agency_title, "Kota Tangerang");
    assert_eq!(dossier.author_persons, [staff().person, proposer().person]);
    assert_eq!((dossier.purpose.as_str(), dossier.purpose_title.as_str()), ("build", "Pembangunan"));
    let documents: Vec<&str> = dossier.documents.iter().map(|it| it.requirement.as_str()).collect();
    assert_eq!(documents, ["request_letter", "legal_basis"]);
    let sections: Vec<&str> = dossier.sections.iter().map(|it| it.title.as_str()).collect();
    assert_eq!(sections, ["Kebutuhan pengguna", "Input dan output aplikasi"]);
    let request = GetReceiptRequest { name: filed.name.clone() };
    let receipt = desk.intake().get_receipt(desk.stack.call(&staff(), request)).await.unwrap().into_inner();
    assert_eq!((&receipt.registration_number, receipt.revision), (&filed.registration_number, 1));
    assert_eq!(receipt.documents.len(), 2);
}

#[tokio::test]
async fn all_that_is_missing_is_listed_at_once() {
    let desk = Desk::start().await;
    let draft = desk.create(&proposer(), Submission::default()).await.unwrap();

    let answer = check(&desk, &draft.name).await.unwrap();
    let refusal = desk.file(&proposer(), &draft.name).await.unwrap_err();

    let items: Vec<&str> = answer.gaps.iter().map(|it| it.item.as_str()).collect();
    let all = [
        "app_title",
        "purpose",
        "letter_number",
        "letter_date",
        "request_letter",
        "legal_basis",
        "user_requirements",
        "inputs_outputs",
    ];
    assert_eq!(items, all);
    assert_eq!(refusal.code(), Code::FailedPrecondition);
    for gap in &answer.gaps {
        assert!(refusal.message().contains(&format!("{} ({})", gap.item, gap.title)), "{refusal}");
    }
}

#[tokio::test]
async fn a_person_without_a_qualifying_position_is_told_the_rule() {
    let desk = Desk::start().await;
    let draft = desk.complete(&staff()).await;

    let answer = {
        let request = CheckSubmissionRequest { name: draft.name.clone() };
        desk.intake().check_submission(desk.stack.call(&staff(), request)).await.unwrap().into_inner()
    };
    let refusal = desk.file(&staff(), &draft.name).await.unwrap_err();

    assert_eq!(refusal.code(), Code::PermissionDenied);
    assert_eq!(
        refusal.message(),
        "Pengajuan Aplikasi e-Government hanya dapat diajukan oleh pejabat: Kepala OPD, Sekretaris, atau Kepala \
         Bidang. Jabatan Anda (Staf Dinas Kesehatan) tidak termasuk di dalamnya."
    );
    assert_eq!(answer.refusal, refusal.message());
}

#[tokio::test]
async fn the_same_filing_twice_at_once_takes_one_number() {
    let desk = Desk::start().await;
    let draft = desk.complete(&staff()).await;
    let request = FileSubmissionRequest { name: draft.name.clone(), request_id: desk.request_id() };
    let file = async || {
        let call = desk.stack.call(&proposer(), request.clone());
        desk.intake().file_submission(call).await.map(|it| it.into_inner().encode_to_vec())
    };

    let (first, second) = tokio::join!(file(), file());
    let again = desk.file(&proposer(), &draft.name).await.unwrap_err();

    assert_eq!(first.unwrap(), second.unwrap());
    assert_eq!(again.code(), Code::FailedPrecondition);
    assert!(again.message().contains("is filed"), "{again}");
}

#[tokio::test]
async fn filings_at_once_take_different_numbers() {
    let desk = Desk::start().await;
    let (one, other) = (proposer(), neighbour());
    let drafts = [desk.complete(&one).await, desk.complete(&one).await, desk.complete(&other).await];

    let (first, second, third) = tokio::join!(
        desk.file(&one, &drafts[0].name),
        desk.file(&one, &drafts[1].name),
        desk.file(&other, &drafts[2].name),
    );

    let mut numbers = [first, second, third].map(|it| it.unwrap().registration_number);
    numbers.sort();
    assert_eq!(numbers, ["KT-2026-000001", "KT-2026-000002", "KT-2026-000003"]);
}

#[tokio::test]
async fn a_draft_is_asked_by_the_newest_version_and_a_filing_stays_bound_to_its_own() {
    let desk = Desk::start().await;
    let (filed, _) = desk.filed(&proposer()).await;
    let draft = desk.complete(&proposer()).await;
    let mut newer = published(2);
    newer.registration_pattern = "B/{sequence:3}/{year}".to_owned();
    newer.reviewing_offices = vec!["bapenda".to_owned()];

    desk.publish(2, newer).await;
    let second = desk.file(&proposer(), &draft.name).await.unwrap();

    assert_eq!(second.registration_number, "B/002/2026");
    let reviewer = crate::reviewer();
    assert!(desk.get(&reviewer, &filed.name).await.is_ok());
    assert_eq!(desk.get(&reviewer, &second.name).await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn what_was_filed_can_be_withdrawn_once() {
    let desk = Desk::start().await;
    let (filed, _) = desk.filed(&proposer()).await;

    let withdrawn = withdraw(&desk, &filed.name, "Anggaran dialihkan").await.unwrap();
    let again = withdraw(&desk, &filed.name, "Sekali lagi").await.unwrap_err();

    assert_eq!(withdrawn.state(), State::Withdrawn);
    assert_eq!(withdrawn.withdrawal_reason, "Anggaran dialihkan");
    assert!(withdrawn.close_time.is_some());
    let event = told::<SubmissionWithdrawn>(&desk.stack, "SubmissionWithdrawn").await;
    assert_eq!((event.submission, event.reason), (filed.name, "Anggaran dialihkan".to_owned()));
    assert_eq!(again.code(), Code::FailedPrecondition);
    assert!(again.message().contains("is withdrawn"), "{again}");
}

#[tokio::test]
async fn a_draft_cannot_be_withdrawn_and_a_reason_must_be_given() {
    let desk = Desk::start().await;
    let draft = desk.create(&proposer(), written()).await.unwrap();

    let early = withdraw(&desk, &draft.name, "Batal").await.unwrap_err();
    let blank = withdraw(&desk, &draft.name, " ").await.unwrap_err();

    assert_eq!((early.code(), blank.code()), (Code::FailedPrecondition, Code::InvalidArgument));
}

#[tokio::test]
async fn a_person_without_a_qualifying_position_cannot_withdraw() {
    let desk = Desk::start().await;
    let (filed, _) = desk.filed(&proposer()).await;
    let request = WithdrawSubmissionRequest {
        name: filed.name.clone(),
        reason: "Batal".to_owned(),
        request_id: desk.request_id(),
    };

    let refusal = desk.intake().withdraw_submission(desk.stack.call(&staff(), request)).await.unwrap_err();

    assert_eq!(refusal.code(), Code::PermissionDenied);
    assert_eq!(desk.get(&staff(), &filed.name).await.unwrap().state(), State::Filed);
}

#[tokio::test]
async fn the_office_that_reviews_may_file_with_itself() {
    let desk = Desk::start().await;
    let reviewer = crate::reviewer();

    let (filed, _) = desk.filed(&reviewer).await;

    assert_eq!((filed.state(), filed.proposing_office.as_str()), (State::Filed, "diskominfo"));
}

async fn check(desk: &Desk, name: &str) -> Result<CheckSubmissionResponse, Status> {
    let request = CheckSubmissionRequest { name: name.to_owned() };
    Ok(desk.intake().check_submission(desk.stack.call(&proposer(), request)).await?.into_inner())
}

pub(crate) async fn withdraw(desk: &Desk, name: &str, reason: &str) -> Result<Submission, Status> {
    let request = WithdrawSubmissionRequest {
        name: name.to_owned(),
        reason: reason.to_owned(),
        request_id: desk.request_id(),
    };
    Ok(desk.intake().withdraw_submission(desk.stack.call(&proposer(), request)).await?.into_inner())
}

/// The first event of this kind in the stream, waited for.
pub(crate) async fn told<E: prost::Message + Default>(stack: &Stack, kind: &str) -> E {
    told_at(stack, kind, CITY, 0).await
}

/// The one that comes after `before` others, of any agency's.
pub(crate) async fn told_at<E: prost::Message + Default>(
    stack: &Stack,
    kind: &str,
    agency: &str,
    before: usize,
) -> E {
    let stream = stack.stream().await;
    let config = async_nats::jetstream::consumer::pull::OrderedConfig {
        filter_subject: format!("{}.intake.{kind}.{agency}", stream.cached_info().config.name),
        deliver_policy: DeliverPolicy::All,
        ..Default::default()
    };
    let consumer = stream.create_consumer(config).await.unwrap();
    let message = consumer.messages().await.unwrap().skip(before).next().await.unwrap().unwrap();
    E::decode(message.payload.clone()).unwrap()
}
