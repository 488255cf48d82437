//! Tasks by due time, and how many wait where: those of positions, and those of an office.

use super::columns::END_OF_TIME;
use crate::{
    case::{Ledger, Task, TaskState},
    inbox::{Counts, Reach, Waiting, Wanted},
    reckon::Outage,
};
use jiff::{Timestamp, ToSpan as _};
use jiff_sqlx::ToSqlx as _;
use platform::{Agency, Result};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

/// A task's place in a list.
pub(crate) type Place = (Timestamp, Uuid);

/// A task with what lists show of its case.
#[derive(Debug)]
pub(crate) struct TaskRow {
    pub(crate) task: Task,
    pub(crate) case: Uuid,
    pub(crate) submission: Uuid,
    pub(crate) registration_number: String,
    pub(crate) app_title: String,
    pub(crate) proposing_office_title: String,
    pub(crate) procedure: String,
    pub(crate) procedure_version: i32,
    pub(crate) ledger: Ledger,
    /// When the case ended.
    pub(crate) closed_at: Option<Timestamp>,
    /// When the agency could not work since the case was opened.
    pub(crate) outages: Vec<Outage>,
    /// Its place in the list.
    pub(crate) order_at: Timestamp,
    /// The agency's newest calendar, if one is known.
    pub(crate) calendar_version: Option<i64>,
}

/// The tasks wanted after a place: open ones by due time, others by when they were done, the newest first.
pub(crate) async fn list_tasks(
    db: &mut PgConnection,
    agency: &Agency,
    wanted: &Wanted,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<TaskRow>> {
    let open = |after: Option<Place>| {
        let (at, id) = after.unwrap_or((Timestamp::UNIX_EPOCH, Uuid::nil()));
        (at.to_sqlx(), id)
    };
    let before = before(wanted).to_sqlx();
    let ids = match &wanted.reach {
        Reach::Own(positions) if wanted.state != TaskState::Open => {
            done(db, agency, wanted, positions, after, before, limit).await?
        }
        Reach::Own(positions) => {
            of_positions(db, agency, wanted, positions, open(after), before, limit).await?
        }
        Reach::Office { office, position } => {
            of_office(db, agency, wanted, (office, position), open(after), before, limit).await?
        }
    };
    read(db, agency, &ids).await
}

/// Those of each position are taken from the index in their order. A search looks at the case of each of them: asked whether
/// one exists, PostgreSQL would read every case of the agency.
async fn of_positions(
    db: &mut PgConnection,
    agency: &Agency,
    wanted: &Wanted,
    positions: &[String],
    after: (jiff_sqlx::Timestamp, Uuid),
    before: jiff_sqlx::Timestamp,
    limit: i64,
) -> Result<Vec<Uuid>> {
    let ids = sqlx::query_scalar!(
        r#"select next.id as "id!" from unnest($2::text[]) as held (position)
           cross join lateral (
               (select id, case_id, order_at from review.task
                where agency = $1 and task.position = held.position and state = $3
                  and ($4, $5) < (order_at, id) and order_at < $6 and ($7 = '' or procedure_id = $7)
                order by order_at, id limit case when $8 = '' then $9::bigint end)
               union all
               (select id, case_id, order_at from review.task
                where agency = $1 and task.entered_by = held.position and task.entered_by <> '' and state = $3
                  and ($4, $5) < (order_at, id) and order_at < $6 and ($7 = '' or procedure_id = $7)
                  and task.position <> all ($2)
                order by order_at, id limit case when $8 = '' then $9::bigint end)
           ) next
           where $8 = '' or (
               select strpos(lower(registration_number), lower($8)) > 0 or strpos(lower(app_title), lower($8)) > 0
                      or strpos(lower(proposing_office_title), lower($8)) > 0
               from review.case_file where agency = $1 and case_file.id = next.case_id
           )
           order by next.order_at, next.id limit $9"#,
        agency.as_str(),
        positions,
        wanted.state.as_str(),
        after.0 as _,
        after.1,
        before as _,
        wanted.procedure,
        wanted.query,
        limit,
    );
    Ok(ids.fetch_all(db).await?)
}

/// Those of each position that wait no more, from the index backwards.
async fn done(
    db: &mut PgConnection,
    agency: &Agency,
    wanted: &Wanted,
    positions: &[String],
    after: Option<Place>,
    before: jiff_sqlx::Timestamp,
    limit: i64,
) -> Result<Vec<Uuid>> {
    let (at, id) = after.unwrap_or((END_OF_TIME + 1.second(), Uuid::max()));
    let ids = sqlx::query_scalar!(
        r#"select next.id as "id!" from unnest($2::text[]) as held (position)
           cross join lateral (
               (select id, order_at from review.task
                where agency = $1 and task.position = held.position and state = $3
                  and (order_at, id) < ($4, $5) and order_at < $6
                order by order_at desc, id desc limit $7)
               union all
               (select id, order_at from review.task
                where agency = $1 and task.entered_by = held.position and task.entered_by <> '' and state = $3
                  and (order_at, id) < ($4, $5) and order_at < $6 and task.position <> all ($2)
                order by order_at desc, id desc limit $7)
           ) next
           order by next.order_at desc, next.id desc limit $7"#,
        agency.as_str(),
        positions,
        wanted.state.as_str(),
        at.to_sqlx() as _,
        id,
        before as _,
        limit,
    );
    Ok(ids.fetch_all(db).await?)
}

/// Which offices may see a case is one of a few words: each word's tasks are taken from the index in their order. Rows are
/// compared so that no other index gives that order: the one by due time leads through all agencies.
async fn of_office(
    db: &mut PgConnection,
    agency: &Agency,
    wanted: &Wanted,
    (office, position): (&str, &Option<String>),
    after: (jiff_sqlx::Timestamp, Uuid),
    before: jiff_sqlx::Timestamp,
    limit: i64,
) -> Result<Vec<Uuid>> {
    let ids = sqlx::query_scalar!(
        r#"with recursive word as (
               (select offices from review.task where agency = $1 and state = 'OPEN' order by offices limit 1)
               union all
               select (select task.offices from review.task
                       where agency = $1 and state = 'OPEN' and word.offices < task.offices
                       order by task.offices limit 1)
               from word where word.offices is not null
           )
           select next.id as "id!" from (
               select offices from word where offices = '' or $2 = any (string_to_array(offices, ','))
           ) reviewing
           cross join lateral (
               select id, case_id, order_at from review.task
               where agency = $1 and state = 'OPEN'
                 and (reviewing.offices, $3, $4) < (task.offices, order_at, id)
                 and (task.offices, order_at) < (reviewing.offices, $5)
                 and ($6 = '' or procedure_id = $6) and ($9::text is null or position = $9)
               order by task.offices, order_at, id limit case when $7 = '' then $8::bigint end
           ) next
           where $7 = '' or (
               select strpos(lower(registration_number), lower($7)) > 0 or strpos(lower(app_title), lower($7)) > 0
                      or strpos(lower(proposing_office_title), lower($7)) > 0
               from review.case_file where agency = $1 and case_file.id = next.case_id
           )
           order by next.order_at, next.id limit $8"#,
        agency.as_str(),
        office,
        after.0 as _,
        after.1,
        before as _,
        wanted.procedure,
        wanted.query,
        limit,
        position.as_deref(),
    );
    Ok(ids.fetch_all(db).await?)
}

