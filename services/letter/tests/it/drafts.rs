use super::*;
use proto::letter::v1::{PreviewLetterRequest, UpdateLetterRequest};
use tonic::Code;

fn update(desk: &Desk, letter: Letter) -> UpdateLetterRequest {
    UpdateLetterRequest {
        letter: Some(letter),
        update_mask: None,
        request_id: desk.stack.parts.clock.id().to_string(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_edited_previewed_and_signed_as_it_was_left() {
    let desk = Desk::start().await;
    let name = desk.request(desk.reply()).await;
    let mut draft = desk.get(&head(), &name).await.unwrap();
    assert_eq!(draft.signatory_position_title, "Kepala Dinas Komunikasi dan Informatika");
    draft.paragraphs = vec!["Laporan disampaikan setiap triwulan.".to_owned()];
    draft.carbon_copies = vec!["Wali Kota Tangerang".to_owned()];

    let request = desk.stack.call(&head(), update(&desk, draft.clone()));
    desk.client().update_letter(request).await.unwrap();

    let stale = desk.client().update_letter(desk.stack.call(&head(), update(&desk, draft))).await;
    assert_eq!(stale.unwrap_err().code(), Code::Aborted);
    let preview = desk.stack.call(&head(), PreviewLetterRequest { name: name.clone() });
    let preview = desk.client().preview_letter(preview).await.unwrap().into_inner();
    let preview = text_of(&bytes(preview).await.unwrap());
    assert!(preview.contains("tempat tanda tangan elektronik") && !preview.contains("B-0001"), "{preview}");
    desk.sign(&head(), &name).await.unwrap();
    let text = text_of(&desk.download(&head(), &name).await.unwrap());
    for part in ["Laporan disampaikan setiap triwulan.", "Tembusan:", "Wali Kota Tangerang"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("tempat tanda tangan"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_hidden_from_the_proposer_and_cannot_be_downloaded() {
    let desk = Desk::start().await;
    let name = desk.request(desk.reply()).await;

    assert_eq!(desk.get(&head(), &name).await.unwrap().state(), State::Draft);
    assert_eq!(desk.get(&proposer(), &name).await.unwrap_err().code(), Code::NotFound);
    assert_eq!(desk.download(&head(), &name).await.unwrap_err().code(), Code::FailedPrecondition);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_draft_is_not_signed() {
    let desk = Desk::start().await;
    let event = desk.reply();
    let case = event.case.clone();
    let name = desk.request(event).await;
    desk.get(&head(), &name).await.unwrap();

    desk.cancel(&case, &name).await;

    eventually(async || (desk.get(&head(), &name).await.unwrap().state() == State::Cancelled).then_some(()))
        .await;
    assert_eq!(desk.sign(&head(), &name).await.unwrap_err().code(), Code::FailedPrecondition);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_at_once_waits_for_the_letter_to_arrive() {
    let desk = Desk::start().await;
    let event = desk.reply();

    let head = head();
    let (signed, _) = tokio::join!(desk.sign(&head, &event.letter), desk.request(event.clone()));

    assert_eq!(signed.unwrap().state(), State::Issued);
    let unknown = format!("agencies/{CITY}/letters/01900000-0000-7000-8000-000000000001");
    assert_eq!(desk.get(&head, &unknown).await.unwrap_err().code(), Code::NotFound);
}
