//! A ministry considers a special app: dispositions, a meeting, a follow-up, the minister's letter, or a lapse.

use anyhow::{Context as _, Result, ensure};
use journeys::{
    consideration::{ASSISTANT, CITY, DEPUTY, MINISTER, Proposal, Session, end_of},
    eventually, is_signed, is_trusted,
    own::Own,
    sha256,
};
use serde_json::{Value, json};

#[tokio::test]
async fn recommended_with_conditions_after_a_return_two_sessions_and_a_technical_discussion() -> Result<()> {
    let own = Own::start().await?;
    own.advance("2026-01-12T08:00:00").await?;
    let proposal = Proposal::file(&own, CITY, "Perizinan Terpadu", "").await?;
    assert_eq!(proposal.registration_number, "PANRB-2026-000001");
    proposal.dispose().await?;
    proposal.return_and_complete().await?;
    proposal.put_to_the_team().await?;
    Proposal::meet(&[&proposal], false, &[]).await?;
    Proposal::meet(&[&proposal], true, &["Menyampaikan kajian keamanan informasi"]).await?;
    proposal.sign_record().await?;
    proposal.open_record().await?;
    proposal.follow_up().await?;
    proposal.discuss_technically().await?;
    proposal.review("recommend_with_conditions", "Menggunakan Pusat Data Nasional.").await?;
    let decided = proposal.decide().await?;

    assert_eq!(decided["decision"], "recommended_with_conditions");
    let case = proposal.case().await?;
    let sessions = case["discussions"].as_array().map(Vec::len);
    assert_eq!((case["state"].as_str(), sessions), (Some("DECIDED"), Some(2)));
    let course = [
        "filed",
        "returned_incomplete",
        "resubmitted",
        "coordination_team",
        "awaiting_proposer",
        "followed_up",
        "awaiting_proposer",
        "resubmitted",
    ];
    assert_eq!(reasons(&case), course);
    own.mail("wakil-tim-koordinasi-spbe", &["Undangan", "Ruang Sriwijaya"]).await?;
    own.mail("asdep-tata-kelola-spbe", &["menunggu paraf"]).await?;
    own.mail("sekretaris-daerah", &["perlu ditindaklanjuti", "kajian keamanan informasi"]).await?;
    check_letters(&own, &proposal, &decided, 4).await?;
    own.audit()?;
    Ok(())
}

#[tokio::test]
async fn not_recommended_where_nothing_is_left_to_follow_up() -> Result<()> {
    let own = Own::start().await?;
    let proposal = Proposal::file(&own, "menteri@kemenkes", "Registri Kesehatan", "").await?;
    proposal.dispose().await?;
    proposal.put_to_the_team().await?;
    Proposal::meet(&[&proposal], true, &[]).await?;
    proposal.sign_record().await?;
    own.sign_in(ASSISTANT).await?.awaited_task(&proposal.submission, "technical_meeting").await?;
    proposal.agree_technically().await?;
    proposal.review("do_not_recommend", "").await?;
    let decided = proposal.decide().await?;

    assert_eq!(decided["decision"], "not_recommended");
    let told = proposal.explanation().await?;
    let kinds: Vec<&str> =
        told["lines"].as_array().context("lines")?.iter().filter_map(|it| it["kind"].as_str()).collect();
    assert_eq!((kinds.first(), kinds.last()), (Some(&"START"), Some(&"DUE")));
    assert!(kinds.contains(&"PAUSE") && kinds.contains(&"HOLIDAY"));
    Ok(())
}

#[tokio::test]
async fn a_proposal_lapses_after_two_months_and_the_next_one_starts_anew() -> Result<()> {
    let own = Own::start().await?;
    let proposal = waiting(&own).await?;
    let due = proposal.proposer.submission(&proposal.submission).await?["followUpDueTime"].clone();
    let due: jiff::Timestamp = due.as_str().context("a time")?.parse()?;

    own.advance_to(due - jiff::SignedDuration::from_hours(24 * 6)).await?;
    own.mail("sekretaris-daerah", &["Sisa 6 hari"]).await?;
    own.advance_to(due + jiff::SignedDuration::from_secs(2)).await?;
    let lapsed = proposal.proposer.sees(&proposal.submission, "LAPSED").await?;
    proposal.sign(DEPUTY, "lapse_signature", &[ASSISTANT]).await?;
    let again = Proposal::file(&own, CITY, "Perizinan Terpadu", &proposal.submission).await?;

    let closed: jiff::Timestamp = lapsed["closeTime"].as_str().context("a time")?.parse()?;
    assert_eq!(closed, due + jiff::SignedDuration::from_secs(1), "at once, at the end of the last day");
    let notice = eventually("the notice reaches the proposer", async || {
        let submission = proposal.proposer.submission(&proposal.submission).await?;
        let letters = submission["letters"].as_array().cloned().unwrap_or_default();
        Ok(letters
            .into_iter()
            .find(|it| it["title"].as_str().is_some_and(|it| it.contains("dianggap dibatalkan"))))
    });
    ensure!(notice.await?["number"].as_str().is_some_and(|it| !it.is_empty()), "a number");
    let successor = again.proposer.submission(&again.submission).await?;
    assert_eq!(successor["predecessor"], proposal.submission);
    assert_eq!(proposal.case().await?["state"], "LAPSED");
    Ok(())
}

