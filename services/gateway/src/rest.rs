//! REST made of the contracts: a request becomes the RPC's message, its answer becomes JSON, bytes or events.

mod download;
mod events;
pub(crate) mod field;
mod headers;
mod json;
mod request;
pub(crate) mod routes;
mod template;
mod upload;

pub(crate) use headers::{AFTER, etag_field};
pub(crate) use routes::Routes;

use crate::{
    codec::DynamicCodec,
    contracts::Rpc,
    front::{Asked, Front, name_span},
    problem::Problem,
};
use axum::{
    body::Body,
    http::{
        HeaderValue,
        header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG},
    },
    response::{IntoResponse as _, Response},
};
use bytes::{Bytes, BytesMut};
use futures::StreamExt as _;
use json::to_json;
use prost_reflect::DynamicMessage;
use request::Given;
use routes::{Found, Shape};
use std::{error::Error as _, time::Duration};
use tokio::time::timeout;
use tonic::{Status, client::Grpc, metadata::MetadataMap, transport::Channel};

const MAX_JSON_BYTES: usize = 4 << 20;
const MAX_ANSWER_BYTES: usize = 16 << 20;
/// How much is still read of a body that was refused, in constant memory: a connection that is closed while a client sends
/// takes the answer with it.
const MAX_UNWANTED_BYTES: usize = 256 << 20;
/// How long a body, and then the answer, may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Answers by the RPC that the method and the path mean.
pub(crate) async fn translate(front: &Front, asked: &Asked, body: Body) -> Result<Response, Problem> {
    let found = front.routes.find(&asked.method, &asked.path)?;
    let rpc = &found.route.rpc;
    name_span(&asked.method, &found.route.path, rpc);
    // Before the body is read: who may not call need not be listened to.
    let headers = front.headers(rpc, asked).await?;
    let call =
        Call { client: client(front.channel(rpc)).await?, rpc, metadata: MetadataMap::from_headers(headers) };
    let answer = match &found.route.shape {
        Shape::Unary => {
            let message = message(front, asked, &found, body).await?;
            call.unary(message).await
        }
        Shape::Upload(field) => {
            let mut given = Given::without_body(&found, &asked.query)?;
            headers::add(&mut given, found.route, &asked.headers, &front.parts.clock)?;
            call.upload(given.message()?, field, asked.media_type(), body).await
        }
        Shape::Download => call.download(message(front, asked, &found, body).await?).await,
        Shape::Events => {
            let message = message(front, asked, &found, body).await?;
            call.events(message, asked.path.clone(), front.stop.clone()).await
        }
    };
    answer.map_err(|problem| name_field(problem, rpc))
}

/// One call of one RPC in the name of a client.
struct Call<'a> {
    client: Grpc<Channel>,
    rpc: &'a Rpc,
    metadata: MetadataMap,
}

impl Call<'_> {
    async fn unary(mut self, message: DynamicMessage) -> Result<Response, Problem> {
        let mut request = self.request(message);
        request.set_timeout(PATIENCE);
        let (path, codec) = (self.rpc.path.clone(), self.codec());
        let answer = self.client.unary(request, path, codec).await.map_err(logged)?;
        json(answer.get_ref())
    }

    fn request<T>(&self, message: T) -> tonic::Request<T> {
        let mut request = tonic::Request::new(message);
        *request.metadata_mut() = self.metadata.clone();
        request
    }

    fn codec(&self) -> DynamicCodec {
        DynamicCodec(self.rpc.method.output())
    }
}

async fn client(channel: Channel) -> Result<Grpc<Channel>, Problem> {
    let mut client = Grpc::new(channel).max_decoding_message_size(MAX_ANSWER_BYTES);
    client.ready().await.map_err(|error| logged(Status::from_error(error.into())))?;
    Ok(client)
}

async fn message(
    front: &Front,
    asked: &Asked,
    found: &Found<'_>,
    body: Body,
) -> Result<DynamicMessage, Problem> {
    let body = read(asked, body).await?;
    let mut given = Given::read(found, &asked.query, &body)?;
    headers::add(&mut given, found.route, &asked.headers, &front.parts.clock)?;
    given.message()
}

async fn read(asked: &Asked, body: Body) -> Result<Bytes, Problem> {
    let body = timeout(PATIENCE, whole(body)).await.map_err(|_| Problem::Slow)??;
    let is_json = asked.media_type().is_some_and(|it| it == "application/json" || it.ends_with("+json"));
    if !body.is_empty() && (!is_json || asked.headers.contains_key(CONTENT_ENCODING)) {
        return Err(Problem::WrongMediaType("application/json, not compressed"));
    }
    Ok(body)
}

/// Reads on where it is too large, in constant memory: many clients read no answer before they have sent all.
async fn whole(body: Body) -> Result<Bytes, Problem> {
    let (mut chunks, mut bytes, mut length) = (body.into_data_stream(), BytesMut::new(), 0);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Problem::invalid("", "the body broke off"))?;
        length += chunk.len();
        if length <= MAX_JSON_BYTES {
            bytes.extend_from_slice(&chunk);
        } else {
            bytes = BytesMut::new();
        }
        if MAX_UNWANTED_BYTES < length {
            break;
        }
    }
    if MAX_JSON_BYTES < length { Err(Problem::TooLarge) } else { Ok(bytes.freeze()) }
}

/// The message as JSON. Every field is written, so that clients find what the documentation shows; messages and
/// timestamps that are not set are left out.
fn json(message: &DynamicMessage) -> Result<Response, Problem> {
    let json = to_json(message).map_err(|it| Status::internal(it.to_string()))?;
    let mut response = json.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let etag = message.get_field_by_name("etag");
    let etag = etag.as_deref().and_then(|it| it.as_str()).filter(|it| !it.is_empty());
    if let Some(etag) = etag.and_then(|it| format!("\"{it}\"").parse().ok()) {
        headers.insert(ETAG, etag);
    }
    Ok(response)
}

/// A service logs its own failures; that it cannot be reached is logged here.
fn logged(status: Status) -> Problem {
    if let Some(source) = status.source() {
        tracing::warn!(error = source, "a service cannot be reached");
    }
    Problem::from(status)
}

/// Services begin their words with the field they are about, as in `to: is before now`.
fn name_field(problem: Problem, rpc: &Rpc) -> Problem {
    match problem {
        Problem::Refused { status, .. } => {
            let named = status.message().split_once(": ").map(|(field, _)| field);
            let named = named.filter(|it| field::find(&rpc.method.input(), it).is_some());
            let field = named.unwrap_or_default().to_owned();
            Problem::Refused { status, field }
        }
        other => other,
    }
}
