//! A service of the tests' own: it answers with what reached it.

use futures::{StreamExt as _, stream};
use platform::{Service, inbox::Subscriptions};
use prost_reflect::DescriptorPool;
use std::{
    convert::Infallible,
    future::{Ready, ready},
    sync::Mutex,
    task::{Context, Poll},
};
use tonic::{
    Request, Response, Status, Streaming,
    body::Body,
    codegen::{BoxFuture, BoxStream, http},
    metadata::KeyRef,
    server::{Grpc, NamedService},
    service::Routes,
};
use tonic_prost::ProstCodec;

/// The contracts of the product and that of this service.
pub(crate) fn descriptors() -> &'static [u8] {
    let product = DescriptorPool::decode(proto::DESCRIPTORS).unwrap();
    let mut compiler = protox::Compiler::new(["tests/it", "../../proto"]).unwrap();
    compiler.include_source_info(true).include_imports(true);
    compiler.open_files(product.files().map(|it| it.name().to_owned())).unwrap();
    compiler.open_file("echo.proto").unwrap();
    Vec::leak(compiler.encode_file_descriptor_set())
}

pub(crate) fn service() -> Service {
    Service {
        name: "echo",
        migrations: sqlx::migrate::Migrator::DEFAULT,
        routes: Routes::new(Echo),
        subscriptions: Subscriptions::new(),
        workers: vec![],
    }
}

static UPLOADS: Mutex<Vec<(String, &str)>> = Mutex::new(vec![]);

/// Whether the upload of the file called `name` has `begun`, is `stored`, has `ended` in whatever way.
pub(crate) fn saw(name: &str, what: &str) -> Option<()> {
    UPLOADS.lock().unwrap().iter().any(|it| it.0 == name && it.1 == what).then_some(())
}

/// An upload under way. A call that its caller gives up is dropped.
struct Upload(String);

impl Upload {
    fn note(&self, what: &'static str) {
        UPLOADS.lock().unwrap().push((self.0.clone(), what));
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        self.note("ended");
    }
}

#[derive(Clone)]
struct Echo;

impl NamedService for Echo {
    const NAME: &'static str = "telaah.echo.v1.EchoService";
}

impl tonic::codegen::Service<http::Request<Body>> for Echo {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<Self::Response, Infallible>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        Box::pin(async move {
            Ok(match request.uri().path().rsplit('/').next().unwrap() {
                "StoreFile" => {
                    Grpc::new(ProstCodec::default()).client_streaming(tower::service_fn(store), request).await
                }
                "FetchFile" => {
                    Grpc::new(ProstCodec::default()).server_streaming(tower::service_fn(fetch), request).await
                }
                "WatchCount" => {
                    Grpc::new(ProstCodec::default()).server_streaming(tower::service_fn(watch), request).await
                }
                "ReadHeaders" | "ReadOwnHeaders" | "ReadSecret" => {
                    Grpc::new(ProstCodec::default()).unary(tower::service_fn(headers), request).await
                }
                _ => Status::unimplemented("unknown").into_http(),
            })
        })
    }
}

async fn store(request: Request<Streaming<StoreFileRequest>>) -> Result<Response<StoredFile>, Status> {
    let mut parts = request.into_inner();
    let first = parts.message().await?.ok_or_else(|| Status::invalid_argument("no message"))?;
    if first.file_name == "refused" {
        return Err(Status::invalid_argument("file_name: is refused"));
    }
    let upload = Upload(first.file_name.clone());
    upload.note("begun");
    let mut stored = StoredFile {
        file_name: first.file_name,
        media_type: first.content.map(|it| it.content_type).unwrap_or_default(),
        request_id: first.request_id,
        ..StoredFile::default()
    };
    while let Some(part) = parts.message().await? {
        let data = part.content.map(|it| it.data).unwrap_or_default();
        stored.size_bytes += i64::try_from(data.len()).unwrap();
        stored.messages += 1;
    }
    upload.note("stored");
    Ok(stored.into())
}

