//! A request is approved.

use anyhow::Result;
use journeys::{
    REQUIREMENTS, is_signed, is_trusted, letters, sha256, sheet,
    story::{
        DEVELOPMENT, GOVERNANCE, HEAD, INFRASTRUCTURE, PROPOSER, PUBLIC_SERVICE, Story, assert_at,
        assert_soon_after, open_task, steps, text,
    },
};
use serde_json::Value;

/// Thursday 15 January to Wednesday 21 January 2026; Friday 16 January is Isra Mikraj.
#[tokio::test]
async fn a_request_passes_nine_steps_to_a_signed_approval() -> Result<()> {
    let story = Story::filed_at("2026-01-15T14:00:00").await?;
    let own = &story.own;
    assert_eq!(story.registration_number, "KT-2026-000001");
    let receipt = story.proposer.get(&format!("{}:receipt", story.submission)).await?.ok()?;
    assert_eq!(receipt["documents"].as_array().map(Vec::len), Some(REQUIREMENTS.len()));
    assert_eq!(receipt["documents"][0]["sha256"], sha256(&journeys::story::APP.paper(REQUIREMENTS[0].0)));
    let task = own.sign_in(GOVERNANCE).await?.task(&story.submission, "receipt").await?;
    assert_soon_after(&task["dueTime"], "2026-01-15T14:10:00");
    own.mail(GOVERNANCE, &[&story.registration_number]).await?;

    own.advance("2026-01-15T14:05:30").await?;
    let done = story.does(GOVERNANCE, "receipt", "", Value::Null).await?;
    assert_eq!(text(&done.task["used"]), "5");
    assert_soon_after(&open_task(&done.case, "completeness_check")?["dueTime"], "2026-01-15T15:05:30");

    own.advance("2026-01-15T15:20:45").await?;
    let done = story.does(GOVERNANCE, "completeness_check", "complete", sheet::checklist(&[])).await?;
    assert_eq!(text(&done.task["used"]), "75");
    assert_soon_after(&open_task(&done.case, "acknowledgement")?["dueTime"], "2026-01-15T15:50:45");

    own.advance("2026-01-15T15:45:00").await?;
    let done = story.does(INFRASTRUCTURE, "acknowledgement", "", sheet::disposition(GOVERNANCE)).await?;
    // Day 0 is Thursday, Friday is a holiday: day 1 is Monday.
    assert_at(&open_task(&done.case, "feasibility")?["dueTime"], "2026-01-19T16:00:00");

    own.advance("2026-01-19T10:00:00").await?;
    let done = story.analyse_feasibility("feasible").await?;
    assert_eq!(text(&done.task["used"]), "0");
    assert_soon_after(&open_task(&done.case, "feasibility_validation")?["dueTime"], "2026-01-19T11:00:00");

    own.advance("2026-01-19T11:45:00").await?;
    let done = story.validate_feasibility("feasible").await?;
    // A quarter of an hour before the break, a quarter after it.
    assert_soon_after(&open_task(&done.case, "categorisation")?["dueTime"], "2026-01-19T13:15:00");

    own.advance("2026-01-19T13:10:00").await?;
    let done = story.categorise().await?;
    let task = open_task(&done.case, "technical_analysis")?;
    assert_eq!(task["position"], PUBLIC_SERVICE);
    assert_at(&task["dueTime"], "2026-01-20T16:00:00");

    own.advance("2026-01-20T15:30:00").await?;
    let done = story.analyse_technically().await?;
    // Half an hour today, the other half from the opening of the next day.
    assert_soon_after(&open_task(&done.case, "technical_validation")?["dueTime"], "2026-01-21T08:00:00");

    own.advance("2026-01-21T07:45:00").await?;
    let done = story.validate_technically("suitable").await?;
    assert_soon_after(&open_task(&done.case, "reply")?["dueTime"], "2026-01-21T10:45:00");

    own.advance("2026-01-21T09:15:30").await?;
    let done = own.sign_in(HEAD).await?.sign(&story.submission, "reply").await?;
    assert_eq!(text(&done.task["used"]), "90");
    let decided = story.proposer.sees(&story.submission, "DECIDED").await?;
    assert_eq!(decided["decision"], "approved");
    check_course(&story, &done.case)?;
    check_reply(&story).await?;
    check_told(&story).await?;
    story.check_history(&["case_opened", "task_completed"]).await
}

