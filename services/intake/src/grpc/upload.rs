//! Taking a document in: its bytes pass through to the document service in constant memory.

use super::Desk;
use crate::{
    form::Form,
    store,
    submission::{ACTION_ITEMS, COLLECTION, Document, FILES, State, Submission},
};
use bytes::Bytes;
use futures::{Stream, stream};
use jiff::Timestamp;
use platform::{
    Call, Caller, Error, ResourceName, Result,
    idempotency::{self, Claim},
    resource, tenancy,
};
use proto::{
    document::v1::{
        self as document, FileSpec, Reader, StoreFileRequest, document_service_client::DocumentServiceClient,
        store_file_request::Part,
    },
    google::api::HttpBody,
    intake::v1 as pb,
};
use sha2::{Digest as _, Sha256};
use tokio::{
    sync::mpsc::{self, Receiver, Sender},
    try_join,
};
use tonic::Streaming;
use uuid::{Builder, Uuid};

/// How many pieces may be under way between the two streams.
const IN_FLIGHT: usize = 4;
/// What goes with an answer to an action item.
const PDF: &str = "application/pdf";

type Pieces = Streaming<pb::UploadDocumentRequest>;

impl Desk {
    /// No transaction is open while the bytes pass: the request is claimed before, to know a repeat, and again after.
    pub(super) async fn upload(&self, call: Call<Pieces>) -> Result<pb::Submission> {
        let Call { caller, body: mut pieces } = call;
        let upload = Upload::read(&mut pieces).await?;

        let spec = match self.prepare(&caller, &upload).await? {
            Prepared::New(spec) => spec,
            Prepared::Repeat(answer) => return repeated(*answer, upload, pieces).await,
        };
        let file = self.pass(&caller, spec, upload.first, &mut pieces).await?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, upload.request_id, &upload.head).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let mut submission = store::lock(&mut tx, &upload.submission).await?;
        let form = store::form(&mut tx, &submission).await?;
        let now = self.clock.now();
        let place = Place::allowed(&submission, &caller, &form, &upload.head, now)?;
        let document = attached(file, &place)?;
        let author = submission.author(&caller).to_owned();
        match &place.action_item {
            Some(id) => submission.attach_to_item(id, document, &author, now)?,
            None => submission.attach(document, &author, now)?,
        }
        store::save(&mut tx, &submission).await?;
        let view = submission.view(&caller)?;
        claimed.answer(tx, submission.into_reply(view)).await
    }

    /// Whether the upload is wanted, and as what the file is to be stored.
    async fn prepare(&self, caller: &Caller, upload: &Upload) -> Result<Prepared> {
        let mut tx = tenancy::begin(&self.db, caller).await?;
        // Given up at the end of this function, and taken again when the bytes are stored.
        match idempotency::claim(&mut tx, caller, upload.request_id, &upload.head).await? {
            Claim::First(_given_up) => (),
            Claim::Repeat(answer) => return Ok(Prepared::Repeat(Box::new(answer))),
        }
        let submission = store::load(&mut tx, &upload.submission).await?;
        let form = store::form(&mut tx, &submission).await?;
        let place = Place::allowed(&submission, caller, &form, &upload.head, self.clock.now())?;
        let agency = &upload.submission.agency;
        let file = |id| ResourceName { agency: agency.clone(), collection: FILES, id }.to_string();
        // What was carried on from another agency stays there as it is.
        let previous = place.current(&submission).filter(|it| it.agency.is_none()).map(|it| it.file);
        Ok(Prepared::New(FileSpec {
            file: file(upload.file_id(caller)),
            file_name: upload.head.file_name.clone(),
            media_types: place.media_types,
            max_bytes: 0,
            readers: writers(&submission),
            previous: previous.map(file).unwrap_or_default(),
        }))
    }

    /// Passes all pieces on. If they are cut off, so is the call that stores them, and nothing is kept.
    async fn pass(
        &self,
        caller: &Caller,
        spec: FileSpec,
        first: Bytes,
        pieces: &mut Pieces,
    ) -> Result<document::File> {
        let (sender, receiver) = mpsc::channel(IN_FLIGHT);
        let mut document = DocumentServiceClient::new(self.parts.channel("document"));
        let request = self.parts.request(caller, until_end(receiver))?;
        let stored = async { Ok(document.store_file(request).await?.into_inner()) };
        let ((), file) = try_join!(forward(&sender, spec, first, pieces), stored)?;
        Ok(file)
    }
}

enum Prepared {
    New(FileSpec),
    Repeat(Box<pb::Submission>),
}

/// The first message of an upload, once it has been checked.
struct Upload {
    submission: ResourceName,
    request_id: Uuid,
    /// The message without its bytes.
    head: pb::UploadDocumentRequest,
    /// Bytes that came with it.
    first: Bytes,
}

