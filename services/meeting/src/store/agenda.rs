//! Cases on the agenda.

use crate::agenda::{AgendaItem, State};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::{Agency, Caller, ResourceName, Result};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

/// Those of `state` that the caller's office reviews or convenes for, longest waiting first, after the time and id of
/// `after`.
pub(crate) async fn list_items(
    db: &mut PgConnection,
    caller: &Caller,
    state: State,
    after: Option<(Timestamp, Uuid)>,
    limit: i64,
) -> Result<Vec<AgendaItem>> {
    let (time, id) = after.map_or((None, None), |(time, id)| (Some(time.to_sqlx()), Some(id)));
    let positions: Vec<String> = caller.positions.iter().map(|it| it.position.clone()).collect();
    let rows = sqlx::query_scalar!(
        r#"select to_jsonb(it) as "item!: Json<AgendaItem>" from meeting.agenda_item it
           where agency = $1 and state = $2
             and ($3::timestamptz is null or (requested_at, id) > ($3, $4))
             and (cardinality(reviewing_offices) = 0 or $5 = any(reviewing_offices) or exists (
                 select from meeting.coordination_team team
                 where team.agency = it.agency and team.slug = it.team
                   and ($5 = any(team.offices) or team.secretariat_position = any($6))
             ))
           order by requested_at, id limit $7"#,
        caller.agency.as_str(),
        state as State,
        time as _,
        id,
        caller.office,
        &positions,
        limit,
    );
    Ok(rows.fetch_all(db).await?.into_iter().map(|it| it.0).collect())
}

/// Locks them, in an order that every transaction follows.
pub(crate) async fn items(db: &mut PgConnection, agency: &Agency, ids: &[Uuid]) -> Result<Vec<AgendaItem>> {
    let rows = sqlx::query_scalar!(
        r#"select to_jsonb(it) as "item!: Json<AgendaItem>" from meeting.agenda_item it
           where agency = $1 and id = any($2) order by id for update"#,
        agency.as_str(),
        ids,
    );
    Ok(rows.fetch_all(db).await?.into_iter().map(|it| it.0).collect())
}

/// Those of them that the caller's agency may read, without a lock.
pub(crate) async fn read_items(
    db: &mut PgConnection,
    agency: &Agency,
    ids: &[Uuid],
) -> Result<Vec<AgendaItem>> {
    let rows = sqlx::query_scalar!(
        r#"select to_jsonb(it) as "item!: Json<AgendaItem>" from meeting.agenda_item it
           where agency = $1 and id = any($2)"#,
        agency.as_str(),
        ids,
    );
    Ok(rows.fetch_all(db).await?.into_iter().map(|it| it.0).collect())
}

/// The item of a case, without a lock: whoever changes it locks its meeting first.
pub(crate) async fn item_of_case(db: &mut PgConnection, case: &ResourceName) -> Result<Option<AgendaItem>> {
    let row = sqlx::query_scalar!(
        r#"select to_jsonb(it) as "item!: Json<AgendaItem>" from meeting.agenda_item it
           where agency = $1 and case_id = $2"#,
        case.agency.as_str(),
        case.id,
    );
    Ok(row.fetch_optional(db).await?.map(|it| it.0))
}

/// Puts a case on the agenda. One that is there already gets the newer papers, and waits again if it did not.
pub(crate) async fn request(db: &mut PgConnection, item: &AgendaItem) -> Result<()> {
    sqlx::query!(
        "insert into meeting.agenda_item select * from jsonb_populate_record(null::meeting.agenda_item, $1)
         on conflict (agency, case_id) do update set
             team = excluded.team, headline = excluded.headline, documents = excluded.documents,
             proposal = excluded.proposal, reviewing_offices = excluded.reviewing_offices,
             state = case when agenda_item.state = 'convened' then 'convened' else 'waiting' end,
             requested_at = case when agenda_item.state in ('concluded', 'removed')
                 then excluded.requested_at else agenda_item.requested_at end",
        Json(item) as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Puts `items`, and no others, on a meeting; the others wait again.
pub(crate) async fn convene(db: &mut PgConnection, meeting: &ResourceName, items: &[Uuid]) -> Result<()> {
    sqlx::query!(
        "update meeting.agenda_item set
             state = case when id = any($3) then 'convened' else 'waiting' end,
             meeting = case when id = any($3) then $2::uuid end
         where agency = $1 and (id = any($3) or meeting = $2)",
        meeting.agency.as_str(),
        meeting.id,
        items,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Its case ended.
pub(crate) async fn remove_item(db: &mut PgConnection, item: &ResourceName) -> Result<()> {
    sqlx::query!(
        "update meeting.agenda_item set state = 'removed', meeting = null where agency = $1 and id = $2",
        item.agency.as_str(),
        item.id,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Writes what a confirmed meeting decided to all its cases: they are concluded, or wait for another session. Answers to
/// how many: a case that is not on this meeting any more is passed over.
pub(crate) async fn write_outcomes(db: &mut PgConnection, meeting: &ResourceName) -> Result<u64> {
    let written = sqlx::query!(
        "update meeting.agenda_item it set
             state = case discussion.result when 'concluded' then 'concluded' else 'waiting' end,
             session_count = session_count + 1,
             meeting = null
         from meeting.discussion
         where it.agency = $1 and it.meeting = $2 and discussion.agency = it.agency
           and discussion.meeting = it.meeting and discussion.agenda_item = it.id",
        meeting.agency.as_str(),
        meeting.id,
    )
    .execute(db)
    .await?;
    Ok(written.rows_affected())
}
