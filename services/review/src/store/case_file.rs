//! Cases with their tasks and audit entries: read whole, saved in one statement.

use super::columns::{self, Tasks};
use crate::{
    audit::{Head, Link},
    case::{Case, Dossier, Task},
    reckon::Outage,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::{Agency, Caller, Error, ResourceName, Result};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

/// The version of no calendar.
const NO_CALENDAR: i64 = 0;

/// By what a case is looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Key {
    Case(Uuid),
    Task(Uuid),
    Submission(Uuid),
}

/// A case as its row has it.
#[derive(Debug, Clone)]
pub(crate) struct CaseRow {
    pub(crate) procedure: String,
    pub(crate) procedure_version: i32,
    pub(crate) case: Case,
    pub(crate) head: Head,
    /// The newest calendar of the agency, if one is known.
    pub(crate) calendar_version: Option<i64>,
    /// When the agency could not work since the case was opened.
    pub(crate) outages: Vec<Outage>,
}

/// As a query gives it.
pub(super) struct Row {
    pub(super) procedure: String,
    pub(super) procedure_version: i32,
    pub(super) body: Json<Case>,
    pub(super) dossier: Json<Dossier>,
    pub(super) audit_length: i64,
    pub(super) audit_head: Vec<u8>,
    pub(super) calendar_version: Option<i64>,
    pub(super) outages: Json<Vec<Outage>>,
}

/// The case, while others who want to change it wait.
///
/// Its id is a query of its own: under row-level security PostgreSQL uses no index for what is compared to a bare
/// `coalesce`, which it does not know to be safe, and would read every case of the agency.
pub(crate) async fn lock_case(db: &mut PgConnection, agency: &Agency, key: Key) -> Result<Option<CaseRow>> {
    let (case, task, submission) = key.split();
    let row = sqlx::query_as!(
        Row,
        r#"select procedure, procedure_version, body as "body: Json<Case>", dossier as "dossier: Json<Dossier>",
                  audit_length, audit_head,
                  (select version from review.calendar where agency = $1) as calendar_version,
                  (select coalesce(jsonb_agg(outage.body), '[]') from review.outage
                   where outage.agency = $1 and case_file.opened_at < outage.ends_at)
                      as "outages!: Json<Vec<Outage>>"
           from review.case_file
           where agency = $1 and id = (select coalesce(
               $2::uuid,
               (select case_id from review.task where agency = $1 and id = $3::uuid),
               (select id from review.case_file where agency = $1 and submission = $4::uuid)
           ))
           for update"#,
        agency.as_str(),
        case,
        task,
        submission,
    )
    .fetch_optional(db)
    .await?;
    row.map(CaseRow::try_from).transpose()
}

/// The case as it is.
pub(crate) async fn read_case(db: &mut PgConnection, agency: &Agency, key: Key) -> Result<Option<CaseRow>> {
    let (case, task, submission) = key.split();
    let row = sqlx::query_as!(
        Row,
        r#"select procedure, procedure_version, body as "body: Json<Case>", dossier as "dossier: Json<Dossier>",
                  audit_length, audit_head,
                  (select version from review.calendar where agency = $1) as calendar_version,
                  (select coalesce(jsonb_agg(outage.body), '[]') from review.outage
                   where outage.agency = $1 and case_file.opened_at < outage.ends_at)
                      as "outages!: Json<Vec<Outage>>"
           from review.case_file
           where agency = $1 and id = (select coalesce(
               $2::uuid,
               (select case_id from review.task where agency = $1 and id = $3::uuid),
               (select id from review.case_file where agency = $1 and submission = $4::uuid)
           ))"#,
        agency.as_str(),
        case,
        task,
        submission,
    )
    .fetch_optional(db)
    .await?;
    row.map(CaseRow::try_from).transpose()
}

/// Whether `caller`'s office proposed the case. It is the one thing that a case's other side may know of its row.
pub(crate) async fn is_proposed_by(
    db: &mut PgConnection,
    caller: &Caller,
    case: &ResourceName,
) -> Result<bool> {
    sqlx::query!("select set_config('telaah.side', 'proposing', true)").fetch_one(&mut *db).await?;
    let office = sqlx::query_scalar!(
        r#"select dossier ->> 'proposing_office' as "office!" from review.case_file
           where agency = $1 and id = $2 and proposing_agency = $3"#,
        case.agency.as_str(),
        case.id,
        caller.agency.name(),
    )
    .fetch_optional(db)
    .await?;
    Ok(office.is_some_and(|it| it.is_empty() || it == caller.office))
}

