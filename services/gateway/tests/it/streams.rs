//! Bytes in, bytes out, events.

use super::{Front, echo::saw, problem, text};
use futures::StreamExt as _;
use platform::testing::eventually;
use reqwest::{Body, Method};
use serde_json::Value;
use std::io;
use tokio::{io::AsyncWriteExt as _, net::TcpStream};

#[tokio::test]
async fn an_upload_streams_through_in_chunks() {
    let front = Front::start().await;
    let chunk = vec![7u8; 1 << 20];
    let body = futures::stream::iter((0..20).map(move |_| Ok::<_, io::Error>(chunk.clone())));

    let stored = front
        .request(Method::POST, "/v1/agencies/a/files:store?fileName=surat.pdf")
        .header("content-type", "application/pdf")
        .body(Body::wrap_stream(body))
        .send()
        .await
        .unwrap();

    assert_eq!(stored.status(), 200);
    let stored: Value = stored.json().await.unwrap();
    assert_eq!(stored["fileName"], "surat.pdf");
    assert_eq!(stored["mediaType"], "application/pdf");
    assert_eq!(stored["sizeBytes"], (20 << 20).to_string());
    assert!(160 <= stored["messages"].as_i64().unwrap(), "{stored}");
    assert_eq!(text(&stored, "requestId").len(), 36);
}

#[tokio::test]
async fn a_refused_upload_is_told_why_though_it_was_still_sending() {
    let front = Front::start().await;

    let refused = front
        .request(Method::POST, "/v1/agencies/a/files:store?file_name=refused")
        .body(vec![7u8; 20 << 20])
        .send()
        .await
        .unwrap();

    let (status, body) = problem(refused).await;
    assert_eq!((status, text(&body, "field")), (400, "file_name".to_owned()));
}

#[tokio::test]
async fn an_upload_that_breaks_off_is_never_taken_for_a_whole_one() {
    let front = Front::start().await;
    let mut client = TcpStream::connect(front.address).await.unwrap();
    let head = "POST /v1/agencies/a/files:store?fileName=half.pdf HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n";
    client.write_all(format!("{head}half of it").as_bytes()).await.unwrap();
    eventually(async || saw("half.pdf", "begun")).await;

    drop(client);

    eventually(async || saw("half.pdf", "ended")).await;
    assert_eq!(saw("half.pdf", "stored"), None);
}

#[tokio::test]
async fn a_download_has_the_type_and_name_of_the_file() {
    let front = Front::start().await;

    let file = front.get("/v1/files/2500:fetch").await;

    assert_eq!(file.status(), 200);
    assert_eq!(file.headers()["content-type"], "application/pdf");
    assert_eq!(file.headers()["content-disposition"], "attachment; filename=\"surat.pdf\"");
    assert_eq!(file.headers()["content-length"], "2500");
    assert_eq!(file.headers()["x-content-type-options"], "nosniff");
    assert!(!file.headers().contains_key("set-cookie"));
    assert_eq!(file.bytes().await.unwrap().len(), 2500);
}

#[tokio::test]
async fn a_download_that_fails_at_once_is_a_problem_and_later_is_cut_off() {
    let front = Front::start().await;

    assert_eq!(problem(front.get("/v1/files/-1:fetch").await).await.0, 404);
    // The break may come with the head already.
    let cut = match front.request(Method::GET, "/v1/files/2500:fetch?broken=true").send().await {
        Ok(begun) => begun.bytes().await.is_err(),
        Err(_) => true,
    };
    assert!(cut);
}

#[tokio::test]
async fn events_go_on_after_the_last_one_seen() {
    let front = Front::start().await;
    let events = async |last: &str| {
        let request = front.request(Method::GET, "/v1/count:watch").header("last-event-id", last);
        let response = request.send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut body = String::new();
        let mut chunks = response.bytes_stream();
        while let Some(chunk) = chunks.next().await {
            body += std::str::from_utf8(&chunk.unwrap()).unwrap();
        }
        body
    };

    let all = events("0").await;
    assert!(all.contains("data: {\"sequence\":\"1\"}\nid: 1\n\n"), "{all}");
    assert!(all.contains("id: 3\n"), "{all}");
    // The stream's end is told.
    assert!(all.contains("event: problem\ndata: {"), "{all}");

    let rest = events("2").await;
    assert!(!rest.contains("id: 2\n") && rest.contains("id: 3\n"), "{rest}");
}

#[tokio::test]
async fn events_that_are_refused_are_a_problem() {
    let front = Front::start().await;

    let (status, body) = problem(front.get("/v1/count:watch?after=-1").await).await;

    assert_eq!((status, text(&body, "field")), (400, "after".to_owned()));
}

#[tokio::test]
async fn a_gateway_that_stops_ends_its_streams() {
    let front = Front::start().await;
    let endless = front.get("/v1/count:watch?after=1000").await;
    assert_eq!(endless.status(), 200);

    drop(front.stack);

    assert!(endless.text().await.is_ok());
}
