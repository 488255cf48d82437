//! Requests of wrong types, sizes, depths and words are refused by name, in flat memory and without half-made rows.

use super::attack::{Refusals, kept, resident_megabytes};
use anyhow::{Context as _, Result, ensure};
use journeys::{
    AGENCY,
    own::Own,
    story::{APP, GOVERNANCE, PROPOSER},
};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use std::time::Instant;

const KEY: &str = "018f0000-0000-4000-8000-000000000001";
/// The id of nothing.
const NOBODYS: &str = "018f0000-0000-7000-8000-00000000dead";
const MAX_GROWTH_MEGABYTES: u64 = 60;

/// A stack, and who asks it.
struct Desk {
    own: Own,
    http: Client,
    proposer: String,
    officer: String,
}

impl Desk {
    async fn open() -> Result<Self> {
        let own = Own::start().await?;
        let (proposer, officer) = (
            own.sign_in(PROPOSER).await?.token().to_owned(),
            own.sign_in(GOVERNANCE).await?.token().to_owned(),
        );
        Ok(Self { own, http: Client::new(), proposer, officer })
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        token: &str,
        body: Vec<u8>,
    ) -> Result<reqwest::Response> {
        let request = self.http.request(method, format!("{}{path}", self.own.url)).bearer_auth(token);
        Ok(request.header("Content-Type", "application/json").body(body).send().await?)
    }

    async fn open_draft(&self, body: Vec<u8>) -> Result<reqwest::Response> {
        self.send(Method::POST, &format!("/v1/agencies/{AGENCY}/submissions"), &self.proposer, body).await
    }
}

#[tokio::test]
async fn every_field_of_a_wrong_type_is_refused_by_its_name() -> Result<()> {
    let desk = Desk::open().await?;
    let document = desk.own.get("/openapi.json").await?.ok()?;
    let before = kept(&desk.own)?;

    let (mut refusals, mut faults) = (Refusals::default(), vec![]);
    for (path, methods) in document["paths"].as_object().context("paths")? {
        if path.contains("clock") {
            continue;
        }
        for (method, about) in methods.as_object().context("methods")? {
            let schema = resolved(&document, &about["requestBody"]["content"]["application/json"]["schema"]);
            let method: Method = method.to_uppercase().parse()?;
            let path = filled(path);
            for (name, field) in schema["properties"].as_object().into_iter().flatten() {
                // What the address says counts.
                if name == "name" && path.contains(NOBODYS) {
                    continue;
                }
                let field = resolved(&document, field);
                let wrong = if field["type"] == "array" || field["type"] == "object" {
                    json!(true)
                } else {
                    json!([[{}]])
                };
                let body = json!({ name: wrong }).to_string().into_bytes();
                let answer = desk.send(method.clone(), &path, &desk.officer, body).await?;
                faults.extend(refusals.take(&format!("{method} {path} {name}"), answer, name).await);
            }
        }
    }

    println!("wrong types: {refusals}");
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    ensure!(kept(&desk.own)? == before, "{} became {}", before, kept(&desk.own)?);
    Ok(())
}

