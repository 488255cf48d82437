//! All papers of a request as one ZIP.

use crate::{
    Desk, PDF,
    course::{close, open},
    neighbour, proposer, reviewer,
};
use futures::stream;
use platform::{Caller, ResourceName, testing::eventually, time};
use proto::{
    document::v1::{
        File, FileSpec, Reader, StoreFileRequest, document_service_client::DocumentServiceClient,
        store_file_request::Part,
    },
    intake::v1::{DownloadRecordsRequest, submission::State},
    letter::v1::LetterIssued,
    review::v1::case,
};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::{
    collections::BTreeMap,
    io::{Cursor, Read as _},
};
use tonic::{Code, Status};
use zip::ZipArchive;

#[tokio::test]
async fn the_records_hold_every_paper_with_its_hash() {
    let desk = Desk::start().await;
    let (filed, case) = desk.filed(&proposer()).await;
    open(&desk, &case, &filed.name).await;
    let sheet = issue(&desk, &filed.name, "Lembar analisis kelayakan", "feasibility_analysis", false).await;
    let reply = issue(&desk, &filed.name, "Surat jawaban", "reply_letter", true).await;
    issue(&desk, &filed.name, "Undangan", "", false).await;
    close(&desk, &case, &filed.name, case::State::Decided).await;
    desk.until(&proposer(), &filed.name, State::Decided).await;

    let (disposition, bytes) = download(&desk, &proposer(), &filed.name).await.unwrap();

    assert_eq!(disposition, "attachment; filename=\"KT-2026-000001.zip\"");
    let files = unzip(bytes);
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "01-surat-permohonan.pdf",
            "02-dasar-hukum.pdf",
            "03-lembar-analisis-kelayakan.pdf",
            "04-surat-jawaban.pdf",
            "manifest.json",
        ]
    );
    let manifest: Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
    assert_eq!(manifest["registration_number"], "KT-2026-000001");
    let listed = manifest["files"].as_array().unwrap();
    assert_eq!(listed.len(), 4);
    for file in listed {
        let bytes = &files[file["file"].as_str().unwrap()];
        assert_eq!(file["sha256"], format!("{:x}", Sha256::digest(bytes)));
        assert_eq!(file["size_bytes"], bytes.len());
    }
    assert_eq!(listed[2]["source"], sheet.to_string());
    assert_eq!(listed[3]["source"], reply.to_string());
}

#[tokio::test]
async fn the_reviewing_office_gets_them_at_any_time_and_the_proposer_once_it_is_decided() {
    let desk = Desk::start().await;
    let (filed, _) = desk.filed(&proposer()).await;
    let draft = desk.complete(&proposer()).await;

    let early = download(&desk, &proposer(), &filed.name).await.unwrap_err();
    let stranger = download(&desk, &neighbour(), &filed.name).await.unwrap_err();
    let unfiled = download(&desk, &proposer(), &draft.name).await.unwrap_err();
    let (_, bytes) = eventually(async || download(&desk, &reviewer(), &filed.name).await.ok()).await;

    assert_eq!((early.code(), stranger.code()), (Code::FailedPrecondition, Code::NotFound));
    assert_eq!(unfiled.code(), Code::FailedPrecondition);
    assert_eq!(unzip(bytes).len(), 3);
}

#[tokio::test]
async fn bytes_that_are_not_those_that_were_registered_end_the_stream() {
    let desk = Desk::start().await;
    let (filed, case) = desk.filed(&proposer()).await;
    open(&desk, &case, &filed.name).await;
    let letter = desk.name("letters");
    let file = store(&desk, &letter.to_string()).await;
    let forged = LetterIssued { sha256: "0".repeat(64), ..event(&desk, &letter, &filed.name, &file) };
    desk.tell("letter", &letter, &forged).await;
    close(&desk, &case, &filed.name, case::State::Decided).await;
    desk.until(&proposer(), &filed.name, State::Decided).await;
    eventually(async || (desk.get(&proposer(), &filed.name).await.unwrap().letters.len() == 1).then_some(()))
        .await;

    let refusal = download(&desk, &proposer(), &filed.name).await.unwrap_err();

    assert_eq!(refusal.code(), Code::Internal);
}

/// A letter as the letter service would store and tell it.
pub(crate) async fn issue(
    desk: &Desk,
    submission: &str,
    title: &str,
    record: &str,
    for_proposer: bool,
) -> ResourceName {
    let letter = desk.name("letters");
    let file = store(desk, title).await;
    let event = LetterIssued {
        title: title.to_owned(),
        record: record.to_owned(),
        for_proposer,
        ..event(desk, &letter, submission, &file)
    };
    desk.tell("letter", &letter, &event).await;
    letter
}

fn event(desk: &Desk, letter: &ResourceName, submission: &str, file: &File) -> LetterIssued {
    LetterIssued {
        letter: letter.to_string(),
        submission: submission.to_owned(),
        title: "Surat".to_owned(),
        file: file.name.clone(),
        file_name: file.file_name.clone(),
        sha256: file.sha256.clone(),
        size_bytes: file.size_bytes,
        issue_time: Some(time::to_proto(desk.stack.parts.clock.now())),
        for_proposer: true,
        ..LetterIssued::default()
    }
}

async fn store(desk: &Desk, content: &str) -> File {
    let spec = FileSpec {
        file: desk.name("files").to_string(),
        file_name: "surat.pdf".to_owned(),
        readers: vec![Reader { agency: reviewer().agency.name(), office: "diskominfo".to_owned() }],
        ..FileSpec::default()
    };
    let bytes = [PDF, content.as_bytes(), b"\n%%EOF\n"].concat();
    let parts =
        [Part::Spec(spec), Part::Data(bytes.into())].map(|part| StoreFileRequest { part: Some(part) });
    let call = desk.stack.call(&Caller::platform(&reviewer().agency), stream::iter(parts));
    DocumentServiceClient::new(desk.stack.channel.clone()).store_file(call).await.unwrap().into_inner()
}

async fn download(desk: &Desk, caller: &Caller, name: &str) -> Result<(String, Vec<u8>), Status> {
    let call = desk.stack.call(caller, DownloadRecordsRequest { name: name.to_owned() });
    let (metadata, mut pieces, _) = desk.intake().download_records(call).await?.into_parts();
    let mut bytes = vec![];
    while let Some(piece) = pieces.message().await? {
        assert_eq!(piece.content_type == "application/zip", bytes.is_empty());
        bytes.extend(piece.data);
    }
    let disposition = metadata.get("content-disposition").unwrap().to_str().unwrap();
    Ok((disposition.to_owned(), bytes))
}

/// By another implementation than the one that packed them, which checks each file's checksum.
fn unzip(bytes: Vec<u8>) -> BTreeMap<String, Vec<u8>> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files = BTreeMap::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let (name, mut bytes) = (file.name().unwrap().into_owned(), vec![]);
        file.read_to_end(&mut bytes).unwrap();
        files.insert(name, bytes);
    }
    files
}
