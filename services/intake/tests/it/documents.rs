//! Uploading documents, whose bytes pass through to the document service.

use crate::{Desk, PDF, desk::pieces, desk::written, neighbour, staff};
use futures::{StreamExt as _, stream};
use platform::testing::eventually;
use proto::{
    document::v1::{ListFileVersionsRequest, document_service_client::DocumentServiceClient},
    intake::v1::RemoveDocumentRequest,
};
use sha2::{Digest as _, Sha256};
use tonic::Code;

#[tokio::test]
async fn a_document_is_stored_and_replaced_by_its_next_version() {
    let desk = Desk::start().await;
    let draft = desk.create(&staff(), written()).await.unwrap();
    let large = [PDF, &vec![b'x'; 3_000_000], b"\nstartxref\n9\n%%EOF\n"].concat();

    desk.upload(&staff(), &draft.name, "request_letter", PDF).await.unwrap();
    let replaced = desk.upload(&staff(), &draft.name, "request_letter", &large).await.unwrap();

    let [document] = &replaced.documents[..] else { panic!("one document: {replaced:?}") };
    assert_eq!(
        (document.title.as_str(), document.media_type.as_str()),
        ("Surat permohonan", "application/pdf")
    );
    assert_eq!(document.size_bytes, i64::try_from(large.len()).unwrap());
    assert_eq!(document.sha256, format!("{:x}", Sha256::digest(&large)));
    let request =
        ListFileVersionsRequest { name: document.file.clone(), ..ListFileVersionsRequest::default() };
    let mut files = DocumentServiceClient::new(desk.stack.channel.clone());
    let versions = files.list_file_versions(desk.stack.call(&staff(), request)).await.unwrap();
    assert_eq!(versions.into_inner().files.len(), 2);
}

#[tokio::test]
async fn a_repeated_upload_gets_the_same_answer_and_other_bytes_are_refused() {
    let desk = Desk::start().await;
    let draft = desk.create(&staff(), written()).await.unwrap();
    let request_id = desk.request_id();
    let send = async |bytes: &[u8]| {
        desk.upload_pieces(&staff(), pieces(&draft.name, "request_letter", &request_id, bytes)).await
    };

    let first = send(PDF).await.unwrap();
    let second = send(PDF).await.unwrap();
    let refusal = send(&[PDF, b"more"].concat()).await.unwrap_err();

    assert_eq!(first, second);
    assert_eq!(refusal.code(), Code::FailedPrecondition);
    assert_eq!(desk.get(&staff(), &draft.name).await.unwrap(), first);
}

#[tokio::test]
async fn the_same_upload_twice_at_once_stores_one_document() {
    let desk = Desk::start().await;
    let draft = desk.create(&staff(), written()).await.unwrap();
    let (staff, upload) = (staff(), pieces(&draft.name, "request_letter", &desk.request_id(), PDF));

    let (first, second) =
        tokio::join!(desk.upload_pieces(&staff, upload.clone()), desk.upload_pieces(&staff, upload));

    assert_eq!(first.unwrap(), second.unwrap());
}

#[tokio::test]
async fn an_upload_that_is_cut_off_leaves_nothing() {
    let desk = Desk::start().await;
    let draft = desk.create(&staff(), written()).await.unwrap();
    // All of a valid file has come, so only the end of the stream is missing.
    let whole = [PDF, &[b'x'; 1_000_000], b"\nstartxref\n9\n%%EOF\n"].concat();
    let whole = pieces(&draft.name, "request_letter", &desk.request_id(), &whole);
    let request = desk.stack.call(&staff(), stream::iter(whole).chain(stream::pending()));
    let mut intake = desk.intake();
    let upload = tokio::spawn(async move { intake.upload_document(request).await });
    eventually(async || (desk.objects() == 1).then_some(())).await;

    upload.abort();

    eventually(async || (desk.objects() == 0).then_some(())).await;
    assert!(desk.get(&staff(), &draft.name).await.unwrap().documents.is_empty());
}

#[tokio::test]
async fn what_is_not_of_an_allowed_type_or_for_no_requirement_is_refused() {
    let desk = Desk::start().await;
    let draft = desk.create(&staff(), written()).await.unwrap();

    let text = desk.upload(&staff(), &draft.name, "request_letter", b"just text").await.unwrap_err();
    let unknown = desk.upload(&staff(), &draft.name, "budget", PDF).await.unwrap_err();

    assert_eq!(text.code(), Code::InvalidArgument, "{text}");
    assert_eq!(unknown.code(), Code::InvalidArgument, "{unknown}");
    assert!(unknown.message().contains("\"budget\"") && unknown.message().contains("request_letter"));
    assert!(desk.get(&staff(), &draft.name).await.unwrap().documents.is_empty());
}

#[tokio::test]
async fn another_office_cannot_upload_to_a_draft_it_does_not_see() {
    let desk = Desk::start().await;
    let draft = desk.create(&staff(), written()).await.unwrap();

    let refusal = desk.upload(&neighbour(), &draft.name, "request_letter", PDF).await.unwrap_err();

    assert_eq!(refusal.code(), Code::NotFound);
}

#[tokio::test]
async fn a_document_is_taken_out_of_a_draft() {
    let desk = Desk::start().await;
    let draft = desk.complete(&staff()).await;
    let remove = async |requirement: &str| {
        let request = RemoveDocumentRequest {
            name: draft.name.clone(),
            requirement: requirement.to_owned(),
            request_id: desk.request_id(),
        };
        desk.intake().remove_document(desk.stack.call(&staff(), request)).await
    };

    let left = remove("legal_basis").await.unwrap().into_inner();
    let refusal = remove("legal_basis").await.unwrap_err();

    let requirements: Vec<&str> = left.documents.iter().map(|it| it.requirement.as_str()).collect();
    assert_eq!(requirements, ["request_letter"]);
    assert_eq!(refusal.code(), Code::InvalidArgument);
}