#[tokio::test]
async fn large_deep_and_broken_json_is_refused_in_flat_memory() -> Result<()> {
    let desk = Desk::open().await?;
    desk.open_draft(APP.draft().to_string().into_bytes()).await?.error_for_status()?;
    let (before, memory, began) = (kept(&desk.own)?, resident_megabytes(&desk.own)?, Instant::now());
    let with = |field: &str, text: &str| {
        let mut draft = APP.draft();
        draft[field] = json!("§");
        draft.to_string().replace('§', text).into_bytes()
    };
    let attacks: Vec<(&str, Vec<u8>, &str)> = vec![
        ("10 MB text", with("appTitle", &"x".repeat(10 << 20)), ""),
        ("3 MB title", with("appTitle", &"x".repeat(3 << 20)), ""),
        ("10 MB array", format!("[{}1]", "1,".repeat(5 << 20)).into_bytes(), ""),
        ("100,000 open lists", "[".repeat(100_000).into_bytes(), ""),
        ("100,000 open objects", "{\"sections\":".repeat(100_000).into_bytes(), ""),
        (
            "deep and closed",
            format!("{{\"appTitle\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000)).into_bytes(),
            "",
        ),
        ("NUL", with("appTitle", "a\\u0000b"), ""),
        ("a bare NUL", with("appTitle", "a\0b"), ""),
        ("a lone surrogate", with("appTitle", "a\\ud800b"), ""),
        ("bad UTF-8", [b"{\"appTitle\":\"".as_slice(), b"\xff\xfe\"}"].concat(), ""),
        ("no such purpose", with("purpose", "conquer"), "purpose"),
        ("no such day", with("letterDate", "2026-02-31"), "letter"),
        ("an unknown field", br#"{"appTitle":"x","wibble":1}"#.to_vec(), "wibble"),
        ("no object", b"[]".to_vec(), ""),
        ("cut", b"{\"appTitle\":\"x".to_vec(), ""),
    ];

    let (mut refusals, mut faults) = (Refusals::default(), vec![]);
    for (what, body, names) in attacks {
        match desk.open_draft(body).await {
            Ok(answer) => faults.extend(refusals.take(what, answer, names).await),
            Err(error) => faults.push(format!("{what}: no answer: {error:#}")),
        }
    }

    let after = resident_megabytes(&desk.own)?;
    println!(
        "bodies: {refusals}; {memory} MB before, {after} MB after, {:.1} s",
        began.elapsed().as_secs_f64()
    );
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    ensure!(after <= memory + MAX_GROWTH_MEGABYTES, "{memory} MB grew to {after} MB");
    ensure!(kept(&desk.own)? == before, "{} became {}", before, kept(&desk.own)?);
    Ok(())
}

#[tokio::test]
async fn a_key_with_another_body_and_pages_of_others_are_refused() -> Result<()> {
    let desk = Desk::open().await?;
    let proposer = desk.own.sign_in(PROPOSER).await?;
    let collection = format!("agencies/{AGENCY}/submissions");
    for _ in 0..3 {
        proposer.post(&collection, &APP.draft()).await?.ok()?;
    }
    let first = proposer.post_once(&collection, KEY, &APP.draft()).await?.ok()?;
    let page = proposer.get(&format!("{collection}?pageSize=1")).await?.ok()?;
    let token =
        page["nextPageToken"].as_str().filter(|it| !it.is_empty()).context("there is a second page")?;
    let before = kept(&desk.own)?;

    let other = json!({ "appTitle": "Lain" });
    let repeated = proposer.post_once(&collection, KEY, &other).await?;
    let same = proposer.post_once(&collection, KEY, &APP.draft()).await?.ok()?;
    let stranger = desk.own.sign_in("kepala-dinas@kota-bandung").await?;
    let elsewhere =
        stranger.get(&format!("agencies/kota-bandung/submissions?pageSize=1&pageToken={token}")).await?;

    ensure!((400..500).contains(&repeated.status), "another body under a key: {repeated:?}");
    ensure!(same == first, "{same} is not {first}");
    ensure!(
        (400..500).contains(&elsewhere.status) || elsewhere.json()["submissions"] == json!([]),
        "a page of another agency: {elsewhere:?}"
    );
    for wrong in
        ["pageToken=x", "pageToken=%00", "pageToken=%ff", "pageSize=-1", "pageSize=x", "pageSize=99999999999"]
    {
        let answer = proposer.get(&format!("{collection}?{wrong}")).await?;
        let said = answer.refused(400)?;
        ensure!(said.to_lowercase().contains("page"), "{wrong}: {said}");
    }
    let all = proposer.get(&format!("{collection}?pageSize=2000000000")).await?;
    ensure!(all.status < 500, "a page too large: {}", all.status);
    ensure!(kept(&desk.own)? == before, "{} became {}", before, kept(&desk.own)?);
    Ok(())
}

#[tokio::test]
async fn absurd_addresses_headers_and_messages_are_refused() -> Result<()> {
    let desk = Desk::open().await?;
    let (memory, began) = (resident_megabytes(&desk.own)?, Instant::now());

    let long = format!("/v1/agencies/{}", "a".repeat(20_000));
    let paths = [
        "/v1/agencies/..%2f..%2fetc%2fpasswd",
        "/v1/agencies/%00",
        "/v1/agencies/%ff%fe",
        "/v1//////",
        "/v1/agencies/kota-tangerang/submissions/%2e%2e",
        &long,
    ];
    let (mut refusals, mut faults) = (Refusals::default(), vec![]);
    for path in paths {
        let answer = desk.send(Method::GET, path, &desk.proposer, vec![]).await?;
        let path: String = path.chars().take(60).collect();
        faults.extend(refusals.take(&path, answer, "").await);
    }
    let request = desk.http.get(format!("{}/v1/agencies", desk.own.url));
    let status = request.header("X-Long", "x".repeat(100_000)).send().await?.status().as_u16();
    ensure!((400..500).contains(&status), "100 kB of headers: {status}");

    let http2 = Client::builder().http2_prior_knowledge().build()?;
    let mut message = vec![0];
    message.extend((64_u32 << 20).to_be_bytes());
    message.resize(5 + (64 << 20), b'x');
    let rpc = format!("{}/telaah.intake.v1.IntakeService/CreateSubmission", desk.own.url);
    let sent = http2.post(rpc).bearer_auth(&desk.proposer).header("te", "trailers");
    let said = match sent.header("Content-Type", "application/grpc").body(message).send().await {
        Ok(answer) => {
            let code = answer.headers().get("grpc-status").and_then(|it| it.to_str().ok()).map(str::to_owned);
            ensure!(
                code.as_deref().is_some_and(|it| ["3", "8", "11"].contains(&it)),
                "64 MB by gRPC: {answer:?}"
            );
            code.unwrap_or_default()
        }
        Err(error) => format!("cut: {error}"),
    };

    let after = resident_megabytes(&desk.own)?;
    println!(
        "addresses: {refusals}; gRPC of 64 MB: {said}; {memory} MB before, {after} MB after, {:.1} s",
        began.elapsed().as_secs_f64()
    );
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    ensure!(after <= memory + MAX_GROWTH_MEGABYTES, "{memory} MB grew to {after} MB");
    Ok(())
}

/// The path with names that are well formed.
fn filled(path: &str) -> String {
    let mut parts = vec![];
    for part in path.split('/') {
        let (variable, verb) = part.split_once("}:").map_or((part, ""), |(name, verb)| (name, verb));
        let value = match variable.trim_matches(['{', '}']) {
            "agency" => AGENCY,
            _ if variable.starts_with('{') => NOBODYS,
            other => other,
        };
        parts.push(if verb.is_empty() { value.to_owned() } else { format!("{value}:{verb}") });
    }
    parts.join("/")
}

fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let pointer = schema["$ref"].as_str().or_else(|| schema["allOf"][0]["$ref"].as_str());
    pointer.and_then(|it| document.pointer(it.trim_start_matches('#'))).unwrap_or(schema)
}
