use super::*;
use proto::letter::v1::{DeliverLetterRequest, Delivery, LetterDelivered};
use tonic::Code;

/// A signed reply, not delivered yet.
async fn signed(desk: &Desk) -> Letter {
    let name = desk.request(desk.reply()).await;
    desk.sign(&head(), &name).await.unwrap()
}

fn request(desk: &Desk, letter: &Letter, channel: &str) -> DeliverLetterRequest {
    DeliverLetterRequest {
        name: letter.name.clone(),
        delivery: Some(Delivery {
            delivery_time: letter.issue_time,
            channel: channel.to_owned(),
            recipient: "Siti Aminah".to_owned(),
        }),
        request_id: desk.stack.parts.clock.id().to_string(),
    }
}

async fn deliver(desk: &Desk, caller: &Caller, request: DeliverLetterRequest) -> Result<Letter, Status> {
    Ok(desk.client().deliver_letter(desk.stack.call(caller, request)).await?.into_inner())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_delivered_once_and_the_second_is_told_how_it_was() {
    let desk = Desk::start().await;
    let letter = signed(&desk).await;
    let first = request(&desk, &letter, "courier");

    let delivered = deliver(&desk, &head(), first.clone()).await.unwrap();
    let repeated = deliver(&desk, &head(), first).await.unwrap();
    let refusal = deliver(&desk, &head(), request(&desk, &letter, "post")).await.unwrap_err();
    desk.download(&proposer(), &letter.name).await.unwrap();

    assert_eq!(delivered, repeated);
    assert_eq!(refusal.code(), Code::FailedPrecondition);
    let words = "surat ini sudah disampaikan pada 5 Januari 2026 melalui kurir dan diterima Siti Aminah";
    assert_eq!(refusal.message(), words);
    let told = desk.told::<LetterDelivered>().await;
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].channel.as_str(), told[0].recipient.as_str()), ("courier", "Siti Aminah"));
    assert_eq!((&told[0].letter, &told[0].submission), (&letter.name, &letter.submission));
    assert_eq!(desk.get(&head(), &letter.name).await.unwrap().delivery, delivered.delivery);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_delivered_when_its_addressee_first_opens_it() {
    let desk = Desk::start().await;
    let letter = signed(&desk).await;

    desk.download(&head(), &letter.name).await.unwrap();
    assert_eq!(desk.get(&head(), &letter.name).await.unwrap().delivery, None);
    desk.download(&proposer(), &letter.name).await.unwrap();
    desk.download(&proposer(), &letter.name).await.unwrap();

    let delivery = desk.get(&proposer(), &letter.name).await.unwrap().delivery.unwrap();
    assert_eq!((delivery.channel.as_str(), delivery.recipient.as_str()), ("portal", ""));
    assert_eq!(desk.told::<LetterDelivered>().await.len(), 1);
    let late = deliver(&desk, &head(), request(&desk, &letter, "email")).await.unwrap_err();
    assert!(late.message().contains("melalui portal"), "{}", late.message());
}

