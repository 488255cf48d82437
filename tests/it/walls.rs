//! Who may apply, and who sees a request.

use anyhow::Result;
use journeys::{
    AGENCY,
    own::Own,
    story::{APP, PROPOSER, Story, text},
};
use serde_json::json;

#[tokio::test]
async fn those_who_may_not_apply_are_told_who_may() -> Result<()> {
    let own = Own::start().await?;
    let submissions = format!("agencies/{AGENCY}/submissions");

    let village =
        own.sign_in("lurah-poris-plawad").await?.post(&submissions, &APP.draft()).await?.refused(403)?;
    assert!(village.contains("Kecamatan Cipondoh"), "{village}");
    let technical_unit = own.sign_in("kepala-uptd-puskesmas-cipondoh").await?;
    let technical_unit = technical_unit.post(&submissions, &APP.draft()).await?.refused(403)?;
    assert!(technical_unit.contains("Dinas Kesehatan"), "{technical_unit}");

    // Staff may write; filing takes one of the positions that the rule names.
    let staff = own.sign_in("staf-dinas-kesehatan").await?;
    let draft = staff.write(APP).await?;
    let refusal = staff.post(&format!("{draft}:file"), &json!({})).await?.refused(403)?;
    for position in ["Kepala OPD", "Asisten", "Camat", "Sekretaris", "Kepala Bagian", "Kepala Bidang"] {
        assert!(refusal.contains(position), "{position} is not in {refusal}");
    }
    let check = staff.get(&format!("{draft}:check")).await?.ok()?;
    assert!(text(&check["refusal"]).contains("Kepala OPD"), "{check}");
    assert_eq!(staff.submission(&draft).await?["state"], "DRAFT");
    let filed = own.sign_in(PROPOSER).await?.post(&format!("{draft}:file"), &json!({})).await?.ok()?;
    assert_eq!(filed["registrationNumber"], "KT-2026-000001");
    Ok(())
}

#[tokio::test]
async fn another_office_of_the_city_finds_nothing() -> Result<()> {
    let story = Story::filed_at("2026-01-06T09:00:00").await?;
    let case = story.case().await?;
    let task = &case["openTasks"][0];
    let file = text(&story.proposer.submission(&story.submission).await?["documents"][0]["file"]);
    let stranger = story.own.sign_in("kepala-dinas-pendidikan").await?;

    for name in
        [&story.submission, &text(&case["name"]), &text(&task["name"]), &file, &format!("{file}:download")]
    {
        stranger.get(name).await?.refused(404)?;
    }
    stranger
        .post(&format!("{}:withdraw", story.submission), &json!({ "reason": "-" }))
        .await?
        .refused(404)?;
    let list = stranger.get(&format!("agencies/{AGENCY}/submissions")).await?.ok()?;
    assert_eq!(list["submissions"], json!([]));
    assert!(stranger.inbox().await?.is_empty());

    // The proposing office sees its request, not the work on it.
    story.proposer.get(&text(&case["name"])).await?.refused(404)?;
    story.proposer.get(&text(&task["name"])).await?.refused(404)?;
    story.check_history(&["case_opened"]).await
}
