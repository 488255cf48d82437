//! What becomes of a request: gRPC goes through as it is, REST is translated, both under the caller's own token.

use crate::{
    contracts::{Contracts, Rpc},
    grpc_front, pages,
    problem::Problem,
    rest::{self, Routes},
    session::{SESSION_HEADER, Sessions},
    store,
};
use axum::{
    Router,
    extract::{Request, State},
    http::{
        HeaderMap, HeaderName, HeaderValue, Method,
        header::{AUTHORIZATION, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
    },
    response::Response,
    routing::get,
};
use platform::{Database, Parts, telemetry};
use std::{net::SocketAddr, sync::Arc};
use tokio_util::sync::CancellationToken;
use tonic::{Status, service::Routes as GrpcRoutes, transport::Channel};
use tracing::{Instrument as _, Span, field::Empty, info_span};

/// The client's address, for the gateway's own RPCs alone.
pub(crate) const ADDRESS_HEADER: HeaderName = HeaderName::from_static("telaah-client-address");
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Everything that answering needs.
pub(crate) struct Front {
    pub(crate) contracts: Contracts,
    pub(crate) routes: Routes,
    pub(crate) parts: Parts,
    pub(crate) sessions: Arc<Sessions>,
    pub(crate) db: Database,
    pub(crate) public_url: String,
    pub(crate) behind_proxy: bool,
    /// gRPC that the gateway answers itself: reflection and health.
    pub(crate) own: GrpcRoutes,
    pub(crate) stop: CancellationToken,
}

/// The address at the other end of the connection.
#[derive(Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

impl Front {
    /// Pages and probes by their paths; all else as the contracts say.
    pub(crate) fn router(self) -> anyhow::Result<Router> {
        let router = pages::router(&self)?;
        Ok(router
            .route("/healthz", get(async || "ok\n"))
            .route("/readyz", get(ready))
            .fallback(answer)
            .method_not_allowed_fallback(async |request: Request| {
                Problem::WrongMethod(vec![Method::GET, Method::HEAD]).response(request.uri().path())
            })
            .with_state(Arc::new(self)))
    }

    pub(crate) fn channel(&self, rpc: &Rpc) -> Channel {
        self.parts.channel(&rpc.service)
    }

    /// The headers under which the gateway calls `rpc` for a client. Of the client's own none goes on.
    ///
    /// Refused with UNAUTHENTICATED where the RPC is not for anyone and nobody is signed in.
    pub(crate) async fn headers(&self, rpc: &Rpc, request: &Asked) -> Result<HeaderMap, Status> {
        let mut headers = HeaderMap::new();
        match self.sessions.authorization(request.headers.get(AUTHORIZATION)).await {
            Ok(Some(signed_in)) => {
                headers.insert(AUTHORIZATION, signed_in.authorization);
                if rpc.service == crate::NAME {
                    headers.insert(SESSION_HEADER, signed_in.session);
                }
            }
            _ if rpc.anyone => (),
            Ok(None) => return Err(Status::unauthenticated("sign in first: POST /v1/sessions")),
            Err(error) => return Err(error.into()),
        }
        if rpc.service == crate::NAME {
            headers.insert(ADDRESS_HEADER, request.address.clone());
        }
        if let Some(trace) = telemetry::traceparent().and_then(|it| it.parse().ok()) {
            headers.insert(TRACEPARENT, trace);
        }
        Ok(headers)
    }

    fn address(&self, request: &Request) -> HeaderValue {
        let forwarded = request.headers().get_all(FORWARDED_FOR).iter().next_back();
        let forwarded = forwarded.and_then(|it| it.to_str().ok()?.rsplit(',').next()).map(str::trim);
        let peer = request.extensions().get::<Peer>().map(|it| it.0.ip().to_string()).unwrap_or_default();
        let address = forwarded.filter(|_| self.behind_proxy).unwrap_or(&peer);
        address.parse().unwrap_or(HeaderValue::from_static("unknown"))
    }
}

/// What a client sent besides the body.
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) address: HeaderValue,
}

impl Asked {
    /// Without parameters such as `charset`.
    pub(crate) fn media_type(&self) -> Option<&str> {
        let value = self.headers.get(CONTENT_TYPE)?.to_str().ok()?;
        value.split(';').next().map(str::trim)
    }
}

/// Answers what is no page.
pub(crate) async fn answer(State(front): State<Arc<Front>>, request: Request) -> Response {
    let span = info_span!(
        "request",
        otel.name = Empty,
        otel.kind = "server",
        http.request.method = request.method().as_str(),
        http.response.status_code = Empty,
        telaah.service = crate::NAME,
    );
    let traceparent = request.headers().get(TRACEPARENT);
    telemetry::continue_trace(&span, traceparent.and_then(|it| it.to_str().ok()));
    let mut response = answer_within(&front, request).instrument(span.clone()).await;
    span.record("http.response.status_code", response.status().as_u16());
    response.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

async fn answer_within(front: &Front, request: Request) -> Response {
    let address = front.address(&request);
    let (head, body) = request.into_parts();
    let asked = Asked {
        method: head.method,
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers,
        address,
    };
    if asked.media_type().is_some_and(|it| it == "application/grpc" || it.starts_with("application/grpc+")) {
        return grpc_front::pass(front, &asked, body).await;
    }
    match rest::translate(front, &asked, body).await {
        Ok(response) => response,
        Err(problem) => problem.response(&asked.path),
    }
}

/// Names the span after what is called, which has few values, and not after the path.
pub(crate) fn name_span(rpc: &Rpc) {
    Span::current().record("otel.name", rpc.path.as_str());
}

async fn ready(State(front): State<Arc<Front>>) -> Result<&'static str, Response> {
    let refused = |why: &str| Problem::from(Status::unavailable(why)).response("/readyz");
    if front.stop.is_cancelled() {
        return Err(refused("stopping"));
    }
    match store::reach(&front.db).await {
        Ok(()) => Ok("ready\n"),
        Err(error) => {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "not ready: the database does not answer"
            );
            Err(refused("the database does not answer"))
        }
    }
}
