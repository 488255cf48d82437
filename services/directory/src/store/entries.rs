//! What an import knew and what it enters.

use crate::{
    agency::Agency as Embedded,
    import::{by_hand::ByHand, check::Entries},
    letterhead::Letterhead,
    official::{Person, Position},
    store,
};
use platform::{Agency, Result};
use serde::Serialize;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;
use worktime::SpecialDay;

/// Lets one import run at a time.
pub(crate) async fn lock(db: &mut PgConnection) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtext('directory import'))").fetch_one(db).await?;
    Ok(())
}

/// Goes on in the name of `agency`.
pub(crate) async fn act_as(db: &mut PgConnection, agency: &Agency) -> Result<()> {
    sqlx::query!("select set_config('telaah.agency', $1, true)", agency.as_str()).fetch_one(db).await?;
    Ok(())
}

/// What earlier imports entered of an agency, so far as new rows may refer to it.
pub(crate) async fn load(db: &mut PgConnection, agency: &Agency) -> Result<Entries> {
    let units = store::list_units(db, agency, None, None).await?;
    let positions = sqlx::query_as!(
        Position,
        "select slug, title, kind, unit, decides from directory.position where agency = $1",
        agency.as_str(),
    )
    .fetch_all(&mut *db)
    .await?;
    let incumbents =
        sqlx::query!("select person, position from directory.incumbency where agency = $1", agency.as_str())
            .fetch_all(&mut *db)
            .await?;
    let people = sqlx::query_as!(
        Person,
        "select id, display_name, employee_id_number, rank, email, administrator from directory.person
         where agency = $1",
        agency.as_str(),
    )
    .fetch_all(&mut *db)
    .await?;
    let numbered = people.iter().filter(|it| !it.employee_id_number.is_empty());
    Ok(Entries {
        by_hand: load_by_hand(db, agency).await?,
        numbers: numbered.map(|it| (it.employee_id_number.clone(), it.id)).collect(),
        people: people.into_iter().map(|it| (it.id, it)).collect(),
        units: units.into_iter().map(|it| (it.slug.clone(), it)).collect(),
        positions: positions.into_iter().map(|it| (it.slug.clone(), it)).collect(),
        incumbents: incumbents.into_iter().map(|row| (row.person, row.position)).collect(),
        acting: store::acting::list(db, agency, None, None).await?,
        ..Entries::default()
    })
}

async fn load_by_hand(db: &mut PgConnection, agency: &Agency) -> Result<ByHand> {
    let places = sqlx::query!(
        r#"select 'unit' as "what!", slug as "slug!" from directory.unit where agency = $1 and by_hand
           union all select 'position', slug from directory.position where agency = $1 and by_hand"#,
        agency.as_str(),
    )
    .fetch_all(&mut *db)
    .await?;
    let people = sqlx::query!(
        "select id, by_hand, appointed_by_hand from directory.person
         where agency = $1 and (by_hand or appointed_by_hand)",
        agency.as_str(),
    )
    .fetch_all(&mut *db)
    .await?;
    let days = sqlx::query!(
        r#"select to_jsonb(local_day) - '{agency,by_hand,removed}'::text[] as "day!: Json<SpecialDay>", removed
           from directory.local_day where agency = $1 and by_hand"#,
        agency.as_str(),
    )
    .fetch_all(db)
    .await?;
    let (units, positions): (Vec<_>, Vec<_>) = places.into_iter().partition(|row| row.what == "unit");
    Ok(ByHand {
        units: units.into_iter().map(|row| row.slug).collect(),
        positions: positions.into_iter().map(|row| row.slug).collect(),
        people: people.iter().filter(|row| row.by_hand).map(|row| row.id).collect(),
        appointed: people.iter().filter(|row| row.appointed_by_hand).map(|row| row.id).collect(),
        days: days
            .into_iter()
            .map(|row| (row.day.0.date, Some(row.day.0).filter(|_| !row.removed)))
            .collect(),
        ..ByHand::default()
    })
}

/// Enters the embedded agencies, each in its own name. Returns how many were new or changed.
pub(crate) async fn save_agencies(db: &mut PgConnection, agencies: &[Embedded]) -> Result<u64> {
    #[derive(Serialize)]
    struct Row<'a> {
        agency: &'a Agency,
        title: &'a str,
        short_title: &'a str,
        kind: &'a str,
        code: &'a str,
        time_zone: &'a str,
    }
    let rows: Vec<Row<'_>> = agencies
        .iter()
        .map(|it| Row {
            agency: &it.slug,
            title: &it.title,
            short_title: &it.short_title,
            kind: &it.kind,
            code: &it.code,
            time_zone: &it.time_zone,
        })
        .collect();
    let saved = sqlx::query!(
        "insert into directory.agency as known (agency, title, short_title, kind, code, time_zone)
         select set_config('telaah.agency', agency, true), title, short_title, kind, code, time_zone
         from jsonb_populate_recordset(null::directory.agency, $1)
         on conflict (agency) do update set title = excluded.title, short_title = excluded.short_title,
             kind = excluded.kind, code = excluded.code, time_zone = excluded.time_zone
         where (known.title, known.short_title, known.kind, known.code, known.time_zone) is distinct from
             (excluded.title, excluded.short_title, excluded.kind, excluded.code, excluded.time_zone)",
        Json(rows) as _,
    )
    .execute(db)
    .await?;
    Ok(saved.rows_affected())
}

