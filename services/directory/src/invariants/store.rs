//! What is known of a person and a position on a day.

use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use platform::{Agency, Result};
use sqlx::PgConnection;
use uuid::Uuid;

pub(super) struct Known {
    pub(super) is_person: bool,
    pub(super) is_position: bool,
    /// Holds no position of their own, and nobody changed that by hand.
    pub(super) is_unappointed: bool,
    /// In which capacity they acted in the position.
    pub(super) acting: Option<String>,
}

pub(super) async fn known(
    db: &mut PgConnection,
    agency: &Agency,
    position: &str,
    person: Uuid,
    day: Date,
) -> Result<Known> {
    let known = sqlx::query_as!(
        Known,
        r#"select exists (select from directory.person where agency = $1 and id = $3) as "is_person!",
                  exists (select from directory.position where agency = $1 and slug = $2) as "is_position!",
                  exists (select from directory.person where agency = $1 and id = $3 and not appointed_by_hand)
                      and not exists (select from directory.incumbency where agency = $1 and person = $3)
                      as "is_unappointed!",
                  (select capacity from directory.acting_assignment
                   where agency = $1 and position = $2 and person = $3 and first_day <= $4
                     and (last_day is null or $4 <= last_day)
                   limit 1) as acting"#,
        agency.as_str(),
        position,
        person,
        day.to_sqlx() as _,
    );
    Ok(known.fetch_one(db).await?)
}
