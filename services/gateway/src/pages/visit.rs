//! Who visits a page, and the way to the services in their name: the same REST that other systems call, in process.

use super::refusal::Refusal;
use crate::{
    answer,
    front::{FORWARDED_FOR, Front, Peer},
};
use axum::{
    body::{self, Body},
    extract::{FromRequestParts, Request, State},
    http::{
        HeaderMap, HeaderValue, Method,
        header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE},
        request::Parts,
    },
    response::Response,
};
use futures::FutureExt as _;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Serialize, de::DeserializeOwned};
use std::{convert::Infallible, fmt::Display, sync::Arc};

/// Of an answer that becomes part of a page.
const MAX_BYTES: usize = 16 << 20;
const IN_PATHS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// One request of a browser.
#[derive(Clone)]
pub(super) struct Visit {
    pub(super) front: Arc<Front>,
    /// Path and query, to come back to.
    pub(super) address: String,
    /// Whether a part of a page is wanted, as htmx asks for it.
    pub(super) is_part: bool,
    peer: Option<Peer>,
    forwarded: Vec<HeaderValue>,
    token: Option<String>,
}

impl FromRequestParts<Arc<Front>> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, front: &Arc<Front>) -> Result<Self, Infallible> {
        let address = parts.uri.path_and_query().map_or("/", |it| it.as_str()).to_owned();
        Ok(Self {
            front: Arc::clone(front),
            address,
            is_part: parts.headers.contains_key("hx-request"),
            peer: parts.extensions.get().copied(),
            forwarded: parts.headers.get_all(FORWARDED_FOR).iter().cloned().collect(),
            token: cookie(&parts.headers, cookie_name(front)),
        })
    }
}

impl Visit {
    /// Reads what `path` names.
    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Refusal> {
        self.read(self.request(Method::GET, path).body(Body::empty())).await
    }

    /// Sends `body` to `path`, once for each `request_id`.
    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        request_id: &str,
        body: &impl Serialize,
    ) -> Result<T, Refusal> {
        self.send(Method::POST, path, request_id, body).await
    }

    /// Changes what `path` names, once for each `request_id`.
    pub(super) async fn patch<T: DeserializeOwned>(
        &self,
        path: &str,
        request_id: &str,
        body: &impl Serialize,
    ) -> Result<T, Refusal> {
        self.send(Method::PATCH, path, request_id, body).await
    }

    /// Removes what `path` names.
    pub(super) async fn delete(&self, path: &str) -> Result<(), Refusal> {
        let request = self.request(Method::DELETE, path).body(Body::empty());
        self.read::<serde_json::Value>(request).await.map(drop)
    }

    /// Sends bytes to `path`, as they come.
    pub(super) async fn upload<T: DeserializeOwned>(
        &self,
        path: &str,
        request_id: &str,
        body: Body,
    ) -> Result<T, Refusal> {
        let request = self.request(Method::POST, path).header("idempotency-key", request_id);
        self.read(request.header(CONTENT_TYPE, "application/octet-stream").body(body)).await
    }

    /// The answer from `path` as it is: a file, or a stream of events.
    pub(super) async fn pass(&self, path: &str) -> Result<Response, Refusal> {
        let request = self.request(Method::GET, path).body(Body::empty());
        let answer = self.answer(request).await?;
        if answer.status().is_success() { Ok(answer) } else { Err(refusal(answer).await) }
    }

    /// Whether the browser has a session, which may have ended.
    pub(super) fn has_session(&self) -> bool {
        self.token.is_some()
    }

    /// An id for a form, so that sending it twice does once what it asks.
    pub(super) fn request_id(&self) -> String {
        self.front.parts.clock.id().to_string()
    }

    async fn send<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        request_id: &str,
        body: &impl Serialize,
    ) -> Result<T, Refusal> {
        let body = serde_json::to_vec(body).map_err(|it| Refusal::internal(&it))?;
        let request = self.request(method, path).header("idempotency-key", request_id);
        self.read(request.header(CONTENT_TYPE, "application/json").body(body.into())).await
    }

    fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let mut request = Request::builder().method(method).uri(path).header(ACCEPT, "application/json");
        for forwarded in &self.forwarded {
            request = request.header(FORWARDED_FOR, forwarded);
        }
        if let Some(token) = &self.token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(peer) = self.peer {
            request = request.extension(peer);
        }
        request
    }

    async fn answer(&self, request: Result<Request, axum::http::Error>) -> Result<Response, Refusal> {
        // A name that cannot stand in a path names nothing.
        let request = request.map_err(|_| Refusal::not_found())?;
        // Boxed: a page holds many of these at once, and a compiler that lays out one within another gives up in a release build.
        Ok(answer::answer(State(Arc::clone(&self.front)), request).boxed().await)
    }

    async fn read<T: DeserializeOwned>(
        &self,
        request: Result<Request, axum::http::Error>,
    ) -> Result<T, Refusal> {
        let answer = self.answer(request).await?;
        if !answer.status().is_success() {
            return Err(refusal(answer).await);
        }
        let body =
            body::to_bytes(answer.into_body(), MAX_BYTES).await.map_err(|it| Refusal::internal(&it))?;
        serde_json::from_slice(&body).map_err(|it| Refusal::internal(&it))
    }
}

async fn refusal(answer: Response) -> Refusal {
    let status = answer.status();
    let body = body::to_bytes(answer.into_body(), MAX_BYTES).await.unwrap_or_default();
    Refusal::read(status, &body)
}

/// `text` as one segment of a path, or one value of a query.
pub(super) fn encoded(text: &str) -> impl Display {
    utf8_percent_encode(text, IN_PATHS)
}

/// The cookie that holds a session's token. Browsers take the first name over HTTPS alone, and from this very host.
pub(super) fn cookie_name(front: &Front) -> &'static str {
    if is_secure(front) { "__Host-telaah" } else { "telaah" }
}

/// Whether people reach this gateway over HTTPS.
pub(super) fn is_secure(front: &Front) -> bool {
    front.public_url.starts_with("https://")
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(COOKIE).iter().filter_map(|it| it.to_str().ok());
    let pairs = all.flat_map(|it| it.split(';')).filter_map(|it| it.trim().split_once('='));
    pairs.filter(|it| it.0 == name && !it.1.is_empty()).map(|it| it.1.to_owned()).next()
}
