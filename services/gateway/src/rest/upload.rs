//! The bytes of a request as a stream of messages, in constant memory.

use super::{Call, PATIENCE, json, logged};
use crate::problem::Problem;
use axum::{body::Body, response::Response};
use bytes::Bytes;
use futures::StreamExt as _;
use prost_reflect::{DynamicMessage, FieldDescriptor, Value};
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};
use tokio_stream::wrappers::ReceiverStream;

const CHUNK_BYTES: usize = 128 << 10;
/// Chunks on their way to the service.
const CHUNKS: usize = 2;
/// Services set the limits of what they keep; this one is for all.
const MAX_UPLOAD_BYTES: usize = 512 << 20;
/// How much is still read of a body that was refused: many clients read no answer before they have sent all.
const MAX_UNWANTED_BYTES: usize = 64 << 20;

impl Call<'_> {
    /// Sends `first`, which holds the other fields, and then the body through `field`.
    pub(super) async fn upload(
        mut self,
        first: DynamicMessage,
        field: &FieldDescriptor,
        media_type: Option<&str>,
        body: Body,
    ) -> Result<Response, Problem> {
        let (sender, messages) = mpsc::channel(CHUNKS);
        let (fail, mut failed) = oneshot::channel();
        let pump = Pump { field: field.clone(), sender };
        tokio::spawn(pump.run(first, media_type.unwrap_or_default().to_owned(), body, fail));

        let request = self.request(ReceiverStream::new(messages));
        let (path, codec) = (self.rpc.path.clone(), self.codec());
        tokio::select! {
            biased;
            // Dropping the call tells the service that the bytes are not whole.
            Ok(problem) = &mut failed => Err(problem),
            answer = self.client.client_streaming(request, path, codec) => json(answer.map_err(logged)?.get_ref()),
        }
    }
}

/// Carries the body over.
struct Pump {
    field: FieldDescriptor,
    sender: mpsc::Sender<DynamicMessage>,
}

impl Pump {
    async fn run(
        self,
        mut first: DynamicMessage,
        media_type: String,
        body: Body,
        fail: oneshot::Sender<Problem>,
    ) {
        let mut content = self.content();
        content.set_field_by_name("content_type", Value::String(media_type));
        first.set_field(&self.field, Value::Message(content));
        // Whether the service still listens shows with the next chunk.
        let _ = self.sender.send(first).await;
        if let Err(problem) = self.carry(body).await {
            let _ = fail.send(problem);
            // The end of the stream would look like the end of the file.
            self.sender.closed().await;
        }
    }

    async fn carry(&self, body: Body) -> Result<(), Problem> {
        let mut chunks = body.into_data_stream();
        let (mut wanted, mut unwanted) = (0, 0);
        while unwanted <= MAX_UNWANTED_BYTES {
            let Some(chunk) = timeout(PATIENCE, chunks.next()).await.map_err(|_| Problem::Slow)? else {
                break;
            };
            let mut chunk = chunk.map_err(|_| Problem::invalid("", "the body broke off"))?;
            wanted += chunk.len();
            if wanted > MAX_UPLOAD_BYTES {
                return Err(Problem::TooLarge);
            }
            while !chunk.is_empty() {
                let data = chunk.split_to(chunk.len().min(CHUNK_BYTES));
                unwanted += self.send(data).await;
            }
        }
        Ok(())
    }

    /// Answers with how many bytes nobody wanted.
    async fn send(&self, data: Bytes) -> usize {
        let length = data.len();
        let mut content = self.content();
        content.set_field_by_name("data", Value::Bytes(data));
        let mut message = DynamicMessage::new(self.field.parent_message().clone());
        message.set_field(&self.field, Value::Message(content));
        if self.sender.send(message).await.is_ok() { 0 } else { length }
    }

    fn content(&self) -> DynamicMessage {
        let kind = self.field.kind();
        DynamicMessage::new(kind.as_message().expect("routes check that it is an HttpBody").clone())
    }
}
