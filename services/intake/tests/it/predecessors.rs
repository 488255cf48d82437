//! Starting again after a lapse.

use crate::{
    CITY, Desk, PDF,
    course::{close, open},
    desk::written,
    filing::told_at,
    neighbour, proposer, staff,
};
use proto::{
    intake::v1::{Submission, SubmissionFiled, submission::State},
    review::v1::case,
};
use tonic::Code;

#[tokio::test]
async fn a_new_request_shows_the_lapsed_one_that_it_follows() {
    let desk = Desk::start().await;
    let lapsed = lapsed(&desk).await;

    let draft = desk.create(&staff(), following(&lapsed)).await.unwrap();
    let read = desk.get(&proposer(), &draft.name).await.unwrap();

    assert_eq!(draft.predecessor, lapsed);
    assert_eq!(read.predecessor, lapsed);
}

#[tokio::test]
async fn the_reviewing_agency_is_told_the_predecessor() {
    let desk = Desk::start().await;
    let lapsed = lapsed(&desk).await;
    let draft = desk.create(&staff(), following(&lapsed)).await.unwrap();
    desk.upload(&staff(), &draft.name, "request_letter", PDF).await.unwrap();
    desk.upload(&staff(), &draft.name, "legal_basis", &[PDF, b"2\n"].concat()).await.unwrap();

    desk.file(&proposer(), &draft.name).await.unwrap();

    let event = told_at::<SubmissionFiled>(&desk.stack, "SubmissionFiled", CITY, 1).await;
    assert_eq!(event.dossier.unwrap().predecessor, lapsed);
}

#[tokio::test]
async fn only_a_lapsed_request_of_the_same_office_can_be_followed() {
    let desk = Desk::start().await;
    let (filed, _) = desk.filed(&proposer()).await;
    let lapsed = lapsed(&desk).await;

    let early = desk.create(&staff(), following(&filed.name)).await.unwrap_err();
    let stranger = desk.create(&neighbour(), following(&lapsed)).await.unwrap_err();
    let malformed = desk.create(&staff(), following("submissions/1")).await.unwrap_err();

    assert_eq!(early.code(), Code::InvalidArgument);
    assert!(early.message().contains("not lapsed"), "{early}");
    assert_eq!((stranger.code(), malformed.code()), (Code::NotFound, Code::InvalidArgument));
}

async fn lapsed(desk: &Desk) -> String {
    let (filed, case) = desk.filed(&proposer()).await;
    open(desk, &case, &filed.name).await;
    close(desk, &case, &filed.name, case::State::Lapsed).await;
    desk.until(&proposer(), &filed.name, State::Lapsed).await.name
}

fn following(name: &str) -> Submission {
    Submission { predecessor: name.to_owned(), ..written() }
}
