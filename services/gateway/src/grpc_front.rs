//! Public gRPC: calls of public RPCs go through to their services, whose messages the gateway need not know.

use crate::{
    contracts::{Contracts, Rpc},
    front::{Asked, Front, name_span},
};
use axum::{
    body::Body,
    http::{
        self, HeaderMap, HeaderName, HeaderValue, Method, Request,
        header::{CONTENT_TYPE, TE, USER_AGENT},
    },
    response::Response,
};
use futures::TryStreamExt as _;
use prost_reflect::MethodDescriptor;
use std::{io, sync::Arc, time::Duration};
use tonic::{Status, service::Routes, transport::Channel};
use tower::ServiceExt as _;
use tracing::Instrument as _;

/// The longest that a unary call may take; `platform` has the same limit for what it serves.
const RPC_TIMEOUT: Duration = Duration::from_secs(30);
const MAX_TIMEOUT: HeaderValue = HeaderValue::from_static("30S");
const GRPC_TIMEOUT: HeaderName = HeaderName::from_static("grpc-timeout");
/// What of a client's headers goes on.
const FORWARDED: [HeaderName; 4] = [
    CONTENT_TYPE,
    USER_AGENT,
    HeaderName::from_static("grpc-encoding"),
    HeaderName::from_static("grpc-accept-encoding"),
];
const OWN: [&str; 2] = ["/grpc.reflection.", "/grpc.health."];

/// What the gateway answers itself: which RPCs there are, and that it is well.
pub(crate) async fn own(contracts: &Contracts) -> anyhow::Result<Routes> {
    let reflection = tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(&contracts.public_descriptors)
        .build_v1()?;
    let (health, health_service) = tonic_health::server::health_reporter();
    health.set_service_status("", tonic_health::ServingStatus::Serving).await;
    Ok(Routes::new(reflection).add_service(health_service))
}

/// Bodies stream both ways and trailers are frames of a body, so nothing here knows of messages.
pub(crate) async fn pass(front: &Front, asked: &Asked, body: Body) -> Response {
    let sent = match prepare(front, asked, body).await {
        Ok((None, request)) => front.own.clone().oneshot(request).await.map_err(|never| match never {}),
        Ok((Some(rpc), request)) if rpc.method.is_client_streaming() => {
            // A task of its own: dropped with a client that is gone it would be cancelled, and tonic takes a stream
            // that is cancelled for one that is complete.
            let sending = send(front.channel(rpc), request.map(breakable)).in_current_span();
            tokio::spawn(sending).await.unwrap_or_else(|it| Err(Status::internal(it.to_string())))
        }
        Ok((Some(rpc), request)) => send(front.channel(rpc), request).await,
        Err(status) => Err(status),
    };
    match sent {
        Ok(response) => response.map(Body::new),
        Err(status) => status.into_http(),
    }
}

async fn send(channel: Channel, request: Request<Body>) -> Result<http::Response<tonic::body::Body>, Status> {
    channel.oneshot(request.map(tonic::body::Body::new)).await.map_err(|error| {
        tracing::warn!(error = &error as &dyn std::error::Error, "a service cannot be reached");
        Status::unavailable("temporarily unavailable, try again")
    })
}

/// A body whose client gives up ends with an error that is no cancellation.
fn breakable(body: Body) -> Body {
    Body::from_stream(body.into_data_stream().map_err(|it| io::Error::other(it.to_string())))
}

type Prepared<'a> = (Option<&'a Arc<Rpc>>, Request<Body>);

/// The request as it goes on, and the RPC it calls; none: one of the gateway itself.
async fn prepare<'a>(front: &'a Front, asked: &Asked, body: Body) -> Result<Prepared<'a>, Status> {
    let mut request = Request::new(body);
    *request.method_mut() = Method::POST;
    let unknown = || Status::unimplemented(format!("{} is not public, or does not exist", asked.path));
    *request.uri_mut() = asked.path.parse().map_err(|_| unknown())?;
    if OWN.iter().any(|it| asked.path.starts_with(it)) {
        *request.headers_mut() = asked.headers.clone();
        return Ok((None, request));
    }
    let rpc = front.contracts.rpc(&asked.path).ok_or_else(unknown)?;
    name_span(&asked.method, rpc.path.as_str(), rpc);
    let mut headers = front.headers(rpc, asked).await?;
    for name in FORWARDED {
        if let Some(value) = asked.headers.get(&name) {
            headers.insert(name, value.clone());
        }
    }
    headers.insert(TE, HeaderValue::from_static("trailers"));
    if let Some(timeout) = timeout(&rpc.method, &asked.headers)? {
        headers.insert(GRPC_TIMEOUT, timeout);
    }
    *request.headers_mut() = headers;
    Ok((Some(rpc), request))
}

/// A client may be less patient than we are; more only with streams.
fn timeout(method: &MethodDescriptor, headers: &HeaderMap) -> Result<Option<HeaderValue>, Status> {
    let given = headers.get(GRPC_TIMEOUT);
    let patience = match given {
        Some(it) => {
            let bad = || Status::invalid_argument("grpc-timeout: is not of the form 30S");
            Some(parse_timeout(it).ok_or_else(bad)?)
        }
        None => None,
    };
    let is_stream = method.is_client_streaming() || method.is_server_streaming();
    if is_stream || patience.is_some_and(|it| it <= RPC_TIMEOUT) {
        return Ok(given.cloned());
    }
    Ok(Some(MAX_TIMEOUT))
}

/// At most eight digits and a unit.
fn parse_timeout(value: &HeaderValue) -> Option<Duration> {
    let text = value.to_str().ok()?;
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.is_empty() || digits.len() > 8 || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let amount: u64 = digits.parse().ok()?;
    match unit {
        "H" => Some(Duration::from_secs(amount * 3600)),
        "M" => Some(Duration::from_secs(amount * 60)),
        "S" => Some(Duration::from_secs(amount)),
        "m" => Some(Duration::from_millis(amount)),
        "u" => Some(Duration::from_micros(amount)),
        "n" => Some(Duration::from_nanos(amount)),
        _ => None,
    }
}
