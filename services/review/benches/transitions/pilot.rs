//! What one case's transitions really ask of the database: their statements, and what these carried.

use crate::{
    course::COURSE,
    office::{Office, Work},
};
use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use sqlx::{PgConnection, Row as _, types::Json};

/// Statements of a transition in their order, known by a piece of each.
pub(crate) const STATEMENTS: [(&str, Kind); 5] = [
    ("insert into answer", Kind::Claim),
    ("for update", Kind::Lock),
    ("update review.case_file", Kind::Save),
    ("insert into outbox ", Kind::Tell),
    ("update answer", Kind::Answer),
];

/// What a statement is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Claim,
    Lock,
    Save,
    Tell,
    Answer,
}

/// A case's transitions as the database saw them.
pub(crate) struct Pilot {
    pub(crate) agency: String,
    /// The rows of case and task before the first transition, as JSON.
    pub(crate) case: Value,
    pub(crate) task: Value,
    pub(crate) steps: Vec<Written>,
    pub(crate) statements: Vec<(Kind, String)>,
    /// Counted, with beginning and commit.
    pub(crate) round_trips: f64,
}

/// What one transition wrote. Bytes are in PostgreSQL's `escape` format.
pub(crate) struct Written {
    pub(crate) state: String,
    pub(crate) body: String,
    pub(crate) audit_head: String,
    pub(crate) app_title: String,
    pub(crate) wake_at: Option<String>,
    /// Position, state, order, body, opening: first the task that was done, then the one that was opened.
    pub(crate) tasks: Vec<[String; 5]>,
    /// Entry and hash.
    pub(crate) links: Vec<[String; 2]>,
    /// Kind and body.
    pub(crate) events: Vec<[String; 2]>,
    pub(crate) person: String,
    pub(crate) answer: String,
    pub(crate) told_at: String,
}

/// Takes a case of each agency through its course and watches.
pub(crate) async fn fly(office: &Office) -> Result<Pilot> {
    // The first ones fill the service's library of procedures and calendars.
    for work in office.file(office.agencies.len()).await? {
        complete_all(office, work).await?;
    }
    let mut db = office.owner().await?;
    sqlx::raw_sql("create extension if not exists pg_stat_statements").execute(&mut db).await?;
    let mut filed = office.file(office.agencies.len()).await?;
    sqlx::query("select pg_stat_statements_reset()").execute(&mut db).await.context(
        "statements are not counted: use `make bench`, or `tests/with-servers --measured cargo bench`",
    )?;

    let pilot = filed.pop().context("a case was filed")?;
    let [case, task] = rows(&mut db, &pilot).await?;
    let (agency, steps) = (pilot.agency.clone(), watch_all(office, &mut db, pilot).await?);
    let transitions = COURSE.len() * (filed.len() + 1);
    for work in filed {
        complete_all(office, work).await?;
    }
    let (statements, per_transition) = counted(&mut db, transitions).await?;
    Ok(Pilot { agency, case, task, steps, statements, round_trips: per_transition + 2.0 })
}

async fn complete_all(office: &Office, mut work: Work) -> Result<()> {
    while work.step < COURSE.len() {
        let case = office.complete(&work).await?;
        work.task.clone_from(&case.open_tasks.first().context("a next task")?.name);
        work.step += 1;
    }
    Ok(())
}

async fn rows(db: &mut PgConnection, work: &Work) -> Result<[Value; 2]> {
    let row = sqlx::query(
        "select to_jsonb(case_file), to_jsonb(task) from review.task
         join review.case_file on case_file.agency = task.agency and case_file.id = case_id
         where task.id = $1::text::uuid",
    )
    .bind(id(&work.task))
    .fetch_one(db)
    .await?;
    Ok([row.try_get(0)?, row.try_get(1)?])
}

