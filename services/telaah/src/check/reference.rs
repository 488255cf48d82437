//! References from one service's rows to another's, where no foreign key can lead: both must be of one agency.
//!
//! There is one statement for all of them, so it is put together from the table below and not checked at build.

use futures::TryStreamExt as _;
use platform::{
    Agency, Database, Parts, Result,
    invariant::{Findings, snapshot},
};
use sqlx::{AssertSqlSafe, FromRow};
use std::collections::HashMap;
use uuid::Uuid;

/// How many references are followed at once.
const BATCH: usize = 1_000;

const RESTORE: &str = "somebody wrote it past the services: restore the row from a backup";

/// Rows of one table that name rows of another by `(agency, id)`.
struct Reference {
    service: &'static str,
    /// The table, with what makes it smaller or longer.
    from: &'static str,
    /// SQL of what the row is called.
    row: &'static str,
    /// SQL of the agency whose row is named.
    named: &'static str,
    /// SQL of the named row's id.
    id: &'static str,
    /// SQL of the agency on the other side: the one that proposes.
    party: &'static str,
    to: Target,
}

/// Rows that are named.
#[derive(Clone, Copy)]
struct Target {
    service: &'static str,
    table: &'static str,
    /// SQL of the agency on the other side, where the row says.
    party: &'static str,
}

const SUBMISSION: Target =
    Target { service: "intake", table: "intake.submission", party: "proposing_agency" };
const CASE: Target =
    Target { service: "review", table: "review.case_file", party: "split_part(proposing_agency, '/', 2)" };
const LETTER: Target = Target { service: "letter", table: "letter.letter", party: "null" };
const FILE: Target = Target { service: "document", table: "document.file", party: "null" };
const MEETING: Target = Target { service: "meeting", table: "meeting.meeting", party: "null" };
const PERSON: Target = Target { service: "directory", table: "directory.person", party: "null" };

/// A row that names another of its own agency by its id.
const fn own(
    service: &'static str,
    from: &'static str,
    id: &'static str,
    party: &'static str,
    to: Target,
) -> Reference {
    Reference { service, from, row: "id", named: "agency", id, party, to }
}

/// A row that names another by its resource name.
const fn by_name(
    service: &'static str,
    from: &'static str,
    named: &'static str,
    id: &'static str,
    party: &'static str,
    to: Target,
) -> Reference {
    Reference { service, from, row: "id", named, id, party, to }
}

