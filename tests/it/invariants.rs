//! What must hold of the data as a whole is found to hold, and each deliberate damage is found as what it is.

use anyhow::{Context as _, Result, ensure};
use journeys::{
    REQUIREMENTS,
    consideration::{ASSISTANT, CITY, DEPUTY, Proposal},
    eventually,
    own::Own,
    sha256,
    story::{APP, HEAD, Story},
};
use std::{
    collections::BTreeSet,
    fs,
    path::PathBuf,
    time::{Duration, SystemTime},
};

/// A change past the services, and how it is taken back.
struct Damage {
    invariant: u64,
    /// What is said of it.
    named: &'static str,
    done: &'static str,
    undone: &'static str,
}

const DAMAGES: [Damage; 11] = [
    Damage {
        invariant: 2,
        named: "leads from acknowledgement to feasibility",
        done: "insert into review.procedure
               select agency, id, 99, title, product, replace(source, 'next: feasibility' || chr(10), 'next: reply' || chr(10)),
                      source_hash, published_at
               from review.procedure where (agency, id, version) in
                    (select agency, procedure, procedure_version from review.case_file);
               update review.case_file set procedure_version = 99",
        undone: "update review.case_file set procedure_version = 1; delete from review.procedure where version = 99",
    },
    Damage {
        invariant: 3,
        named: "/2026: number B-0009/X",
        done: "update letter.number_entry set number = 'B-0009/X' where sequence = 1",
        undone: "update letter.number_entry entry set number = letter.number
                 from letter.letter where letter.id = entry.letter",
    },
    Damage {
        invariant: 4,
        named: "is registered as 000000",
        done: "update letter.letter set sha256 = repeat('0', 64) where issue = 'sign' and state = 'issued'",
        undone: "update letter.letter set sha256 = verification.sha256
                 from letter.verification where verification.letter = letter.id and issue = 'sign'",
    },
    Damage {
        invariant: 4,
        named: "who is nobody of kota-tangerang",
        done: "create table spare_letter as select id, taken from letter.letter;
               update letter.letter set taken = jsonb_set(taken, '{block,signatory,person}',
                                                          to_jsonb(gen_random_uuid()))
               where issue = 'sign' and state = 'issued'",
        undone: "update letter.letter set taken = spare_letter.taken from spare_letter where spare_letter.id = letter.id",
    },
    Damage {
        invariant: 5,
        named: "is missing",
        done: r#"create table spare_audit as select * from review.audit
                 where entry like '%"kind":"letter_issued"%' order by sequence limit 1;
                 delete from review.audit using spare_audit spare
                 where (audit.case_id, audit.sequence) = (spare.case_id, spare.sequence)"#,
        undone: "insert into review.audit select * from spare_audit",
    },
    Damage {
        invariant: 6,
        named: "review: lane letter/agencies/kota-tangerang/letters/",
        done: "create table spare_inbox as select * from review.inbox where lane like 'letter/%' limit 1;
               delete from review.inbox using spare_inbox spare where inbox.lane = spare.lane",
        undone: "insert into review.inbox select * from spare_inbox",
    },
    Damage {
        invariant: 6,
        named: "is in the stream and was never told so",
        done: "create table spare_outbox as select * from letter.outbox order by position limit 1;
               delete from letter.outbox using spare_outbox spare where outbox.position = spare.position",
        undone: "insert into letter.outbox overriding system value select * from spare_outbox",
    },
    Damage {
        invariant: 8,
        named: "is listed at",
        done: "update review.task set order_at = order_at + interval '1 day'",
        undone: "update review.task set order_at = order_at - interval '1 day'",
    },
    Damage {
        invariant: 8,
        named: "counted day by day",
        done: "create table spare_task as select id, body from review.task;
               create table spare_case as select id, body from review.case_file;
               with moved as (
                   select id as case_id, (body -> 'tasks' -> 0 ->> 'id')::uuid as task,
                          (body -> 'tasks' -> 0 -> 'due' ->> 'at')::timestamptz + interval '1 hour' as at
                   from review.case_file
               ), tasks as (
                   update review.task
                   set body = jsonb_set(task.body, '{due,at}', to_jsonb(moved.at))
                   from moved where task.id = moved.task
               )
               update review.case_file set body = jsonb_set(body, '{tasks,0,due,at}', to_jsonb(moved.at))
               from moved where case_file.id = moved.case_id",
        undone: "update review.task set body = spare.body
                 from spare_task spare where spare.id = task.id;
                 update review.case_file set body = spare.body from spare_case spare where spare.id = case_file.id",
    },
    Damage {
        invariant: 11,
        named: "is of kota-bandung and kota-tangerang",
        done: r#"insert into document.file
                 select (jsonb_populate_record(file, '{"agency": "kota-bandung"}')).*
                 from document.file where previous is null limit 1"#,
        undone: "delete from document.file where agency = 'kota-bandung'",
    },
    Damage {
        invariant: 11,
        named: "holds \"Antrean Puskesmas Daring\", which kota-tangerang alone may",
        done: r#"insert into notification.meeting
                 values ('kota-bandung', gen_random_uuid(), '["Rapat Antrean Puskesmas Daring"]')"#,
        undone: "delete from notification.meeting",
    },
];

