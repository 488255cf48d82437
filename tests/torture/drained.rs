//! What must be found on a stack that came to rest after faults, by the test's own log and by the invariants.

use crate::{
    leaks::{self, Leaks},
    load::{Decided, Load},
    patience::through_faults,
    settled::{all_sent, count, holds, numbers_are_whole, sent},
};
use anyhow::{Result, ensure};
use jiff::ToSpan as _;
use journeys::{
    AGENCY, REQUIREMENTS,
    own::{Mail, Own},
    story::{DEVELOPMENT, GOVERNANCE, HEAD, INFRASTRUCTURE, PROPOSER, PUBLIC_SERVICE},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    time::Duration,
};

/// Longer than a worker that died holds what it had taken.
const LEASE_MINUTES: i64 = 6;
/// Who has something to do with a request, and so is told by mail.
const TOLD: [&str; 6] = [PROPOSER, GOVERNANCE, INFRASTRUCTURE, DEVELOPMENT, PUBLIC_SERVICE, HEAD];
/// Numbers that stand for nothing, and say why.
const VOIDS: &str = "select count(*) from letter.number_entry where void_reason <> ''";
const REPLIES: &str = "select count(*) from letter.letter where issue = 'sign' and state = 'issued'";
/// What a run reached.
pub(crate) struct Figures {
    requests: usize,
    retries: u32,
    longest: Duration,
    cases: usize,
    letters: u64,
    voids: u64,
    mails: usize,
    duplicates: usize,
    leaks: Leaks,
}

impl fmt::Display for Figures {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { requests, retries, longest, cases, letters, voids, mails, duplicates, leaks } = self;
        write!(
            to,
            "{requests} requests, {retries} retries, longest answer {:.1} s, {cases} cases, {letters} letters, {voids} voids, \
             {mails} mails, {duplicates} duplicates, {leaks}",
            longest.as_secs_f32(),
        )
    }
}

/// Waits until nothing is under way, and fails unless nothing was lost and nothing happened twice. `faults` is how many there
/// were, each of which may let one mail come twice.
pub(crate) async fn drained(load: &Load<'_>, faults: usize) -> Result<Figures> {
    let own = load.own;
    drain(own).await?;
    holds(own, &format!("{AGENCY}=Antrean Daring ke-")).await?;
    let decided = load.decided();
    ensure!(u32::try_from(decided.len())? == load.begun() && !decided.is_empty(), "some are half done");
    submitted(load, &decided).await?;
    let (mails, duplicates) = told(own, &decided, faults)?;
    let sums = load.log.sums();
    let repeated = load.log.repeat_all().await?;
    ensure!(repeated == sums.requests && 0 < repeated, "{repeated} of {} were repeated", sums.requests);
    // The repeats changed nothing.
    submitted(load, &decided).await?;
    numbers_are_whole(own)?;
    let letters = count(own, REPLIES)?;
    ensure!(letters == u64::try_from(decided.len())?, "{letters} replies to {} requests", decided.len());
    let leaks = leaks::none(own).await?;
    Ok(Figures {
        requests: sums.requests,
        retries: sums.retries,
        longest: sums.longest,
        cases: decided.len(),
        letters,
        voids: count(own, VOIDS)?,
        mails,
        duplicates,
        leaks,
    })
}

/// Lets what died holding something lose it, and waits until every notice went out.
async fn drain(own: &Own) -> Result<()> {
    through_faults("the time is moved", async || {
        own.advance_to(own.now().await? + LEASE_MINUTES.minutes()).await.map(Some)
    })
    .await?;
    all_sent(own).await
}

/// Every acknowledged submission exists once with all its papers, and nothing exists that nobody sent (invariant 1).
async fn submitted(load: &Load<'_>, decided: &[Decided]) -> Result<()> {
    let found = load.own.past_services(
        "select id || ' ' || registration_number || ' ' || app_title from intake.submission",
    )?;
    let found: BTreeSet<&str> = found.lines().collect();
    let sent = decided.iter().map(|it| {
        let id = it.submission.rsplit('/').next().unwrap_or_default();
        format!("{id} {} {}", it.registration_number, it.title)
    });
    let sent: BTreeSet<String> = sent.collect();
    let sent: BTreeSet<&str> = sent.iter().map(String::as_str).collect();
    ensure!(
        found == sent,
        "sent and not there: {:?}; there and not sent: {:?}",
        &sent - &found,
        &found - &sent
    );
    for it in decided {
        let submission = load.person(PROPOSER).submission(&it.submission).await?;
        let papers = submission["documents"].as_array().map_or(0, Vec::len);
        ensure!(papers == REQUIREMENTS.len(), "{} has {papers} papers: {submission}", it.title);
    }
    Ok(())
}

/// Each due notice came at least once, at most one more of them per fault, and none to a wrong agency (invariant 7); answers
/// with the mails and the duplicates among them.
fn told(own: &Own, decided: &[Decided], faults: usize) -> Result<(usize, usize)> {
    let mails = own.mails()?;
    let mut by_id: BTreeMap<&str, Vec<&Mail>> = BTreeMap::new();
    for mail in &mails {
        by_id.entry(&mail.id).or_default().push(mail);
    }
    let sent = sent(own)?;
    ensure!(sent == by_id.len(), "{sent} messages were sent, {} came", by_id.len());
    let seen: BTreeSet<(&str, &str, &str)> =
        mails.iter().map(|it| (it.to.as_str(), it.subject.as_str(), it.text.as_str())).collect();
    ensure!(seen.len() == by_id.len(), "{} different texts came in {} messages", seen.len(), by_id.len());
    let often: Vec<_> = by_id.values().filter(|it| 2 < it.len()).collect();
    ensure!(often.is_empty(), "came more than twice: {often:#?}");
    let duplicates = mails.len() - by_id.len();
    ensure!(duplicates <= faults, "{duplicates} mails came twice after {faults} faults");
    for mail in &mails {
        ensure!(mail.to.ends_with(DOMAIN), "not for {}: {mail:?}", mail.to);
    }
    for request in decided {
        for position in TOLD {
            let came = mails.iter().any(|it| {
                it.to.starts_with(&format!("{position}@"))
                    && [&it.subject, &it.text].iter().any(|it| it.contains(&request.title))
            });
            ensure!(came, "{position} was not told of {}", request.title);
        }
    }
    Ok((mails.len(), duplicates))
}

/// Addresses of the one agency that everything is about.
const DOMAIN: &str = "@kota-tangerang.example";
