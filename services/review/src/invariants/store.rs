//! Pages of cases, with their histories and tasks.

use crate::{
    case::{Case, Dossier, Task},
    reckon::Outage,
};
use platform::{Agency, Result};
use sqlx::{PgConnection, types::Json};
use std::collections::BTreeMap;
use uuid::Uuid;

pub(super) struct CaseRow {
    pub(super) agency: Agency,
    pub(super) id: Uuid,
    pub(super) procedure: String,
    pub(super) procedure_version: i32,
    pub(super) state: String,
    pub(super) body: Json<Case>,
    pub(super) dossier: Json<Dossier>,
    /// When the agency could not work since the case was opened.
    pub(super) outages: Json<Vec<Outage>>,
}

pub(super) struct TaskRow {
    pub(super) id: Uuid,
    pub(super) state: String,
    pub(super) order_at: jiff_sqlx::Timestamp,
    pub(super) calendar_version: i64,
    pub(super) body: Json<Task>,
}

/// Things by the agency and the id of their case.
type OfCases<T> = BTreeMap<(Agency, Uuid), Vec<T>>;

/// Cases of `agency`, or of all, after one of them.
pub(super) async fn cases(
    db: &mut PgConnection,
    agency: Option<&Agency>,
    after: &(String, Uuid),
    limit: i64,
) -> Result<Vec<CaseRow>> {
    let rows = sqlx::query_as!(
        CaseRow,
        r#"select agency as "agency: Agency", id, procedure, procedure_version, state, body as "body: Json<Case>",
                  dossier as "dossier: Json<Dossier>",
                  (select coalesce(jsonb_agg(outage.body), '[]') from review.outage
                   where outage.agency = case_file.agency and case_file.opened_at < outage.ends_at)
                      as "outages!: Json<Vec<Outage>>"
           from review.case_file
           where (agency, id) > ($1, $2) and ($3::text is null or agency = $3)
           order by agency, id limit $4"#,
        after.0,
        after.1,
        agency.map(Agency::as_str),
        limit,
    );
    Ok(rows.fetch_all(db).await?)
}

/// Every entry of `cases`, oldest first.
pub(super) async fn entries(db: &mut PgConnection, cases: &[CaseRow]) -> Result<OfCases<String>> {
    let (agencies, ids) = columns(cases);
    let rows = sqlx::query!(
        r#"select agency as "agency: Agency", case_id, entry from review.audit
           where (agency, case_id) in (select * from unnest($1::text[], $2::uuid[]))
           order by agency, case_id, sequence"#,
        &agencies as _,
        &ids,
    )
    .fetch_all(db)
    .await?;
    let mut of_cases = OfCases::new();
    for row in rows {
        of_cases.entry((row.agency, row.case_id)).or_default().push(row.entry);
    }
    Ok(of_cases)
}

/// Every task of `cases`.
pub(super) async fn tasks(db: &mut PgConnection, cases: &[CaseRow]) -> Result<OfCases<TaskRow>> {
    let (agencies, ids) = columns(cases);
    let rows = sqlx::query!(
        r#"select agency as "agency: Agency", case_id, id, state, order_at as "order_at: jiff_sqlx::Timestamp",
                  calendar_version, body as "body: Json<Task>"
           from review.task
           where (agency, case_id) in (select * from unnest($1::text[], $2::uuid[]))"#,
        &agencies as _,
        &ids,
    )
    .fetch_all(db)
    .await?;
    let mut of_cases = OfCases::new();
    for row in rows {
        let task = TaskRow {
            id: row.id,
            state: row.state,
            order_at: row.order_at,
            calendar_version: row.calendar_version,
            body: row.body,
        };
        of_cases.entry((row.agency, row.case_id)).or_default().push(task);
    }
    Ok(of_cases)
}

fn columns(cases: &[CaseRow]) -> (Vec<&str>, Vec<Uuid>) {
    cases.iter().map(|it| (it.agency.as_str(), it.id)).unzip()
}
