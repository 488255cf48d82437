//! Processes whose clocks differ: what is within the leeway of a token passes, what is beyond is refused.

use super::machine::Machine;
use anyhow::{Context as _, Result, ensure};
use jiff::SignedDuration;
use journeys::{
    eventually,
    own::{Own, free_port, token_keys},
    story::GOVERNANCE,
};
use std::path::Path;

/// Seconds by which the gateway's clock is ahead, and whether the others believe it: a token is taken from 30 s before it was
/// signed until 30 s after its five minutes.
const AHEAD: [(i64, bool); 8] =
    [(0, true), (20, true), (-20, true), (-300, true), (600, false), (-600, false), (40, false), (0, true)];

#[tokio::test]
async fn a_clock_that_is_wrong_by_more_than_a_tokens_leeway_is_refused_until_it_is_set_right() -> Result<()> {
    let Some(services) = Machine::showing("services", "2026-12-29T10:00:00")? else { return Ok(()) };
    let Some(mut gateway) = Machine::showing("gateway", "2026-12-29T10:00:00")? else { return Ok(()) };
    let [private, public] = token_keys(Path::new(env!("CARGO_TARGET_TMPDIR")))?;
    let (port, environment) = (free_port()?, services.environment()?);
    let listen = format!("127.0.0.1:{port}");
    // The demo's time is never ahead of the machine's, so with this start it is the machine's.
    let told = [
        ("DEMO_START", "2100-01-01T00:00:00Z"),
        ("TOKEN_KEY", private.to_str().context("a path")?),
        ("TOKEN_PUBLIC_KEY", public.to_str().context("a path")?),
        ("GRPC_LISTEN", listen.as_str()),
    ];
    let own = Own::start_in(&[&environment[..], &told].concat()).await?;
    let others = format!("http://{listen}");
    let apart = [("SERVICES", others.as_str()), ("GRPC_LISTEN", "127.0.0.1:0")];
    let apart = own.beside("gateway", &[&gateway.environment()?[..], &apart].concat())?;
    let mut officer = own.sign_in(GOVERNANCE).await?;
    officer.stack = apart;
    eventually("the gateway answers", async || officer.inbox().await.map(Some)).await?;

    let mut told = vec![];
    for (ahead, is_believed) in AHEAD {
        gateway.show(services.now() + SignedDuration::from_secs(ahead))?;
        let answer = officer.get("agencies/kota-tangerang/tasks").await?;
        let expected = if is_believed { 200 } else { 401 };
        ensure!(answer.status == expected, "{ahead} s ahead: {} {}", answer.status, answer.json());
        if !is_believed {
            let reason = answer.json()["detail"].as_str().context("a reason")?.to_owned();
            ensure!(reason.contains("the token is not valid"), "{ahead} s ahead: {reason}");
        }
        told.push(format!("{ahead:+} s {}", if is_believed { "believed" } else { "refused" }));
    }
    println!("skew of the gateway's clock: {}", told.join(", "));
    Ok(())
}
