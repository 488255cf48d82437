//! Every event comes several times and out of order, and one that cannot be applied holds up nothing but its lane.

mod again;

use crate::{
    request::Request,
    seed::Chance,
    settled::{count, settled},
};
use again::{Again, WINDOW};
use anyhow::{Context as _, Result, ensure};
use futures::future::try_join_all;
use journeys::{
    consideration::{CITY, Proposal},
    eventually,
    own::Own,
};
use std::fs;
use tokio::try_join;

/// Requests that are on their way at once.
const REQUESTS: usize = 6;

#[tokio::test(flavor = "multi_thread")]
async fn events_that_come_five_times_and_out_of_order_have_one_effect() -> Result<()> {
    let own = Own::start().await?;
    own.advance("2026-01-12T08:00:00").await?;
    let again = Again::between(&own, Chance::new()).await?;

    let requests = (0..REQUESTS).map(|n| {
        let own = &own;
        async move { Request::decided(own, &format!("Antrean Daring {n}")).await }
    });
    try_join_all(requests).await?;
    // By itself: its meeting moves the time by hours, and who signs in at that moment would be told that it took too long.
    consider(&own).await?;

    let effects = settled(&own).await?;
    let figures = again.end().await?;
    println!(
        "events: {} told, {} deliveries ({:.1} each, up to 5), {} overtaken within {WINDOW}, seed {}; {REQUESTS} requests and \
         1 proposal decided, {} effects, {} numbers, {} mails once",
        figures.told,
        figures.copies,
        figures.copies as f64 / figures.told as f64,
        figures.overtaken,
        figures.seed,
        effects.events,
        effects.numbers,
        effects.mails,
    );
    ensure!(2 * figures.told < figures.copies && 20 < figures.overtaken, "it was no torture: {figures:?}");
    Ok(())
}

/// A proposal from its filing to the minister's letter.
async fn consider(own: &Own) -> Result<()> {
    let proposal = Proposal::file(own, CITY, "Perizinan Terpadu", "").await?;
    proposal.dispose().await?;
    proposal.conclude().await?;
    proposal.recommend().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_always_fails_parks_its_lane_and_replayed_has_one_effect() -> Result<()> {
    let own = Own::start().await?;
    own.advance("2026-01-15T08:00:00").await?;
    let unread = "Permohonan yang Gagal Dibaca";
    fail(&own, "review.case_file", &format!("to_jsonb(new)::text like '%{unread}%'"))?;
    let unanswered = Request::file(&own, "Permohonan yang Gagal Dijawab").await?;
    fail(&own, "letter.letter", &format!("new.submission = '{}'", unanswered.submission))?;

    // One is not opened, of another no letter is drafted; the third is as ever.
    let unopened = Request::file(&own, unread).await?;
    let (_, decided) = try_join!(unanswered.study(), Request::decided(&own, "Antrean Puskesmas Daring"))?;

    let parked = eventually("two lanes are parked", async || {
        let (all_run, printed) = own.program(&["events", "parked"])?;
        Ok((!all_run && printed.lines().count() == 2).then_some(printed))
    })
    .await?;
    for (service, lane) in [("review", "intake/"), ("letter", "review/")] {
        let line = parked.lines().find(|it| it.starts_with(&format!("{service}\tkota-tangerang\t{lane}")));
        let line = line.with_context(|| format!("no lane of {service} in {parked}"))?;
        ensure!(line.contains(" waiting\t"), "{line}");
    }
    let tries = count(
        &own,
        "select sum(failures) from (select failures from review.inbox where parked
        union all select failures from letter.inbox where parked) it",
    )?;
    let logged = fs::read_to_string(own.folder().join("log"))?.matches("event failed").count();
    ensure!((tries, logged) == (16, 16), "{tries} failures are kept and {logged} logged of two lanes");
    decided.is_decided().await?;
    // What failed once more stays, and its failure is no effect.
    let (_, in_vain) = own.program(&["events", "replay"])?;
    ensure!(own.program(&["events", "parked"])?.1.lines().count() == 2, "{in_vain}");

    own.past_services("drop function test_refuses cascade")?;
    let (_, replayed) = own.program(&["events", "replay"])?;
    let (_, again) = own.program(&["events", "replay"])?;
    let (all_run, left) = own.program(&["events", "parked"])?;
    ensure!(all_run, "{left}");
    let (replayed, again) = (sum(&replayed), sum(&again));
    ensure!(2 <= replayed && again == 0, "{replayed} were replayed, then {again}");
    unopened.study().await?;
    try_join!(unopened.sign(), unanswered.sign())?;

    let effects = settled(&own).await?;
    println!(
        "parked: 2 lanes after 8 tries each, 1 request decided meanwhile; {replayed} events replayed once, both requests \
         decided since; {} effects, {} numbers, {} mails once",
        effects.events, effects.numbers, effects.mails,
    );
    Ok(())
}

/// Lets the database refuse rows of `table` for which `condition` holds.
fn fail(own: &Own, table: &str, condition: &str) -> Result<()> {
    own.past_services(&format!(
        "create or replace function test_refuses() returns trigger language plpgsql
             as $$ begin raise exception 'refused by the test'; end $$;
         create trigger test_refuses before insert on {table}
             for each row when ({condition}) execute function test_refuses()"
    ))?;
    Ok(())
}

/// How many events a replay counts in all.
fn sum(replayed: &str) -> u32 {
    let counts = replayed.lines().filter_map(|it| it.split('\t').nth(1)?.strip_suffix(" replayed"));
    counts.filter_map(|it| it.parse::<u32>().ok()).sum()
}
