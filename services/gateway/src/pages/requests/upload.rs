//! A paper of the dossier: uploaded, replaced, taken out.

use super::{
    ItemKey, Key,
    draft::{Place, next},
    form::{Form, Item, Requirement},
    led,
    mistake::Mistake,
};
use crate::pages::{
    member::Member,
    posted::Sent,
    refusal::Refusal,
    shell::{Shell, page, shown},
    told::submission::{Document, Gap, Submission},
    visit::{Visit, encoded},
};
use askama::Template;
use axum::{
    body::Body,
    extract::{
        Multipart, Path,
        multipart::{Field, MultipartError},
    },
    http::StatusCode,
    response::Response,
};
use bytes::Bytes;
use serde_json::json;
use std::io;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

/// Id of the field for a file, on every page that has one.
pub(super) const FILE: &str = "file";
/// Pieces on their way to the service.
const PIECES: usize = 2;
/// How much is still read of a file that was refused: browsers show no answer before they have sent all.
const MAX_UNWANTED_BYTES: usize = 64 << 20;

#[derive(Template)]
#[template(path = "requests/upload.html")]
struct Page {
    shell: Shell,
    place: Place,
    address: String,
    requirement: Requirement,
    document: Option<Document>,
    gap: Option<Gap>,
    is_draft: bool,
    /// Where to go on without another file.
    next: String,
    request_id: String,
    mistake: Option<Mistake>,
}

#[derive(Template)]
#[template(path = "requests/remove.html")]
struct Removal {
    shell: Shell,
    address: String,
    request_title: String,
    document: Document,
    request_id: String,
}

pub(super) async fn show(member: Member, Path(at): Path<ItemKey>) -> Result<Response, Refusal> {
    let (submission, form) = at.key.read_with_form(&member).await?;
    if !submission.is_open(&at.item) {
        return Ok(led(&at.key.address()));
    }
    Ok(page(&paper(&member, &at, submission, &form, None).await?))
}

pub(super) async fn send(
    member: Member,
    Path(at): Path<ItemKey>,
    parts: Multipart,
) -> Result<Response, Refusal> {
    match take(&member, &at.key, &at.item, parts).await {
        Ok(submission) => {
            let form = Form::of(&member, &submission).await?;
            let requirement = form.requirement(&at.item)?;
            Ok(led(&next(&at.key, &submission, &form, &Item::Requirement(requirement))))
        }
        Err(NotTaken { status, words }) => {
            let (submission, form) = at.key.read_with_form(&member).await?;
            if !submission.is_open(&at.item) {
                return Ok(led(&at.key.address()));
            }
            let again = paper(&member, &at, submission, &form, Some(Mistake::new(FILE, words))).await?;
            Ok(shown(status, &again))
        }
    }
}

pub(super) async fn ask_remove(member: Member, Path(at): Path<ItemKey>) -> Result<Response, Refusal> {
    let submission = at.key.read(&member).await?;
    let request_title = submission.title().to_owned();
    let document = submission.document(&at.item).filter(|_| submission.is_draft());
    let Some(document) = document.cloned() else { return Ok(led(&at.key.address())) };
    let shell = Shell::of(&member).await?;
    let request_id = member.request_id();
    Ok(page(&Removal { shell, address: at.address(), request_title, document, request_id }))
}

pub(super) async fn remove(Path(at): Path<ItemKey>, sent: Sent) -> Result<Response, Refusal> {
    let path = format!("{}/documents:remove", at.key.path());
    let body = json!({ "requirement": at.item });
    match sent.member.post::<Submission>(&path, sent.form.get("request_id"), &body).await {
        Err(refusal) if !refusal.is_stale() && refusal.status != StatusCode::BAD_REQUEST => Err(refusal),
        // What is not there needs no removing.
        _ => Ok(led(&format!("{}/document", at.address()))),
    }
}

