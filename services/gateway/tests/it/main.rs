//! The gateway on real servers, called as clients call it.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod account;
mod agency;
mod browser;
mod complaints;
mod echo;
mod every_method;
mod grpc;
mod letters;
mod meetings;
mod ministry;
mod pages;
mod public;
mod requests;
mod rest;
mod service;
mod session;
mod streams;
mod tasks;

use gateway::Config;
use platform::{Parts, Service, testing::Stack};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use std::{net::SocketAddr, path::Path, time::Duration};

const HEAD: &str = "kepala-dinas@kota-tangerang";
const STAFF: &str = "staf-tata-kelola-tik@kota-tangerang";
const PASSWORD: &str = "demo";

/// A gateway and what stands behind it.
struct Front {
    stack: Stack,
    address: SocketAddr,
    http: Client,
}

impl Front {
    /// With the directory and the echo behind it, and nobody in the directory.
    async fn start() -> Self {
        Self::start_with(|parts| vec![directory::service(parts), echo::service()]).await
    }

    /// With people who can sign in.
    async fn with_people() -> Self {
        let front = Self::start().await;
        people(&front).await;
        front
    }

    async fn start_with(others: impl FnOnce(&Parts) -> Vec<Service>) -> Self {
        let mut config = Config::for_test(PASSWORD);
        let address = config.bind().unwrap();
        let stack = Stack::start(|parts| {
            let gateway = gateway::service_of(parts, config, echo::descriptors());
            others(parts).into_iter().chain([gateway]).collect()
        })
        .await;
        // The port is bound, so a request waits until it is served.
        let http = Client::builder().timeout(Duration::from_secs(20)).build().unwrap();
        Self { stack, address, http }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, self.url(path))
    }

    async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    /// Status and text of what a browser gets, wherever it is led.
    async fn page(&self, path: &str) -> (u16, String) {
        let page = self.request(Method::GET, path).header("accept", "text/html").send().await.unwrap();
        assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8", "{path}");
        (page.status().as_u16(), page.text().await.unwrap())
    }

    async fn post(&self, path: &str, body: Value) -> Response {
        self.request(Method::POST, path).json(&body).send().await.unwrap()
    }

    /// The token of someone who has signed in.
    async fn token(&self, name: &str) -> String {
        let session = self.post("/v1/sessions", json!({ "name": name, "password": PASSWORD })).await;
        assert_eq!(session.status(), 200);
        text(&session.json::<Value>().await.unwrap(), "token")
    }
}

/// Fills the directory.
async fn people(front: &Front) {
    directory::import(&front.stack.parts, Some(Path::new("tests/it/people"))).await.unwrap();
}

fn text(body: &Value, field: &str) -> String {
    body[field].as_str().unwrap_or_else(|| panic!("{body} has no text {field}")).to_owned()
}

/// A refusal: its status, and its body, which must be a problem.
async fn problem(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["status"], status, "{body}");
    for field in ["type", "title", "detail", "instance"] {
        assert!(!text(&body, field).is_empty(), "{body}");
    }
    (status, body)
}
