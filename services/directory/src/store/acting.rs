//! Acting assignments.

use crate::acting::Acting;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use platform::{Agency, Error, ResourceName, Result};
use sqlx::PgConnection;
use uuid::Uuid;

/// A row, whose days are still SQL's.
struct Row {
    id: Uuid,
    position: String,
    own_position: String,
    person: Uuid,
    capacity: String,
    first_day: jiff_sqlx::Date,
    last_day: Option<jiff_sqlx::Date>,
    appointing_letter: String,
}

impl TryFrom<Row> for Acting {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.id,
            position: row.position,
            own_position: row.own_position,
            person: row.person,
            capacity: row.capacity.parse()?,
            first_day: row.first_day.to_jiff(),
            last_day: row.last_day.map(jiff_sqlx::Date::to_jiff),
            appointing_letter: row.appointing_letter,
        })
    }
}

/// Newest first, after the day and id of `after`.
pub(crate) async fn list(
    db: &mut PgConnection,
    agency: &Agency,
    after: Option<(Date, Uuid)>,
    limit: Option<i64>,
) -> Result<Vec<Acting>> {
    let (day, id) = after.map_or((None, None), |(day, id)| (Some(day.to_sqlx()), Some(id)));
    let rows = sqlx::query_as!(
        Row,
        r#"select id, position, own_position, person, capacity, first_day as "first_day: jiff_sqlx::Date",
                  last_day as "last_day: jiff_sqlx::Date", appointing_letter
           from directory.acting_assignment
           where agency = $1 and ($2::date is null or (first_day, id) < ($2, $3))
           order by first_day desc, id desc limit $4"#,
        agency.as_str(),
        day as _,
        id,
        limit,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter().map(Acting::try_from).collect()
}

/// All of one position. Locks the position, so that two overlapping ones cannot be entered at once.
///
/// Nothing where there is no such position.
pub(crate) async fn lock(
    db: &mut PgConnection,
    agency: &Agency,
    position: &str,
) -> Result<Option<Vec<Acting>>> {
    let found = sqlx::query!(
        "select slug from directory.position where agency = $1 and slug = $2 for update",
        agency.as_str(),
        position,
    )
    .fetch_optional(&mut *db)
    .await?;
    if found.is_none() {
        return Ok(None);
    }
    let rows = sqlx::query_as!(
        Row,
        r#"select id, position, own_position, person, capacity, first_day as "first_day: jiff_sqlx::Date",
                  last_day as "last_day: jiff_sqlx::Date", appointing_letter
           from directory.acting_assignment where agency = $1 and position = $2"#,
        agency.as_str(),
        position,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter().map(Acting::try_from).collect::<Result<_>>().map(Some)
}

/// Those of one person.
pub(crate) async fn of_person(db: &mut PgConnection, agency: &Agency, person: Uuid) -> Result<Vec<Acting>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select id, position, own_position, person, capacity, first_day as "first_day: jiff_sqlx::Date",
                  last_day as "last_day: jiff_sqlx::Date", appointing_letter
           from directory.acting_assignment where agency = $1 and person = $2 for update"#,
        agency.as_str(),
        person,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter().map(Acting::try_from).collect()
}

/// Those whose own position it is, but for the suspended.
pub(crate) async fn incumbents(db: &mut PgConnection, agency: &Agency, position: &str) -> Result<Vec<Uuid>> {
    let people = sqlx::query_scalar!(
        "select id from directory.incumbency
         join directory.person on person.agency = incumbency.agency and person.id = incumbency.person
         where incumbency.agency = $1 and position = $2 and not suspended",
        agency.as_str(),
        position,
    );
    Ok(people.fetch_all(db).await?)
}

pub(crate) async fn insert(db: &mut PgConnection, agency: &Agency, acting: &Acting) -> Result<()> {
    sqlx::query!(
        "insert into directory.acting_assignment (agency, id, position, own_position, person, capacity,
             first_day, last_day, appointing_letter)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        agency.as_str(),
        acting.id,
        acting.position,
        acting.own_position,
        acting.person,
        acting.capacity.as_str(),
        acting.first_day.to_sqlx() as _,
        acting.last_day.map(|it| it.to_sqlx()) as _,
        acting.appointing_letter,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Loads it and keeps others from ending it meanwhile.
pub(crate) async fn load_locked(db: &mut PgConnection, name: &ResourceName) -> Result<Acting> {
    sqlx::query_as!(
        Row,
        r#"select id, position, own_position, person, capacity, first_day as "first_day: jiff_sqlx::Date",
                  last_day as "last_day: jiff_sqlx::Date", appointing_letter
           from directory.acting_assignment where agency = $1 and id = $2 for update"#,
        name.agency.as_str(),
        name.id,
    )
    .fetch_optional(db)
    .await?
    .ok_or_else(|| Error::NotFound(name.to_string()))?
    .try_into()
}

pub(crate) async fn save_last_day(db: &mut PgConnection, agency: &Agency, acting: &Acting) -> Result<()> {
    sqlx::query!(
        "update directory.acting_assignment set last_day = $3 where agency = $1 and id = $2",
        agency.as_str(),
        acting.id,
        acting.last_day.map(|it| it.to_sqlx()) as _,
    )
    .execute(db)
    .await?;
    Ok(())
}
