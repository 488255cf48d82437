//! What time brings about: which cases to look at when; and outages.

use crate::reckon::Outage;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::{Agency, Result};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

/// Cases for which time brought something about, longest waiting first. For housekeeping alone: to others there are none.
pub(crate) async fn cases_to_wake(
    db: &mut PgConnection,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<(Agency, Uuid)>> {
    let rows = sqlx::query!(
        r#"select agency as "agency: Agency", id from review.case_file where wake_at <= $1 order by wake_at limit $2"#,
        now.to_sqlx() as _,
        limit,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.agency, row.id)).collect())
}

/// When time next brings something about, of all agencies. For housekeeping alone: to others there is nothing.
pub(crate) async fn first_timer(db: &mut PgConnection) -> Result<Option<Timestamp>> {
    let first = sqlx::query_scalar!(
        r#"select min(wake_at) as "first: jiff_sqlx::Timestamp" from review.case_file where wake_at is not null"#,
    );
    Ok(first.fetch_one(db).await?.map(|it| it.to_jiff()))
}

/// Notes when to look at a case next.
pub(crate) async fn wake_at(
    db: &mut PgConnection,
    agency: &Agency,
    case: Uuid,
    at: Option<Timestamp>,
) -> Result<()> {
    sqlx::query!(
        "update review.case_file set wake_at = $3 where agency = $1 and id = $2",
        agency.as_str(),
        case,
        at.map(|it| it.to_sqlx()) as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Lets every case of the agency whose time counts be looked at anew, since what it counts by changed.
pub(crate) async fn wake_all(db: &mut PgConnection, agency: &Agency, now: Timestamp) -> Result<()> {
    sqlx::query!(
        "update review.case_file set wake_at = $2 where agency = $1 and $2 < wake_at",
        agency.as_str(),
        now.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(crate) async fn insert_outage(db: &mut PgConnection, agency: &Agency, outage: &Outage) -> Result<()> {
    sqlx::query!(
        "insert into review.outage (agency, id, ends_at, body) values ($1, $2, $3, $4)",
        agency.as_str(),
        outage.id,
        outage.to.to_sqlx() as _,
        Json(outage) as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Newest first, those recorded before `before`.
pub(crate) async fn list_outages(
    db: &mut PgConnection,
    agency: &Agency,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Outage>> {
    let rows = sqlx::query_scalar!(
        r#"select body as "body: Json<Outage>" from review.outage
           where agency = $1 and ($2::uuid is null or id < $2) order by id desc limit $3"#,
        agency.as_str(),
        before,
        limit,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|it| it.0).collect())
}
