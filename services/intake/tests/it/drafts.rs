//! Opening, writing and throwing away.

use crate::{CITY, Desk, PROCEDURE, clinic, desk::written, proposer, reviewer, staff, village};
use prost::Message as _;
use prost_types::FieldMask;
use proto::intake::v1::{
    CreateSubmissionRequest, DeleteSubmissionRequest, Submission, UpdateSubmissionRequest, submission::State,
};
use tonic::Code;

#[tokio::test]
async fn a_draft_is_opened_written_and_read() {
    let desk = Desk::start().await;

    let opened = desk.create(&staff(), Submission::default()).await.unwrap();
    let saved = desk.update(&staff(), Submission { name: opened.name.clone(), ..written() }).await.unwrap();

    assert_eq!(opened.state(), State::Draft);
    assert_eq!((opened.procedure.as_str(), opened.proposing_office.as_str()), (PROCEDURE, "dinas-kesehatan"));
    assert_eq!((&saved.app_title, &saved.sections), (&written().app_title, &written().sections));
    assert_ne!(saved.etag, opened.etag);
    assert_eq!(desk.get(&proposer(), &opened.name).await.unwrap(), saved);
}

#[tokio::test]
async fn a_kelurahan_is_told_its_district() {
    let desk = Desk::start().await;

    let refusal = desk.create(&village(), written()).await.unwrap_err();

    assert_eq!(refusal.code(), Code::PermissionDenied);
    assert_eq!(
        refusal.message(),
        "Pengajuan Aplikasi e-Government hanya dapat diajukan oleh organisasi perangkat daerah atau kecamatan. \
         Kelurahan Poris Plawad (kelurahan) mengajukan permohonan melalui Kecamatan Cipondoh."
    );
}

#[tokio::test]
async fn a_technical_unit_is_told_its_office() {
    let desk = Desk::start().await;

    let refusal = desk.create(&clinic(), written()).await.unwrap_err();

    assert_eq!(refusal.code(), Code::PermissionDenied);
    assert!(refusal.message().ends_with("mengajukan permohonan melalui Dinas Kesehatan."), "{refusal}");
}

#[tokio::test]
async fn a_repeated_request_gets_the_same_bytes() {
    let desk = Desk::start().await;
    let request = CreateSubmissionRequest {
        parent: format!("agencies/{CITY}"),
        submission: Some(written()),
        request_id: desk.request_id(),
    };
    let create = async || {
        let call = desk.stack.call(&proposer(), request.clone());
        desk.intake().create_submission(call).await.unwrap().into_inner()
    };

    let (first, second) = tokio::join!(create(), create());
    desk.update(
        &proposer(),
        Submission { name: first.name.clone(), app_title: "Lain".to_owned(), ..Submission::default() },
    )
    .await
    .unwrap();
    let third = create().await;

    assert_eq!(first.encode_to_vec(), second.encode_to_vec());
    assert_eq!(first.encode_to_vec(), third.encode_to_vec());
}

#[tokio::test]
async fn a_mask_says_what_is_saved_and_what_is_cleared() {
    let desk = Desk::start().await;
    let draft = desk.create(&staff(), written()).await.unwrap();
    let request = UpdateSubmissionRequest {
        submission: Some(Submission {
            name: draft.name.clone(),
            app_title: "Izin Luring".to_owned(),
            purpose: "develop".to_owned(),
            etag: draft.etag.clone(),
            ..Submission::default()
        }),
        update_mask: Some(FieldMask {
            paths: vec!["app_title".to_owned(), "sections.inputs_outputs".to_owned()],
        }),
        request_id: desk.request_id(),
    };

    let call = desk.stack.call(&staff(), request);
    let saved = desk.intake().update_submission(call).await.unwrap().into_inner();

    assert_eq!((saved.app_title.as_str(), saved.purpose.as_str()), ("Izin Luring", "build"));
    assert_eq!(saved.sections.keys().collect::<Vec<_>>(), ["user_requirements"]);
}

