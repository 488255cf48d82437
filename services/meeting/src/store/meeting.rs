//! Meetings with their invitations and discussions.

use crate::meeting::{Discussion, EarlierSession, Invitation, Meeting};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::{Agency, Caller, ResourceName, Result};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

/// What the caller's office convened or the caller was invited to, of one `case` or of all, newest first, after the start and id
/// of `after`.
pub(crate) async fn list_meetings(
    db: &mut PgConnection,
    caller: &Caller,
    case: Option<&ResourceName>,
    after: Option<(Timestamp, Uuid)>,
    limit: i64,
) -> Result<Vec<Meeting>> {
    let (start, id) = after.map_or((None, None), |(start, id)| (Some(start.to_sqlx()), Some(id)));
    let named: Vec<String> =
        caller.positions.iter().map(|it| &it.position).chain(&caller.assists).cloned().collect();
    let rows = sqlx::query_scalar!(
        r#"select to_jsonb(it) as "meeting!: Json<Meeting>" from meeting.meeting it
           where ((agency = $1 and (cardinality(offices) = 0 or $2 = any(offices)))
                  or (invited_at is not null and (agency, id) in (
                      select agency, meeting from meeting.invitation
                      where member_agency = $1 and (
                          (role <> 'proposer' and agency <> $1) or offices && array['', $2] or position = any($3)
                      )
                  )))
             and ($4::timestamptz is null or (starts_at, id) < ($4, $5))
             and ($7::uuid is null or (agency, id) in (
                     select agency, meeting from meeting.discussion where agency = $8 and case_id = $7
                 ))
           order by starts_at desc, id desc limit $6"#,
        caller.agency.as_str(),
        caller.office,
        &named,
        start as _,
        id,
        limit,
        case.map(|it| it.id),
        case.map(|it| it.agency.as_str()),
    );
    let meetings = rows.fetch_all(&mut *db).await?.into_iter().map(|it| it.0).collect();
    with_parts(db, meetings).await
}

/// A meeting of any agency that may be seen.
pub(crate) async fn read(db: &mut PgConnection, name: &ResourceName) -> Result<Option<Meeting>> {
    let row = sqlx::query_scalar!(
        r#"select to_jsonb(it) as "meeting!: Json<Meeting>" from meeting.meeting it
           where agency = $1 and id = $2"#,
        name.agency.as_str(),
        name.id,
    );
    let found = row.fetch_optional(&mut *db).await?.map(|it| it.0).into_iter().collect();
    Ok(with_parts(db, found).await?.pop())
}

/// What confirmed meetings other than `name` decided of `items`, oldest first, as far as the caller's agency may know.
pub(crate) async fn earlier_sessions(
    db: &mut PgConnection,
    name: &ResourceName,
    items: &[Uuid],
) -> Result<Vec<EarlierSession>> {
    let rows = sqlx::query!(
        r#"select discussion.agenda_item, discussion.outcome, meeting.id, meeting.title,
                  meeting.starts_at as "starts_at: jiff_sqlx::Timestamp"
           from meeting.discussion
           join meeting.meeting on meeting.agency = discussion.agency and meeting.id = discussion.meeting
           where discussion.agency = $1 and discussion.agenda_item = any($2) and meeting.id <> $3
             and meeting.state = 'confirmed'
           order by meeting.starts_at, meeting.id"#,
        name.agency.as_str(),
        items,
        name.id,
    );
    let sessions = rows.fetch_all(db).await?.into_iter().map(|it| EarlierSession {
        agenda_item: it.agenda_item,
        meeting: ResourceName { id: it.id, ..name.clone() },
        title: it.title,
        starts_at: it.starts_at.to_jiff(),
        outcome: it.outcome,
    });
    Ok(sessions.collect())
}

/// A meeting of the caller's agency, which nobody else changes before the transaction ends.
pub(crate) async fn lock(db: &mut PgConnection, name: &ResourceName) -> Result<Option<Meeting>> {
    let row = sqlx::query_scalar!(
        "select id from meeting.meeting where agency = $1 and id = $2 for update",
        name.agency.as_str(),
        name.id,
    );
    match row.fetch_optional(&mut *db).await? {
        Some(_) => read(db, name).await,
        None => Ok(None),
    }
}

/// Keeps a new meeting.
pub(crate) async fn insert(db: &mut PgConnection, meeting: &Meeting) -> Result<()> {
    sqlx::query!(
        "insert into meeting.meeting select * from jsonb_populate_record(null::meeting.meeting, $1)",
        Json(meeting) as _,
    )
    .execute(&mut *db)
    .await?;
    save_parts(db, meeting).await
}

