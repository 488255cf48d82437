//! Giving out all papers of a request as one ZIP.

use super::Desk;
use crate::{
    records::{self, Paper},
    store,
    submission::{COLLECTION, Dossier, State},
};
use bytes::Bytes;
use futures::{Stream, StreamExt as _, TryStreamExt as _, stream::BoxStream};
use platform::{Call, Caller, Error, Parts, ResourceName, Result, tenancy};
use proto::{
    document::v1::{DownloadFileRequest, document_service_client::DocumentServiceClient},
    google::api::HttpBody,
    intake::v1 as pb,
};
use tokio::io::{DuplexStream, duplex};
use tokio_util::{compat::TokioAsyncWriteCompatExt as _, io::ReaderStream};
use tonic::{Response, Status, metadata::MetadataValue};
use tracing::Instrument as _;

const MEDIA_TYPE: &str = "application/zip";
/// All that is held of a ZIP at any time.
const WINDOW_BYTES: usize = 64 * 1024;

type Body = BoxStream<'static, Result<HttpBody, Status>>;

impl Desk {
    pub(super) async fn records(&self, call: Call<pb::DownloadRecordsRequest>) -> Result<Response<Body>> {
        let Call { caller, body } = call;
        let name = ResourceName::parse(COLLECTION, &body.name)?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let submission = store::load(&mut tx, &name).await?;
        let view = submission.view(&caller)?;
        let Some(dossier) = store::last_dossier(&mut tx, &name).await? else {
            return Err(Error::Conflict(format!("{name} is a draft: no records are kept of it")));
        };
        if !view.reviewing && submission.state != State::Decided {
            let state = submission.state;
            return Err(Error::Conflict(format!(
                "{name} is {state}: its records are given once it is decided"
            )));
        }
        drop(tx);

        let papers = records::papers(&name.agency, &dossier, &submission.letters);
        let file_name = format!("{}.zip", file_word(&dossier.registration_number));
        let mut response = Response::new(self.pack(dossier, papers));
        let disposition = format!("attachment; filename=\"{file_name}\"");
        let disposition = MetadataValue::try_from(disposition).map_err(Error::internal)?;
        response.metadata_mut().insert("content-disposition", disposition);
        Ok(response)
    }

    /// The packer writes at one end of a pipe as fast as the caller reads at the other; when the caller goes, it ends.
    fn pack(&self, dossier: Dossier, papers: Vec<Paper>) -> Body {
        let (write, read) = duplex(WINDOW_BYTES);
        let parts = self.parts.clone();
        let open = move |file| open(parts.clone(), file);
        let packing = records::pack(write.compat_write(), dossier, papers, open);
        let packing = tokio::spawn(packing.in_current_span());
        let ending = async move {
            match packing.await.map_err(Error::internal).flatten() {
                Ok(()) => None,
                Err(error) => Some(Err(Status::from(error))),
            }
        };
        bytes(read).chain(futures::stream::once(ending).filter_map(async |it| it)).boxed()
    }
}

/// What comes out of the pipe; the first message says what it is.
fn bytes(read: DuplexStream) -> impl Stream<Item = Result<HttpBody, Status>> {
    let pieces = ReaderStream::with_capacity(read, WINDOW_BYTES).map_err(|it| Error::internal(it).into());
    let mut media_type = MEDIA_TYPE.to_owned();
    pieces.map_ok(move |piece| HttpBody { content_type: std::mem::take(&mut media_type), data: piece })
}

/// In the platform's name: who may have the records was decided as a whole.
async fn open(parts: Parts, file: ResourceName) -> Result<impl Stream<Item = Result<Bytes>> + Unpin> {
    let request = DownloadFileRequest { name: file.to_string() };
    let request = parts.request(&Caller::platform(&file.agency), request)?;
    let mut document = DocumentServiceClient::new(parts.channel("document"));
    let bytes = document.download_file(request).await?.into_inner();
    Ok(bytes.map_ok(|it| it.data).map_err(Error::from))
}

/// A registration number as a file's name: it may hold slashes.
fn file_word(number: &str) -> String {
    number.chars().map(|it| if it.is_ascii_alphanumeric() { it } else { '-' }).collect()
}
