//! Signing in and out on pages, and what becomes of forms without a session.

use super::{
    HEAD, PASSWORD,
    browser::{Browser, location},
    every_method::whole,
};
use reqwest::Method;

#[tokio::test]
async fn who_signs_in_comes_back_to_the_page_they_wanted() {
    let (front, _folder) = whole().await;
    let mut browser = Browser::new(&front);

    let first = browser.get("/profile").await;
    let signed_in = browser.sign_in(&[("name", HEAD), ("password", PASSWORD), ("return", "/profile")]).await;
    let profile = browser.get("/profile").await;

    assert_eq!((first.status().as_u16(), location(&first).as_str()), (303, "/sign-in?return=%2Fprofile"));
    assert_eq!((signed_in.status().as_u16(), location(&signed_in).as_str()), (303, "/profile"));
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    assert_eq!(profile.status(), 200);
    assert_eq!(profile.headers()["cache-control"], "no-store");
    assert!(profile.text().await.unwrap().contains("Kepala Dinas"));
}

#[tokio::test]
async fn a_wrong_password_is_said_and_keeps_the_name() {
    let (front, _folder) = whole().await;
    let browser = Browser::new(&front);

    let refused = browser.post("/sign-in", &[("name", HEAD), ("password", "salah")]).await;

    assert_eq!(refused.status(), 401);
    assert!(refused.headers().get("set-cookie").is_none());
    let page = refused.text().await.unwrap();
    assert!(page.contains("kata sandi salah") && page.contains(&format!("value=\"{HEAD}\"")), "{page}");
}

#[tokio::test]
async fn who_signs_out_is_out() {
    let (front, _folder) = whole().await;
    let mut browser = Browser::new(&front);
    browser.sign_in(&[("name", HEAD), ("password", PASSWORD)]).await;

    let out = browser.post("/sign-out", &[]).await;
    let after = browser.get("/profile").await;

    assert_eq!((out.status().as_u16(), location(&out).as_str()), (303, "/"));
    assert_eq!(location(&after), "/sign-in?return=%2Fprofile");
}

#[tokio::test]
async fn a_form_without_a_session_waits_on_the_sign_in_page() {
    let (front, _folder) = whole().await;
    let mut browser = Browser::new(&front);

    let held = browser.post("/sign-out?x=1", &[("text", "a \"b\" & c")]).await;
    let status = held.status().as_u16();
    let held = held.text().await.unwrap();
    let resumed = browser
        .sign_in(&[
            ("name", HEAD),
            ("password", PASSWORD),
            ("return", "/sign-out?x=1"),
            ("held", "text=a+%22b%22+%26+c"),
        ])
        .await;

    assert_eq!(status, 401);
    assert!(held.contains("name=\"held\" value=\"text=a+%22b%22+%26+c\""), "{held}");
    let resumed = resumed.text().await.unwrap();
    assert!(resumed.contains("name=\"text\" value=\"a &#34;b&#34; &#38; c\""), "{resumed}");
}

#[tokio::test]
async fn another_site_cannot_send_a_form_in_ones_name() {
    let (front, _folder) = whole().await;
    let mut browser = Browser::new(&front);
    browser.sign_in(&[("name", HEAD), ("password", PASSWORD)]).await;

    for (header, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://example.org")] {
        let request = front.request(Method::POST, "/sign-out").header("cookie", &browser.cookie);
        let refused = request.header(header, value).send().await.unwrap();

        assert_eq!(refused.status(), 403, "{header}");
    }
    assert_eq!(browser.get("/profile").await.status(), 200);
}

#[tokio::test]
async fn the_cookie_of_pages_opens_nothing_of_the_api() {
    let (front, _folder) = whole().await;
    let mut browser = Browser::new(&front);
    browser.sign_in(&[("name", HEAD), ("password", PASSWORD)]).await;

    assert_eq!(browser.get("/v1/me").await.status(), 401);
}
