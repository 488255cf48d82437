//! The time of day jumps under processes at work: no timer is lost or rings twice, and no number of a letter is.

mod load;
mod machine;
mod skew;

use crate::settled::{count, settled};
use anyhow::{Result, ensure};
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use journeys::{
    consideration::{CITY, Proposal},
    eventually, jakarta,
    own::Own,
    story::{GOVERNANCE, text},
};
use load::Load;
use machine::Machine;
use std::sync::atomic::Ordering::Relaxed;
use tokio::try_join;

/// Back ten minutes, on an hour, a day, to the year's end, back before it, on into January.
const UNDER_LOAD: u32 = 6;
/// Steps that are done between two jumps.
const STEPS: u64 = 4;
/// Until the sixty working days are over that began before the new year, from its March on.
const WEEKS: u32 = 9;
/// Days before the last day on which the proposer is reminded.
const REMINDED: [i64; 4] = [30, 14, 7, 1];

#[tokio::test(flavor = "multi_thread")]
async fn no_timer_is_lost_or_rings_twice_though_the_clock_jumps_back_and_over_a_years_end() -> Result<()> {
    let Some(mut machine) = Machine::showing("jumps", "2026-12-30T10:30:00")? else { return Ok(()) };
    let environment = machine.environment()?;
    // A session of the team takes the demo's way to the next day; from then on its time is the machine's.
    let start = [("DEMO_START", "2026-12-29T08:00:00+07:00")];
    let own = Own::start_in(&[&environment[..], &start].concat()).await?;
    let waiting = to_follow_up(&own).await?;
    own.advance_to(machine.now() - 2.seconds()).await?;
    let unattended = Proposal::file(&own, CITY, "Tidak Dikerjakan", "").await?;
    shows(&own, &machine).await?;

    let load = Load::on(&own);
    let jumps = async {
        let jumps = jump_about(&own, &mut machine, &load).await;
        load.end();
        jumps
    };
    let (mut jumps, one, two) = try_join!(jumps, load.work("Antrean"), load.work("Arsip"))?;
    let decided = one + two;

    // The rest of the timers, each on its day.
    let due: Timestamp =
        text(&waiting.proposer.submission(&waiting.submission).await?["followUpDueTime"]).parse()?;
    for (days, reminders) in REMINDED.into_iter().zip(1..) {
        machine.show(due - SignedDuration::from_hours(24 * days))?;
        rung(&own, &waiting, "follow_up_reminded", reminders).await?;
        jumps += 1;
    }
    machine.show(due + 2.seconds())?;
    waiting.proposer.sees(&waiting.submission, "LAPSED").await?;
    for _ in 0..WEEKS {
        machine.jump(SignedDuration::from_hours(7 * 24))?;
        shows(&own, &machine).await?;
    }
    rung(&own, &unattended, "mark_reached", 4).await?;
    jumps += 1 + WEEKS;

    let effects = settled(&own).await?;
    let (before, after) = (letters_of(&own, 2026)?, letters_of(&own, 2027)?);
    ensure!(1 <= before && 1 <= after, "{before} letters of the old year, {after} of the new one");
    ensure!(count(&own, MISDATED)? == 0, "a number is of another year than its day");
    ensure!(count(&own, TWICE)? == 0, "a mark or a reminder was told twice");
    println!(
        "clocks: {jumps} jumps, {UNDER_LOAD} of them under load; {decided} requests decided, 4 marks and 4 reminders once, 1 case lapsed, {} asked to \
         sign in again; letters 1..{before} of 2026 and 1..{after} of 2027; {} effects, {} numbers, {} mails once",
        load.refused.load(Relaxed),
        effects.events,
        effects.numbers,
        effects.mails,
    );
    Ok(())
}

const MISDATED: &str = "select count(*) from letter.number_entry
    where year <> extract(year from taken_at at time zone 'Asia/Jakarta')";
const TWICE: &str = "select count(*) from (
    select from review.audit
    where entry::jsonb ->> 'kind' in ('mark_reached', 'follow_up_reminded', 'case_closed')
    group by agency, case_id, entry::jsonb ->> 'kind', entry::jsonb -> 'detail' having 1 < count(*)) twice";

/// Moves the clock back and forth while people work.
async fn jump_about(own: &Own, machine: &mut Machine, load: &Load<'_>) -> Result<u32> {
    let officer = own.sign_in(GOVERNANCE).await?;
    load.goes_on(STEPS).await?;
    for step in
        [SignedDuration::from_mins(-10), SignedDuration::from_hours(1), SignedDuration::from_hours(24)]
    {
        officer.inbox().await?;
        machine.jump(step)?;
        shows(own, machine).await?;
        // The session goes on, and what is kept of it from before.
        officer.inbox().await?;
        load.goes_on(STEPS).await?;
    }
    // It runs over the year's end by itself, is put back before it, and goes on in the new year.
    machine.show(jakarta("2026-12-31T23:59:57")?)?;
    let new_year = jakarta("2027-01-01T00:00:00")?;
    eventually("the new year", async || Ok((new_year < own.now().await?).then_some(()))).await?;
    load.goes_on(STEPS).await?;
    machine.jump(SignedDuration::from_mins(-10))?;
    ensure!(own.now().await? < new_year, "it is the old year again");
    load.goes_on(STEPS).await?;
    machine.show(jakarta("2027-01-04T10:00:00")?)?;
    eventually("a letter of the new year", async || Ok((0 < letters_of(own, 2027)?).then_some(()))).await?;
    Ok(UNDER_LOAD)
}

/// Fails unless the program sees this clock.
async fn shows(own: &Own, machine: &Machine) -> Result<()> {
    let (now, expected) = (own.now().await?, machine.now());
    let difference = now.duration_until(expected).abs();
    ensure!(difference < SignedDuration::from_secs(5), "the stack's time is {now}, the machine's {expected}");
    Ok(())
}

/// A proposal that waits for its proposer, who has two months.
async fn to_follow_up(own: &Own) -> Result<Proposal<'_>> {
    let proposal = Proposal::file(own, CITY, "Perizinan Terpadu", "").await?;
    proposal.dispose().await?;
    proposal.conclude().await?;
    Ok(proposal)
}

/// Waits until the history of the case tells `times` times of `kind`, and of no more.
async fn rung(own: &Own, proposal: &Proposal<'_>, kind: &str, times: u64) -> Result<()> {
    let id = proposal.submission.rsplit('/').next().unwrap_or_default();
    let told = format!(
        "select count(*) from review.audit join review.case_file on (id, case_file.agency) = (case_id, audit.agency)
         where entry::jsonb ->> 'kind' = '{kind}' and submission = '{id}'"
    );
    let what = format!("{times} × {kind}");
    eventually(&what, async || Ok((count(own, &told)? == times).then_some(()))).await
}

/// How many numbers of letters a year has.
fn letters_of(own: &Own, year: u16) -> Result<u64> {
    count(own, &format!("select count(*) from letter.number_entry where year = {year}"))
}
