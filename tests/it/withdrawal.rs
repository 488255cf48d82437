//! A request is taken back.

use anyhow::Result;
use journeys::{
    eventually, sheet,
    story::{GOVERNANCE, HEAD, Story},
};
use serde_json::json;

#[tokio::test]
async fn what_is_withdrawn_ends_with_its_open_task() -> Result<()> {
    let story = Story::filed_at("2026-01-06T09:00:00").await?;
    story.receive().await?;
    let officer = story.own.sign_in(GOVERNANCE).await?;
    let task = officer.task(&story.submission, "feasibility").await?;
    let name = task["name"].as_str().unwrap_or_default();

    let reason = json!({ "reason": "Kebutuhan telah dipenuhi aplikasi lain." });
    let withdrawn = story.proposer.post(&format!("{}:withdraw", story.submission), &reason).await?.ok()?;
    assert_eq!(withdrawn["state"], "WITHDRAWN");
    assert_eq!(withdrawn["withdrawalReason"], reason["reason"]);

    let task = eventually("the task is cancelled", async || {
        let task = officer.get(name).await?.ok()?;
        Ok((task["state"] == "CANCELLED").then_some(task))
    });
    task.await?;
    assert!(officer.inbox().await?.is_empty());
    let late = json!({ "sheet": sheet::feasibility("feasible", "Terlambat.") });
    officer.post(&format!("{name}:complete"), &late).await?.refused(409)?;
    let case = story.case().await?;
    assert_eq!(case["state"], "WITHDRAWN");
    assert_eq!(case["clock"]["state"], "STOPPED");
    story.proposer.post(&format!("{}:withdraw", story.submission), &reason).await?.refused(409)?;
    story.own.mail(&story.proposer.position, &[&story.registration_number, "telah ditarik"]).await?;
    story.own.mail(GOVERNANCE, &[&story.registration_number, "Tugas dibatalkan"]).await?;
    assert!(story.own.sign_in(HEAD).await?.inbox().await?.is_empty());
    story.check_history(&["case_opened", "task_completed"]).await
}