async fn paper(
    member: &Member,
    at: &ItemKey,
    submission: Submission,
    form: &Form,
    mistake: Option<Mistake>,
) -> Result<Page, Refusal> {
    let requirement = form.requirement(&at.item)?;
    let item = Item::Requirement(requirement);
    Ok(Page {
        shell: Shell::of(member).await?,
        place: Place::of(&at.key, &submission, form, &item),
        address: at.address(),
        document: submission.document(&at.item).cloned(),
        gap: submission.gap(&at.item).cloned(),
        is_draft: submission.is_draft(),
        next: next(&at.key, &submission, form, &item),
        requirement: requirement.clone(),
        request_id: member.request_id(),
        mistake,
    })
}

/// Why a file was not taken, for whoever sent it.
pub(super) struct NotTaken {
    pub(super) status: StatusCode,
    pub(super) words: &'static str,
}

/// Passes the file of a form on to the request, for `requirement`.
pub(super) async fn take(
    visit: &Visit,
    key: &Key,
    requirement: &str,
    mut parts: Multipart,
) -> Result<Submission, NotTaken> {
    let mut request_id = visit.request_id();
    while let Some(field) = parts.next_field().await? {
        match field.name() {
            Some("request_id") => request_id = field.text().await?,
            Some(FILE) => {
                let file_name = field.file_name().unwrap_or_default().to_owned();
                if file_name.is_empty() {
                    break;
                }
                let (requirement, file_name) = (encoded(requirement), encoded(&file_name));
                let query = format!("requirement={requirement}&fileName={file_name}");
                let path = format!("{}/documents:upload?{query}", key.path());
                return Ok(pass(visit, &path, &request_id, field).await?);
            }
            _ => (),
        }
    }
    Err(NotTaken { status: StatusCode::BAD_REQUEST, words: "Pilih berkas yang akan diunggah." })
}

/// In constant memory.
async fn pass(
    visit: &Visit,
    path: &str,
    request_id: &str,
    mut field: Field<'_>,
) -> Result<Submission, Refusal> {
    let (sender, pieces) = mpsc::channel::<io::Result<Bytes>>(PIECES);
    let body = Body::from_stream(ReceiverStream::new(pieces));
    let pump = async move {
        let mut unwanted = 0;
        while unwanted <= MAX_UNWANTED_BYTES {
            let piece = match field.chunk().await {
                Ok(Some(piece)) => Ok(piece),
                Ok(None) => return,
                // The service must not take a part for the whole.
                Err(error) => Err(io::Error::other(error)),
            };
            let (is_end, length) = (piece.is_err(), piece.as_ref().map_or(0, Bytes::len));
            if sender.send(piece).await.is_err() {
                unwanted += length;
            }
            if is_end {
                return;
            }
        }
    };
    let (answer, ()) = tokio::join!(visit.upload(path, request_id, body), pump);
    answer
}

impl From<MultipartError> for NotTaken {
    fn from(error: MultipartError) -> Self {
        Self { status: error.status(), words: "Berkas belum sampai seluruhnya. Pilih lagi, lalu unggah." }
    }
}

impl From<Refusal> for NotTaken {
    fn from(refusal: Refusal) -> Self {
        let detail = refusal.problem.detail.as_str();
        let words = match refusal.status {
            StatusCode::BAD_REQUEST if detail.contains("larger than") => {
                "Berkas terlalu besar. Kecilkan ukurannya, lalu unggah lagi."
            }
            StatusCode::BAD_REQUEST if detail.contains("file must be") => {
                "Isi berkas ini bukan dari jenis yang diterima. Unggah berkas dari jenis yang disebut di bawah ini."
            }
            StatusCode::BAD_REQUEST => {
                "Berkas tidak dapat diterima. Periksa namanya dan isinya, lalu unggah lagi."
            }
            StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED => {
                "Berkas belum tersimpan. Periksa keadaan permohonan, lalu pilih berkasnya lagi."
            }
            _ => refusal.words(),
        };
        Self { status: refusal.status, words }
    }
}
