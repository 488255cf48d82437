//! Days of an agency's own as an administrator enters them.

use crate::{import::check::Entries, store::entries};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use platform::{Agency, Result};
use sqlx::{PgConnection, types::Json};
use worktime::SpecialDay;

/// By date, after `after`.
pub(crate) async fn list(
    db: &mut PgConnection,
    agency: &Agency,
    after: Option<Date>,
    limit: Option<i64>,
) -> Result<Vec<SpecialDay>> {
    let rows = sqlx::query!(
        r#"select to_jsonb(local_day) - '{agency,by_hand,removed}'::text[] as "day!: Json<SpecialDay>"
           from directory.local_day
           where agency = $1 and not removed and ($2::date is null or date > $2)
           order by date limit $3"#,
        agency.as_str(),
        after.map(|it| it.to_sqlx()) as _,
        limit,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| row.day.0).collect())
}

/// Enters the day, or what changed about it, as settled by hand.
pub(crate) async fn save(db: &mut PgConnection, agency: &Agency, day: SpecialDay) -> Result<()> {
    let date = day.date;
    entries::save_local_days(db, agency, &Entries { local_days: vec![day], ..Entries::default() }).await?;
    mark(db, agency, date, false).await
}

/// Takes the day away; that it was there is kept, so that no import brings it back.
pub(crate) async fn remove(db: &mut PgConnection, agency: &Agency, date: Date) -> Result<()> {
    mark(db, agency, date, true).await
}

async fn mark(db: &mut PgConnection, agency: &Agency, date: Date, is_removed: bool) -> Result<()> {
    sqlx::query!(
        "update directory.local_day set by_hand = true, removed = $3 where agency = $1 and date = $2",
        agency.as_str(),
        date.to_sqlx() as _,
        is_removed,
    )
    .execute(db)
    .await?;
    Ok(())
}