/// A new case with its first task, its first entries. `offices` may see it: none, all of them.
pub(crate) async fn insert_case(
    db: &mut PgConnection,
    agency: &Agency,
    submission: Uuid,
    offices: &[String],
    row: &CaseRow,
    wake_at: Option<Timestamp>,
    links: &[Link],
) -> Result<()> {
    let case = &row.case;
    let tasks = Tasks::of(&case.tasks)?;
    let (sequences, entries, hashes) = columns::links(links);
    sqlx::query!(
        "with opened as (
             insert into review.case_file (
                 agency, id, submission, procedure, procedure_version, offices, state, registration_number, app_title,
                 proposing_agency, proposing_office_title, body, dossier, audit_length, audit_head, opened_at,
                 wake_at
             ) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $27)
         ), tasks as (
             insert into review.task (
                 agency, id, case_id, position, entered_by, state, order_at, opened_at, offices, procedure_id,
                 calendar_version, body
             )
             select $1, id, $2, position, entered_by, state, order_at, opened_at, array_to_string($6::text[], ','), $4,
                    $25, body::jsonb
             from unnest($17::uuid[], $18::text[], $26::text[], $19::text[], $20::timestamptz[], $28::timestamptz[],
                         $21::text[])
                  as task (id, position, entered_by, state, order_at, opened_at, body)
         )
         insert into review.audit (agency, case_id, sequence, entry, hash)
         select $1, $2, sequence, entry, hash
         from unnest($22::bigint[], $23::text[], $24::bytea[]) as link (sequence, entry, hash)",
        agency.as_str(),
        case.id,
        submission,
        row.procedure,
        row.procedure_version,
        offices,
        case.state.as_str(),
        case.dossier.registration_number,
        case.dossier.app_title,
        case.dossier.proposing_agency,
        case.dossier.proposing_office_title,
        Json(case) as _,
        Json(&case.dossier) as _,
        row.head.length,
        &row.head.hash,
        case.opened_at.to_sqlx() as _,
        &tasks.ids,
        &tasks.positions,
        &tasks.states,
        &tasks.order as _,
        &tasks.bodies,
        &sequences,
        &entries,
        &hashes,
        row.calendar_version.unwrap_or(NO_CALENDAR),
        &tasks.entered_by,
        wake_at.map(|it| it.to_sqlx()) as _,
        &tasks.opened as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The case as it has become, with the tasks that changed and what happened. The dossier only where it is a new one.
///
/// Answers with the version of the newest calendar there is.
pub(crate) async fn save_case(
    db: &mut PgConnection,
    agency: &Agency,
    row: &CaseRow,
    changed: &[Task],
    has_new_dossier: bool,
    wake_at: Option<Timestamp>,
    links: &[Link],
) -> Result<Option<i64>> {
    let case = &row.case;
    let tasks = Tasks::of(changed)?;
    let (sequences, entries, hashes) = columns::links(links);
    let newest = sqlx::query_scalar!(
        "with saved as (
             update review.case_file
             set state = $3, body = $4, dossier = coalesce($5, dossier), audit_length = $6, audit_head = $7,
                 app_title = $8, wake_at = $19
             where agency = $1 and id = $2
         ), tasks as (
             insert into review.task (
                 agency, id, case_id, position, entered_by, state, order_at, opened_at, offices, procedure_id,
                 calendar_version, body
             )
             select $1, task.id, $2, position, entered_by, task.state, order_at, task.opened_at,
                    array_to_string(case_file.offices, ','), procedure, $17, task.body::jsonb
             from unnest($9::uuid[], $10::text[], $18::text[], $11::text[], $12::timestamptz[], $20::timestamptz[],
                         $13::text[])
                  as task (id, position, entered_by, state, order_at, opened_at, body)
             join review.case_file on case_file.agency = $1 and case_file.id = $2
             on conflict (agency, id) do update set
                 state = excluded.state, body = excluded.body, offices = excluded.offices,
                 procedure_id = excluded.procedure_id, opened_at = excluded.opened_at,
                 order_at = case when excluded.state = 'OPEN' then task.order_at else excluded.order_at end
         ), chained as (
             insert into review.audit (agency, case_id, sequence, entry, hash)
             select $1, $2, sequence, entry, hash
             from unnest($14::bigint[], $15::text[], $16::bytea[]) as link (sequence, entry, hash)
         )
         select (select version from review.calendar where agency = $1) as newest",
        agency.as_str(),
        case.id,
        case.state.as_str(),
        Json(case) as _,
        has_new_dossier.then_some(Json(&case.dossier)) as _,
        row.head.length,
        &row.head.hash,
        case.dossier.app_title,
        &tasks.ids,
        &tasks.positions,
        &tasks.states,
        &tasks.order as _,
        &tasks.bodies,
        &sequences,
        &entries,
        &hashes,
        row.calendar_version.unwrap_or(NO_CALENDAR),
        &tasks.entered_by,
        wake_at.map(|it| it.to_sqlx()) as _,
        &tasks.opened as _,
    )
    .fetch_one(db)
    .await?;
    Ok(newest)
}

impl Key {
    fn split(self) -> (Option<Uuid>, Option<Uuid>, Option<Uuid>) {
        match self {
            Self::Case(id) => (Some(id), None, None),
            Self::Task(id) => (None, Some(id), None),
            Self::Submission(id) => (None, None, Some(id)),
        }
    }
}

impl TryFrom<Row> for CaseRow {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            procedure: row.procedure,
            procedure_version: row.procedure_version,
            case: Case { dossier: row.dossier.0, ..row.body.0 },
            head: head(row.audit_length, row.audit_head)?,
            calendar_version: row.calendar_version,
            outages: row.outages.0,
        })
    }
}

fn head(length: i64, hash: Vec<u8>) -> Result<Head> {
    let hash = hash.try_into().map_err(|_| Error::internal("audit_head is not a hash"))?;
    Ok(Head { length, hash })
}