#[tokio::test]
async fn every_invariant_holds_of_an_approved_request_and_each_damage_breaks_its_own() -> Result<()> {
    let story = Story::filed_at("2026-01-15T14:00:00").await?;
    let own = &story.own;
    story.approve().await?;
    own.sign_in(HEAD).await?.sign(&story.submission, "reply").await?;
    story.proposer.sees(&story.submission, "DECIDED").await?;
    holds(own).await?;

    for Damage { invariant, named, done, undone } in DAMAGES {
        own.past_services(done).with_context(|| format!("{named}: done"))?;
        breaks(own, invariant, named)?;
        own.past_services(undone).with_context(|| format!("{named}: undone"))?;
    }
    let paper = object(own, &sha256(&APP.paper(REQUIREMENTS[0].0)));
    let bytes = fs::read(&paper)?;
    let mut flipped = bytes.clone();
    flipped[bytes.len() / 2] ^= 1;
    fs::write(&paper, flipped)?;
    breaks(own, 10, "hashes to")?;
    fs::write(&paper, bytes)?;
    let orphan = object(own, &"0".repeat(64));
    fs::create_dir_all(orphan.parent().context("a folder")?)?;
    fs::write(&orphan, "nobody's")?;
    fs::File::options()
        .write(true)
        .open(&orphan)?
        .set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1))?;
    breaks(own, 10, "is of no file")?;
    fs::remove_file(&orphan)?;

    holds(own).await
}

#[tokio::test]
async fn every_invariant_holds_of_a_long_consideration_and_of_one_that_lapsed() -> Result<()> {
    let own = Own::start().await?;
    own.advance("2026-01-12T08:00:00").await?;
    let proposal = Proposal::file(&own, CITY, "Perizinan Terpadu", "").await?;
    proposal.dispose().await?;
    proposal.return_and_complete().await?;
    proposal.put_to_the_team().await?;
    Proposal::meet(&[&proposal], false, &[]).await?;
    Proposal::meet(&[&proposal], true, &["Menyampaikan kajian keamanan informasi"]).await?;
    proposal.sign_record().await?;
    proposal.open_record().await?;
    holds(&own).await?;

    proposal.follow_up().await?;
    proposal.discuss_technically().await?;
    proposal.review("recommend_with_conditions", "Menggunakan Pusat Data Nasional.").await?;
    proposal.decide().await?;
    let late = Proposal::file(&own, CITY, "Perizinan Terpadu", "").await?;
    late.dispose().await?;
    late.conclude().await?;
    let due = late.proposer.submission(&late.submission).await?["followUpDueTime"].clone();
    let due: jiff::Timestamp = due.as_str().context("a time")?.parse()?;
    own.advance_to(due + jiff::SignedDuration::from_secs(2)).await?;
    late.proposer.sees(&late.submission, "LAPSED").await?;
    late.sign(DEPUTY, "lapse_signature", &[ASSISTANT]).await?;

    holds(&own).await
}

#[tokio::test]
async fn the_auditor_reads_every_agency_and_writes_nothing() -> Result<()> {
    let own = Own::start().await?;

    let calendars =
        own.past_services("set role auditor; select 1 < count(distinct agency) from directory.calendar")?;
    let rights =
        own.past_services("select rolsuper or rolbypassrls or rolcreatedb or rolcreaterole from pg_roles where rolname = 'auditor'")?;
    let written = own.past_services("set role auditor; delete from directory.calendar");
    let taken =
        own.past_services("set role auditor; select intake.next_number('kemenpanrb', 'x', 2026::smallint)");
    let (_, unknown) = own.program(&["check", "invariants", "--only", "7"])?;

    assert_eq!((calendars.as_str(), rights.as_str()), ("t", "f"));
    for refused in [written, taken] {
        let refusal = refused.err().context("it was let")?.to_string();
        ensure!(refusal.contains("permission denied"), "{refusal}");
    }
    ensure!(unknown.contains("2 to 6, 8, 10 and 11"), "{unknown}");
    Ok(())
}

/// Waits until a system that comes to rest holds every invariant, having looked at something for each.
async fn holds(own: &Own) -> Result<()> {
    own.refill()?;
    eventually("every invariant holds", async || {
        for outcome in own.hold_invariants(&canary())? {
            ensure!(outcome["looked_at"] != 0, "{outcome:#}");
        }
        Ok(Some(()))
    })
    .await
}

/// Fails unless `invariant` alone is broken, and what is broken is `named`.
fn breaks(own: &Own, invariant: u64, named: &str) -> Result<()> {
    let (holds, outcomes) = own.invariants(&canary())?;
    let broken: BTreeSet<u64> =
        outcomes.iter().filter(|it| it["broken"] != 0).filter_map(|it| it["invariant"].as_u64()).collect();
    let said: Vec<String> = outcomes
        .iter()
        .flat_map(|it| it["violations"].as_array().into_iter().flatten())
        .map(|it| {
            format!(
                "{}: {}",
                it["thing"].as_str().unwrap_or_default(),
                it["reason"].as_str().unwrap_or_default()
            )
        })
        .collect();
    ensure!(!holds && broken == BTreeSet::from([invariant]), "{named}: {broken:?} are broken: {said:#?}");
    ensure!(said.iter().any(|it| it.contains(named)), "{named} is not among {said:#?}");
    Ok(())
}

fn canary() -> String {
    format!("kota-tangerang={}", APP.title)
}

/// Where the bytes with this hash lie.
fn object(own: &Own, sha256: &str) -> PathBuf {
    own.folder().join("files/sha256").join(&sha256[..2]).join(&sha256[2..])
}