/// Tasks with what lists show of their cases, in the order of `ids`.
async fn read(db: &mut PgConnection, agency: &Agency, ids: &[Uuid]) -> Result<Vec<TaskRow>> {
    let rows = sqlx::query!(
        r#"select task.body as "body: Json<Task>", case_id, submission, registration_number, app_title,
                  proposing_office_title, procedure, procedure_version,
                  case_file.body -> 'ledger' as "ledger!: Json<Ledger>",
                  (case_file.body ->> 'closed_at')::timestamptz as "closed_at: jiff_sqlx::Timestamp",
                  (select coalesce(jsonb_agg(outage.body), '[]') from review.outage
                   where outage.agency = $1 and case_file.opened_at < outage.ends_at)
                      as "outages!: Json<Vec<Outage>>",
                  order_at as "order_at: jiff_sqlx::Timestamp",
                  (select version from review.calendar where agency = $1) as calendar_version
           from review.task join review.case_file on case_file.agency = $1 and case_file.id = case_id
           where task.agency = $1 and task.id = any ($2)
           order by array_position($2, task.id)"#,
        agency.as_str(),
        ids,
    )
    .fetch_all(db)
    .await?;
    let task = rows.into_iter().map(|row| TaskRow {
        task: row.body.0,
        case: row.case_id,
        submission: row.submission,
        registration_number: row.registration_number,
        app_title: row.app_title,
        proposing_office_title: row.proposing_office_title,
        procedure: row.procedure,
        procedure_version: row.procedure_version,
        ledger: row.ledger.0,
        closed_at: row.closed_at.map(jiff_sqlx::Timestamp::to_jiff),
        outages: row.outages.0,
        order_at: row.order_at.to_jiff(),
        calendar_version: row.calendar_version,
    });
    Ok(task.collect())
}

/// Counts open tasks by position and procedure. What is due before `soon` and not before `now` is due soon.
pub(crate) async fn count_tasks(
    db: &mut PgConnection,
    agency: &Agency,
    reach: &Reach,
    now: Timestamp,
    soon: Timestamp,
) -> Result<Vec<Waiting>> {
    let (positions, office) = match reach {
        Reach::Own(positions) => (positions.as_slice(), None),
        Reach::Office { office, .. } => (&[][..], Some(office.as_str())),
    };
    let rows = sqlx::query!(
        r#"select position as "position!", procedure_id as "procedure!", count(*) as "open!",
                  count(*) filter (where order_at < $4) as "overdue!",
                  count(*) filter (where $4 <= order_at and order_at < $5) as "due_soon!",
                  min(opened_at) as "oldest: jiff_sqlx::Timestamp"
           from (
               select next.* from unnest($2::text[]) as held (position)
               cross join lateral (
                   select position, procedure_id, order_at, opened_at from review.task
                   where agency = $1 and task.position = held.position and state = 'OPEN'
                   union all
                   select position, procedure_id, order_at, opened_at from review.task
                   where agency = $1 and task.entered_by = held.position and task.entered_by <> ''
                     and task.position <> all ($2) and state = 'OPEN'
               ) next
               union all
               select position, procedure_id, order_at, opened_at from review.task
               where $3::text is not null and agency = $1 and state = 'OPEN'
                 and (offices = '' or $3 = any (string_to_array(offices, ',')))
           ) waiting
           group by position, procedure_id"#,
        agency.as_str(),
        positions,
        office,
        now.to_sqlx() as _,
        soon.to_sqlx() as _,
    )
    .fetch_all(db)
    .await?;
    let waiting = rows.into_iter().map(|row| Waiting {
        position: row.position,
        procedure: row.procedure,
        counts: Counts {
            open: row.open,
            overdue: row.overdue,
            due_soon: row.due_soon,
            oldest: row.oldest.map(jiff_sqlx::Timestamp::to_jiff),
        },
    });
    Ok(waiting.collect())
}

/// The first place that is too late: even what has no due time has one.
fn before(wanted: &Wanted) -> Timestamp {
    wanted.due_before.map_or(END_OF_TIME + 1.second(), |it| it.min(END_OF_TIME))
}
