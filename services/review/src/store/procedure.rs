//! Published procedures and work calendars.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::{Agency, Result};
use sqlx::{PgConnection, types::Json};
use worktime::CalendarSpec;

/// A procedure as it was published.
#[derive(Debug, Clone)]
pub(crate) struct ProcedureRow {
    pub(crate) id: String,
    pub(crate) version: i32,
    pub(crate) title: String,
    pub(crate) product: String,
    pub(crate) source: String,
    pub(crate) published_at: Timestamp,
}

/// A version of a procedure, without its source.
#[derive(Debug, Clone)]
pub(crate) struct VersionRow {
    pub(crate) version: i32,
    pub(crate) title: String,
    pub(crate) product: String,
    pub(crate) published_at: Timestamp,
}

struct Row {
    id: String,
    version: i32,
    title: String,
    product: String,
    source: String,
    published_at: jiff_sqlx::Timestamp,
}

/// Makes others who want to publish the procedure wait until the transaction ends.
pub(crate) async fn lock_procedure(db: &mut PgConnection, agency: &Agency, id: &str) -> Result<()> {
    let lane = format!("{agency}/{id}");
    sqlx::query!("select pg_advisory_xact_lock(hashtext('procedure'), hashtext($1)) as lock", lane)
        .fetch_one(db)
        .await?;
    Ok(())
}

pub(crate) async fn insert_procedure(
    db: &mut PgConnection,
    agency: &Agency,
    procedure: &ProcedureRow,
    source_hash: &[u8],
) -> Result<()> {
    sqlx::query!(
        "insert into review.procedure (agency, id, version, title, product, source, source_hash, published_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        agency.as_str(),
        procedure.id,
        procedure.version,
        procedure.title,
        procedure.product,
        procedure.source,
        source_hash,
        procedure.published_at.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A version of a procedure, or the newest.
pub(crate) async fn read_procedure(
    db: &mut PgConnection,
    agency: &Agency,
    id: &str,
    version: Option<i32>,
) -> Result<Option<ProcedureRow>> {
    let row = sqlx::query_as!(
        Row,
        r#"select id, version, title, product, source, published_at as "published_at: jiff_sqlx::Timestamp"
           from review.procedure
           where agency = $1 and id = $2 and ($3::integer is null or version = $3)
           order by version desc limit 1"#,
        agency.as_str(),
        id,
        version,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(ProcedureRow::from))
}

/// Procedures in their newest versions, by id.
pub(crate) async fn list_procedures(
    db: &mut PgConnection,
    agency: &Agency,
    after: &str,
    limit: i64,
) -> Result<Vec<ProcedureRow>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select distinct on (id) id, version, title, product, source,
                  published_at as "published_at: jiff_sqlx::Timestamp"
           from review.procedure where agency = $1 and $2 < id
           order by id, version desc limit $3"#,
        agency.as_str(),
        after,
        limit,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(ProcedureRow::from).collect())
}

/// Versions of a procedure before one, newest first.
pub(crate) async fn list_versions(
    db: &mut PgConnection,
    agency: &Agency,
    id: &str,
    before: Option<i32>,
    limit: i64,
) -> Result<Vec<VersionRow>> {
    let rows = sqlx::query!(
        r#"select version, title, product, published_at as "published_at: jiff_sqlx::Timestamp"
           from review.procedure
           where agency = $1 and id = $2 and version < $3
           order by version desc limit $4"#,
        agency.as_str(),
        id,
        before.unwrap_or(i32::MAX),
        limit,
    )
    .fetch_all(db)
    .await?;
    let version = rows.into_iter().map(|row| VersionRow {
        version: row.version,
        title: row.title,
        product: row.product,
        published_at: row.published_at.to_jiff(),
    });
    Ok(version.collect())
}

/// The newest version's number.
pub(crate) async fn newest_version(db: &mut PgConnection, agency: &Agency, id: &str) -> Result<Option<i32>> {
    let version = sqlx::query_scalar!(
        "select version from review.procedure where agency = $1 and id = $2 order by version desc limit 1",
        agency.as_str(),
        id,
    )
    .fetch_optional(db)
    .await?;
    Ok(version)
}

/// The newest version, if its source has this hash.
pub(crate) async fn find_version(
    db: &mut PgConnection,
    agency: &Agency,
    id: &str,
    source_hash: &[u8],
) -> Result<Option<ProcedureRow>> {
    let row = sqlx::query_as!(
        Row,
        r#"select id, version, title, product, source, published_at as "published_at: jiff_sqlx::Timestamp"
           from review.procedure
           where agency = $1 and id = $2 and source_hash = $3
             and version = (select max(version) from review.procedure where agency = $1 and id = $2)"#,
        agency.as_str(),
        id,
        source_hash,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(ProcedureRow::from))
}

/// Makes a change of the calendar wait until the transaction ends: it shall find the tasks that this one opens.
pub(crate) async fn share_calendar(db: &mut PgConnection, agency: &Agency) -> Result<()> {
    let agency = agency.as_str();
    sqlx::query!("select pg_advisory_xact_lock_shared(hashtext('calendar'), hashtext($1)) as lock", agency)
        .fetch_one(db)
        .await?;
    Ok(())
}

/// Waits for those who open tasks by the calendar there was, and makes others wait for the new one.
pub(crate) async fn own_calendar(db: &mut PgConnection, agency: &Agency) -> Result<()> {
    let agency = agency.as_str();
    sqlx::query!("select pg_advisory_xact_lock(hashtext('calendar'), hashtext($1)) as lock", agency)
        .fetch_one(db)
        .await?;
    Ok(())
}

/// Keeps a calendar, unless a newer one is there. Answers whether it was kept.
pub(crate) async fn save_calendar(
    db: &mut PgConnection,
    agency: &Agency,
    version: i64,
    spec: &CalendarSpec,
) -> Result<bool> {
    let saved = sqlx::query!(
        "insert into review.calendar (agency, version, spec) values ($1, $2, $3)
         on conflict (agency) do update set version = excluded.version, spec = excluded.spec
         where calendar.version < excluded.version",
        agency.as_str(),
        version,
        Json(spec) as _,
    )
    .execute(db)
    .await?;
    Ok(saved.rows_affected() == 1)
}

/// The version of the agency's newest calendar.
pub(crate) async fn calendar_version(db: &mut PgConnection, agency: &Agency) -> Result<Option<i64>> {
    let version =
        sqlx::query_scalar!("select version from review.calendar where agency = $1", agency.as_str())
            .fetch_optional(db)
            .await?;
    Ok(version)
}

/// The agency's newest calendar with its version.
pub(crate) async fn read_calendar(
    db: &mut PgConnection,
    agency: &Agency,
) -> Result<Option<(i64, CalendarSpec)>> {
    let row = sqlx::query!(
        r#"select version, spec as "spec: Json<CalendarSpec>" from review.calendar where agency = $1"#,
        agency.as_str(),
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| (row.version, row.spec.0)))
}

impl From<Row> for ProcedureRow {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            version: row.version,
            title: row.title,
            product: row.product,
            source: row.source,
            published_at: row.published_at.to_jiff(),
        }
    }
}
