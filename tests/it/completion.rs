//! An incomplete request comes back completed.

use anyhow::Result;
use journeys::{
    eventually, is_signed, letters, sheet,
    story::{APP, GOVERNANCE, HEAD, Story, assert_soon_after, open_task, text},
};
use serde_json::{Value, json};

#[tokio::test]
async fn what_is_incomplete_waits_with_the_office_and_the_clock_stands() -> Result<()> {
    let story = Story::filed_at("2026-01-08T09:00:00").await?;
    let (own, proposer, submission) = (&story.own, &story.proposer, &story.submission);
    story.does(GOVERNANCE, "receipt", "", Value::Null).await?;
    own.advance("2026-01-08T10:00:30").await?;
    let gaps = [
        ("legal_basis", "not_as_required", "Lampirkan peraturan yang masih berlaku."),
        ("inputs_outputs", "missing", "Uraikan setiap keluaran."),
    ];

    let done = story.does(GOVERNANCE, "completeness_check", "incomplete", sheet::checklist(&gaps)).await?;
    assert_eq!(done.case["state"], "WAITING");
    assert_eq!(done.case["clock"]["state"], "PAUSED");
    let returned = proposer.sees(submission, "RETURNED").await?;
    assert_eq!(returned["gaps"].as_array().map(Vec::len), Some(2));
    check_notice(&story).await?;
    check_that_only_gaps_are_open(&story).await?;

    // Over the weekend; Monday 11.00. The days between cost nothing.
    own.advance("2026-01-12T11:00:00").await?;
    let proposer = &own.sign_in(&proposer.position).await?;
    let incomplete = proposer.post(&format!("{submission}:refile"), &json!({})).await?;
    incomplete.refused(409)?;
    proposer.hand_in(submission, "legal_basis", APP.paper("legal_basis")).await?.ok()?;
    let change =
        json!({ "sections": { "inputs_outputs": "Input: NIK. Output: nomor antrean dan laporan bulanan." } });
    proposer.patch(&format!("{submission}?updateMask=sections.inputs_outputs"), &change).await?.ok()?;
    let refiled = proposer.post(&format!("{submission}:refile"), &json!({})).await?.ok()?;
    assert_eq!(refiled["revision"], 2);
    assert_eq!(text(&refiled["registrationNumber"]), story.registration_number);

    let officer = own.sign_in(GOVERNANCE).await?;
    let task = officer.awaited_task(submission, "completeness_check").await?;
    assert_soon_after(&task["dueTime"], "2026-01-12T13:00:00");
    let case = story.case().await?;
    check_ledger(&case["clock"]);
    own.advance("2026-01-12T11:20:30").await?;
    let done = story.does(GOVERNANCE, "completeness_check", "complete", sheet::checklist(&[])).await?;
    open_task(&done.case, "acknowledgement")?;
    assert_eq!(text(&done.case["clock"]["used"]), "80");
    story.check_history(&["case_opened", "task_completed"]).await
}

/// The notice is sealed by the agency at once, without a person's signature.
async fn check_notice(story: &Story) -> Result<()> {
    let issued = eventually("the notice of gaps", async || {
        Ok(letters(&story.proposer, &story.submission).await?.into_iter().next())
    });
    let letter = story.proposer.letter(&text(&issued.await?["name"])).await?;
    let path = story.own.keep("notice.pdf", &letter.pdf)?;
    is_signed(&path)?;
    let page = journeys::text(&path)?;
    for words in ["Dasar hukum", "Lampirkan peraturan yang masih berlaku.", "Uraikan setiap keluaran."] {
        assert!(page.contains(words), "{words:?} is not in the notice: {page}");
    }
    let public = story.own.verify(&text(&letter.about["verificationCode"])).await?;
    assert_eq!(public["state"], "VALID");
    story.own.mail(&story.proposer.position, &[&story.registration_number, "Dasar hukum"]).await?;
    Ok(())
}

async fn check_that_only_gaps_are_open(story: &Story) -> Result<()> {
    let paper = APP.paper("request_letter");
    let refused = story.proposer.hand_in(&story.submission, "request_letter", paper).await?;
    refused.refused(409)?;
    let page = story.own.sign_in(HEAD).await?.submission(&story.submission).await?;
    assert_eq!(page["state"], "RETURNED");
    Ok(())
}

/// Running, standing while the office completes, running again.
fn check_ledger(clock: &Value) {
    let intervals = clock["intervals"].as_array().cloned().unwrap_or_default();
    let running: Vec<bool> = intervals.iter().filter_map(|it| it["running"].as_bool()).collect();
    assert_eq!(running, [true, false, true], "{intervals:?}");
    assert_soon_after(&intervals[1]["startTime"], "2026-01-08T10:00:30");
    assert_soon_after(&intervals[1]["endTime"], "2026-01-12T11:00:00");
    assert_eq!(text(&clock["used"]), "60");
    assert_eq!(clock["state"], "RUNNING");
}