fn fetch(request: Request<FetchFileRequest>) -> Ready<Result<Response<BoxStream<HttpBody>>, Status>> {
    const CHUNK: i64 = 1000;
    let FetchFileRequest { size, broken } = request.into_inner();
    if size < 0 {
        return ready(Err(Status::not_found("file not found")));
    }
    let part = move |number| {
        let data = vec![b'x'; usize::try_from(CHUNK.min(size - number * CHUNK)).unwrap()];
        let content_type = if number == 0 { "application/pdf".to_owned() } else { String::new() };
        Ok(HttpBody { content_type, data })
    };
    let parts = stream::iter((0..(size + CHUNK - 1) / CHUNK).map(part));
    let parts: BoxStream<HttpBody> = if broken {
        Box::pin(parts.take(1).chain(stream::iter([Err(Status::internal("broken"))])))
    } else {
        Box::pin(parts)
    };
    let mut response = Response::new(parts);
    let disposition = "attachment; filename=\"surat.pdf\"";
    response.metadata_mut().insert("content-disposition", disposition.parse().unwrap());
    response.metadata_mut().insert("telaah-content-length", size.into());
    response.metadata_mut().insert("set-cookie", "no=1".parse().unwrap());
    ready(Ok(response))
}

fn watch(request: Request<WatchCountRequest>) -> Ready<Result<Response<BoxStream<Count>>, Status>> {
    let after = request.into_inner().after;
    if after < 0 {
        return ready(Err(Status::invalid_argument("after: is negative")));
    }
    let counted = stream::iter((after + 1..=3).map(|sequence| Ok(Count { sequence })));
    let end = stream::iter([Err(Status::unavailable("gone"))]);
    let events: BoxStream<Count> =
        if after < 1000 { Box::pin(counted.chain(end)) } else { Box::pin(stream::pending()) };
    ready(Ok(Response::new(events)))
}

fn headers(request: Request<ReadHeadersRequest>) -> Ready<Result<Response<Headers>, Status>> {
    let name = |it| match it {
        KeyRef::Ascii(key) => key.to_string(),
        KeyRef::Binary(key) => key.to_string(),
    };
    let mut names: Vec<String> = request.metadata().keys().map(name).collect();
    names.sort();
    let ReadHeadersRequest { request_id, etag } = request.into_inner();
    ready(Ok(Response::new(Headers { names, request_id, etag })))
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct HttpBody {
    #[prost(string, tag = "1")]
    content_type: String,
    #[prost(bytes = "vec", tag = "2")]
    data: Vec<u8>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct StoreFileRequest {
    #[prost(string, tag = "1")]
    pub(crate) parent: String,
    #[prost(string, tag = "2")]
    pub(crate) file_name: String,
    #[prost(string, tag = "3")]
    pub(crate) request_id: String,
    #[prost(message, optional, tag = "4")]
    pub(crate) content: Option<HttpBody>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct StoredFile {
    #[prost(string, tag = "1")]
    file_name: String,
    #[prost(string, tag = "2")]
    media_type: String,
    #[prost(int64, tag = "3")]
    size_bytes: i64,
    #[prost(int32, tag = "4")]
    messages: i32,
    #[prost(string, tag = "5")]
    request_id: String,
}

#[derive(Clone, PartialEq, prost::Message)]
struct FetchFileRequest {
    #[prost(int64, tag = "1")]
    size: i64,
    #[prost(bool, tag = "2")]
    broken: bool,
}

#[derive(Clone, PartialEq, prost::Message)]
struct WatchCountRequest {
    #[prost(int64, tag = "1")]
    after: i64,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Count {
    #[prost(int64, tag = "1")]
    sequence: i64,
}

#[derive(Clone, PartialEq, prost::Message)]
struct ReadHeadersRequest {
    #[prost(string, tag = "1")]
    request_id: String,
    #[prost(string, tag = "2")]
    etag: String,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Headers {
    #[prost(string, repeated, tag = "1")]
    names: Vec<String>,
    #[prost(string, tag = "2")]
    request_id: String,
    #[prost(string, tag = "3")]
    etag: String,
}
