//! The same twice, and two at once.

use anyhow::Result;
use journeys::{
    AGENCY,
    own::Own,
    sheet,
    story::{APP, DEVELOPMENT, GOVERNANCE, INFRASTRUCTURE, PROPOSER, Story, text},
};
use serde_json::json;
use tokio::join;

const KEY: &str = "0190b5d0-7a3c-7c11-9d0e-3f6c5a1b2c3d";

#[tokio::test]
async fn the_same_request_twice_at_once_files_once() -> Result<()> {
    let own = Own::start().await?;
    let proposer = own.sign_in(PROPOSER).await?;
    let draft = proposer.write(APP).await?;
    let path = format!("{draft}:file");

    let nothing = json!({});
    let (one, other) =
        join!(proposer.post_once(&path, KEY, &nothing), proposer.post_once(&path, KEY, &nothing));
    let (one, other) = (one?, other?);
    assert_eq!(one.body, other.body, "the answers differ: {one:?} {other:?}");
    assert_eq!(one.ok()?["registrationNumber"], "KT-2026-000001");
    assert_eq!(proposer.post_once(&path, KEY, &nothing).await?.body, other.body);

    // Without the key it is another request, and the draft is none any more.
    proposer.post(&path, &nothing).await?.refused(409)?;
    // Another request under the same key is refused.
    proposer.post_once(&format!("{draft}:withdraw"), KEY, &json!({ "reason": "-" })).await?.refused(409)?;
    let page = proposer.get(&format!("agencies/{AGENCY}/submissions")).await?.ok()?;
    assert_eq!(page["submissions"].as_array().map(Vec::len), Some(1));
    own.sign_in(GOVERNANCE).await?.awaited_task(&draft, "receipt").await?;
    assert_eq!(own.sign_in(GOVERNANCE).await?.inbox().await?.len(), 1);
    Ok(())
}

/// The head of a division and who acts for them (Plh.) decide at the same moment, differently.
#[tokio::test]
async fn of_two_officers_on_one_task_one_wins_and_the_other_learns_what_changed() -> Result<()> {
    let story = Story::filed_at("2026-01-06T09:00:00").await?;
    let administrator = story.own.sign_in("administrator-telaah").await?;
    let assignment = json!({
        "position": format!("agencies/{AGENCY}/positions/{INFRASTRUCTURE}"),
        "ownPosition": format!("agencies/{AGENCY}/positions/{DEVELOPMENT}"),
        "capacity": "DAILY_ACTING",
        "firstDay": "2026-01-06",
        "lastDay": "2026-01-09",
        "appointingLetter": "800/012/BKPSDM/2026",
    });
    administrator.post(&format!("agencies/{AGENCY}/actingAssignments"), &assignment).await?.ok()?;
    story.receive().await?;
    story.analyse_feasibility("feasible").await?;
    let head = story.own.sign_in(INFRASTRUCTURE).await?;
    let acting = story.own.sign_in(DEVELOPMENT).await?;
    let task = head.task(&story.submission, "feasibility_validation").await?;
    assert_eq!(acting.task(&story.submission, "feasibility_validation").await?["name"], task["name"]);
    let path = format!("{}:complete", text(&task["name"]));

    let yes = json!({ "outcome": "feasible", "sheet": sheet::validation("Dapat diterima.") });
    let no = json!({ "outcome": "not_valid", "sheet": sheet::validation("Perlu diperbaiki.") });
    let (one, other) = join!(head.post(&path, &yes), acting.post(&path, &no));
    let (one, other) = (one?, other?);

    let (won, lost) = if one.status == 200 { (one, other) } else { (other, one) };
    let won = won.ok()?;
    let refusal = lost.refused(409)?;
    let performer = text(&won["task"]["performer"]["displayName"]);
    assert!(refusal.contains(&text(&won["task"]["outcome"])), "{refusal} does not say what became of it");
    assert!(refusal.contains(&performer), "{refusal} does not say that {performer} did it");
    let case = story.case().await?;
    assert_eq!(case["openTasks"].as_array().map(Vec::len), Some(1));
    story.check_history(&["task_completed"]).await
}

/// What was prepared from an older reading does not overwrite what a colleague prepared since.
#[tokio::test]
async fn a_sheet_prepared_from_an_old_reading_is_refused() -> Result<()> {
    let story = Story::filed_at("2026-01-06T09:00:00").await?;
    story.receive().await?;
    let lead = story.own.sign_in(GOVERNANCE).await?;
    let staff = story.own.sign_in("staf-tata-kelola-tik").await?;
    let task = lead.task(&story.submission, "feasibility").await?;
    let path = text(&task["name"]);
    let prepared = |explanation: &str| json!({ "sheet": sheet::feasibility("feasible", explanation), "etag": task["etag"] });

    staff.post(&format!("{path}:prepare"), &prepared("Disiapkan staf.")).await?.ok()?;
    lead.post(&format!("{path}:prepare"), &prepared("Dari bacaan lama.")).await?.refused(412)?;
    staff.post(&format!("{path}:complete"), &json!({})).await?.refused(403)?;
    let done = lead.post(&format!("{path}:complete"), &json!({})).await?.ok()?;

    assert_eq!(done["task"]["sheet"]["explanation"], "Disiapkan staf.");
    story.check_history(&["task_completed"]).await
}
