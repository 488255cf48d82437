//! A running stack, by its address.

use crate::{Actor, Answer, eventually};
use anyhow::{Context as _, Result};
use jiff::{Timestamp, civil::DateTime};
use reqwest::{Client, header::ACCEPT};
use serde_json::{Value, json};

/// The agency of the demo data.
pub const AGENCY: &str = "kota-tangerang";
const PASSWORD: &str = "demo";
/// Someone who may open a draft.
const PROPOSER: &str = "kepala-dinas-kesehatan";

/// A running stack.
#[derive(Debug, Clone)]
pub struct Stack {
    /// Without a slash at its end.
    pub url: String,
    pub(crate) http: Client,
}

impl Stack {
    /// The stack at `url`, which has no slash at its end.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), http: Client::new() }
    }

    /// Signs in who holds `position` in the demo's agency, or `position@agency`.
    pub async fn sign_in(&self, position: &str) -> Result<Actor> {
        let (position, agency) = position.split_once('@').unwrap_or((position, AGENCY));
        let name = format!("{position}@{agency}");
        let session =
            self.post("/v1/sessions", &json!({ "name": name, "password": PASSWORD })).await?.ok()?;
        let token = session["token"].as_str().context("a session has a token")?.to_owned();
        Ok(Actor::new(self.clone(), position, agency, token))
    }

    /// Waits until a stack that just started takes requests: it is ready, and intake has heard of the procedure.
    pub async fn opens(&self) -> Result<()> {
        eventually("the stack takes requests", async || {
            self.get("/readyz").await?.bytes()?;
            let proposer = self.sign_in(PROPOSER).await?;
            let draft = json!({ "appTitle": "-" });
            let draft = proposer.post(&format!("agencies/{AGENCY}/submissions"), &draft).await?.ok()?;
            let name = draft["name"].as_str().context("a draft has a name")?;
            proposer.delete(name).await?.ok()?;
            Ok(Some(()))
        })
        .await
    }

    /// What anyone gets from `path`.
    pub async fn get(&self, path: &str) -> Result<Answer> {
        let response = self.http.get(format!("{}{path}", self.url)).send().await?;
        Answer::read(format!("GET {path}"), response).await
    }

    /// What anyone gets for sending `body` to `path`.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Answer> {
        let response = self.http.post(format!("{}{path}", self.url)).json(body).send().await?;
        Answer::read(format!("POST {path}"), response).await
    }

    /// The page that anyone's browser gets from `path`.
    pub async fn page(&self, path: &str) -> Result<String> {
        let response =
            self.http.get(format!("{}{path}", self.url)).header(ACCEPT, "text/html").send().await?;
        let page = Answer::read(format!("GET {path}"), response).await?.bytes()?;
        Ok(String::from_utf8(page)?)
    }

    /// The page to which a form leads, or the form again.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Result<String> {
        let response = self.http.post(format!("{}{path}", self.url)).form(fields).send().await?;
        let page = Answer::read(format!("POST {path}"), response).await?.body;
        Ok(String::from_utf8(page)?)
    }

    /// The stack's time.
    pub async fn now(&self) -> Result<Timestamp> {
        time(&self.get("/v1/clock").await?.ok()?["now"])
    }

    /// Moves the stack's time forward.
    pub async fn advance_to(&self, to: Timestamp) -> Result<Timestamp> {
        let answer = self.post("/v1/clock:advance", &json!({ "to": to.to_string() })).await?;
        time(&answer.ok()?["now"])
    }

    /// Moves the stack's time to a local time of Jakarta, such as `2026-01-05T09:00:00`.
    pub async fn advance(&self, to: &str) -> Result<Timestamp> {
        self.advance_to(jakarta(to)?).await
    }

    /// What the public is told of the letter with `code`.
    pub async fn verify(&self, code: &str) -> Result<Value> {
        self.get(&format!("/verify/{code}")).await?.ok()
    }

    /// The root certificate of the stack's authority, as PEM.
    pub async fn root_certificate(&self) -> Result<Vec<u8>> {
        self.get("/v1/certificateAuthority:download").await?.bytes()
    }
}

/// A local time of Jakarta as an instant.
pub fn jakarta(local: &str) -> Result<Timestamp> {
    let local: DateTime = local.parse()?;
    Ok(local.in_tz("Asia/Jakarta")?.timestamp())
}

fn time(value: &Value) -> Result<Timestamp> {
    Ok(value.as_str().context("no time in the answer")?.parse()?)
}
