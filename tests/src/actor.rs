//! Someone signed in.

use crate::{Answer, Stack};
use anyhow::Result;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

/// Someone signed in as the holder of a position.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The stack they use.
    pub stack: Stack,
    /// Slug of the position they signed in with.
    pub position: String,
    /// Slug of their agency.
    pub agency: String,
    token: String,
}

impl Actor {
    pub(crate) fn new(stack: Stack, position: &str, agency: &str, token: String) -> Self {
        Self { stack, position: position.to_owned(), agency: agency.to_owned(), token }
    }

    /// What proves who they are.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Reads `path` below `/v1/`.
    pub async fn get(&self, path: &str) -> Result<Answer> {
        self.send(Method::GET, path, |it| it).await
    }

    /// Sends `body` to `path` below `/v1/`.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Answer> {
        self.send(Method::POST, path, |it| it.json(body)).await
    }

    /// The same under a key for repeats.
    pub async fn post_once(&self, path: &str, key: &str, body: &Value) -> Result<Answer> {
        self.send(Method::POST, path, |it| it.header("Idempotency-Key", key).json(body)).await
    }

    /// Changes what is at `path` below `/v1/`.
    pub async fn patch(&self, path: &str, body: &Value) -> Result<Answer> {
        self.send(Method::PATCH, path, |it| it.json(body)).await
    }

    /// Deletes what is at `path` below `/v1/`.
    pub async fn delete(&self, path: &str) -> Result<Answer> {
        self.send(Method::DELETE, path, |it| it).await
    }

    /// Sends the bytes of a file to `path` below `/v1/`.
    pub async fn upload(&self, path: &str, bytes: Vec<u8>) -> Result<Answer> {
        self.send(Method::POST, path, |it| it.header("Content-Type", "application/pdf").body(bytes)).await
    }

    /// The same under a key for repeats.
    pub async fn upload_once(&self, path: &str, key: &str, bytes: Vec<u8>) -> Result<Answer> {
        let with = |it: RequestBuilder| it.header("Content-Type", "application/pdf").body(bytes);
        self.send(Method::POST, path, |it| with(it.header("Idempotency-Key", key))).await
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        with: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Result<Answer> {
        let asked = format!("{}: {method} /v1/{path}", self.position);
        let request = self.stack.http.request(method, format!("{}/v1/{path}", self.stack.url));
        let response = with(request.bearer_auth(&self.token)).send().await?;
        Answer::read(asked, response).await
    }
}
