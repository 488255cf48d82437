//! What the worker has to issue, across agencies.

use crate::letter::COLLECTION;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::{Agency, ResourceName, Result, telemetry};
use sqlx::PgConnection;

/// A letter that is to be issued by itself.
pub(crate) struct Errand {
    pub(crate) letter: ResourceName,
    pub(crate) failures: i32,
    /// The trace that asked for it.
    pub(crate) traceparent: Option<String>,
}

pub(super) async fn insert(db: &mut PgConnection, letter: &ResourceName, due_at: Timestamp) -> Result<()> {
    sqlx::query!(
        "insert into letter.errand (agency, letter, due_at, traceparent) values ($1, $2, $3, $4)",
        letter.agency.as_str(),
        letter.id,
        due_at.to_sqlx() as _,
        telemetry::traceparent(),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The next one that is due, locked against other workers until the transaction ends.
pub(crate) async fn next_errand(db: &mut PgConnection, now: Timestamp) -> Result<Option<Errand>> {
    let row = sqlx::query!(
        r#"select agency as "agency: Agency", letter, failures, traceparent from letter.errand
           where due_at <= $1 order by due_at, letter limit 1 for update skip locked"#,
        now.to_sqlx() as _,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|it| Errand {
        letter: ResourceName { agency: it.agency, collection: COLLECTION, id: it.letter },
        failures: it.failures,
        traceparent: it.traceparent,
    }))
}

/// What waits to be issued, across agencies.
pub(crate) struct Waiting {
    /// When the first of them is due.
    pub(crate) due_at: Option<jiff_sqlx::Timestamp>,
    /// How many failed before.
    pub(crate) postponed: i64,
}

/// What waits to be issued. For housekeeping alone: to others there is nothing.
pub(crate) async fn waiting(db: &mut PgConnection) -> Result<Waiting> {
    let found = sqlx::query_as!(
        Waiting,
        r#"select min(due_at) as "due_at: jiff_sqlx::Timestamp", count(*) filter (where failures > 0) as "postponed!"
           from (select due_at, failures from letter.errand order by due_at limit 10000) as first"#,
    );
    Ok(found.fetch_one(db).await?)
}

pub(crate) async fn remove_errand(db: &mut PgConnection, errand: &Errand) -> Result<()> {
    sqlx::query!(
        "delete from letter.errand where agency = $1 and letter = $2",
        errand.letter.agency.as_str(),
        errand.letter.id,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// It failed: it is tried again at `due_at`.
pub(crate) async fn postpone_errand(db: &mut PgConnection, errand: &Errand, due_at: Timestamp) -> Result<()> {
    sqlx::query!(
        "update letter.errand set due_at = $3, failures = failures + 1 where agency = $1 and letter = $2",
        errand.letter.agency.as_str(),
        errand.letter.id,
        due_at.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}
