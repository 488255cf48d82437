//! Facts of which people have still to be told.

use crate::{
    notice::{Addressee, Content, Notice},
    queue,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::{Agency, Database, Result, telemetry};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

/// Leaves it to the worker.
pub(crate) async fn put(db: &mut PgConnection, notice: &Notice) -> Result<()> {
    sqlx::query!(
        "insert into notification.notice
             (agency, id, fact, resource, content, addressed_agency, position, person, told_at, due_at, traceparent)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10)",
        notice.agency.as_str(),
        notice.id,
        notice.fact,
        notice.resource,
        Json(&notice.content) as _,
        notice.addressee.agency.as_str(),
        notice.addressee.position,
        notice.addressee.person,
        notice.told_at.to_sqlx() as _,
        telemetry::traceparent(),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The agencies among whose rows some are due, the longest waiting first.
pub(crate) async fn agencies_due(db: &Database, now: Timestamp) -> Result<Vec<Agency>> {
    let mut search = db.housekeeping().await?;
    let found = sqlx::query_scalar!(
        r#"select agency as "agency: Agency" from notification.notice where due_at <= $1
           group by agency order by min(due_at) limit $2"#,
        now.to_sqlx() as _,
        queue::AGENCIES,
    )
    .fetch_all(&mut *search)
    .await?;
    search.commit().await?;
    Ok(found)
}

/// A notice in the hands of a worker.
pub(crate) struct Taken {
    pub(crate) notice: Notice,
    /// Counting the present one.
    pub(crate) attempts: i32,
    /// The trace in which it happened.
    pub(crate) traceparent: Option<String>,
}

/// Takes some of an agency's that are due, in their order. Others leave them alone for the lease.
pub(crate) async fn take(db: &mut PgConnection, agency: &Agency, now: Timestamp) -> Result<Vec<Taken>> {
    let mut rows = sqlx::query!(
        r#"update notification.notice set due_at = $3, attempts = attempts + 1
           where agency = $1 and id in (
               select id from notification.notice where agency = $1 and due_at <= $2
               order by due_at limit $4 for update skip locked
           )
           returning id, fact, resource, content as "content: Json<Content>",
                     addressed_agency as "addressed_agency: Agency", position, person,
                     told_at as "told_at: jiff_sqlx::Timestamp", attempts, traceparent"#,
        agency.as_str(),
        now.to_sqlx() as _,
        (now + queue::LEASE).to_sqlx() as _,
        queue::BATCH,
    )
    .fetch_all(db)
    .await?;
    // Ids of one millisecond have no order.
    rows.sort_by_key(|it| (it.told_at.to_jiff(), it.id));
    let rows = rows.into_iter().map(|it| {
        let addressee = Addressee { agency: it.addressed_agency, position: it.position, person: it.person };
        let notice = Notice {
            agency: agency.clone(),
            id: it.id,
            fact: it.fact,
            resource: it.resource,
            content: it.content.0,
            addressee,
            told_at: it.told_at.to_jiff(),
        };
        Taken { notice, attempts: it.attempts, traceparent: it.traceparent }
    });
    Ok(rows.collect())
}

/// Everybody was told.
pub(crate) async fn remove(db: &mut PgConnection, agency: &Agency, id: Uuid) -> Result<()> {
    sqlx::query!("delete from notification.notice where agency = $1 and id = $2", agency.as_str(), id)
        .execute(db)
        .await?;
    Ok(())
}

/// It is tried again then.
pub(crate) async fn postpone(
    db: &mut PgConnection,
    agency: &Agency,
    id: Uuid,
    due_at: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "update notification.notice set due_at = $3 where agency = $1 and id = $2",
        agency.as_str(),
        id,
        due_at.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}
