//! Work calendars, and the local days they are made of.

use crate::calendar::Version;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::{Agency, Error, Result};
use sqlx::{PgConnection, types::Json};
use std::collections::HashMap;
use worktime::{CalendarSpec, SpecialDay};

/// The newest version.
pub(crate) async fn load(db: &mut PgConnection, agency: &Agency) -> Result<Version> {
    let row = sqlx::query!(
        r#"select version, content as "content: Json<CalendarSpec>" from directory.calendar
           where agency = $1 order by version desc limit 1"#,
        agency.as_str(),
    )
    .fetch_optional(db)
    .await?
    .ok_or_else(|| Error::NotFound(format!("{}/calendar", agency.name())))?;
    Ok(Version { number: row.version, content: row.content.0 })
}

/// Number and digest of the newest version of each of `agencies`.
pub(crate) async fn newest(
    db: &mut PgConnection,
    agencies: &[String],
) -> Result<HashMap<String, (i64, String)>> {
    let rows = sqlx::query!(
        "select distinct on (agency) agency, version, digest from directory.calendar
         where agency = any($1) order by agency, version desc",
        agencies,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.agency, (row.version, row.digest))).collect())
}

/// The days of their own that `agencies` have.
pub(crate) async fn local_days(
    db: &mut PgConnection,
    agencies: &[String],
) -> Result<HashMap<String, Vec<SpecialDay>>> {
    let rows = sqlx::query!(
        r#"select agency, jsonb_agg(to_jsonb(local_day) - '{agency,by_hand,removed}'::text[] order by date)
                      as "days!: Json<Vec<SpecialDay>>"
           from directory.local_day where agency = any($1) and not removed group by agency"#,
        agencies,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.agency, row.days.0)).collect())
}

/// A version to be entered: its content is found by its digest, since most agencies share theirs.
#[derive(Debug, serde::Serialize)]
pub(crate) struct NewVersion {
    pub(crate) agency: Agency,
    pub(crate) version: i64,
    pub(crate) digest: String,
}

/// Enters versions of many agencies, each in the name of its own: row-level security checks every row.
pub(crate) async fn insert_all(
    db: &mut PgConnection,
    versions: &[NewVersion],
    contents: &HashMap<String, CalendarSpec>,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "insert into directory.calendar (agency, version, content, digest, entered_at)
         select set_config('telaah.agency', new.agency, true), new.version, $2::jsonb -> new.digest, new.digest, $3
         from jsonb_to_recordset($1::jsonb) as new (agency text, version bigint, digest text)",
        Json(versions) as _,
        Json(contents) as _,
        now.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}
