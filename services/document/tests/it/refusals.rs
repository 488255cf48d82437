//! What is not taken, and that nothing of it is kept.

use crate::{Desk, PDF, TANGERANG, parts};
use futures::{StreamExt as _, stream};
use platform::testing::caller;
use proto::document::v1::{FileSpec, StoreFileRequest, store_file_request::Part};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use tonic::Code;

const MEGABYTE: u64 = 1024 * 1024;

#[tokio::test]
async fn a_file_that_is_not_what_its_name_says_is_refused() {
    let desk = Desk::start().await;
    let head = caller(TANGERANG, "kepala-dinas-kesehatan");
    let disguised: [&[u8]; 4] = [b"MZ\x90\0\x03\0\0\0", b"<html>%PDF-1.7 %%EOF</html>", &PDF[..20], b""];

    for bytes in disguised {
        let refusal = desk.store(&head, &desk.spec(&head), bytes).await.unwrap_err();

        assert_eq!(refusal.code(), Code::InvalidArgument);
        let beginning = "the file must be application/pdf: ";
        assert!(refusal.message().starts_with(beginning), "{}", refusal.message());
    }
    assert_eq!(desk.objects(), 0);
}

#[tokio::test]
async fn a_file_without_end_is_refused_as_soon_as_it_is_too_large() {
    let desk = Desk::start().await;
    let head = caller(TANGERANG, "kepala-dinas-kesehatan");
    let spec = FileSpec { max_bytes: 1_000_000, ..desk.spec(&head) };
    let sent = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&sent);
    let endless = stream::repeat_with(move || {
        counter.fetch_add(MEGABYTE / 16, Ordering::Relaxed);
        vec![b'x'; 64 * 1024]
    });

    let refusal = desk.store_stream(&head, &spec, endless).await.unwrap_err();

    assert_eq!(refusal.code(), Code::InvalidArgument);
    assert_eq!(refusal.message(), "the file is larger than the 1000000 bytes allowed");
    assert!(sent.load(Ordering::Relaxed) < 8 * MEGABYTE);
    assert_eq!(desk.objects(), 0);
}

#[tokio::test]
async fn a_stream_that_says_nothing_or_too_much_is_refused() {
    let desk = Desk::start().await;
    let head = caller(TANGERANG, "kepala-dinas-kesehatan");
    let spec = desk.spec(&head);
    let data = StoreFileRequest { part: Some(Part::Data(PDF.into())) };
    let twice = parts(&spec, stream::empty()).chain(parts(&spec, stream::empty()));

    let empty = desk.client().store_file(desk.stack.call(&head, stream::empty())).await;
    let unnamed = desk.client().store_file(desk.stack.call(&head, stream::iter([data]))).await;
    let doubled = desk.client().store_file(desk.stack.call(&head, twice)).await;

    for refused in [empty, unnamed, doubled] {
        assert_eq!(refused.unwrap_err().code(), Code::InvalidArgument);
    }
    assert_eq!(desk.objects(), 0);
}

#[tokio::test]
async fn a_spec_that_cannot_be_carried_out_is_refused() {
    let desk = Desk::start().await;
    let head = caller(TANGERANG, "kepala-dinas-kesehatan");
    let spec = desk.spec(&head);
    let wrong = [
        FileSpec { file: "agencies/kota-tangerang/files/1".to_owned(), ..spec.clone() },
        FileSpec { file_name: "/".to_owned(), ..spec.clone() },
        FileSpec { media_types: vec!["pdf".to_owned()], ..spec.clone() },
        FileSpec { max_bytes: -1, ..spec.clone() },
        FileSpec { previous: desk.name("kota-bandung"), ..spec.clone() },
    ];

    for spec in wrong {
        let refusal = desk.store(&head, &spec, PDF).await.unwrap_err();

        assert_eq!(refusal.code(), Code::InvalidArgument, "{spec:?}");
    }
}

#[tokio::test]
async fn nobody_stores_without_having_signed_in() {
    let desk = Desk::start().await;
    let head = caller(TANGERANG, "kepala-dinas-kesehatan");

    let refusal = desk.client().store_file(parts(&desk.spec(&head), stream::empty())).await.unwrap_err();

    assert_eq!(refusal.code(), Code::Unauthenticated);
}