#[tokio::test]
async fn what_time_brings_about_comes_once_from_two_replicas_and_over_a_crash() -> Result<()> {
    let own = Own::start().await?;
    own.join()?;
    let proposal = waiting(&own).await?;
    let due = proposal.proposer.submission(&proposal.submission).await?["followUpDueTime"].clone();
    let due: jiff::Timestamp = due.as_str().context("a time")?.parse()?;

    for days in [30, 14, 7, 1] {
        // In the afternoon of the day, since people are reminded in its morning.
        own.advance_to(due - jiff::SignedDuration::from_hours(24 * days + 8)).await?;
        own.mail("sekretaris-daerah", &[&format!("Sisa {days} hari")]).await?;
    }
    own.advance_to(due + jiff::SignedDuration::from_secs(2)).await?;
    own.restart().await?;
    let lapsed = proposal.proposer.sees(&proposal.submission, "LAPSED").await?;
    let ended = format!("{} dianggap dibatalkan", proposal.registration_number);
    own.mail("sekretaris-daerah", &[&ended]).await?;

    let closed: jiff::Timestamp = lapsed["closeTime"].as_str().context("a time")?.parse()?;
    assert_eq!(closed, due + jiff::SignedDuration::from_secs(1), "as of the end of the last day");
    let mails = own.mails()?;
    let count = |words: &str| mails.iter().filter(|it| it.subject.contains(words)).count();
    for days in [30, 14, 7, 1] {
        assert_eq!(count(&format!("Sisa {days} hari")), 1, "{days}");
    }
    assert_eq!(count(&ended), 1);
    let history = own
        .sign_in(DEPUTY)
        .await?
        .get(&format!("{}/history?pageSize=200", case_of(&proposal).await?))
        .await?
        .ok()?;
    let kinds: Vec<&str> = history["entries"]
        .as_array()
        .context("entries")?
        .iter()
        .filter_map(|it| it["kind"].as_str())
        .collect();
    assert_eq!(kinds.iter().filter(|it| **it == "case_closed").count(), 1, "{kinds:?}");
    own.audit()?;
    Ok(())
}

#[tokio::test]
async fn an_answer_on_the_last_day_saves_a_proposal() -> Result<()> {
    let own = Own::start().await?;
    let proposal = waiting(&own).await?;
    let due = proposal.proposer.submission(&proposal.submission).await?["followUpDueTime"].clone();
    let due: jiff::Timestamp = due.as_str().context("a time")?.parse()?;

    own.advance_to(due - jiff::SignedDuration::from_mins(30)).await?;
    proposal.follow_up().await?;
    own.advance_to(due + jiff::SignedDuration::from_hours(24)).await?;

    let case = proposal.case().await?;
    assert_eq!(case["state"], "RUNNING");
    let late = json!({ "actionItem": "s1-1", "answer": "Sekali lagi." });
    proposal
        .proposer
        .post(&format!("{}:answerActionItem", proposal.submission), &late)
        .await?
        .refused(409)?;
    Ok(())
}

#[tokio::test]
async fn a_proposal_whose_time_was_extended_is_followed_up_later() -> Result<()> {
    let own = Own::start().await?;
    let proposal = waiting(&own).await?;
    let case = case_of(&proposal).await?;
    let extension =
        json!({ "lastDay": "2026-04-30", "letterNumber": "B/9/D.II/2026", "reason": "Permintaan pengusul" });

    own.sign_in(MINISTER).await?.post(&format!("{case}:extendFollowUp"), &extension).await?.refused(403)?;
    own.sign_in(DEPUTY).await?.post(&format!("{case}:extendFollowUp"), &extension).await?.ok()?;
    let extended = eventually("the proposer knows the new day", async || {
        let submission = proposal.proposer.submission(&proposal.submission).await?;
        let due = submission["followUpDueTime"].as_str().unwrap_or_default().parse::<jiff::Timestamp>()?;
        Ok((due == end_of("2026-04-30")?).then_some(()))
    });
    extended.await?;
    own.advance("2026-04-29T09:00:00").await?;
    proposal.follow_up().await?;

    assert_eq!(proposal.case().await?["state"], "RUNNING");
    Ok(())
}

