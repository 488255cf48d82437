//! Bytes come in, are kept once, and go out as they came.

use crate::{Desk, KEMENPANRB, PDF, TANGERANG, colleague, folder, parts, reader};
use futures::{StreamExt as _, future, stream};
use platform::testing::{caller, eventually};
use proto::document::v1::{DocumentCleared, FileSpec, ListFileVersionsRequest, file::State};
use std::{fs, time::SystemTime};
use tonic::Code;

const MEGABYTE: usize = 1024 * 1024;

#[tokio::test]
async fn a_file_goes_out_as_it_came() {
    let desk = Desk::start().await;
    let head = caller(TANGERANG, "kepala-dinas-kesehatan");
    let spec = FileSpec { file_name: "../Surat «usulan».pdf".to_owned(), ..desk.spec(&head) };

    let stored = desk.store(&head, &spec, PDF).await.unwrap();
    let (metadata, bytes) = desk.download(&head, &stored.name).await.unwrap();

    assert_eq!((stored.state(), stored.version), (State::Cleared, 1));
    assert_eq!(
        (stored.file_name.as_str(), stored.media_type.as_str()),
        ("Surat «usulan».pdf", "application/pdf")
    );
    assert_eq!(desk.get(&head, &stored.name).await.unwrap(), stored);
    assert_eq!(bytes, PDF);
    assert_eq!(
        metadata.get("content-disposition").unwrap(),
        "attachment; filename=\"Surat _usulan_.pdf\"; filename*=UTF-8''Surat%20%C2%ABusulan%C2%BB.pdf"
    );
    assert_eq!(metadata.get("etag").unwrap(), &format!("\"{}\"", stored.sha256));
    assert_eq!(metadata.get("telaah-content-length").unwrap(), &PDF.len().to_string());
}

#[tokio::test]
async fn a_cleared_file_is_announced_once_even_if_it_is_sent_twice() {
    let desk = Desk::start().await;
    let head = caller(TANGERANG, "kepala-dinas-kesehatan");
    let spec = desk.spec(&head);

    let first = desk.store(&head, &spec, PDF).await.unwrap();
    let repeat = desk.store(&head, &spec, PDF).await.unwrap();
    let other = desk.store(&head, &FileSpec { file: desk.name(TANGERANG), ..spec }, PDF).await.unwrap();

    let told = async || desk.stack.stream().await.get_raw_message(2).await.ok();
    let second = eventually(told).await;
    let cleared = <DocumentCleared as prost::Message>::decode(second.payload).unwrap();
    assert_eq!(first, repeat);
    assert_eq!(cleared.file, Some(other));
}