fn check_course(story: &Story, case: &Value) -> Result<()> {
    assert_eq!(case["state"], "DECIDED");
    assert_eq!(case["submission"], story.submission.as_str());
    let expected = [
        "receipt",
        "completeness_check",
        "acknowledgement",
        "feasibility",
        "feasibility_validation",
        "categorisation",
        "technical_analysis",
        "technical_validation",
        "reply",
    ];
    assert_eq!(steps(case), expected);
    // Two hours on Thursday, the holiday nothing, seven and a half on Monday and Tuesday each, 105 minutes on Wednesday.
    let clock = &case["clock"];
    assert_eq!(clock["unit"], "working_minutes");
    assert_eq!(text(&clock["used"]), (120 + 450 + 450 + 105).to_string());
    assert_eq!(clock["state"], "STOPPED");
    let intervals = clock["intervals"].as_array().cloned().unwrap_or_default();
    assert_eq!(intervals.len(), 1, "{intervals:?}");
    assert_eq!(intervals[0]["running"], true);
    assert_soon_after(&intervals[0]["startTime"], "2026-01-15T14:00:00");
    assert_soon_after(&intervals[0]["endTime"], "2026-01-21T09:15:30");
    Ok(())
}

async fn check_reply(story: &Story) -> Result<()> {
    let issued = letters(&story.proposer, &story.submission).await?;
    assert_eq!(issued.len(), 1, "{issued:?}");
    let letter = story.proposer.letter(&text(&issued[0]["name"])).await?;
    let path = story.own.keep("reply.pdf", &letter.pdf)?;
    let root = story.own.keep("root.pem", &story.own.root_certificate().await?)?;
    is_signed(&path)?;
    is_trusted(&root, std::slice::from_ref(&path))?;

    let number = text(&letter.about["number"]);
    assert_eq!(number, "B-0001/DISKOMINFO/TI.01/01/2026");
    let page = journeys::text(&path)?;
    for words in [
        "DINAS KOMUNIKASI DAN INFORMATIKA",
        &number,
        "Tangerang, 21 Januari 2026",
        "Antrean Puskesmas Daring",
        "440/017/Dinkes/2026",
        "Aplikasi ditempatkan pada pusat data Pemerintah Kota Tangerang.",
        "Dra. Hj. Ratna Wulandari, M.Si.",
    ] {
        assert!(page.contains(words), "{words:?} is not in the letter: {page}");
    }

    let public = story.own.verify(&text(&letter.about["verificationCode"])).await?;
    assert_eq!(public["state"], "VALID");
    assert_eq!(public["number"], number);
    assert_eq!(public["date"], "2026-01-21");
    assert_eq!(public["sha256"], sha256(&letter.pdf));
    let records = story.proposer.get(&format!("{}:records", story.submission)).await?.bytes()?;
    assert!(records.starts_with(b"PK"), "the records are no ZIP");
    Ok(())
}

/// Each actor heard of the task, the proposer of the answer, and nobody twice of one thing.
async fn check_told(story: &Story) -> Result<()> {
    for position in [GOVERNANCE, INFRASTRUCTURE, DEVELOPMENT, PUBLIC_SERVICE, HEAD] {
        story.own.mail(position, &[&story.registration_number]).await?;
    }
    story.own.mail(PROPOSER, &["B-0001/DISKOMINFO/TI.01/01/2026"]).await?;
    let mails = story.own.mails()?;
    for (index, mail) in mails.iter().enumerate() {
        let again = mails[index + 1..].iter().filter(|it| it.to == mail.to && it.text == mail.text).count();
        assert_eq!(again, 0, "told twice: {mail:?}");
    }
    Ok(())
}
