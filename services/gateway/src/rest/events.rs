//! A stream of messages as Server-Sent Events, which end with the session's due check and start again after the last.

use super::{Call, PATIENCE, logged, to_json};
use crate::problem::Problem;
use axum::response::{
    IntoResponse as _, Response,
    sse::{Event, KeepAlive, Sse},
};
use futures::{FutureExt as _, StreamExt as _};
use prost_reflect::DynamicMessage;
use std::{convert::Infallible, time::Duration};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tonic::Status;

/// A browser calls again by itself, and then it is checked again who is asking.
const LIFE: Duration = Duration::from_secs(15 * 60);

impl Call<'_> {
    pub(super) async fn events(
        mut self,
        message: DynamicMessage,
        path: String,
        stop: CancellationToken,
    ) -> Result<Response, Problem> {
        let request = self.request(message);
        let (rpc, codec) = (self.rpc.path.clone(), self.codec());
        let begun = timeout(PATIENCE, self.client.server_streaming(request, rpc, codec)).await;
        let begun = begun.map_err(|_| Status::deadline_exceeded("the stream did not begin in time"))?;
        let events = begun.map_err(logged)?.into_inner().map(move |item| {
            let event = item.map_err(Problem::from).and_then(|it| event(&it));
            let failed = |it: Problem| Event::default().event("problem").data(it.json(&path).to_string());
            Ok::<_, Infallible>(event.unwrap_or_else(failed))
        });
        let end = timeout(LIFE, stop.cancelled_owned()).map(drop);
        Ok(Sse::new(events.take_until(end)).keep_alive(KeepAlive::default()).into_response())
    }
}

/// Its id is the field `sequence`, if it has one.
fn event(message: &DynamicMessage) -> Result<Event, Problem> {
    let json = to_json(message).map_err(|it| Status::internal(it.to_string()))?;
    let event = Event::default().data(String::from_utf8_lossy(&json));
    let sequence = message.get_field_by_name("sequence");
    Ok(match sequence.as_deref().and_then(|it| it.as_i64()) {
        Some(sequence) => event.id(sequence.to_string()),
        None => event,
    })
}