#[tokio::test]
async fn the_deputy_has_a_study_and_a_review_done_again() -> Result<()> {
    let own = Own::start().await?;
    let proposal = Proposal::file(&own, CITY, "Perizinan Terpadu", "").await?;
    proposal.dispose().await?;
    proposal
        .does(ASSISTANT, "dossier_check", "dossier_complete", journeys::consideration::checklist(&[]))
        .await?;
    proposal.study().await?;
    let note = json!({ "note": "Perdalam analisis pembiayaan." });
    proposal.does(DEPUTY, "study_verdict", "study_rework", note).await?;
    proposal.study().await?;
    proposal.does(DEPUTY, "study_verdict", "to_discussion", json!({})).await?;
    Proposal::meet(&[&proposal], true, &[]).await?;
    proposal.sign_record().await?;
    own.sign_in(ASSISTANT).await?.awaited_task(&proposal.submission, "technical_meeting").await?;
    proposal.agree_technically().await?;
    let explained = json!({ "explanation": "Belum lengkap." });
    proposal.does(DEPUTY, "deputy_review", "back_to_discussion", explained).await?;
    proposal.agree_technically().await?;
    proposal.review("recommend", "").await?;

    assert_eq!(proposal.decide().await?["decision"], "recommended");
    Ok(())
}

#[tokio::test]
async fn a_member_whose_own_agency_proposes_is_recused_and_the_quorum_counted_without_it() -> Result<()> {
    let own = Own::start().await?;
    let proposal = Proposal::file(&own, "menteri@kemkomdigi", "Portal Layanan", "").await?;
    proposal.dispose().await?;
    proposal.put_to_the_team().await?;
    let session = Session::convene(&[&proposal]).await?;
    session.discuss(session.first_item(), true, &[]).await?;

    // Six members are left: three make a quorum, and the recused one is none of them.
    session.attend(&["kemenpanrb", "bssn", "kemkomdigi"]).await?;
    let refused = session.confirm().await?.refused(409)?;
    session.attend(&["kemenpanrb", "bssn", "brin"]).await?;
    let confirmed = session.confirm().await?.ok()?;

    ensure!(refused.contains(&proposal.registration_number), "{refused}");
    let discussion = &confirmed["discussions"][0];
    assert_eq!((discussion["quorum"].as_i64(), discussion["presentMembers"].as_i64()), (Some(3), Some(3)));
    assert_eq!(discussion["recusedAgencies"][0], "Kementerian Komunikasi dan Digital");
    session.seen_by("wakil-tim-koordinasi-spbe@bssn").await?.ok()?;
    session.seen_by("kepala-dinas@kota-bandung").await?.refused(404)?;
    Ok(())
}

#[tokio::test]
async fn an_office_or_an_agency_that_may_not_propose_is_told_the_rule() -> Result<()> {
    let own = Own::start().await?;
    let draft = json!({ "appTitle": "Uji" });
    let office = own.sign_in("staf-sekretariat-daerah").await?;

    let opened = office.post("agencies/kemenpanrb/submissions", &draft).await?.ok()?;
    let name = opened["name"].as_str().context("a name")?;
    let check = office.get(&format!("{name}:check")).await?.ok()?;

    let refusal = check["refusal"].as_str().unwrap_or_default();
    ensure!(refusal.contains("Kepala Daerah") && refusal.contains("Sekretaris Daerah"), "{refusal}");
    Ok(())
}

async fn case_of(proposal: &Proposal<'_>) -> Result<String> {
    Ok(proposal.case().await?["name"].as_str().context("a name")?.to_owned())
}

/// A proposal whose record the proposer has opened, on a day early in the year.
async fn waiting(own: &Own) -> Result<Proposal<'_>> {
    let proposal = Proposal::file(own, CITY, "Perizinan Terpadu", "").await?;
    proposal.dispose().await?;
    proposal.conclude().await?;
    Ok(proposal)
}

fn reasons(case: &Value) -> Vec<&str> {
    let intervals = case["clock"]["intervals"].as_array().into_iter().flatten();
    intervals.filter_map(|it| it["reason"].as_str()).collect()
}

/// Each letter to the proposer is valid to the public, pdfsig and pyHanko.
async fn check_letters(own: &Own, proposal: &Proposal<'_>, submission: &Value, count: usize) -> Result<()> {
    let letters = submission["letters"].as_array().context("letters")?;
    assert_eq!(letters.len(), count, "{letters:#?}");
    let root = own.keep("root.pem", &own.root_certificate().await?)?;
    let mut paths = vec![];
    for (index, issued) in letters.iter().enumerate() {
        let letter = proposal.proposer.letter(issued["letter"].as_str().context("a name")?).await?;
        let path = own.keep(&format!("{index}.pdf"), &letter.pdf)?;
        is_signed(&path)?;
        let public = own.verify(issued["verificationCode"].as_str().context("a code")?).await?;
        ensure!(public["state"] == "VALID" && public["sha256"] == sha256(&letter.pdf), "{public}");
        paths.push(path);
    }
    is_trusted(&root, &paths)
}
