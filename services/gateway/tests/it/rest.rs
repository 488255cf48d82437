//! REST, as the contracts say.

use super::{Front, HEAD, problem, text};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

#[tokio::test]
async fn an_rpc_is_called_by_its_method_and_path() {
    let front = Front::with_people().await;

    let agency = front.get("/v1/agencies/kota-tangerang").await;

    assert_eq!(agency.status(), 200);
    assert_eq!(agency.headers()["content-type"], "application/json");
    let agency: Value = agency.json().await.unwrap();
    assert_eq!(agency["title"], "Kota Tangerang");
    // Also what is empty is written.
    assert_eq!(agency["shortTitle"], "");
}

#[tokio::test]
async fn what_cannot_be_routed_is_a_problem() {
    let front = Front::with_people().await;

    let (status, body) = problem(front.get("/v1/nothing").await).await;
    assert_eq!((status, text(&body, "instance")), (404, "/v1/nothing".to_owned()));

    let wrong = front.request(Method::PUT, "/v1/clock").send().await.unwrap();
    assert_eq!(wrong.headers()["allow"], "GET");
    assert_eq!(problem(wrong).await.0, 405);

    let wrong = front.request(Method::POST, "/docs").send().await.unwrap();
    assert_eq!(wrong.headers()["allow"], "GET, HEAD");
    assert_eq!(problem(wrong).await.0, 405);

    let text = front.request(Method::POST, "/v1/headers").header("content-type", "text/plain").body("x");
    assert_eq!(problem(text.send().await.unwrap()).await.0, 415);

    let large = front.post("/v1/headers", json!({ "etag": "x".repeat(5 << 20) })).await;
    assert_eq!(problem(large).await.0, 413);

    let head = front.request(Method::HEAD, "/v1/clock").send().await.unwrap();
    assert_eq!((head.status().as_u16(), head.text().await.unwrap()), (200, String::new()));
}

#[tokio::test]
async fn a_refusal_names_the_field_at_fault() {
    let front = Front::start().await;

    let (status, body) = problem(front.post("/v1/headers", json!({ "etag": 7 })).await).await;
    assert_eq!((status, text(&body, "field")), (400, "etag".to_owned()));

    // This one is the service's word.
    let (status, body) =
        problem(front.post("/v1/clock:advance", json!({ "to": "2026-01-01T00:00:00Z" })).await).await;
    assert_eq!((status, text(&body, "field")), (400, "to".to_owned()));
}

#[tokio::test]
async fn the_key_of_repeats_reaches_the_service_and_is_made_up_where_it_is_missing() {
    let front = Front::start().await;
    let key = Uuid::from_u64_pair(1, 2).to_string();
    let post = |key: &str, body: Value| {
        front.request(Method::POST, "/v1/headers").header("idempotency-key", key).json(&body)
    };

    let given: Value = post(&key, json!({})).send().await.unwrap().json().await.unwrap();
    assert_eq!(text(&given, "requestId"), key);

    let made_up: Value = front.post("/v1/headers", json!({})).await.json().await.unwrap();
    assert!(text(&made_up, "requestId").parse::<Uuid>().is_ok());

    let (status, body) = problem(post("again", json!({})).send().await.unwrap()).await;
    assert_eq!((status, text(&body, "field")), (400, "Idempotency-Key".to_owned()));

    let other = Uuid::from_u64_pair(3, 4).to_string();
    let (status, body) = problem(post(&key, json!({ "requestId": other })).send().await.unwrap()).await;
    assert_eq!((status, text(&body, "field")), (400, "request_id".to_owned()));
}

#[tokio::test]
async fn an_etag_comes_and_goes_as_a_header_too() {
    let front = Front::start().await;

    let request = front.request(Method::POST, "/v1/headers").header("if-match", "\"7\"").json(&json!({}));
    let answer = request.send().await.unwrap();

    assert_eq!(answer.headers()["etag"], "\"7\"");
    assert_eq!(text(&answer.json().await.unwrap(), "etag"), "7");
}

#[tokio::test]
async fn no_header_of_a_client_reaches_a_service() {
    let front = Front::with_people().await;
    let token = front.token(HEAD).await;

    let smuggled = front
        .request(Method::POST, "/v1/headers:own")
        .bearer_auth(&token)
        .header("telaah-session", "x")
        .header("telaah-client-address", "x")
        .header("x-anything", "x")
        .header("cookie", "x")
        .json(&json!({}));
    let names: Value = smuggled.send().await.unwrap().json().await.unwrap();

    let names: Vec<&str> = names["names"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
    assert!(names.contains(&"authorization"), "{names:?}");
    for name in ["telaah-session", "telaah-client-address", "x-anything", "cookie"] {
        assert!(!names.contains(&name), "{names:?}");
    }
}

#[tokio::test]
async fn a_service_that_is_not_there_is_a_problem_that_says_try_again() {
    let front = Front::start_with(|_| vec![]).await;

    let (status, _) = problem(front.get("/v1/agencies").await).await;

    // One program serves all services here, so this one is known to be missing.
    assert_eq!(status, 501);
}
