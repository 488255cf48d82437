use super::*;
use proto::letter::v1::{InitialsRequested, UpdateLetterRequest};
use tonic::Code;

const FIRST: &str = "kabid-pengembangan-e-government";
const SECOND: &str = "kabid-sarana-prasarana-tik-persandian";

fn holder(position: &str) -> Caller {
    let display_name = "Ir. Budi Santoso, M.T.".to_owned();
    Caller { office: REVIEWING.to_owned(), display_name, ..caller(CITY, position) }
}

/// A reply that two heads initial before it is signed.
async fn initialled(desk: &Desk) -> String {
    let initials = vec![FIRST.to_owned(), SECOND.to_owned()];
    let name = desk.request(LetterRequested { initials, ..desk.reply() }).await;
    desk.get(&head(), &name).await.unwrap();
    name
}

async fn asked(desk: &Desk) -> Vec<String> {
    desk.told::<InitialsRequested>().await.into_iter().map(|it| it.position).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_initialled_in_order_before_it_is_signed() {
    let desk = Desk::start().await;
    let name = initialled(&desk).await;

    let out_of_turn = desk.initial(&holder(SECOND), &name).await.unwrap_err();
    assert_eq!(out_of_turn.code(), Code::PermissionDenied);
    let first = desk.initial(&holder(FIRST), &name).await.unwrap();
    let too_early = desk.sign(&head(), &name).await.unwrap_err();
    desk.initial(&holder(SECOND), &name).await.unwrap();
    let signed = desk.sign(&head(), &name).await.unwrap();

    assert_eq!(first.initials[0].display_name, "Ir. Budi Santoso, M.T.");
    assert_eq!((first.initials[0].capacity.as_str(), &*first.initials[1].display_name), ("INCUMBENT", ""));
    assert!(!first.initials[1].position_title.is_empty());
    assert_eq!(too_early.code(), Code::FailedPrecondition);
    assert!(too_early.message().contains(&first.initials[1].position_title), "{}", too_early.message());
    assert_eq!(signed.state(), State::Issued);
    assert_eq!(asked(&desk).await, [FIRST, SECOND]);
    assert_eq!(desk.initial(&holder(SECOND), &name).await.unwrap_err().code(), Code::FailedPrecondition);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_the_draft_takes_its_initials_away() {
    let desk = Desk::start().await;
    let name = initialled(&desk).await;
    let draft = desk.initial(&holder(FIRST), &name).await.unwrap();
    let letter = Letter { subject: "Jawaban yang diperbaiki".to_owned(), ..draft };
    let request_id = desk.stack.parts.clock.id().to_string();
    let request = UpdateLetterRequest { letter: Some(letter), update_mask: None, request_id };

    let changed = desk.client().update_letter(desk.stack.call(&head(), request)).await.unwrap().into_inner();

    assert!(changed.initials.iter().all(|it| it.initial_time.is_none()), "{:?}", changed.initials);
    assert_eq!(desk.initial(&holder(SECOND), &name).await.unwrap_err().code(), Code::PermissionDenied);
    assert_eq!(asked(&desk).await, [FIRST, SECOND, FIRST]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_initials_are_put_once_and_only_on_what_was_read() {
    let desk = Desk::start().await;
    let name = initialled(&desk).await;
    let etag = desk.get(&head(), &name).await.unwrap().etag;
    let request = |etag: &str| InitialLetterRequest {
        name: name.clone(),
        etag: etag.to_owned(),
        request_id: "01900000-0000-7000-8000-00000000abcd".to_owned(),
    };
    let first = holder(FIRST);
    let put = async |request: InitialLetterRequest| {
        desk.client().initial_letter(desk.stack.call(&first, request)).await
    };

    assert_eq!(put(request("\"7\"")).await.unwrap_err().code(), Code::Aborted);
    let once = put(request(&etag)).await.unwrap().into_inner();
    let again = put(request(&etag)).await.unwrap().into_inner();

    assert_eq!(once, again);
    assert_eq!(asked(&desk).await, [FIRST, SECOND]);
    assert_eq!(desk.initial(&proposer(), &name).await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_waits_for_whoever_is_next() {
    let desk = Desk::start().await;
    let name = initialled(&desk).await;
    let (first, second) = (holder(FIRST), holder(SECOND));
    let waits =
        async || (desk.awaiting(&first).await, desk.awaiting(&second).await, desk.awaiting(&head()).await);
    let (only, nothing) = (vec![name.clone()], vec![]);

    assert_eq!(waits().await, (only.clone(), nothing.clone(), nothing.clone()));
    desk.initial(&first, &name).await.unwrap();
    assert_eq!(waits().await, (nothing.clone(), only.clone(), nothing.clone()));
    desk.initial(&second, &name).await.unwrap();
    assert_eq!(waits().await, (nothing.clone(), nothing.clone(), only.clone()));
    desk.sign(&head(), &name).await.unwrap();
    assert_eq!(waits().await, (nothing.clone(), nothing.clone(), nothing.clone()));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_did_the_work_may_initial_but_a_draft_does_not_wait_for_a_barred_signature() {
    let desk = Desk::start().await;
    let initials = vec![FIRST.to_owned()];
    let barred_persons = vec![holder(FIRST).person, head().person];
    let name = desk.request(LetterRequested { initials, barred_persons, ..desk.reply() }).await;
    desk.get(&head(), &name).await.unwrap();

    assert!(desk.initial(&holder(FIRST), &name).await.is_ok());
    assert_eq!(desk.awaiting(&head()).await, Vec::<String>::new());
    assert_eq!(desk.sign(&head(), &name).await.unwrap_err().code(), Code::PermissionDenied);
}
