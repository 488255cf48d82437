//! What must be found on a stack that came to rest, whatever was done to it.

use crate::patience::through_faults;
use anyhow::{Context as _, Result, ensure};
use journeys::own::Own;
use std::collections::BTreeMap;

/// Effects of a whole run.
pub(crate) struct Effects {
    /// Events that listeners applied.
    pub(crate) events: u64,
    /// Letters issued or voided, which is the numbers taken.
    pub(crate) numbers: u64,
    /// Mails that the sink received.
    pub(crate) mails: usize,
}

/// Waits until every invariant holds and every mail went out; answers with what came about.
pub(crate) async fn settled(own: &Own) -> Result<Effects> {
    own.refill()?;
    holds(own, NO_CANARY).await?;
    let mails = mails_once(own).await?;
    Ok(Effects { events: count(own, EFFECTS)?, numbers: count(own, NUMBERS)?, mails })
}

/// Invariants 2 to 6, 8, 10 and 11, as operators check them, once everything has come to rest; and the audit chains.
pub(crate) async fn holds(own: &Own, canary: &str) -> Result<()> {
    through_faults("every invariant holds", async || own.hold_invariants(canary).map(Some)).await?;
    own.audit()?;
    Ok(())
}

/// Waits until every notice and mail went out.
pub(crate) async fn all_sent(own: &Own) -> Result<()> {
    through_faults("every notice went out", async || Ok((count(own, UNSENT)? == 0).then_some(()))).await
}

/// How many mails services count as sent.
pub(crate) fn sent(own: &Own) -> Result<usize> {
    Ok(usize::try_from(count(own, SENT)?)?)
}

/// Fails unless every register of a year counts from 1 without a gap (invariant 3).
pub(crate) fn numbers_are_whole(own: &Own) -> Result<()> {
    ensure!(count(own, GAPS)? == 0, "a register has a gap");
    Ok(())
}

/// Words that stand nowhere.
const NO_CANARY: &str = "kota-tangerang=Burung Kenari";
const EFFECTS: &str = "select sum(last_sequence) from (
    select last_sequence from intake.inbox union all select last_sequence from review.inbox
    union all select last_sequence from letter.inbox union all select last_sequence from meeting.inbox
    union all select last_sequence from notification.inbox) heard";
const NUMBERS: &str = "select count(*) from letter.number_entry";
/// Registers of a year whose numbers are not 1 to n.
const GAPS: &str = "select count(*) from (
    select from letter.number_entry group by agency, register, year
    having min(sequence) <> 1 or max(sequence) <> count(*)) gap";
/// Notices and mails that are still to go out.
const UNSENT: &str = "select (select count(*) from notification.notice)
    + (select count(*) from notification.delivery where state <> 'sent')";
const SENT: &str = "select count(*) from notification.delivery where state = 'sent'";

/// One number that a statement counts, as the owner of the database.
pub(crate) fn count(own: &Own, statement: &str) -> Result<u64> {
    let counted = own.past_services(statement)?;
    counted.parse().with_context(|| format!("{statement}: {counted:?}"))
}

/// Every message was sent, no two mails are the same, and every register counts from 1 without a gap.
async fn mails_once(own: &Own) -> Result<usize> {
    all_sent(own).await?;
    numbers_are_whole(own)?;
    let mails = own.mails()?;
    let mut seen: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
    for mail in &mails {
        *seen.entry((&mail.to, &mail.subject, &mail.text)).or_default() += 1;
    }
    let twice: Vec<_> = seen.into_iter().filter(|(_, times)| 1 < *times).collect();
    ensure!(twice.is_empty(), "mails that came more than once: {twice:#?}");
    let sent = sent(own)?;
    ensure!(sent == mails.len() && sent != 0, "{sent} mails were sent, and {} came", mails.len());
    Ok(mails.len())
}