#[tokio::test]
async fn other_bytes_under_the_same_name_are_refused() {
    let desk = Desk::start().await;
    let head = caller(TANGERANG, "kepala-dinas-kesehatan");
    let spec = desk.spec(&head);
    let stored = desk.store(&head, &spec, PDF).await.unwrap();

    let refusal = desk.store(&head, &spec, &[PDF, b"\n"].concat()).await.unwrap_err();

    assert_eq!(refusal.code(), Code::FailedPrecondition);
    assert_eq!(desk.download(&head, &stored.name).await.unwrap().1, PDF);
    assert_eq!(desk.objects(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_sent_many_times_at_once_is_stored_once() {
    let desk = Desk::start().await;
    let head = caller(TANGERANG, "kepala-dinas-kesehatan");

    for _ in 0..20 {
        let spec = desk.spec(&head);
        let stored = future::join_all((0..8).map(|_| desk.store(&head, &spec, PDF))).await;

        let stored: Vec<_> = stored.into_iter().map(|it| it.unwrap()).collect();
        assert!(stored.iter().all(|it| *it == stored[0]), "{stored:?}");
    }
    assert_eq!(desk.objects(), 1);
}

#[tokio::test]
async fn equal_bytes_of_two_agencies_lie_once_and_neither_learns_of_the_other() {
    let desk = Desk::start().await;
    let (tangerang, bandung) = (caller(TANGERANG, "a"), caller("kota-bandung", "b"));

    let one = desk.store(&tangerang, &desk.spec(&tangerang), PDF).await.unwrap();
    let other = desk.store(&bandung, &desk.spec(&bandung), PDF).await.unwrap();

    assert_eq!(desk.objects(), 1);
    assert_eq!((other.version, other.previous.as_str()), (1, ""));
    assert_eq!(desk.get(&bandung, &one.name).await.unwrap_err().code(), Code::NotFound);
    assert_eq!(desk.get(&tangerang, &other.name).await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn one_who_asks_stores_among_the_files_of_the_one_who_reviews() {
    let desk = Desk::start().await;
    let head = caller(TANGERANG, "kepala-dinas");
    let spec = FileSpec { file: desk.name(KEMENPANRB), readers: vec![reader(&head)], ..desk.spec(&head) };

    let stored = desk.store(&head, &spec, PDF).await.unwrap();

    assert_eq!(desk.get(&head, &stored.name).await.unwrap(), stored);
    let deputy = caller(KEMENPANRB, "deputi");
    assert_eq!(desk.get(&deputy, &stored.name).await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn a_file_in_place_of_another_is_its_next_version() {
    let desk = Desk::start().await;
    let head = caller(TANGERANG, "kepala-dinas-kesehatan");
    let first = desk.store(&head, &desk.spec(&head), PDF).await.unwrap();

    let next = || FileSpec { previous: first.name.clone(), ..desk.spec(&head) };
    let second = desk.store(&head, &next(), &[PDF, b"\n"].concat()).await.unwrap();
    // Sent by someone who never heard that the second was stored.
    let third = desk.store(&head, &next(), PDF).await.unwrap();

    assert_eq!((second.version, &second.previous), (2, &first.name));
    assert_eq!((third.version, &third.previous), (3, &first.name));
    let list = |page_token| {
        let request = ListFileVersionsRequest { name: second.name.clone(), page_size: 2, page_token };
        let request = desk.stack.call(&head, request);
        let mut client = desk.client();
        async move { client.list_file_versions(request).await.unwrap().into_inner() }
    };
    let newest = list(String::new()).await;
    let oldest = list(newest.next_page_token.clone()).await;
    assert_eq!(newest.files, [third, second.clone()]);
    assert_eq!((oldest.files.as_slice(), oldest.next_page_token.as_str()), (&[first.clone()][..], ""));
}

#[tokio::test]
async fn a_large_file_passes_through_little_memory() {
    let desk = Desk::start().await;
    let head = caller(TANGERANG, "kepala-dinas-kesehatan");
    let spec = desk.spec(&head);
    let body = stream::iter(0..640_u32).map(|at| vec![u8::try_from(at % 251).unwrap(); MEGABYTE / 16]);
    let pieces = stream::iter([PDF.to_vec()]).chain(body).chain(stream::iter([PDF.to_vec()]));
    let before = forget_peak();

    let stored = desk.store_stream(&head, &spec, pieces).await.unwrap();
    let request = proto::document::v1::DownloadFileRequest { name: stored.name };
    let mut body = desk.client().download_file(desk.stack.call(&head, request)).await.unwrap().into_inner();
    let (mut received, mut largest) = (0, 0);
    while let Some(piece) = body.message().await.unwrap() {
        received += piece.data.len();
        largest = largest.max(piece.data.len());
    }

    assert_eq!(received, 40 * MEGABYTE + 2 * PDF.len());
    assert_eq!(largest, 64 * 1024);
    let grown = peak().saturating_sub(before);
    assert!(grown < 16 * MEGABYTE, "memory grew by {grown} bytes");
}

#[tokio::test]
async fn nothing_is_left_of_a_call_that_is_cut() {
    let desk = Desk::start().await;
    let head = caller(TANGERANG, "kepala-dinas-kesehatan");
    let spec = desk.spec(&head);
    let begun = stream::iter([[PDF, &[b'x'; MEGABYTE]].concat()]).chain(stream::pending());
    let request = desk.stack.call(&head, parts(&spec, begun));
    let mut client = desk.client();
    let call = tokio::spawn(async move { client.store_file(request).await });
    eventually(async || (desk.objects() == 1).then_some(())).await;

    call.abort();

    eventually(async || (desk.objects() == 0).then_some(())).await;
    assert_eq!(desk.get(&head, &spec.file).await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn what_a_killed_process_left_is_swept_away() {
    let folder = folder();
    fs::create_dir_all(folder.join("incoming")).unwrap();
    let old = fs::File::create(folder.join("incoming/old#1")).unwrap();
    old.set_modified(SystemTime::UNIX_EPOCH).unwrap();
    fs::write(folder.join("incoming/new#1"), b"still coming").unwrap();

    let desk = Desk::start_in(folder).await;

    eventually(async || (desk.objects() == 1).then_some(())).await;
    assert!(desk.folder.join("incoming/new#1").exists());
}

#[tokio::test]
async fn a_file_of_another_office_cannot_be_replaced() {
    let desk = Desk::start().await;
    let head = caller(TANGERANG, "kepala-dinas-kesehatan");
    let stored = desk.store(&head, &desk.spec(&head), PDF).await.unwrap();
    let stranger = colleague(TANGERANG, "dinas-pendidikan");

    let spec = FileSpec { previous: stored.name, ..desk.spec(&stranger) };
    let refusal = desk.store(&stranger, &spec, PDF).await.unwrap_err();

    assert_eq!(refusal.code(), Code::NotFound);
}

/// Lets the peak of this process's memory begin anew, and returns what it takes now.
fn forget_peak() -> usize {
    fs::write("/proc/self/clear_refs", "5").unwrap();
    peak()
}

fn peak() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * 1024
}
