//! Validations and the signatory send work back.

use anyhow::Result;
use journeys::{
    letters,
    story::{HEAD, Story, open_task, steps, text},
};
use serde_json::json;

#[tokio::test]
async fn each_validation_sends_the_analysis_back_once() -> Result<()> {
    let story = Story::filed_at("2026-01-07T08:00:00").await?;
    story.receive().await?;

    story.analyse_feasibility("feasible").await?;
    let done = story.validate_feasibility("not_valid").await?;
    // The norm starts anew with the task.
    assert!(!open_task(&done.case, "feasibility")?["dueTime"].is_null());
    story.analyse_feasibility("feasible").await?;
    story.validate_feasibility("feasible").await?;
    story.categorise().await?;
    story.analyse_technically().await?;
    let done = story.validate_technically("not_valid").await?;
    open_task(&done.case, "technical_analysis")?;
    story.analyse_technically().await?;
    story.validate_technically("suitable").await?;

    let done = story.own.sign_in(HEAD).await?.sign(&story.submission, "reply").await?;
    let expected = [
        "receipt",
        "completeness_check",
        "acknowledgement",
        "feasibility",
        "feasibility_validation",
        "feasibility",
        "feasibility_validation",
        "categorisation",
        "technical_analysis",
        "technical_validation",
        "technical_analysis",
        "technical_validation",
        "reply",
    ];
    assert_eq!(steps(&done.case), expected);
    assert_eq!(done.case["decision"], "approved");
    story.check_history(&["task_completed"]).await
}

#[tokio::test]
async fn a_reply_that_is_sent_back_is_drafted_again_and_takes_no_number() -> Result<()> {
    let story = Story::filed_at("2026-01-07T08:00:00").await?;
    story.approve().await?;

    let done = story.does(HEAD, "reply", "sent_back", json!({ "note": "Perjelas ketentuannya." })).await?;
    assert_eq!(done.case["steps"], json!(["technical_validation"]));
    story.validate_technically("suitable").await?;
    story.own.sign_in(HEAD).await?.sign(&story.submission, "reply").await?;

    story.proposer.sees(&story.submission, "DECIDED").await?;
    let issued = letters(&story.proposer, &story.submission).await?;
    assert_eq!(issued.len(), 1, "{issued:?}");
    assert_eq!(text(&issued[0]["number"]), "B-0001/DISKOMINFO/TI.01/01/2026");
    story.check_history(&["task_completed"]).await
}