const REFERENCES: [Reference; 25] = [
    own("review", "review.case_file", "submission", "split_part(proposing_agency, '/', 2)", SUBMISSION),
    own("intake", "intake.submission where case_id is not null", "case_id", "proposing_agency", CASE),
    own("intake", "intake.submission where decision_letter is not null", "decision_letter", "null", LETTER),
    Reference {
        service: "intake",
        from: "intake.submission cross join lateral jsonb_array_elements(documents) paper",
        row: "id",
        // What was carried on stays with the agency it came from.
        named: "coalesce(paper ->> 'agency', agency)",
        id: "(paper ->> 'file')::uuid",
        party: "proposing_agency",
        to: FILE,
    },
    Reference {
        row: "office",
        ..own("intake", "intake.reviewer", "submission", "proposing_agency", SUBMISSION)
    },
    Reference {
        row: "revision",
        ..own("intake", "intake.revision", "submission", "proposing_agency", SUBMISSION)
    },
    Reference {
        row: "sequence",
        ..own("intake", "intake.submission_event", "submission", "proposing_agency", SUBMISSION)
    },
    own("intake", "intake.register_entry", "id", "proposing_agency", SUBMISSION),
    by_name(
        "letter",
        "letter.letter where submission <> ''",
        "split_part(submission, '/', 2)",
        "split_part(submission, '/', 4)::uuid",
        "proposing_agency",
        SUBMISSION,
    ),
    by_name(
        "letter",
        "letter.letter where case_name <> ''",
        "split_part(case_name, '/', 2)",
        "split_part(case_name, '/', 4)::uuid",
        "proposing_agency",
        CASE,
    ),
    by_name(
        "letter",
        "letter.letter where meeting <> ''",
        "split_part(meeting, '/', 2)",
        "split_part(meeting, '/', 4)::uuid",
        "null",
        MEETING,
    ),
    own("letter", "letter.letter where file is not null", "file", "null", FILE),
    Reference { row: "number", ..own("letter", "letter.number_entry", "letter", "null", LETTER) },
    Reference { row: "code", ..own("letter", "letter.verification", "letter", "null", LETTER) },
    Reference { row: "letter", ..own("letter", "letter.errand", "letter", "null", LETTER) },
    own("meeting", "meeting.agenda_item", "case_id", "proposing_agency", CASE),
    by_name(
        "meeting",
        "meeting.agenda_item",
        "split_part(submission, '/', 2)",
        "split_part(submission, '/', 4)::uuid",
        "proposing_agency",
        SUBMISSION,
    ),
    Reference {
        row: "agenda_item",
        ..own("meeting", "meeting.discussion", "case_id", "proposing_agency", CASE)
    },
    own("meeting", "meeting.meeting where invited_at is not null", "invitation_letter", "null", LETTER),
    own(
        "meeting",
        "meeting.meeting where confirmed_at is not null and minutes_letter is not null",
        "minutes_letter",
        "null",
        LETTER,
    ),
    own("notification", "notification.submission", "id", "proposing_agency", SUBMISSION),
    // One who complained is no person of an agency, and told under the complaint's id.
    own(
        "notification",
        "notification.message where resource not like '%/complaints/' || person",
        "person",
        "null",
        PERSON,
    ),
    Reference { row: "file", ..own("document", "document.reader", "file", "null", FILE) },
    own("review", "review.task", "case_id", "null", CASE),
    Reference { row: "sequence", ..own("review", "review.audit", "case_id", "null", CASE) },
];

/// Tables whose rows have ids that nobody else's have: one that is found under two agencies was copied.
const IDENTIFIED: [(&str, &str); 9] = [
    ("intake", "intake.submission"),
    ("intake", "intake.complaint"),
    ("review", "review.case_file"),
    ("review", "review.task"),
    ("letter", "letter.letter"),
    ("document", "document.file"),
    ("meeting", "meeting.meeting"),
    ("notification", "notification.message"),
    ("directory", "directory.person"),
];

/// A row that names another.
#[derive(FromRow)]
struct Naming {
    agency: String,
    row: String,
    named: String,
    id: Uuid,
    party: Option<String>,
}

/// Follows every reference of `agency`, or of all agencies.
pub(super) async fn check(parts: &Parts, agency: Option<&Agency>) -> Result<Findings> {
    let mut findings = Findings::default();
    for reference in &REFERENCES {
        check_one(parts, reference, agency, &mut findings).await?;
    }
    for (service, table) in IDENTIFIED {
        check_ids(&parts.audited(service), table, agency, &mut findings).await?;
    }
    Ok(findings)
}

/// Events of a lane are told as the agency whose row they are about.
pub(super) async fn check_lanes(db: &Database, service: &str, agency: Option<&Agency>) -> Result<Findings> {
    let mut tx = snapshot(db).await?;
    let looked_at: i64 =
        sqlx::query_scalar("select count(*) from outbox_lane where $1::text is null or agency = $1")
            .bind(agency)
            .fetch_one(&mut *tx)
            .await?;
    let strange: Vec<(String, String)> = sqlx::query_as(
        "select agency, lane from outbox_lane
         where split_part(lane, '/', 3) <> agency and ($1::text is null or agency = $1) limit 1000",
    )
    .bind(agency)
    .fetch_all(&mut *tx)
    .await?;
    let mut findings = Findings { looked_at: looked_at.unsigned_abs(), ..Findings::default() };
    for (told_as, lane) in strange {
        findings.violation(format!("{service}: lane {lane}"), format!("is told as {told_as}"), RESTORE);
    }
    Ok(findings)
}