/// Keeps what can change, in four statements however many cases it has.
pub(crate) async fn save(db: &mut PgConnection, meeting: &Meeting) -> Result<()> {
    sqlx::query!(
        "update meeting.meeting it set
             title = new.title, starts_at = new.starts_at, ends_at = new.ends_at, place = new.place,
             state = new.state, content = new.content, revision = new.revision, sequence = new.sequence,
             invitation_letter = new.invitation_letter, minutes_letter = new.minutes_letter,
             attendance_letter = new.attendance_letter, invited_at = new.invited_at,
             cancel_reason = new.cancel_reason, confirmed_at = new.confirmed_at
         from jsonb_populate_record(null::meeting.meeting, $1) new
         where it.agency = new.agency and it.id = new.id",
        Json(meeting) as _,
    )
    .execute(&mut *db)
    .await?;
    save_parts(db, meeting).await
}

/// Keeps what an invited agency answered.
pub(crate) async fn answer(db: &mut PgConnection, invitation: &Invitation) -> Result<()> {
    sqlx::query!(
        "update meeting.invitation it set
             response = new.response, delegates = new.delegates, note = new.note
         from jsonb_populate_record(null::meeting.invitation, $1) new
         where it.agency = new.agency and it.meeting = new.meeting and it.member_agency = new.member_agency",
        Json(invitation) as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets what everyone invited answered, and locks every row: whoever answers meanwhile waits, and finds it moved.
pub(crate) async fn ask_again(db: &mut PgConnection, name: &ResourceName) -> Result<()> {
    sqlx::query!(
        "update meeting.invitation set response = 'pending', delegates = '{}', note = ''
         where agency = $1 and meeting = $2",
        name.agency.as_str(),
        name.id,
    )
    .execute(db)
    .await?;
    Ok(())
}

async fn with_parts(db: &mut PgConnection, mut meetings: Vec<Meeting>) -> Result<Vec<Meeting>> {
    let (agencies, ids): (Vec<String>, Vec<Uuid>) =
        meetings.iter().map(|it| (it.agency.to_string(), it.id)).unzip();
    let invitations = sqlx::query_scalar!(
        r#"select to_jsonb(it) as "invitation!: Json<Invitation>" from meeting.invitation it
           where (agency, meeting) in (select * from unnest($1::text[], $2::uuid[]))
           order by array_position(array['member', 'proposer', 'guest'], role), title, member_agency"#,
        &agencies,
        &ids,
    )
    .fetch_all(&mut *db)
    .await?;
    let discussions = sqlx::query_scalar!(
        r#"select to_jsonb(it) as "discussion!: Json<Discussion>" from meeting.discussion it
           where (agency, meeting) in (select * from unnest($1::text[], $2::uuid[])) order by place"#,
        &agencies,
        &ids,
    )
    .fetch_all(db)
    .await?;
    for Json(invitation) in invitations {
        if let Some(it) = find(&mut meetings, &invitation.agency, invitation.meeting) {
            it.invitations.push(invitation);
        }
    }
    for Json(discussion) in discussions {
        if let Some(it) = find(&mut meetings, &discussion.agency, discussion.meeting) {
            it.discussions.push(discussion);
        }
    }
    Ok(meetings)
}

fn find<'m>(meetings: &'m mut [Meeting], agency: &Agency, id: Uuid) -> Option<&'m mut Meeting> {
    meetings.iter_mut().find(|it| it.agency == *agency && it.id == id)
}

async fn save_parts(db: &mut PgConnection, meeting: &Meeting) -> Result<()> {
    let agencies: Vec<&str> = meeting.invitations.iter().map(|it| it.member_agency.as_str()).collect();
    let items: Vec<Uuid> = meeting.discussions.iter().map(|it| it.agenda_item).collect();
    sqlx::query!(
        "with gone as (
             delete from meeting.discussion where agency = $1 and meeting = $2 and agenda_item <> all($4)
         )
         delete from meeting.invitation where agency = $1 and meeting = $2 and member_agency <> all($3)",
        meeting.agency.as_str(),
        meeting.id,
        &agencies as _,
        &items,
    )
    .execute(&mut *db)
    .await?;
    // What was answered since is kept: an answer takes no lock of the meeting.
    sqlx::query!(
        "insert into meeting.invitation (agency, meeting, member_agency, title, position, position_title, role,
             offices, response, delegates, note)
         select agency, meeting, member_agency, title, position, position_title, role, offices, response,
                delegates, note
         from jsonb_populate_recordset(null::meeting.invitation, $1)
         on conflict (agency, meeting, member_agency) do update set
             title = excluded.title, position = excluded.position, position_title = excluded.position_title,
             role = excluded.role, offices = excluded.offices",
        Json(&meeting.invitations) as _,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into meeting.discussion select * from jsonb_populate_recordset(null::meeting.discussion, $1)
         on conflict (agency, meeting, agenda_item) do update set
             place = excluded.place, headline = excluded.headline, points = excluded.points, result = excluded.result,
             outcome = excluded.outcome, action_items = excluded.action_items",
        Json(&meeting.discussions) as _,
    )
    .execute(db)
    .await?;
    Ok(())
}