#[tokio::test(flavor = "multi_thread")]
async fn another_agency_opening_its_letter_is_told_by_the_one_that_wrote_it() {
    let desk = Desk::start().await;
    let other = Caller { office: "dinas-perhubungan".to_owned(), ..caller("kota-bandung", "kepala-dinas") };
    let event = LetterRequested {
        proposing_agency: "agencies/kota-bandung".to_owned(),
        proposing_office: other.office.clone(),
        ..desk.reply()
    };
    let name = desk.request(event).await;
    desk.sign(&head(), &name).await.unwrap();

    desk.download(&other, &name).await.unwrap();

    let told = desk.told::<LetterDelivered>().await;
    assert_eq!((told.len(), told[0].proposing_agency.as_str()), (1, "agencies/kota-bandung"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_that_cannot_have_been_is_refused() {
    let desk = Desk::start().await;
    let letter = signed(&desk).await;
    let issued = letter.issue_time.unwrap();
    let at = |seconds: i64| {
        let mut request = request(&desk, &letter, "courier");
        let time = platform::time::to_proto(jiff::Timestamp::from_second(issued.seconds + seconds).unwrap());
        request.delivery.as_mut().unwrap().delivery_time = Some(time);
        request
    };
    let mut nobody = request(&desk, &letter, "courier");
    nobody.delivery.as_mut().unwrap().recipient = " ".to_owned();
    let refused = async |caller: &Caller, request| deliver(&desk, caller, request).await.unwrap_err().code();

    assert_eq!(refused(&head(), at(-1)).await, Code::InvalidArgument);
    assert_eq!(refused(&head(), at(86_400)).await, Code::InvalidArgument);
    assert_eq!(refused(&head(), request(&desk, &letter, "portal")).await, Code::InvalidArgument);
    assert_eq!(refused(&head(), nobody).await, Code::InvalidArgument);
    assert_eq!(refused(&proposer(), request(&desk, &letter, "post")).await, Code::PermissionDenied);
    assert_eq!(refused(&stranger(), request(&desk, &letter, "post")).await, Code::NotFound);
    assert_eq!(desk.told::<LetterDelivered>().await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_not_delivered() {
    let desk = Desk::start().await;
    let name = desk.request(desk.reply()).await;
    let draft = desk.get(&head(), &name).await.unwrap();
    let issue_time = draft.create_time;

    let refusal = deliver(&desk, &head(), request(&desk, &Letter { issue_time, ..draft }, "courier")).await;

    assert_eq!(refusal.unwrap_err().code(), Code::FailedPrecondition);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_office_is_named_every_office_but_that_of_the_proposer_reviews_and_records() {
    let desk = Desk::start().await;
    let name = desk.request(LetterRequested { reviewing_offices: vec![], ..desk.reply() }).await;
    let listed = async |caller: &Caller| {
        let request =
            ListLettersRequest { parent: format!("agencies/{CITY}"), ..ListLettersRequest::default() };
        desk.client().list_letters(desk.stack.call(caller, request)).await.unwrap().into_inner().letters.len()
    };
    desk.get(&stranger(), &name).await.unwrap();
    let before = (listed(&stranger()).await, listed(&proposer()).await);
    let letter = desk.sign(&head(), &name).await.unwrap();

    let hidden = desk.get(&caller("kota-bandung", "camat"), &name).await.unwrap_err().code();
    let refused = deliver(&desk, &proposer(), request(&desk, &letter, "courier")).await.unwrap_err().code();
    let delivered = deliver(&desk, &stranger(), request(&desk, &letter, "courier")).await.unwrap();

    assert_eq!((before, listed(&proposer()).await), ((1, 0), 1));
    assert_eq!((hidden, refused), (Code::NotFound, Code::PermissionDenied));
    assert_eq!(delivered.delivery.unwrap().channel, "courier");
    assert!(!desk.download(&stranger(), &name).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_that_prepares_the_request_reads_its_letters_and_takes_delivery_of_none() {
    let desk = Desk::start().await;
    let position = "kepala-dinas-perhubungan";
    let preparing = Caller { office: "dinas-perhubungan".to_owned(), ..caller(CITY, position) };
    let letter = LetterRequested { preparing_offices: vec![preparing.office.clone()], ..desk.reply() };
    let draft = desk.request(letter).await;
    let early = desk.get(&preparing, &draft).await.unwrap_err();
    let signed = desk.sign(&head(), &draft).await.unwrap();
    let sheet = LetterRequested { preparing_offices: vec![preparing.office.clone()], ..desk.sheet() };
    let sheet = desk.request(sheet).await;
    desk.issued(&sheet).await;

    let file = desk.download(&preparing, &signed.name).await.unwrap();

    assert!(file.starts_with(b"%PDF"));
    assert_eq!(desk.get(&preparing, &signed.name).await.unwrap().delivery, None);
    let parent = format!("agencies/{CITY}");
    let list = ListLettersRequest { parent, ..ListLettersRequest::default() };
    let listed = desk.client().list_letters(desk.stack.call(&preparing, list)).await.unwrap().into_inner();
    assert_eq!(listed.letters.iter().map(|it| &it.name).collect::<Vec<_>>(), [&signed.name]);
    let hidden = desk.download(&preparing, &sheet).await.unwrap_err();
    let stranger = desk.download(&stranger(), &signed.name).await.unwrap_err();
    assert_eq!([early.code(), hidden.code(), stranger.code()], [Code::NotFound; 3]);
    assert_eq!(desk.told::<LetterDelivered>().await.len(), 0);
}
