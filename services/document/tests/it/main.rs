//! Document on real Postgres and NATS, with files in a folder.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod readers;
mod refusals;
mod storing;

use document::{Config, Objects};
use futures::{Stream, StreamExt as _, stream};
use platform::{
    Caller, Clock,
    testing::{Stack, caller},
};
use proto::document::v1::{
    DownloadFileRequest, File, FileSpec, GetFileRequest, Reader, StoreFileRequest,
    document_service_client::DocumentServiceClient, store_file_request::Part,
};
use std::{
    fs,
    path::{Path, PathBuf},
};
use tonic::{Status, metadata::MetadataMap, transport::Channel};

const TANGERANG: &str = "kota-tangerang";
const KEMENPANRB: &str = "kemenpanrb";
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\nendobj\nstartxref\n9\n%%EOF\n";

/// Services and the folder with their files, which goes with the test.
struct Desk {
    stack: Stack,
    folder: PathBuf,
}

impl Desk {
    async fn start() -> Self {
        Self::start_in(folder()).await
    }

    async fn start_in(folder: PathBuf) -> Self {
        let files: Objects = folder.to_str().unwrap().parse().unwrap();
        let stack = Stack::start(|parts| vec![document::service(parts, Config::new(files))]).await;
        Self { stack, folder }
    }

    fn client(&self) -> DocumentServiceClient<Channel> {
        DocumentServiceClient::new(self.stack.channel.clone())
    }

    fn name(&self, agency: &str) -> String {
        format!("agencies/{agency}/files/{}", self.stack.parts.clock.id())
    }

    /// A file that the caller's office may read.
    fn spec(&self, caller: &Caller) -> FileSpec {
        FileSpec {
            file: self.name(caller.agency.as_str()),
            file_name: "Surat permohonan.pdf".to_owned(),
            media_types: vec!["application/pdf".to_owned()],
            readers: vec![reader(caller)],
            ..FileSpec::default()
        }
    }

    async fn store(&self, caller: &Caller, spec: &FileSpec, bytes: &[u8]) -> Result<File, Status> {
        self.store_stream(caller, spec, stream::iter(vec![bytes.to_vec()])).await
    }

    async fn store_stream(
        &self,
        caller: &Caller,
        spec: &FileSpec,
        pieces: impl Stream<Item = Vec<u8>> + Send + 'static,
    ) -> Result<File, Status> {
        let request = self.stack.call(caller, parts(spec, pieces));
        Ok(self.client().store_file(request).await?.into_inner())
    }

    async fn get(&self, caller: &Caller, name: &str) -> Result<File, Status> {
        let request = self.stack.call(caller, GetFileRequest { name: name.to_owned() });
        Ok(self.client().get_file(request).await?.into_inner())
    }

    async fn download(&self, caller: &Caller, name: &str) -> Result<(MetadataMap, Vec<u8>), Status> {
        let request = self.stack.call(caller, DownloadFileRequest { name: name.to_owned() });
        let (metadata, mut body, _) = self.client().download_file(request).await?.into_parts();
        let mut bytes = Vec::new();
        while let Some(piece) = body.message().await? {
            bytes.extend(piece.data);
        }
        Ok((metadata, bytes))
    }

    /// How many objects there are, finished or not.
    fn objects(&self) -> usize {
        count(&self.folder)
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn parts(
    spec: &FileSpec,
    pieces: impl Stream<Item = Vec<u8>> + Send + 'static,
) -> impl Stream<Item = StoreFileRequest> + Send + 'static {
    let part = |part| StoreFileRequest { part: Some(part) };
    let spec = part(Part::Spec(spec.clone()));
    stream::iter([spec]).chain(pieces.map(move |it| part(Part::Data(it.into()))))
}

/// A new folder of the test's own.
fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("document-{}", Clock::default().id().simple()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn count(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    entries.map(|it| if it.is_dir() { count(&it) } else { 1 }).sum()
}

fn reader(caller: &Caller) -> Reader {
    Reader { agency: caller.agency.name(), office: caller.office.clone() }
}

/// Someone of another office.
fn colleague(agency: &str, office: &str) -> Caller {
    Caller { office: office.to_owned(), ..caller(agency, office) }
}
