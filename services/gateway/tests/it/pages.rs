//! Documentation and probes.

use super::Front;
use reqwest::{Method, redirect::Policy};
use serde_json::Value;

#[tokio::test]
async fn the_documentation_is_one_page_that_needs_nothing_else() {
    let front = Front::start().await;

    let page = front.get("/docs").await;

    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    let page = page.text().await.unwrap();
    for part in [
        "SessionService",
        "/v1/agencies/{agency}/submissions/{submission}:file",
        "Idempotency-Key",
        "problem-stale",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("<script") && !page.contains("src="), "it would need more");
    for link in page.split("href=\"#").skip(1).filter_map(|it| it.split('"').next()) {
        assert!(page.contains(&format!("id=\"{link}\"")), "#{link} leads nowhere");
    }
}

#[tokio::test]
async fn openapi_describes_streams_keys_and_who_may_call() {
    let front = Front::start().await;

    let document: Value = front.get("/openapi.json").await.json().await.unwrap();

    let path = |path: &str, method: &str| document["paths"][path][method].clone();
    let upload = path("/v1/agencies/{agency}/files:store", "post");
    assert!(upload["requestBody"]["content"]["application/octet-stream"].is_object(), "{upload}");
    let names: Vec<&str> =
        upload["parameters"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["agency", "fileName", "Idempotency-Key"]);
    let events = path("/v1/count:watch", "get");
    assert!(events["responses"]["200"]["content"]["text/event-stream"].is_object(), "{events}");
    assert_eq!(path("/v1/clock", "get")["security"], Value::Array(vec![]));
    assert!(path("/v1/me", "get")["security"].is_null());
    assert!(path("/verify/{code}", "get").is_object());
    assert!(!document.to_string().contains("FindIdentity"), "an internal RPC is shown");
}

#[tokio::test]
async fn probes_and_the_first_page_answer() {
    let front = Front::start().await;

    assert_eq!(front.get("/healthz").await.text().await.unwrap(), "ok\n");
    assert_eq!(front.get("/readyz").await.text().await.unwrap(), "ready\n");
    assert!(front.get("/").await.text().await.unwrap().contains("href=\"/docs\""));
    assert_eq!(front.get("/style.css").await.status(), 200);
}

#[tokio::test]
async fn a_browser_gets_the_verification_as_a_page() {
    let front = Front::start().await;

    let page = front.request(Method::GET, "/verify/x").header("accept", "text/html").send().await.unwrap();
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    assert_eq!(page.headers()["vary"], "accept");

    let client = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    let found = client.get(front.url("/verify?code=%20a%2Fb%20")).send().await.unwrap();
    assert_eq!(found.headers()["location"], "/verify/a%2Fb");
}