/// The rows that name are read first: what they name is older, and so is there when it is looked for.
async fn check_one(
    parts: &Parts,
    reference: &Reference,
    agency: Option<&Agency>,
    findings: &mut Findings,
) -> Result<()> {
    let Reference { service, from, row, named, id, party, to } = *reference;
    let (source, target) = (parts.audited(service), parts.audited(to.service));
    let sql = format!(
        "select * from (
             select agency, ({row})::text as row, {named} as named, {id} as id, {party} as party from {from}
         ) naming where $1::text is null or agency = $1"
    );
    let mut tx = snapshot(&source).await?;
    let mut rows = sqlx::query_as(AssertSqlSafe(sql)).bind(agency).fetch(&mut *tx);
    let mut batch: Vec<Naming> = Vec::with_capacity(BATCH);
    while let Some(naming) = rows.try_next().await? {
        batch.push(naming);
        if batch.len() == BATCH {
            follow(&target, reference, &batch, findings).await?;
            batch.clear();
        }
    }
    follow(&target, reference, &batch, findings).await
}

async fn follow(
    target: &Database,
    reference: &Reference,
    batch: &[Naming],
    findings: &mut Findings,
) -> Result<()> {
    findings.looked_at += batch.len() as u64;
    let Target { table, party, .. } = reference.to;
    let agencies: Vec<&str> = batch.iter().map(|it| it.named.as_str()).collect();
    let ids: Vec<Uuid> = batch.iter().map(|it| it.id).collect();
    let sql = format!(
        "select agency, id, {party} as party from {table}
         where (agency, id) in (select * from unnest($1::text[], $2::uuid[]))"
    );
    let found: Vec<(String, Uuid, Option<String>)> =
        sqlx::query_as(AssertSqlSafe(sql)).bind(&agencies).bind(&ids).fetch_all(&**target).await?;
    let found: HashMap<(&str, Uuid), Option<&str>> =
        found.iter().map(|(agency, id, party)| ((agency.as_str(), *id), party.as_deref())).collect();
    for it in batch {
        let table_of = reference.from.split_whitespace().next().unwrap_or_default();
        let thing = format!("{table_of} {} of {}", it.row, it.agency);
        if it.named != it.agency && Some(&it.named) != it.party.as_ref() {
            findings.violation(thing, format!("names {table} {} of {}", it.id, it.named), RESTORE);
            continue;
        }
        match found.get(&(it.named.as_str(), it.id)) {
            None => {
                let reason = match elsewhere(target, table, it.id).await? {
                    Some(other) => format!("names {table} {}, which is of {other}", it.id),
                    None => format!("names {table} {}, which is not there", it.id),
                };
                findings.violation(thing, reason, RESTORE);
            }
            Some(Some(party)) if it.party.as_deref().is_some_and(|it| it != *party) => {
                let reason = format!("says {:?} proposes, and {table} {} says {party}", it.party, it.id);
                findings.violation(thing, reason, RESTORE);
            }
            Some(_) => (),
        }
    }
    Ok(())
}

/// Which agency has the row that was looked for in vain.
async fn elsewhere(db: &Database, table: &str, id: Uuid) -> Result<Option<String>> {
    let sql = format!("select agency from {table} where id = $1 limit 1");
    Ok(sqlx::query_scalar(AssertSqlSafe(sql)).bind(id).fetch_optional(&**db).await?)
}

async fn check_ids(
    db: &Database,
    table: &str,
    agency: Option<&Agency>,
    findings: &mut Findings,
) -> Result<()> {
    let mut tx = snapshot(db).await?;
    let sql = format!("select count(*) from {table} where $1::text is null or agency = $1");
    let count: i64 = sqlx::query_scalar(AssertSqlSafe(sql)).bind(agency).fetch_one(&mut *tx).await?;
    findings.looked_at += count.unsigned_abs();
    let sql = format!(
        "select id, array_agg(agency order by agency) from {table} group by id
         having 1 < count(*) and ($1::text is null or $1 = any (array_agg(agency))) limit 1000"
    );
    let copied: Vec<(Uuid, Vec<String>)> =
        sqlx::query_as(AssertSqlSafe(sql)).bind(agency).fetch_all(&mut *tx).await?;
    for (id, agencies) in copied {
        findings.violation(format!("{table} {id}"), format!("is of {}", agencies.join(" and ")), RESTORE);
    }
    Ok(())
}
