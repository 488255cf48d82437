//! Positions and the people who hold them.

use crate::{
    letterhead::Letterhead,
    official::{Holder, Official, Place, Post},
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use platform::{Agency, Held, Result};
use sqlx::{PgConnection, types::Json};
use std::collections::HashMap;
use uuid::Uuid;

/// Which positions are meant: all, where nothing is given.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Filter<'a> {
    /// By slug.
    pub(crate) only: Option<&'a str>,
    /// Part of the title or slug, or of a holder's name or NIP.
    pub(crate) query: &'a str,
    /// By the unit's slug.
    pub(crate) unit: Option<&'a str>,
    /// Without an incumbent.
    pub(crate) is_vacant: bool,
}

/// By slug, after that of `after`. With those who hold them `today`.
pub(crate) async fn list_posts(
    db: &mut PgConnection,
    agency: &Agency,
    filter: Filter<'_>,
    after: Option<&str>,
    limit: i64,
    today: Date,
) -> Result<Vec<Post>> {
    let rows = sqlx::query!(
        r#"select position.slug, position.title, position.kind, position.unit, position.decides,
                  unit.title as unit_title, unit.office,
                  coalesce(office.letterhead, agency.letterhead) as "letterhead: Json<Letterhead>"
           from directory.position
           join directory.unit on unit.agency = position.agency and unit.slug = position.unit
           join directory.unit office on office.agency = unit.agency and office.slug = unit.office
           join directory.agency on agency.agency = position.agency
           where position.agency = $1 and ($2::text is null or position.slug = $2)
             and ($3::text is null or position.slug > $3)
             and ($5::text is null or position.unit = $5)
             and (not $6 or not exists (
                 select 1 from directory.incumbency
                 join directory.person on person.agency = incumbency.agency and person.id = incumbency.person
                 where incumbency.agency = $1 and incumbency.position = position.slug and not suspended))
             and ($7 = '' or strpos(lower(position.title || chr(10) || position.slug), lower($7)) > 0 or exists (
                 select 1 from (
                     select person from directory.incumbency
                     where incumbency.agency = $1 and incumbency.position = position.slug
                     union all
                     select person from directory.acting_assignment acting
                     where acting.agency = $1 and acting.position = position.slug
                       and first_day <= $8 and (last_day is null or $8 <= last_day)
                 ) held join directory.person on person.agency = $1 and person.id = held.person
                 where not suspended
                   and strpos(lower(display_name || chr(10) || employee_id_number), lower($7)) > 0))
           order by position.slug limit $4"#,
        agency.as_str(),
        filter.only,
        after,
        limit,
        filter.unit,
        filter.is_vacant,
        filter.query,
        today.to_sqlx() as _,
    )
    .fetch_all(&mut *db)
    .await?;
    let slugs: Vec<String> = rows.iter().map(|it| it.slug.clone()).collect();
    let mut holders = holders(db, agency, &slugs, today).await?;
    let post = rows.into_iter().map(|row| Post {
        holders: holders.remove(&row.slug).unwrap_or_default(),
        slug: row.slug,
        title: row.title,
        kind: row.kind,
        unit: row.unit,
        unit_title: row.unit_title,
        office: row.office,
        letterhead: row.letterhead.map(|it| it.0),
        decides: row.decides,
    });
    Ok(post.collect())
}