#[tokio::test]
async fn what_is_unknown_or_too_long_is_refused_by_name() {
    let desk = Desk::start().await;
    let draft = desk.create(&staff(), written()).await.unwrap();
    let changed = |change: fn(&mut Submission)| {
        let mut submission = Submission { name: draft.name.clone(), ..Submission::default() };
        change(&mut submission);
        submission
    };
    let wrong = [
        (changed(|it| drop(it.sections.insert("budget".to_owned(), "x".to_owned()))), "\"budget\""),
        (changed(|it| it.purpose = "buy".to_owned()), "\"buy\""),
        (changed(|it| it.app_title = "x".repeat(201)), "app_title is longer than 200"),
        (changed(|it| it.app_title = "a\0b".to_owned()), "app_title"),
        (changed(|it| it.letter_date = "5 Januari".to_owned()), "letter_date"),
        (
            changed(|it| drop(it.sections.insert("user_requirements".to_owned(), "x".repeat(20_001)))),
            "sections.user_requirements is longer than 20000",
        ),
    ];

    for (submission, named) in wrong {
        let refusal = desk.update(&staff(), submission).await.unwrap_err();
        assert_eq!(refusal.code(), Code::InvalidArgument, "{refusal}");
        assert!(refusal.message().contains(named), "{refusal}");
    }
}

#[tokio::test]
async fn an_unknown_field_in_a_mask_is_refused_by_name() {
    let desk = Desk::start().await;
    let draft = desk.create(&staff(), written()).await.unwrap();
    let request = UpdateSubmissionRequest {
        submission: Some(Submission { name: draft.name, ..Submission::default() }),
        update_mask: Some(FieldMask { paths: vec!["state".to_owned()] }),
        request_id: desk.request_id(),
    };

    let refusal = desk.intake().update_submission(desk.stack.call(&staff(), request)).await.unwrap_err();

    assert_eq!(refusal.code(), Code::InvalidArgument);
    assert!(refusal.message().contains("\"state\""), "{refusal}");
}

#[tokio::test]
async fn a_stale_etag_is_refused() {
    let desk = Desk::start().await;
    let draft = desk.create(&staff(), written()).await.unwrap();
    let title = |title: &str| Submission {
        name: draft.name.clone(),
        app_title: title.to_owned(),
        etag: draft.etag.clone(),
        ..Submission::default()
    };

    desk.update(&staff(), title("Satu")).await.unwrap();
    let refusal = desk.update(&staff(), title("Dua")).await.unwrap_err();

    assert_eq!(refusal.code(), Code::Aborted);
    assert_eq!(desk.get(&staff(), &draft.name).await.unwrap().app_title, "Satu");
}

#[tokio::test]
async fn a_draft_is_thrown_away_and_what_was_filed_is_not() {
    let desk = Desk::start().await;
    let draft = desk.create(&staff(), written()).await.unwrap();
    let (filed, _) = desk.filed(&proposer()).await;
    let delete = async |name: &str| {
        let request = DeleteSubmissionRequest { name: name.to_owned(), request_id: desk.request_id() };
        desk.intake().delete_submission(desk.stack.call(&proposer(), request)).await
    };

    delete(&draft.name).await.unwrap();
    let refusal = delete(&filed.name).await.unwrap_err();

    assert_eq!(desk.get(&proposer(), &draft.name).await.unwrap_err().code(), Code::NotFound);
    assert_eq!(refusal.code(), Code::FailedPrecondition);
    assert!(refusal.message().contains("withdraw it instead"), "{refusal}");
}

#[tokio::test]
async fn the_reviewing_office_may_not_write_on_what_it_reviews() {
    let desk = Desk::start().await;
    let (filed, _) = desk.filed(&proposer()).await;

    let refusal = desk.update(&reviewer(), Submission { name: filed.name, ..written() }).await.unwrap_err();

    assert_eq!(refusal.code(), Code::PermissionDenied);
}
