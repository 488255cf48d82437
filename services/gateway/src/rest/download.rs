//! A stream of `google.api.HttpBody` as the bytes of a response.

use super::{Call, PATIENCE, logged};
use crate::problem::Problem;
use axum::{
    body::Body,
    http::{
        HeaderName, HeaderValue,
        header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, ETAG, LAST_MODIFIED},
    },
    response::Response,
};
use bytes::Bytes;
use futures::{StreamExt as _, stream};
use prost_reflect::{DynamicMessage, Value};
use tokio::time::timeout;
use tonic::Status;

/// What a service may say of the bytes in the metadata of its answer.
const FORWARDED: [HeaderName; 4] = [CONTENT_DISPOSITION, ETAG, LAST_MODIFIED, CACHE_CONTROL];
/// How long the bytes are; under its own name HTTP/2 would take it for the length of the messages.
const LENGTH: &str = "telaah-content-length";

impl Call<'_> {
    /// Waits for the first message, so that a refusal is still a problem. A stream that fails later is cut off, and
    /// the client sees that the body has no end.
    pub(super) async fn download(mut self, message: DynamicMessage) -> Result<Response, Problem> {
        let request = self.request(message);
        let (path, codec) = (self.rpc.path.clone(), self.codec());
        let begin = async {
            let (metadata, mut parts, _) =
                self.client.server_streaming(request, path, codec).await?.into_parts();
            let first = parts.message().await?;
            Ok::<_, Status>((metadata.into_headers(), first, parts))
        };
        let begun = timeout(PATIENCE, begin).await;
        let begun = begun.map_err(|_| Status::deadline_exceeded("the file did not begin in time"))?;
        let (headers, first, parts) = begun.map_err(logged)?;

        let media_type =
            first.as_ref().and_then(|it| it.get_field_by_name("content_type")?.as_str()?.parse().ok());
        let bytes = stream::iter(first).map(Ok).chain(parts).map(|it| it.map(data));
        let mut response = Response::new(Body::from_stream(bytes));
        let octets = HeaderValue::from_static("application/octet-stream");
        response.headers_mut().insert(CONTENT_TYPE, media_type.unwrap_or(octets));
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        for name in FORWARDED {
            if let Some(value) = headers.get(&name) {
                response.headers_mut().insert(name, value.clone());
            }
        }
        if let Some(length) = headers.get(LENGTH) {
            response.headers_mut().insert(CONTENT_LENGTH, length.clone());
        }
        Ok(response)
    }
}

fn data(mut part: DynamicMessage) -> Bytes {
    match part.get_field_by_name_mut("data") {
        Some(Value::Bytes(data)) => std::mem::take(data),
        _ => Bytes::new(),
    }
}