async fn holders(
    db: &mut PgConnection,
    agency: &Agency,
    positions: &[String],
    today: Date,
) -> Result<HashMap<String, Vec<Holder>>> {
    let rows = sqlx::query!(
        r#"with held as (
               select 2 as place, position, person, 'INCUMBENT' as capacity, '' as appointing_letter
               from directory.incumbency where agency = $1 and position = any($2)
               union all
               select 1, position, person, capacity, appointing_letter
               from directory.acting_assignment acting
               where agency = $1 and position = any($2)
                 and first_day <= $3 and (last_day is null or $3 <= last_day)
                 and exists (select 1 from directory.incumbency own
                             where own.agency = $1 and own.person = acting.person)
           )
           select position as "position!", person as "person!", capacity as "capacity!",
                  appointing_letter as "appointing_letter!", display_name, employee_id_number, rank, email
           from held join directory.person on person.agency = $1 and person.id = held.person
           where not suspended
           order by place, display_name, person"#,
        agency.as_str(),
        positions,
        today.to_sqlx() as _,
    )
    .fetch_all(db)
    .await?;
    let mut holders: HashMap<String, Vec<Holder>> = HashMap::new();
    for row in rows {
        holders.entry(row.position).or_default().push(Holder {
            person: row.person,
            display_name: row.display_name,
            employee_id_number: row.employee_id_number,
            rank: row.rank,
            email: row.email,
            capacity: row.capacity.parse()?,
            appointing_letter: row.appointing_letter,
        });
    }
    Ok(holders)
}

/// The person whose own position it is, and what they hold `today`; nobody where it is vacant or unknown.
pub(crate) async fn find_official(
    db: &mut PgConnection,
    agency: &Agency,
    position: &str,
    today: Date,
) -> Result<Option<Official>> {
    let row = sqlx::query!(
        r#"select person.id, person.display_name, person.employee_id_number, person.administrator,
                  unit.slug as unit, unit.title as unit_title, unit.kind as unit_kind,
                  office.slug as office, office.title as office_title, office.kind as office_kind,
                  coalesce(above.title, '') as "parent_office_title!",
                  array(select slug from directory.position decider
                        where decider.agency = unit.agency and decider.unit = unit.slug and decider.decides
                        order by slug) as "deciding!"
           from directory.incumbency
           join directory.person on person.agency = incumbency.agency and person.id = incumbency.person
           join directory.position on position.agency = incumbency.agency and position.slug = incumbency.position
           join directory.unit on unit.agency = position.agency and unit.slug = position.unit
           join directory.unit office on office.agency = unit.agency and office.slug = unit.office
           left join directory.unit parent on parent.agency = office.agency and parent.slug = office.parent
           left join directory.unit above on above.agency = parent.agency and above.slug = parent.office
           where incumbency.agency = $1 and incumbency.position = $2 and not person.suspended
           order by person.display_name, person.id limit 1"#,
        agency.as_str(),
        position,
    )
    .fetch_optional(&mut *db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Official {
        positions: held_by(db, agency, row.id, today).await?,
        person: row.id,
        display_name: row.display_name,
        employee_id_number: row.employee_id_number,
        administrator: row.administrator,
        unit: Place { slug: row.unit, title: row.unit_title, kind: row.unit_kind },
        office: Place { slug: row.office, title: row.office_title, kind: row.office_kind },
        parent_office_title: row.parent_office_title,
        deciding: row.deciding,
    }))
}

/// Own position first.
async fn held_by(db: &mut PgConnection, agency: &Agency, person: Uuid, today: Date) -> Result<Vec<Held>> {
    let rows = sqlx::query!(
        r#"with held as (
               select 1 as place, position, 'INCUMBENT' as capacity, '' as appointing_letter
               from directory.incumbency where agency = $1 and person = $2
               union all
               select 2, position, capacity, appointing_letter
               from directory.acting_assignment
               where agency = $1 and person = $2
                 and first_day <= $3 and (last_day is null or $3 <= last_day)
           )
           select slug, title, kind, capacity as "capacity!", appointing_letter as "appointing_letter!"
           from held join directory.position on position.agency = $1 and position.slug = held.position
           order by place, slug"#,
        agency.as_str(),
        person,
        today.to_sqlx() as _,
    )
    .fetch_all(db)
    .await?;
    let held = rows.into_iter().map(|row| {
        Ok(Held {
            position: row.slug,
            title: row.title,
            kind: row.kind,
            capacity: row.capacity.parse()?,
            appointing_letter: row.appointing_letter,
        })
    });
    held.collect()
}
