//! What answering needs: the contracts, who is signed in, and under which headers a service is called.

use crate::{
    contracts::{Contracts, Rpc},
    desk::Desk,
    recent::Recent,
    rest::{
        field::{self, REQUEST_ID},
        routes::Routes,
    },
    sessions::{SESSION_HEADER, Sessions},
    visitors::Visitors,
};
use axum::{
    extract::Request,
    http::{
        HeaderMap, HeaderName, HeaderValue, Method,
        header::{AUTHORIZATION, CONTENT_TYPE},
    },
};
use opentelemetry::trace::TraceContextExt as _;
use platform::{Database, Parts, telemetry};
use std::{net::SocketAddr, sync::Arc};
use tokio_util::sync::CancellationToken;
use tonic::{Status, service::Routes as GrpcRoutes, transport::Channel};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

/// The client's address, for the gateway's own RPCs alone.
pub(crate) const ADDRESS_HEADER: HeaderName = HeaderName::from_static("telaah-client-address");
pub(crate) const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
pub(crate) const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Everything that answering needs.
pub(crate) struct Front {
    pub(crate) contracts: Contracts,
    pub(crate) routes: Routes,
    pub(crate) parts: Parts,
    pub(crate) sessions: Arc<Sessions>,
    pub(crate) visitors: Visitors,
    /// By agency.
    pub(crate) desks: Recent<Desk>,
    /// Of positions and procedures; none: there is no such thing.
    pub(crate) titles: Recent<Option<Arc<str>>>,
    pub(crate) session_hours: u32,
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
            _ if rpc.anyone => {
                // What is only read is bounded by its service; the gateway's own RPCs bound themselves.
                if rpc.service != crate::NAME && field::find(&rpc.method.input(), REQUEST_ID).is_some() {
                    self.visitors.admit(&request.address)?;
                }
            }
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

    /// Of the client, as the proxy in front says or the connection.
    pub(crate) fn address(&self, request: &Request) -> HeaderValue {
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

/// Names the span after the route, which has few values, and not after the path.
pub(crate) fn name_span(method: &Method, route: &str, rpc: &Rpc) {
    let span = Span::current();
    // By OpenTelemetry itself: tracing-opentelemetry drops a name that is recorded after a span was entered.
    span.context().span().update_name(format!("{method} {route}"));
    span.record("http.route", route);
    span.record("rpc.method", rpc.path.as_str().trim_start_matches('/'));
}
