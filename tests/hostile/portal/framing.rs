//! No answer of any kind may stand in a frame on another site's page.

use super::browser::{Browser, Page};
use anyhow::{Result, ensure};
use journeys::{
    AGENCY,
    own::Own,
    story::{APP, PROPOSER},
};
use reqwest::{Client, Method, RequestBuilder};
use std::collections::BTreeSet;

#[tokio::test]
async fn no_answer_may_be_framed_by_another_site() -> Result<()> {
    let own = Own::start().await?;
    let proposer = own.sign_in(PROPOSER).await?;
    let draft = proposer.post(&format!("agencies/{AGENCY}/submissions"), &APP.draft()).await?.ok()?;
    let draft = draft["name"].as_str().unwrap_or_default().to_owned();
    let browser = Browser::of(&own, PROPOSER).await?;
    let get = |path: &str| browser.request(Method::GET, path);
    let post = |path: &str| browser.request(Method::POST, path);
    let api = |method: Method, path: &str| {
        Client::new().request(method, format!("{}{path}", own.url)).bearer_auth(proposer.token())
    };
    let json = |request: RequestBuilder, body: &str| {
        request.header("content-type", "application/json").body(body.to_owned())
    };
    let submissions = format!("/v1/agencies/{AGENCY}/submissions");
    let large = format!("{{\"appTitle\":\"{}\"}}", "x".repeat(5 << 20));

    let asked: Vec<(&str, u16, RequestBuilder)> = vec![
        ("a page", 200, get("/home")),
        ("a page of the public", 200, get("/services")),
        ("the documentation", 200, get("/docs")),
        ("the contracts", 200, get("/openapi.json")),
        ("the style sheet", 200, get("/style.css")),
        ("a script", 200, get("/portal.js?v=1")),
        ("another script", 200, get("/htmx.js")),
        ("the icon", 200, get("/icon.svg")),
        ("a table", 200, get("/requests.csv")),
        ("a probe", 200, get("/healthz")),
        ("readiness", 200, get("/readyz")),
        ("the page of a code", 404, get("/verify/TIDAKADA")),
        ("a page that leads on", 303, get("/complaints?ticket=x")),
        ("no such page", 404, get("/no-such-page")),
        ("no such file", 404, get("/files/kota-tangerang/018f0000-0000-7000-8000-00000000dead")),
        ("a page that is not theirs", 403, get("/agency")),
        ("a form of another site", 403, post("/sign-out").header("origin", "https://evil.example")),
        ("a method that is not possible", 405, browser.request(Method::DELETE, "/home")),
        ("a form that is too large", 413, post("/sign-out").body("a=".repeat(3 << 20))),
        ("JSON", 200, api(Method::GET, "/v1/me")),
        ("JSON of the public", 200, Client::new().get(format!("{}/v1/clock", own.url))),
        ("a certificate", 200, Client::new().get(format!("{}/v1/certificateAuthority:download", own.url))),
        ("no session", 401, Client::new().get(format!("{}/v1/me", own.url))),
        ("a cookie instead of a token", 401, get("/v1/me")),
        ("a wrong type", 400, json(api(Method::POST, &submissions), "{\"appTitle\":[]}")),
        ("what one may not do", 403, api(Method::GET, &format!("/v1/agencies/{AGENCY}/people"))),
        (
            "no such thing",
            404,
            api(Method::GET, &format!("{submissions}/018f0000-0000-7000-8000-00000000dead")),
        ),
        ("no such path", 404, api(Method::GET, "/v1/nothing")),
        ("no such method", 405, api(Method::PUT, &submissions)),
        ("a conflict", 409, json(api(Method::POST, &format!("/v1/{draft}:refile")), "{}")),
        ("a body that is too large", 413, json(api(Method::POST, &submissions), &large)),
        (
            "another media type",
            415,
            api(Method::POST, &submissions).header("content-type", "text/plain").body("x"),
        ),
        (
            "gRPC",
            200,
            post("/telaah.intake.v1.IntakeService/GetSubmission").header("content-type", "application/grpc"),
        ),
        ("events", 200, api(Method::GET, &format!("/v1/{draft}:watch"))),
    ];
    let (mut faults, mut statuses, count) = (vec![], BTreeSet::new(), asked.len());
    for (what, status, request) in asked {
        let response = request.send().await?;
        let (found, headers) = (response.status().as_u16(), response.headers().clone());
        statuses.insert(found);
        let page = Page { path: what.to_owned(), from: String::new(), status: found, headers, body: vec![] };
        if !page.is_unframable() {
            faults.push(format!("{what} → {found} may be framed: {:?}", page.headers));
        }
        if found != status {
            faults.push(format!("{what} → {found}, not {status}: {}", response.text().await?));
        }
    }

    println!("framing: {count} kinds of answers, statuses {statuses:?}, forbid it");
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}
