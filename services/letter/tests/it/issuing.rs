use super::*;
use proto::letter::v1::{VoidLetterRequest, verification};
use tonic::Code;

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_notice_is_issued_by_itself() {
    let desk = Desk::start().await;

    let name = desk.request(desk.notice()).await;

    let letter = desk.issued(&name).await;
    assert_eq!(letter.number, "B-0001/DISKOMINFO/TI.01/01/2026");
    assert_eq!(letter.signatory, "");
    let pdf = desk.download(&proposer(), &name).await.unwrap();
    let text = text_of(&pdf);
    for part in ["Dasar hukum", "Belum ada", "Unggah peraturan.", "Disegel secara elektronik"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let report = pdfsig(&desk.folder, &pdf);
    assert!(
        report.contains("Signature is Valid") && report.contains("Segel Elektronik Kota Tangerang"),
        "{report}"
    );
    assert_eq!(
        desk.verify(&letter.verification_code).await.unwrap().signatory,
        "Segel elektronik Kota Tangerang"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_printed_sheet_is_filed_for_the_reviewing_office_alone() {
    let desk = Desk::start().await;

    let name = desk.request(desk.sheet()).await;

    let letter = desk.issued(&name).await;
    assert_eq!((letter.number.as_str(), letter.verification_code.as_str()), ("", ""));
    let text = text_of(&desk.download(&head(), &name).await.unwrap());
    for part in ["LEMBAR ANALISIS KELAYAKAN", "Memenuhi", "Arif Rahman Hakim", "5 Januari 2026"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(desk.get(&proposer(), &name).await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_is_tried_again_with_the_same_number() {
    let desk = Desk::start().await;
    let authority = desk.folder.join("authority");
    fs::write(&authority, "in the way").unwrap();
    let name = desk.request(desk.notice()).await;

    let waiting = eventually(async || {
        let letter = desk.get(&head(), &name).await.unwrap();
        (letter.state() == State::Numbered).then_some(letter)
    });
    let number = waiting.await.number;
    fs::remove_file(&authority).unwrap();

    assert_eq!(desk.issued(&name).await.number, number);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voided_letter_verifies_as_void() {
    let desk = Desk::start().await;
    let name = desk.request(desk.reply()).await;
    let letter = desk.sign(&head(), &name).await.unwrap();
    let void = |reason: &str| VoidLetterRequest {
        name: name.clone(),
        reason: reason.to_owned(),
        request_id: desk.stack.parts.clock.id().to_string(),
    };

    let refused = desk.client().void_letter(desk.stack.call(&proposer(), void("salah"))).await.unwrap_err();
    let voided = desk.client().void_letter(desk.stack.call(&head(), void("salah alamat"))).await.unwrap();

    assert_eq!(refused.code(), Code::PermissionDenied);
    assert_eq!(voided.into_inner().state(), State::Voided);
    let found = desk.verify(&letter.verification_code).await.unwrap();
    assert_eq!((found.state(), found.void_reason.as_str()), (verification::State::Voided, "salah alamat"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_verifies_before_it_is_issued() {
    let desk = Desk::start().await;

    assert_eq!(desk.verify("K7QM-4WTX-9RHD-2ZPF").await.unwrap_err().code(), Code::NotFound);
    assert_eq!(desk.verify("' or true --").await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_go_from_page_to_page_and_show_each_office_its_own() {
    let desk = Desk::start().await;
    let mut names = vec![];
    for _ in 0..3 {
        names.push(desk.request(desk.reply()).await);
    }
    desk.sign(&head(), &names[0]).await.unwrap();
    desk.get(&head(), &names[2]).await.unwrap();
    let list = async |caller: &Caller, page_token: &str| {
        let parent = format!("agencies/{CITY}");
        let page_token = page_token.to_owned();
        let request =
            ListLettersRequest { parent, page_size: 2, page_token, ..ListLettersRequest::default() };
        desk.client().list_letters(desk.stack.call(caller, request)).await.unwrap().into_inner()
    };

    let first = list(&head(), "").await;
    let second = list(&head(), &first.next_page_token).await;

    let seen: Vec<String> = first.letters.into_iter().chain(second.letters).map(|it| it.name).collect();
    names.reverse();
    assert_eq!(seen, names);
    assert_eq!(list(&proposer(), "").await.letters.len(), 1);
    assert_eq!(list(&stranger(), "").await.letters.len(), 0);
}
