//! Everything that the OpenAPI allows, and much that it does not, is sent by schemathesis as three roles.

use anyhow::{Context as _, Result, ensure};
use journeys::{
    AGENCY, is_long,
    own::{Own, root},
    story::{GOVERNANCE, PROPOSER},
};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    process::{Command, Stdio},
    time::Instant,
};

/// What an answer must be whatever was asked.
const CHECKS: &str =
    "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance";
/// They would end the session of the role, move the time under it, or never end their answer.
const LEFT_OUT: &str = "_DeleteSession|_AdvanceClock|_Watch|_Stream";

// Connections are tended while the tool is waited for.
#[tokio::test(flavor = "multi_thread")]
async fn no_answer_differs_from_the_published_schema_or_is_a_failure() -> Result<()> {
    let own = Own::start().await?;
    let roles = [
        ("nobody", None),
        ("proposer", Some(own.sign_in(PROPOSER).await?.token().to_owned())),
        ("officer", Some(own.sign_in(GOVERNANCE).await?.token().to_owned())),
    ];

    let mut complaints = vec![];
    for (role, token) in roles {
        let began = Instant::now();
        let Said { is_well, report, by_status } = ask_everything(&own, role, token.as_deref())?;
        let count: u32 = by_status.values().sum();
        println!(
            "{role}: {count} requests in {:.0} s, by status {by_status:?}",
            began.elapsed().as_secs_f64()
        );
        if !is_well {
            complaints.push(format!("as {role}:\n{report}"));
        }
        // Who is taken for nobody would find nothing.
        let unknown = by_status.get(&401).copied().unwrap_or_default();
        if token.is_some() {
            ensure!(unknown * 10 < count, "{unknown} of {count} requests as {role} were taken for nobody's");
            ensure!(by_status.contains_key(&200), "nothing succeeded as {role}: {by_status:?}");
        }
    }

    ensure!(complaints.is_empty(), "{}", complaints.join("\n\n"));
    own.get("/readyz").await?.bytes()?;
    Ok(())
}

/// What the tool found.
struct Said {
    is_well: bool,
    /// What it printed.
    report: String,
    by_status: BTreeMap<u64, u32>,
}

/// Runs the tool.
fn ask_everything(own: &Own, role: &str, token: Option<&str>) -> Result<Said> {
    let tool = root().join(".telaah/tools/bin/schemathesis");
    let examples = if is_long() { "50" } else { "2" };
    let har = own.folder().join("asked.har");
    // Every other agency is a stranger's, which other tests ask.
    fs::write(
        own.folder().join("schemathesis.toml"),
        format!("[parameters]\n\"path.agency\" = \"{AGENCY}\"\n"),
    )?;
    let phases = match (is_long(), token) {
        (true, _) => "examples,coverage,fuzzing,stateful",
        (false, Some(_)) => "examples,coverage,fuzzing",
        (false, None) => "fuzzing",
    };
    let report = own.folder().join(format!("schemathesis-{role}.log"));
    let mut command = Command::new(tool);
    command
        .current_dir(own.folder())
        .args(["run", &format!("{}/openapi.json", own.url), "--url", &own.url, "--no-color"])
        .args(["--checks", CHECKS, "--exclude-operation-id-regex", LEFT_OUT])
        .args(["--max-examples", examples, "--seed", "20260105", "--workers", "2", "--continue-on-failure"])
        .args(["--phases", phases, "--report", "har", "--report-har-path"])
        .arg(&har)
        .args(["--suppress-health-check", "all", "--warnings", "off", "--request-timeout", "30"])
        .stdin(Stdio::null())
        .stdout(fs::File::create(&report)?)
        .stderr(Stdio::inherit());
    if let Some(token) = token {
        command.args(["--header", &format!("Authorization: Bearer {token}")]);
    }
    let status = command.status().context("schemathesis is missing: deploy/local/install schemathesis")?;
    let asked: Value = serde_json::from_slice(&fs::read(&har)?)?;
    fs::remove_file(&har)?;
    let mut by_status = BTreeMap::new();
    for entry in asked["log"]["entries"].as_array().context("entries")? {
        *by_status.entry(entry["response"]["status"].as_u64().unwrap_or_default()).or_default() += 1;
    }
    Ok(Said { is_well: status.success(), report: fs::read_to_string(&report)?, by_status })
}