impl Upload {
    async fn read(pieces: &mut Pieces) -> Result<Self> {
        let mut head =
            pieces.message().await?.ok_or_else(|| Error::invalid("the first message is missing"))?;
        let first = head.content.take().map(|it| it.data).unwrap_or_default();
        if head.file_name.trim().is_empty() {
            return Err(Error::invalid("file_name is missing"));
        }
        Ok(Self {
            submission: ResourceName::parse(COLLECTION, &head.parent)?,
            request_id: resource::request_id(&head.request_id)?,
            head,
            first,
        })
    }

    /// The same for the same request, so that its repeat does not store the bytes once more.
    fn file_id(&self, caller: &Caller) -> Uuid {
        let name = format!("{} {} {} {}", self.submission, caller.agency, caller.person, self.request_id);
        let hash: [u8; 32] = Sha256::digest(name).into();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash[..16]);
        Builder::from_custom_bytes(bytes).into_uuid()
    }
}

/// What a document is for.
struct Place {
    requirement: String,
    title: String,
    media_types: Vec<String>,
    /// Where it goes with the answer to an action item: that one's id.
    action_item: Option<String>,
}

impl Place {
    /// The one that is named, if the caller may upload for it now.
    fn allowed(
        submission: &Submission,
        caller: &Caller,
        form: &Form,
        head: &pb::UploadDocumentRequest,
        now: Timestamp,
    ) -> Result<Self> {
        submission.belongs_to(caller)?;
        if let Some(id) = head.requirement.strip_prefix(ACTION_ITEMS) {
            let item = submission.expect_unanswered(id, now)?;
            return Ok(Self {
                requirement: head.requirement.clone(),
                title: item.text.clone(),
                media_types: vec![PDF.to_owned()],
                action_item: Some(item.id.clone()),
            });
        }
        let requirement = form.expect_requirement(&head.requirement)?;
        submission.expect_open(&requirement.id)?;
        Ok(Self {
            requirement: requirement.id.clone(),
            title: requirement.title.clone(),
            media_types: requirement.media_types(),
            action_item: None,
        })
    }

    /// The document that is there now.
    fn current<'s>(&self, submission: &'s Submission) -> Option<&'s Document> {
        match &self.action_item {
            Some(id) => submission.follow_up.items.iter().find(|it| it.id == *id)?.documents.first(),
            None => submission.content.document(&self.requirement),
        }
    }
}

/// Those who write on it read its files from the start.
fn writers(submission: &Submission) -> Vec<Reader> {
    let recording = submission
        .incoming
        .as_ref()
        .map(|it| Reader { agency: submission.name.agency.name(), office: it.office.clone() });
    let is_hidden = recording.is_some() && submission.state == State::Draft;
    let proposing = if is_hidden { vec![] } else { submission.proposer.readers() };
    proposing.into_iter().chain(recording).collect()
}

/// What came, up to the mark of its end. Where the sender is gone before, a part must not pass for the whole: the stream
/// does not end, and goes with its call.
fn until_end(pieces: Receiver<Option<StoreFileRequest>>) -> impl Stream<Item = StoreFileRequest> {
    stream::unfold(pieces, async |mut pieces| match pieces.recv().await {
        Some(piece) => piece.map(|it| (it, pieces)),
        None => std::future::pending().await,
    })
}

async fn forward(
    sender: &Sender<Option<StoreFileRequest>>,
    spec: FileSpec,
    first: Bytes,
    pieces: &mut Pieces,
) -> Result<()> {
    let send = async |part| {
        // Where nobody takes it any more, the other call has ended and says why.
        let _ = sender.send(Some(StoreFileRequest { part: Some(part) })).await;
    };
    send(Part::Spec(spec)).await;
    if !first.is_empty() {
        send(Part::Data(first)).await;
    }
    while let Some(piece) = pieces.message().await? {
        if let Some(HttpBody { data, .. }) = piece.content.filter(|it| !it.data.is_empty()) {
            send(Part::Data(data)).await;
        }
    }
    let _ = sender.send(None).await;
    Ok(())
}

fn attached(file: document::File, place: &Place) -> Result<Document> {
    Ok(Document {
        requirement: place.requirement.clone(),
        title: place.title.clone(),
        agency: None,
        file: ResourceName::parse(FILES, &file.name)?.id,
        file_name: file.file_name,
        media_type: file.media_type,
        size_bytes: file.size_bytes,
        sha256: file.sha256,
    })
}

/// Answers an upload that was carried out before, unless other bytes came under its key.
async fn repeated(answer: pb::Submission, upload: Upload, mut pieces: Pieces) -> Result<pb::Submission> {
    let mut hash = Sha256::new_with_prefix(&upload.first);
    while let Some(piece) = pieces.message().await? {
        hash.update(piece.content.map(|it| it.data).unwrap_or_default());
    }
    let sha256 = format!("{:x}", hash.finalize());
    let mut documents =
        answer.documents.iter().chain(answer.action_items.iter().flat_map(|it| &it.documents));
    if documents.any(|it| it.requirement == upload.head.requirement && it.sha256 == sha256) {
        return Ok(answer);
    }
    let reason = format!("request_id {} was used for another document: make up a new one", upload.request_id);
    Err(Error::Conflict(reason))
}
