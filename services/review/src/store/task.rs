//! Open tasks of all cases: counted, and projected anew by another calendar.

use super::columns::order_at;
use crate::case::Task;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::{Agency, Error, Result};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

/// An open task, to be projected anew.
#[derive(Debug)]
pub(crate) struct DueTask {
    pub(crate) task: Task,
    pub(crate) case: Uuid,
    pub(crate) procedure: String,
    pub(crate) procedure_version: i32,
}

/// Open tasks of all agencies by how near their due time is.
pub(crate) struct OpenTasks {
    pub(crate) overdue: i64,
    /// Due before `soon`.
    pub(crate) due_soon: i64,
    pub(crate) due_later: i64,
}

/// Counts open tasks. For housekeeping alone: to anyone else there are none.
pub(crate) async fn count_open(db: &mut PgConnection, now: Timestamp, soon: Timestamp) -> Result<OpenTasks> {
    let counts = sqlx::query_as!(
        OpenTasks,
        r#"select count(*) filter (where order_at < $1) as "overdue!",
                  count(*) filter (where order_at >= $1 and order_at < $2) as "due_soon!",
                  count(*) filter (where order_at >= $2) as "due_later!"
           from review.task where state = 'OPEN'"#,
        now.to_sqlx() as _,
        soon.to_sqlx() as _,
    );
    Ok(counts.fetch_one(db).await?)
}

/// Open tasks that were projected by a calendar before `version`; those who want to change them or their cases wait.
pub(crate) async fn stale_tasks(
    db: &mut PgConnection,
    agency: &Agency,
    version: i64,
    limit: i64,
) -> Result<Vec<DueTask>> {
    let rows = sqlx::query!(
        r#"select task.body as "body: Json<Task>", case_id, procedure, procedure_version
           from review.task join review.case_file on case_file.agency = $1 and case_file.id = case_id
           where task.agency = $1 and task.state = 'OPEN' and task.calendar_version < $2
           order by case_id limit $3
           for update of case_file, task"#,
        agency.as_str(),
        version,
        limit,
    )
    .fetch_all(db)
    .await?;
    let due = rows.into_iter().map(|row| DueTask {
        task: row.body.0,
        case: row.case_id,
        procedure: row.procedure,
        procedure_version: row.procedure_version,
    });
    Ok(due.collect())
}

/// Due dates by the calendar of `version`, in the tasks and in the cases they belong to.
pub(crate) async fn project_tasks(
    db: &mut PgConnection,
    agency: &Agency,
    version: i64,
    tasks: &[DueTask],
) -> Result<()> {
    let ids: Vec<Uuid> = tasks.iter().map(|it| it.task.id).collect();
    let cases: Vec<Uuid> = tasks.iter().map(|it| it.case).collect();
    let order: Vec<jiff_sqlx::Timestamp> =
        tasks.iter().map(|it| order_at(it.task.due.at).to_sqlx()).collect();
    let bodies: serde_json::Result<Vec<String>> =
        tasks.iter().map(|it| serde_json::to_string(&it.task)).collect();
    let bodies = bodies.map_err(Error::internal)?;
    sqlx::query!(
        "with projected as (
             select * from unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[])
                  as task (id, case_id, order_at, body)
         ), tasks as (
             update review.task
             set order_at = projected.order_at, body = projected.body::jsonb, calendar_version = $6
             from projected where task.agency = $1 and task.id = projected.id
         )
         update review.case_file
         set body = jsonb_set(case_file.body, '{tasks}', (
             select jsonb_agg(case when task ->> 'id' = projected.id::text then projected.body::jsonb else task end
                              order by place)
             from jsonb_array_elements(case_file.body -> 'tasks') with ordinality as known (task, place)
         ))
         from projected where case_file.agency = $1 and case_file.id = projected.case_id",
        agency.as_str(),
        &ids,
        &cases,
        &order as _,
        &bodies,
        version,
    )
    .execute(db)
    .await?;
    Ok(())
}
