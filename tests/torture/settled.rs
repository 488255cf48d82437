//! What must be found on a stack that came to rest, whatever was done to it.

use anyhow::{Context as _, Result, ensure};
use journeys::{eventually, own::Own};
use serde_json::Value;
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
    // What the template's stack had heard was never in the stream of this one.
    let (refilled, printed) = own.program(&["events", "refill"])?;
    ensure!(refilled, "{printed}");
    eventually("every invariant holds", async || {
        let (holds, printed) = own.program(&["check", "invariants", "--settled", "--json"])?;
        let outcomes: Vec<Value> = serde_json::from_str(&printed).with_context(|| printed.clone())?;
        let broken: Vec<&Value> = outcomes.iter().filter(|it| it["broken"] != 0).collect();
        ensure!(holds && broken.is_empty() && outcomes.len() == 8, "{broken:#?}");
        Ok(Some(()))
    })
    .await?;
    let mails = mails_once(own).await?;
    Ok(Effects { events: count(own, EFFECTS)?, numbers: count(own, NUMBERS)?, mails })
}

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
pub(crate) const UNSENT: &str = "select (select count(*) from notification.notice)
    + (select count(*) from notification.delivery where state <> 'sent')";
const SENT: &str = "select count(*) from notification.delivery where state = 'sent'";

/// One number that a statement counts, as the owner of the database.
pub(crate) fn count(own: &Own, statement: &str) -> Result<u64> {
    let counted = own.past_services(statement)?;
    counted.parse().with_context(|| format!("{statement}: {counted:?}"))
}

/// Every message was sent, no two mails are the same, and every register counts from 1 without a gap.
async fn mails_once(own: &Own) -> Result<usize> {
    eventually("every notice went out", async || Ok((count(own, UNSENT)? == 0).then_some(()))).await?;
    ensure!(count(own, GAPS)? == 0, "a register has a gap");
    let mails = own.mails()?;
    let mut seen: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
    for mail in &mails {
        *seen.entry((&mail.to, &mail.subject, &mail.text)).or_default() += 1;
    }
    let twice: Vec<_> = seen.into_iter().filter(|(_, times)| 1 < *times).collect();
    ensure!(twice.is_empty(), "mails that came more than once: {twice:#?}");
    let sent = usize::try_from(count(own, SENT)?)?;
    ensure!(sent == mails.len() && sent != 0, "{sent} mails were sent, and {} came", mails.len());
    Ok(mails.len())
}
