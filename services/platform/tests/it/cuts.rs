//! Streams of requests that are cut off.

use crate::PROPOSER;
use futures::{StreamExt as _, stream};
use platform::{
    Parts, Service,
    inbox::Subscriptions,
    testing::{Stack, caller, eventually},
};
use proto::document::v1::{
    self as pb,
    document_service_client::DocumentServiceClient,
    document_service_server::{DocumentService, DocumentServiceServer},
    store_file_request::Part,
};
use proto::google::api::HttpBody;
use std::sync::{Arc, Mutex};
use tonic::{Code, Request, Response, Status, Streaming, service::Routes};

#[tokio::test]
async fn a_stream_that_is_cut_off_does_not_end_as_if_it_were_whole() {
    let end = Ending::default();
    let stack = Stack::start(|_: &Parts| vec![taker(end.clone())]).await;
    let part = pb::StoreFileRequest { part: Some(Part::Data(b"%PDF".as_slice().into())) };
    let parts = stream::iter([part]).chain(stream::pending());

    let mut client = DocumentServiceClient::new(stack.channel.clone());
    let request = stack.call(&caller(PROPOSER, "sekretaris"), parts);
    let sending = tokio::spawn(async move { client.store_file(request).await });
    eventually(async || end.begun().then_some(())).await;
    sending.abort();

    let ended = eventually(async || end.0.lock().unwrap().1).await;
    assert_ne!(ended, Code::Ok);
}

fn taker(end: Ending) -> Service {
    Service {
        name: "intake",
        migrations: sqlx::migrate!("tests/it/migrations"),
        routes: Routes::new(DocumentServiceServer::new(end)),
        subscriptions: Subscriptions::new(),
        workers: vec![],
    }
}

/// Whether a part came, and how the stream ended.
#[derive(Clone, Default)]
struct Ending(Arc<Mutex<(bool, Option<Code>)>>);

impl Ending {
    fn begun(&self) -> bool {
        self.0.lock().unwrap().0
    }
}

/// Notes the end even where the call itself is dropped, as it is when its client goes away.
struct Note(Ending, Code);

impl Drop for Note {
    fn drop(&mut self) {
        self.0.0.lock().unwrap().1 = Some(self.1);
    }
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl DocumentService for Ending {
    async fn store_file(&self, request: Request<Streaming<pb::StoreFileRequest>>) -> Answer<pb::File> {
        let mut note = Note(self.clone(), Code::Cancelled);
        let mut parts = request.into_inner();
        loop {
            match parts.message().await {
                Ok(Some(_)) => self.0.lock().unwrap().0 = true,
                Ok(None) => note.1 = Code::Ok,
                Err(status) => note.1 = status.code(),
            }
            if note.1 != Code::Cancelled {
                return Ok(Response::new(Default::default()));
            }
        }
    }

    type DownloadFileStream = stream::Empty<Result<HttpBody, Status>>;

    async fn download_file(&self, _: Request<pb::DownloadFileRequest>) -> Answer<Self::DownloadFileStream> {
        Ok(Response::new(stream::empty()))
    }

    async fn get_file(&self, _: Request<pb::GetFileRequest>) -> Answer<pb::File> {
        Ok(Response::new(Default::default()))
    }

    async fn list_file_versions(
        &self,
        _: Request<pb::ListFileVersionsRequest>,
    ) -> Answer<pb::ListFileVersionsResponse> {
        Ok(Response::new(Default::default()))
    }

    async fn grant_read(&self, _: Request<pb::GrantReadRequest>) -> Answer<pb::GrantReadResponse> {
        Ok(Response::new(Default::default()))
    }
}