async fn watch_all(office: &Office, db: &mut PgConnection, mut work: Work) -> Result<Vec<Written>> {
    let mut steps = vec![];
    while work.step < COURSE.len() {
        let (links, events) = lengths(db, &work).await?;
        let case = office.complete(&work).await?;
        let next = case.open_tasks.first().context("a next task")?.name.clone();
        steps.push(written(db, &work, &next, links, events).await?);
        work.task = next;
        work.step += 1;
    }
    Ok(steps)
}

/// How many entries and events there are.
async fn lengths(db: &mut PgConnection, work: &Work) -> Result<(i64, i64)> {
    let lengths = sqlx::query_as(
        "select (select audit_length from review.case_file where agency = task.agency and id = case_id),
                (select max(position) from review.outbox)
         from review.task where id = $1::text::uuid",
    )
    .bind(id(&work.task))
    .fetch_one(db)
    .await?;
    Ok(lengths)
}

async fn written(db: &mut PgConnection, work: &Work, next: &str, links: i64, events: i64) -> Result<Written> {
    let row = sqlx::query(
        "select state, body::text, encode(audit_head, 'escape'), app_title,
                to_jsonb(array (select array[position, state, order_at::text, body::text,
                                               coalesce(opened_at, order_at)::text] from review.task
                       where id in ($1::text::uuid, $2::text::uuid) order by id)),
                to_jsonb(array (select array[entry, encode(hash, 'escape')] from review.audit
                       where case_id = case_file.id and $3 < sequence order by sequence)),
                to_jsonb(array (select array[kind, encode(body, 'escape')] from review.outbox
                       where $4 < position order by position)),
                (select to_jsonb(array[person, encode(answer, 'escape'), now()::text]) from review.answer
                 where answer.agency = case_file.agency order by request_id desc limit 1),
                wake_at::text
         from review.case_file where id = (select case_id from review.task where id = $1::text::uuid)",
    )
    .bind(id(&work.task))
    .bind(id(next))
    .bind(links)
    .bind(events)
    .fetch_one(db)
    .await?;
    let Json([person, answer, told_at]) = row.try_get(7)?;
    let written = Written {
        state: row.try_get(0)?,
        body: row.try_get(1)?,
        audit_head: row.try_get(2)?,
        app_title: row.try_get(3)?,
        wake_at: row.try_get(8)?,
        tasks: row.try_get::<Json<_>, _>(4)?.0,
        links: row.try_get::<Json<_>, _>(5)?.0,
        events: row.try_get::<Json<_>, _>(6)?.0,
        person,
        answer,
        told_at,
    };
    ensure!(written.tasks.len() == 2, "a transition of the course ends one task and opens one");
    Ok(written)
}

/// The statements of transitions, and how many of them one needs.
///
/// The relay, which works beside them under the same name, asks for what is not published yet, and another worker for what
/// is to be woken; what is asked more seldom than once a course is other workers' too.
async fn counted(db: &mut PgConnection, transitions: usize) -> Result<(Vec<(Kind, String)>, f64)> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "select query, calls from pg_stat_statements
         where userid = 'review'::regrole
           and dbid = (select oid from pg_database where datname = current_database())
           and query !~* '^(begin|set|commit|rollback)' and query !~ '(published_at|pg_try_advisory|wake_at <=)'
           and $1 <= calls",
    )
    .bind(i64::try_from(transitions / COURSE.len())?)
    .fetch_all(db)
    .await?;
    let calls: i64 = rows.iter().map(|(_, calls)| calls).sum();
    let mut statements = vec![];
    for (piece, kind) in STATEMENTS {
        let found = rows.iter().find(|(query, _)| query.contains(piece));
        let (query, _) = found.with_context(|| format!("no transition asked {piece:?}"))?;
        statements.push((kind, query.clone()));
    }
    let others: Vec<&(String, i64)> =
        rows.iter().filter(|(query, _)| !statements.iter().any(|(_, it)| it == query)).collect();
    ensure!(others.is_empty(), "transitions ask what the limit does not know: {others:#?}");
    Ok((statements, calls as f64 / transitions as f64))
}

fn id(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}
