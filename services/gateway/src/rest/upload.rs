//! The bytes of a request as a stream of messages, in constant memory.

use super::{Call, MAX_UNWANTED_BYTES, PATIENCE, json, logged};
use crate::{codec::BreakableCodec, problem::Problem};
use axum::{
    body::{Body, BodyDataStream, HttpBody as _},
    response::Response,
};
use bytes::{Bytes, BytesMut};
use futures::{StreamExt as _, stream::Fuse};
use prost_reflect::{DynamicMessage, FieldDescriptor, Value};
use std::time::Duration;
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;
use tracing::Instrument as _;

const PIECE_BYTES: usize = 128 << 10;
/// Pieces on their way to the service.
const PIECES: usize = 2;
/// How long the rest of a piece may take.
const GATHERING: Duration = Duration::from_millis(50);
/// Services set the limits of what they keep; this one is for all.
const MAX_UPLOAD_BYTES: usize = 512 << 20;
const MAX_UPLOAD_TIME: Duration = Duration::from_secs(60 * 60);

impl Call<'_> {
    /// Sends `first`, which holds the other fields, and then the body through `field`.
    pub(super) async fn upload(
        mut self,
        first: DynamicMessage,
        field: &FieldDescriptor,
        media_type: Option<&str>,
        body: Body,
    ) -> Result<Response, Problem> {
        let (sender, messages) = mpsc::channel(PIECES);
        let (fail, mut failed) = oneshot::channel();
        let pump = Pump { field: field.clone(), sender };
        tokio::spawn(pump.run(first, media_type.unwrap_or_default().to_owned(), body, fail));

        let mut request = self.request(ReceiverStream::new(messages));
        request.set_timeout(MAX_UPLOAD_TIME);
        let (path, codec) = (self.rpc.path.clone(), BreakableCodec(self.codec()));
        // A task of its own: dropped with a client that is gone it would be cancelled, and tonic takes a stream that
        // is cancelled for one that is complete.
        let call = async move { self.client.client_streaming(request, path, codec).await };
        let call = tokio::spawn(call.in_current_span());
        tokio::select! {
            biased;
            Ok(problem) = &mut failed => Err(problem),
            answer = call => {
                let answer = answer.map_err(|it| Status::internal(it.to_string()))?;
                json(answer.map_err(logged)?.get_ref())
            }
        }
    }
}

/// Carries the body over.
struct Pump {
    field: FieldDescriptor,
    sender: mpsc::Sender<Result<DynamicMessage, Status>>,
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
        // Whether the service still listens shows with the next piece.
        let _ = self.sender.send(Ok(first)).await;
        if let Err(problem) = self.carry(body).await {
            // Whoever asked may be gone; the service must hear of it.
            let _ = fail.send(problem);
            let _ = self.sender.send(Err(Status::aborted("the body broke off"))).await;
        }
    }

    async fn carry(&self, body: Body) -> Result<(), Problem> {
        let length = body.size_hint().exact();
        let mut pieces = Pieces::of(body);
        let (mut wanted, mut unwanted) = (0, 0);
        while unwanted <= MAX_UNWANTED_BYTES {
            let Some(piece) = pieces.next().await? else {
                let is_whole = length.is_none_or(|it| usize::try_from(it) == Ok(wanted));
                return if is_whole { Ok(()) } else { Err(broken()) };
            };
            wanted += piece.len();
            if wanted > MAX_UPLOAD_BYTES {
                return Err(Problem::TooLarge);
            }
            unwanted += self.send(piece).await;
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
        if self.sender.send(Ok(message)).await.is_ok() { 0 } else { length }
    }

    fn content(&self) -> DynamicMessage {
        let kind = self.field.kind();
        DynamicMessage::new(kind.as_message().expect("routes check that it is an HttpBody").clone())
    }
}

/// A body in pieces that are worth a message: the chunks of a connection are small, and each message costs as much as any other.
struct Pieces {
    chunks: Fuse<BodyDataStream>,
    gathered: BytesMut,
}

impl Pieces {
    fn of(body: Body) -> Self {
        Self { chunks: body.into_data_stream().fuse(), gathered: BytesMut::new() }
    }

    /// The next one; a small one where the rest of it does not come soon.
    async fn next(&mut self) -> Result<Option<Bytes>, Problem> {
        self.gathered.reserve(PIECE_BYTES);
        while self.gathered.len() < PIECE_BYTES {
            let is_empty = self.gathered.is_empty();
            let patience = if is_empty { PATIENCE } else { GATHERING };
            match timeout(patience, self.chunks.next()).await {
                Ok(Some(chunk)) => self.gathered.extend_from_slice(&chunk.map_err(|_| broken())?),
                Ok(None) if is_empty => return Ok(None),
                Err(_) if is_empty => return Err(Problem::Slow),
                Ok(None) | Err(_) => break,
            }
        }
        let length = self.gathered.len().min(PIECE_BYTES);
        Ok(Some(self.gathered.split_to(length).freeze()))
    }
}

fn broken() -> Problem {
    Problem::invalid("", "the body broke off")
}