pub(crate) async fn save_letterhead(
    db: &mut PgConnection,
    agency: &Agency,
    letterhead: &Letterhead,
) -> Result<u64> {
    let saved = sqlx::query!(
        "update directory.agency set letterhead = $2 where agency = $1 and letterhead is distinct from $2",
        agency.as_str(),
        Json(letterhead) as _,
    )
    .execute(db)
    .await?;
    Ok(saved.rows_affected())
}

pub(crate) async fn save_units(db: &mut PgConnection, agency: &Agency, entries: &Entries) -> Result<u64> {
    let rows: Vec<_> = entries.units.values().collect();
    let saved = sqlx::query!(
        "insert into directory.unit as known (agency, slug, title, kind, parent, office, letterhead)
         select $1, slug, title, kind, parent, office, nullif(letterhead, 'null')
         from jsonb_populate_recordset(null::directory.unit, $2)
         on conflict (agency, slug) do update set title = excluded.title, kind = excluded.kind,
             parent = excluded.parent, office = excluded.office, letterhead = excluded.letterhead
         where (known.title, known.kind, known.parent, known.office, known.letterhead) is distinct from
             (excluded.title, excluded.kind, excluded.parent, excluded.office, excluded.letterhead)",
        agency.as_str(),
        Json(rows) as _,
    )
    .execute(db)
    .await?;
    Ok(saved.rows_affected())
}

pub(crate) async fn save_positions(db: &mut PgConnection, agency: &Agency, entries: &Entries) -> Result<u64> {
    let rows: Vec<&Position> = entries.positions.values().collect();
    let saved = sqlx::query!(
        "insert into directory.position as known (agency, slug, title, kind, unit, decides)
         select $1, slug, title, kind, unit, decides from jsonb_populate_recordset(null::directory.position, $2)
         on conflict (agency, slug) do update set title = excluded.title, kind = excluded.kind,
             unit = excluded.unit, decides = excluded.decides
         where (known.title, known.kind, known.unit, known.decides) is distinct from
             (excluded.title, excluded.kind, excluded.unit, excluded.decides)",
        agency.as_str(),
        Json(rows) as _,
    )
    .execute(db)
    .await?;
    Ok(saved.rows_affected())
}

pub(crate) async fn save_people(db: &mut PgConnection, agency: &Agency, entries: &Entries) -> Result<u64> {
    let rows: Vec<&Person> = entries.people.values().collect();
    let saved = sqlx::query!(
        "insert into directory.person as known
             (agency, id, display_name, employee_id_number, rank, email, administrator)
         select $1, id, display_name, employee_id_number, rank, email, administrator
         from jsonb_populate_recordset(null::directory.person, $2)
         on conflict (agency, id) do update set display_name = excluded.display_name,
             employee_id_number = excluded.employee_id_number, rank = excluded.rank, email = excluded.email,
             administrator = excluded.administrator
         where (known.display_name, known.employee_id_number, known.rank, known.email, known.administrator)
             is distinct from (excluded.display_name, excluded.employee_id_number, excluded.rank,
                               excluded.email, excluded.administrator)",
        agency.as_str(),
        Json(rows) as _,
    )
    .execute(db)
    .await?;
    Ok(saved.rows_affected())
}

/// Whoever held a position of which all holders are named now, and is not among them, holds it no longer.
pub(crate) async fn save_incumbents(
    db: &mut PgConnection,
    agency: &Agency,
    entries: &Entries,
) -> Result<u64> {
    let (people, positions): (Vec<Uuid>, Vec<String>) =
        entries.incumbents.iter().map(|(person, position)| (*person, position.clone())).unzip();
    let left = sqlx::query!(
        "delete from directory.incumbency where agency = $1 and person <> all($2)",
        agency.as_str(),
        &people,
    )
    .execute(&mut *db)
    .await?;
    let saved = sqlx::query!(
        "insert into directory.incumbency as known (agency, person, position)
         select $1, person, position from unnest($2::uuid[], $3::text[]) as named (person, position)
         on conflict (agency, person) do update set position = excluded.position
         where known.position <> excluded.position",
        agency.as_str(),
        &people,
        &positions,
    )
    .execute(db)
    .await?;
    Ok(left.rows_affected() + saved.rows_affected())
}

/// Assignments known before stay as they are.
pub(crate) async fn save_acting(db: &mut PgConnection, agency: &Agency, entries: &Entries) -> Result<u64> {
    let saved = sqlx::query!(
        "insert into directory.acting_assignment
             (agency, id, position, own_position, person, capacity, first_day, last_day, appointing_letter)
         select $1, id, position, own_position, person, capacity, first_day, last_day, appointing_letter
         from jsonb_populate_recordset(null::directory.acting_assignment, $2)
         on conflict (agency, id) do nothing",
        agency.as_str(),
        Json(&entries.acting) as _,
    )
    .execute(db)
    .await?;
    Ok(saved.rows_affected())
}

pub(crate) async fn save_local_days(
    db: &mut PgConnection,
    agency: &Agency,
    entries: &Entries,
) -> Result<u64> {
    let saved = sqlx::query!(
        "insert into directory.local_day as known (agency, date, kind, name, decree, announced)
         select $1, date, kind, name, decree, announced
         from jsonb_populate_recordset(null::directory.local_day, $2)
         on conflict (agency, date) do update set kind = excluded.kind, name = excluded.name,
             decree = excluded.decree, announced = excluded.announced
         where (known.kind, known.name, known.decree, known.announced) is distinct from
             (excluded.kind, excluded.name, excluded.decree, excluded.announced)",
        agency.as_str(),
        Json(&entries.local_days) as _,
    )
    .execute(db)
    .await?;
    Ok(saved.rows_affected())
}
