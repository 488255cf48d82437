//! A city approves an app, and its national consideration is opened from the same dossier.

use anyhow::{Context as _, Result, ensure};
use journeys::{
    consideration::{CITY, DEPUTY, Proposal, gaps},
    eventually, sheet,
    story::{DEVELOPMENT, HEAD, Story, text},
};
use serde_json::{Value, json};

#[tokio::test]
async fn an_approved_special_app_is_carried_to_the_ministry_and_its_result_comes_back() -> Result<()> {
    let story = approved(true).await?;
    let own = &story.own;
    let decided = eventually("it can be carried on", async || {
        let decided = story.proposer.submission(&story.submission).await?;
        Ok((!text(&decided["carriableTo"]).is_empty()).then_some(decided))
    });
    ensure!(text(&decided.await?["carriableTo"]).contains("Aplikasi Khusus"));

    let secretary = own.sign_in(CITY).await?;
    let office = json!({ "office": "sekretariat-daerah" });
    let key = "0190a000-0000-7000-8000-00000000000a";
    let path = format!("{}:carry", story.submission);
    let draft = story.proposer.post_once(&path, key, &office).await?.ok()?;
    assert_eq!(story.proposer.post_once(&path, key, &office).await?.ok()?, draft);
    let again = story.proposer.post(&path, &office).await?.refused(409)?;
    ensure!(again.contains("carried"), "{again}");

    let name = text(&draft["name"]);
    assert_eq!(draft["appTitle"], "Antrean Puskesmas Daring");
    assert_eq!(draft["origin"], story.submission);
    ensure!(!draft["documents"].as_array().context("documents")?.is_empty(), "{draft}");
    ensure!(!draft["sections"].as_object().context("sections")?.is_empty(), "{draft}");
    let gaps = gaps(&secretary, &name).await?;
    for item in ["usulan_letter", "urgency_background", "financing_source"] {
        ensure!(gaps.contains(&item.to_owned()), "{item} is no gap: {gaps:?}");
    }

    let deputy = own.sign_in(DEPUTY).await?;
    deputy.get(&name).await?.refused(404)?;
    let proposal = Proposal::file_carried(own, secretary, &name).await?;
    linked(&story, &proposal, "IN_REVIEW", "").await?;
    proposal.dispose().await?;
    proposal.put_to_the_team().await?;
    Proposal::meet(&[&proposal], true, &[]).await?;
    proposal.sign_record().await?;
    proposal.agree_technically().await?;
    proposal.review("recommend", "").await?;
    proposal.decide().await?;

    linked(&story, &proposal, "DECIDED", "Direkomendasikan").await?;
    // The ministry sees its own request with the papers that came along, and nothing of the city's.
    let seen = deputy.submission(&proposal.submission).await?;
    assert_eq!(seen["origin"], "");
    ensure!(!seen.to_string().contains(&story.submission), "{seen}");
    deputy.get(&story.submission).await?.refused(404)?;
    for document in seen["documents"].as_array().context("documents")? {
        deputy.get(&format!("{}:download", text(&document["file"]))).await?.bytes()?;
    }
    // The reviewing office of the city sees what became of it, and not the national dossier.
    let reviewer = own.sign_in(HEAD).await?;
    assert_eq!(reviewer.submission(&story.submission).await?["carried"]["state"], "DECIDED");
    reviewer.get(&proposal.submission).await?.refused(404)?;
    Ok(())
}

#[tokio::test]
async fn what_was_not_marked_as_special_is_not_carried_on() -> Result<()> {
    let story = approved(false).await?;

    let decided = story.proposer.submission(&story.submission).await?;
    let refusal =
        story.proposer.post(&format!("{}:carry", story.submission), &json!({})).await?.refused(409)?;

    assert_eq!(decided["carriableTo"], "");
    ensure!(refusal.contains("was not marked for it"), "{refusal}");
    Ok(())
}

/// A request of the city that was approved.
pub(crate) async fn approved(special_app: bool) -> Result<Story> {
    let story = Story::filed_at("2026-01-06T09:00:00").await?;
    story.receive().await?;
    story.analyse_feasibility("feasible").await?;
    story.validate_feasibility("feasible").await?;
    let mut category = sheet::category("public_service");
    category["special_app"] = json!(special_app);
    story.does(DEVELOPMENT, "categorisation", "", category).await?;
    story.analyse_technically().await?;
    story.validate_technically("suitable").await?;
    story.own.sign_in(HEAD).await?.sign(&story.submission, "reply").await?;
    story.proposer.sees(&story.submission, "DECIDED").await?;
    Ok(story)
}

/// Waits until the city's request shows where the ministry's one stands.
async fn linked(story: &Story, proposal: &Proposal<'_>, state: &str, decision: &str) -> Result<Value> {
    eventually(&format!("the local request shows {state}"), async || {
        let carried = story.proposer.submission(&story.submission).await?["carried"].clone();
        let is_shown = carried["state"] == state && carried["decisionTitle"] == decision;
        let is_linked = carried["submission"] == proposal.submission
            && carried["registrationNumber"] == proposal.registration_number;
        Ok((is_shown && is_linked).then_some(carried))
    })
    .await
}
