//! A request is refused.

use anyhow::Result;
use journeys::{
    is_signed, letters, sheet,
    story::{GOVERNANCE, HEAD, Story, steps, text},
};

#[tokio::test]
async fn what_is_not_feasible_is_refused_after_one_validation() -> Result<()> {
    let story = Story::filed_at("2026-01-06T09:00:00").await?;
    story.receive().await?;
    let reason = "Fungsi yang dimohonkan telah tersedia pada aplikasi umum.";
    story.does(GOVERNANCE, "feasibility", "", sheet::feasibility("not_feasible", reason)).await?;
    let done = story.validate_feasibility("not_feasible").await?;
    assert_eq!(done.case["steps"], serde_json::json!(["reply"]));

    let done = story.own.sign_in(HEAD).await?.sign(&story.submission, "reply").await?;

    assert_eq!(done.case["state"], "DECIDED");
    assert_eq!(done.case["decision"], "refused");
    assert!(!steps(&done.case).contains(&"technical_analysis".to_owned()));
    let decided = story.proposer.sees(&story.submission, "DECIDED").await?;
    assert_eq!(decided["decisionTitle"], "Ditolak");
    let issued = letters(&story.proposer, &story.submission).await?;
    let letter = story.proposer.letter(&text(&issued[0]["name"])).await?;
    let path = story.own.keep("refusal.pdf", &letter.pdf)?;
    is_signed(&path)?;
    let page = journeys::text(&path)?;
    assert!(page.contains("Hasil analisis kelayakan telah diperiksa."), "no reason in the letter: {page}");
    story.own.mail(&story.proposer.position, &[&text(&letter.about["number"])]).await?;
    story.check_history(&["case_opened", "task_completed"]).await
}
