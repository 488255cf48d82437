//! A session is made when someone signs in, and worth nothing once they have signed out.

use super::browser::Browser;
use anyhow::{Result, ensure};
use journeys::{
    eventually,
    own::Own,
    story::{GOVERNANCE, PROPOSER},
};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// A value that somebody else has put there, of the right form.
const FIXED: &str = "kota-tangerang.0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

#[tokio::test]
async fn a_cookie_that_was_fixed_before_signing_in_is_never_signed_in() -> Result<()> {
    let own = Own::start().await?;
    let thief = own.sign_in(GOVERNANCE).await?;

    let mut fixed = vec![FIXED.to_owned(), String::from("x"), format!("kota-tangerang.{}", "0".repeat(64))];
    // A session of the thief's own, planted so that the victim works in it.
    fixed.push(thief.token().to_owned());
    for planted in &fixed {
        let mut browser = Browser::new(&own)?;
        browser.cookie = format!("telaah={planted}");
        browser.get("/sign-in").await?;
        let cookie = browser.sign_in(PROPOSER).await?.header("set-cookie").to_owned();

        let token = browser.cookie.trim_start_matches("telaah=").to_owned();
        ensure!(token != *planted && !fixed.contains(&token), "{planted} was taken on");
        ensure!(cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Lax"), "{cookie}");
        ensure!(name(&own, &token).await? != name(&own, planted).await?, "{planted} is the victim's");
        let profile = browser.get("/profile").await?.text();
        ensure!(profile.contains("Melati Anggraini"), "{profile}");
        browser.cookie = format!("telaah={planted}");
        let with_planted = browser.get("/profile").await?;
        ensure!(!with_planted.text().contains("Melati Anggraini"), "{planted} is signed in as the victim");
    }

    let (mut one, mut other) = (Browser::new(&own)?, Browser::new(&own)?);
    one.sign_in(PROPOSER).await?;
    other.sign_in(PROPOSER).await?;
    println!("fixation: {} planted cookies stayed what they were", fixed.len());
    ensure!(one.cookie != other.cookie, "two sessions share a secret");
    Ok(())
}

#[tokio::test]
async fn a_stolen_session_ends_when_its_owner_signs_out() -> Result<()> {
    let own = Own::start().await?;
    let mut count = 0;
    for is_of_api in [false, true] {
        let mut owner = Browser::of(&own, PROPOSER).await?;
        if is_of_api {
            owner.cookie = format!("telaah={}", own.sign_in(PROPOSER).await?.token());
        }
        let token = owner.cookie.trim_start_matches("telaah=").to_owned();
        let mut thief = Browser::new(&own)?;
        thief.cookie.clone_from(&owner.cookie);
        ensure!(thief.get("/profile").await?.status == 200, "it is not worth stealing");
        ensure!(!name(&own, &token).await?.is_empty(), "nor by API");

        if is_of_api {
            let ended = Client::new().delete(format!("{}/v1/sessions/current", own.url)).bearer_auth(&token);
            ensure!(ended.send().await?.status() == 200, "it does not end");
        } else {
            let out = owner.post("/sign-out", &[]).await?;
            ensure!(out.status == 303 && out.header("set-cookie").contains("telaah=; "), "{:?}", out.headers);
        }

        for path in ["/home", "/profile", "/requests", "/tasks", "/messages", "/letters", "/meetings"] {
            let page = thief.get(path).await?;
            ensure!(
                page.status == 303 && page.location().starts_with("/sign-in"),
                "{path} → {}",
                page.status
            );
            count += 1;
        }
        let form = thief.post("/requests/new", &[("app_title", "x")]).await?;
        ensure!(form.status == 401, "a form → {}", form.status);
        let answer = Client::new().get(format!("{}/v1/me", own.url)).bearer_auth(&token).send().await?;
        ensure!(answer.status() == 401, "the API → {}", answer.status());
        let draft = own.url.clone() + "/v1/agencies/kota-tangerang/submissions";
        let written =
            Client::new().post(draft).bearer_auth(&token).json(&json!({ "appTitle": "x" })).send().await?;
        ensure!(written.status() == 401, "writing by the API → {}", written.status());
        count += 3;
    }
    println!("stolen sessions: {count} requests after signing out are refused");
    Ok(())
}

#[tokio::test]
async fn a_stolen_session_ends_on_other_replicas_at_once() -> Result<()> {
    let own = Own::start().await?;
    let beside = own.beside("all", &[])?;
    beside.opens().await?;
    let owner = Browser::of(&own, PROPOSER).await?;
    let token = owner.cookie.trim_start_matches("telaah=").to_owned();
    let stolen = async || -> Result<u16> {
        let asked = Client::new().get(format!("{}/v1/me", beside.url)).bearer_auth(&token).send();
        Ok(asked.await?.status().as_u16())
    };
    ensure!(stolen().await? == 200, "it is not worth stealing");

    owner.post("/sign-out", &[]).await?;
    let signed_out = Instant::now();
    eventually("it ends", async || Ok(Some(stolen().await?).filter(|it| *it == 401))).await?;

    let waited = signed_out.elapsed();
    println!("a stolen session on another replica: refused after {waited:.2?}");
    ensure!(waited < Duration::from_secs(10), "it lived on for {waited:?}");
    Ok(())
}

/// Whose session it is, as the API says; nobody's where it is none.
async fn name(own: &Own, token: &str) -> Result<String> {
    let answer =
        Client::new().request(Method::GET, format!("{}/v1/me", own.url)).bearer_auth(token).send().await?;
    let me: Value = answer.json().await?;
    Ok(me["displayName"].as_str().unwrap_or_default().to_owned())
}
