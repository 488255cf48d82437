//! Signing in and out, and how long it lasts.

use super::{Front, HEAD, PASSWORD, STAFF, problem, text};
use reqwest::Method;
use serde_json::{Value, json};

async fn me(front: &Front, token: &str) -> (u16, Value) {
    let response = front.request(Method::GET, "/v1/me").bearer_auth(token).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

#[tokio::test]
async fn who_has_signed_in_is_known_to_services() {
    let front = Front::with_people().await;

    let session = front.post("/v1/sessions", json!({ "name": HEAD, "password": PASSWORD })).await;
    let session: Value = session.json().await.unwrap();

    assert_eq!(session["displayName"], "Ratna Wijaya, M.T.");
    assert_eq!(session["agency"], "agencies/kota-tangerang");
    assert!(text(&session, "expireTime").starts_with("2026-01-05T13:"), "{session}");
    let (status, me) = me(&front, &text(&session, "token")).await;
    assert_eq!((status, text(&me, "displayName")), (200, "Ratna Wijaya, M.T.".to_owned()));
    assert_eq!(me["positions"][0]["position"], "kepala-dinas");
}

#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_are_told_alike() {
    let front = Front::with_people().await;
    let mut details = vec![];

    for (name, password) in [
        (HEAD, "wrong"),
        ("nobody@kota-tangerang", PASSWORD),
        ("nobody@nowhere", PASSWORD),
        ("nobody", PASSWORD),
    ] {
        let refused = front.post("/v1/sessions", json!({ "name": name, "password": password })).await;
        assert_eq!(refused.headers()["www-authenticate"], "Bearer");
        let (status, body) = problem(refused).await;
        assert_eq!(status, 401);
        details.push(text(&body, "detail"));
    }

    details.dedup();
    assert_eq!(details.len(), 1, "{details:?}");
}

#[tokio::test]
async fn who_fails_too_often_must_wait() {
    let front = Front::with_people().await;
    let wrong = json!({ "name": HEAD, "password": "wrong" });
    for _ in 0..10 {
        assert_eq!(front.post("/v1/sessions", wrong.clone()).await.status(), 401);
    }

    let refused = front.post("/v1/sessions", json!({ "name": HEAD, "password": PASSWORD })).await;

    assert_eq!(refused.headers()["retry-after"], "60");
    assert_eq!(problem(refused).await.0, 429);
    assert!(!front.token(STAFF).await.is_empty());
}

#[tokio::test]
async fn nobody_gets_in_without_a_session() {
    let front = Front::with_people().await;

    assert_eq!(problem(front.get("/v1/me").await).await.0, 401);
    for token in ["", "x", "kota-tangerang.0000", "KOTA.x", "a b"] {
        assert_eq!(me(&front, token).await.0, 401, "{token}");
    }
    // The token services believe is none of a client's.
    let head = platform::testing::caller("kota-tangerang", "kepala-dinas");
    let minted = front.stack.parts.keys.mint(&head).unwrap();
    assert_eq!(me(&front, &minted).await.0, 401);
}

#[tokio::test]
async fn a_session_that_was_ended_is_worth_nothing() {
    let front = Front::with_people().await;
    let (token, other) = (front.token(HEAD).await, front.token(HEAD).await);
    assert_eq!(me(&front, &token).await.0, 200);

    let ended =
        front.request(Method::DELETE, "/v1/sessions/current").bearer_auth(&token).send().await.unwrap();

    assert_eq!(ended.status(), 200);
    assert_eq!(me(&front, &token).await.0, 401);
    assert_eq!(me(&front, &other).await.0, 200);
}

#[tokio::test]
async fn a_session_expires_by_the_time_of_the_stack() {
    let front = Front::with_people().await;
    let token = front.token(HEAD).await;
    let advance = async |to: &str| {
        let moved = front.post("/v1/clock:advance", json!({ "to": to })).await;
        assert_eq!(moved.status(), 200);
        let now = text(&moved.json().await.unwrap(), "now");
        assert!(now.starts_with(&to[..16]), "{now}");
    };

    advance("2026-01-05T12:30:00Z").await;
    assert_eq!(me(&front, &token).await.0, 200);

    advance("2026-01-05T13:30:00Z").await;
    assert_eq!(me(&front, &token).await.0, 401);
}

#[tokio::test]
async fn who_leaves_a_position_leaves_its_session_within_a_minute() {
    let front = Front::with_people().await;
    let token = front.token(STAFF).await;
    assert_eq!(me(&front, &token).await.0, 200);

    let folder = std::env::temp_dir().join(format!("telaah-people-{}", front.stack.parts.clock.id()));
    std::fs::create_dir(&folder).unwrap();
    let people = "agency,position,display_name,employee_id_number,rank,email,administrator\n\
        kota-tangerang,staf-tata-kelola-tik,Orang Baru,199101012016031001,,,\n";
    std::fs::write(folder.join("people.csv"), people).unwrap();
    directory::import(&front.stack.parts, Some(&folder)).await.unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    front.post("/v1/clock:advance", json!({ "to": "2026-01-05T01:05:00Z" })).await;

    assert_eq!(me(&front, &token).await.0, 401);
    let newcomer = front.token(STAFF).await;
    assert_eq!(text(&me(&front, &newcomer).await.1, "displayName"), "Orang Baru");
}
