//! Messages on their way out by e-mail.

use crate::{
    calendar::Calendar,
    message::{Delivery, Mailbox},
    queue,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::{Agency, Database, Result};
use sqlx::PgConnection;

/// The agencies among whose rows some are due, the longest waiting first.
pub(crate) async fn agencies_due(db: &Database, now: Timestamp) -> Result<Vec<Agency>> {
    let mut search = db.housekeeping().await?;
    let found = sqlx::query_scalar!(
        r#"select agency as "agency: Agency" from notification.delivery
           where state = 'waiting' and due_at <= $1
           group by agency order by min(due_at) limit $2"#,
        now.to_sqlx() as _,
        queue::AGENCIES,
    )
    .fetch_all(&mut *search)
    .await?;
    search.commit().await?;
    Ok(found)
}

/// Takes some of an agency's that are due. Others leave them alone for the lease.
pub(crate) async fn take(db: &mut PgConnection, agency: &Agency, now: Timestamp) -> Result<Vec<Delivery>> {
    let rows = sqlx::query!(
        r#"update notification.delivery set due_at = $3, attempts = attempts + 1
           from notification.message
           where delivery.agency = $1 and message.agency = $1 and message.id = delivery.message
             and delivery.message in (
               select message from notification.delivery
               where agency = $1 and state = 'waiting' and due_at <= $2
               order by due_at limit $4 for update skip locked
           )
           returning message.id, address, display_name, office, title, text, attempts, calendar, calendar_method,
                     delivery.traceparent, created_at as "created_at: jiff_sqlx::Timestamp""#,
        agency.as_str(),
        now.to_sqlx() as _,
        (now + queue::LEASE).to_sqlx() as _,
        queue::BATCH,
    )
    .fetch_all(db)
    .await?;
    let rows = rows.into_iter().map(|it| Delivery {
        agency: agency.clone(),
        message: it.id,
        mailbox: Mailbox { address: it.address, display_name: it.display_name, office: it.office },
        title: it.title,
        text: it.text,
        calendar: it.calendar.zip(it.calendar_method).map(|(text, method)| Calendar { method, text }),
        created_at: it.created_at.to_jiff(),
        attempts: it.attempts,
        traceparent: it.traceparent,
    });
    Ok(rows.collect())
}

/// The mail server took it.
pub(crate) async fn sent(db: &mut PgConnection, delivery: &Delivery, now: Timestamp) -> Result<()> {
    sqlx::query!(
        "update notification.delivery set state = 'sent', sent_at = $3, failure = null
         where agency = $1 and message = $2",
        delivery.agency.as_str(),
        delivery.message,
        now.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The mail server did not take it. It is tried again at `retry_at`; none: never.
pub(crate) async fn not_sent(
    db: &mut PgConnection,
    delivery: &Delivery,
    failure: &str,
    retry_at: Option<Timestamp>,
) -> Result<()> {
    sqlx::query!(
        "update notification.delivery
         set failure = $3, due_at = coalesce($4, due_at),
             state = case when $4::timestamptz is null then 'failed' else 'waiting' end
         where agency = $1 and message = $2",
        delivery.agency.as_str(),
        delivery.message,
        failure,
        retry_at.map(|it| it.to_sqlx()) as _,
    )
    .execute(db)
    .await?;
    Ok(())
}
