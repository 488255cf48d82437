//! People, and what they hold as their own.

use crate::{
    official::Person,
    person::{Own, Record},
};
use platform::{Agency, Error, ResourceName, Result};
use sqlx::PgConnection;
use uuid::Uuid;

/// By name, after the name and id of `after`; only the one of id `only`, where it is given.
///
/// `query` is part of the name, the NIP, or the position's title or slug.
pub(crate) async fn list(
    db: &mut PgConnection,
    agency: &Agency,
    only: Option<Uuid>,
    query: &str,
    after: Option<&(String, Uuid)>,
    limit: i64,
) -> Result<Vec<Record>> {
    let (after_name, after_id) = after.map_or((None, None), |(name, id)| (Some(name.as_str()), Some(*id)));
    let rows = sqlx::query!(
        r#"select person.id, display_name, employee_id_number, rank, email, administrator, suspended,
                  position.slug as "position?", position.title as "position_title?", unit.title as "unit_title?"
           from directory.person
           left join directory.incumbency on incumbency.agency = person.agency and incumbency.person = person.id
           left join directory.position
               on position.agency = incumbency.agency and position.slug = incumbency.position
           left join directory.unit on unit.agency = position.agency and unit.slug = position.unit
           where person.agency = $1 and ($2::uuid is null or person.id = $2)
             and ($3::text is null or (display_name collate "C", person.id) > ($3, $4))
             and ($5 = '' or strpos(lower(concat_ws(chr(10), display_name, employee_id_number, position.title,
                                                    position.slug)), lower($5)) > 0)
           order by display_name collate "C", person.id limit $6"#,
        agency.as_str(),
        only,
        after_name,
        after_id,
        query,
        limit,
    )
    .fetch_all(db)
    .await?;
    let record = rows.into_iter().map(|row| Record {
        person: Person {
            id: row.id,
            display_name: row.display_name,
            employee_id_number: row.employee_id_number,
            rank: row.rank,
            email: row.email,
            administrator: row.administrator,
        },
        is_suspended: row.suspended,
        own: row.position.map(|position| Own {
            position,
            title: row.position_title.unwrap_or_default(),
            unit_title: row.unit_title.unwrap_or_default(),
        }),
    });
    Ok(record.collect())
}

pub(crate) async fn load(db: &mut PgConnection, name: &ResourceName) -> Result<Record> {
    let found = list(db, &name.agency, Some(name.id), "", None, 1).await?;
    found.into_iter().next().ok_or_else(|| Error::NotFound(name.to_string()))
}

/// Lets one change of the agency's entries be made at a time, and none during an import.
pub(crate) async fn lock(db: &mut PgConnection, agency: &Agency) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock_shared(hashtext('directory import'))")
        .fetch_one(&mut *db)
        .await?;
    sqlx::query!("select pg_advisory_xact_lock(hashtext('directory ' || $1))", agency.as_str())
        .fetch_one(db)
        .await?;
    Ok(())
}

/// The one of that NIP.
pub(crate) async fn find_number(
    db: &mut PgConnection,
    agency: &Agency,
    number: &str,
) -> Result<Option<Uuid>> {
    let found = sqlx::query_scalar!(
        "select id from directory.person
         where agency = $1 and employee_id_number = $2 and employee_id_number <> ''",
        agency.as_str(),
        number,
    );
    Ok(found.fetch_optional(db).await?)
}

/// How many besides `person` can sign in and administer.
pub(crate) async fn other_administrators(db: &mut PgConnection, name: &ResourceName) -> Result<i64> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from directory.person
           join directory.incumbency on incumbency.agency = person.agency and incumbency.person = person.id
           where person.agency = $1 and id <> $2 and administrator and not suspended"#,
        name.agency.as_str(),
        name.id,
    );
    Ok(count.fetch_one(db).await?)
}

/// Enters the person, or what changed about them, as settled by hand.
pub(crate) async fn save(db: &mut PgConnection, agency: &Agency, record: &Record) -> Result<()> {
    let person = &record.person;
    sqlx::query!(
        "insert into directory.person (agency, id, display_name, employee_id_number, rank, email, administrator,
             suspended, by_hand)
         values ($1, $2, $3, $4, $5, $6, $7, $8, true)
         on conflict (agency, id) do update set display_name = excluded.display_name,
             employee_id_number = excluded.employee_id_number, rank = excluded.rank, email = excluded.email,
             administrator = excluded.administrator, suspended = excluded.suspended, by_hand = true",
        agency.as_str(),
        person.id,
        person.display_name,
        person.employee_id_number,
        person.rank,
        person.email,
        person.administrator,
        record.is_suspended,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Everyone whose own position it is, the suspended too.
pub(crate) async fn holders(db: &mut PgConnection, agency: &Agency, position: &str) -> Result<Vec<Uuid>> {
    let people = sqlx::query_scalar!(
        "select person from directory.incumbency where agency = $1 and position = $2",
        agency.as_str(),
        position,
    );
    Ok(people.fetch_all(db).await?)
}

/// Puts the person into `position`, or takes from them the one they held, as settled by hand.
pub(crate) async fn save_own(
    db: &mut PgConnection,
    name: &ResourceName,
    position: Option<&str>,
) -> Result<()> {
    let agency = name.agency.as_str();
    sqlx::query!("delete from directory.incumbency where agency = $1 and person = $2", agency, name.id)
        .execute(&mut *db)
        .await?;
    if let Some(position) = position {
        sqlx::query!(
            "insert into directory.incumbency (agency, person, position) values ($1, $2, $3)",
            agency,
            name.id,
            position,
        )
        .execute(&mut *db)
        .await?;
    }
    sqlx::query!(
        "update directory.person set appointed_by_hand = true where agency = $1 and id = $2",
        agency,
        name.id,
    )
    .execute(db)
    .await?;
    Ok(())
}
