//! Every SQL statement of this service.

use crate::meeting::{MEETINGS, Meeting, TEAMS, Team};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::{Agency, ResourceName, Result};
use sqlx::PgConnection;
use uuid::Uuid;

/// By title, after the title and id of `after`.
pub(crate) async fn list_teams(
    db: &mut PgConnection,
    agency: &Agency,
    after: Option<&(String, Uuid)>,
    limit: i64,
) -> Result<Vec<Team>> {
    let (title, id) = after.map_or((None, None), |(title, id)| (Some(title.as_str()), Some(*id)));
    let rows = sqlx::query!(
        r#"select id, title from meeting.coordination_team
           where agency = $1 and ($2::text is null or (title collate "C", id) > ($2, $3))
           order by title collate "C", id limit $4"#,
        agency.as_str(),
        title,
        id,
        limit,
    )
    .fetch_all(db)
    .await?;
    let team = rows.into_iter().map(|row| Team {
        name: ResourceName { agency: agency.clone(), collection: TEAMS, id: row.id },
        title: row.title,
    });
    Ok(team.collect())
}

/// What `agency` convened or was invited to, newest first, after the start and id of `after`.
pub(crate) async fn list_meetings(
    db: &mut PgConnection,
    agency: &Agency,
    after: Option<(Timestamp, Uuid)>,
    limit: i64,
) -> Result<Vec<Meeting>> {
    let (start, id) = after.map_or((None, None), |(start, id)| (Some(start.to_sqlx()), Some(id)));
    let rows = sqlx::query!(
        r#"select agency, id, title, starts_at as "starts_at: jiff_sqlx::Timestamp",
                  ends_at as "ends_at: jiff_sqlx::Timestamp"
           from meeting.meeting
           where (agency = $1 or (agency, id) in (
                     select agency, meeting from meeting.invitation where member_agency = $1
                 ))
             and ($2::timestamptz is null or (starts_at, id) < ($2, $3))
           order by starts_at desc, id desc limit $4"#,
        agency.as_str(),
        start as _,
        id,
        limit,
    )
    .fetch_all(db)
    .await?;
    let meeting = rows.into_iter().map(|row| {
        Ok(Meeting {
            name: ResourceName { agency: row.agency.parse()?, collection: MEETINGS, id: row.id },
            title: row.title,
            starts_at: row.starts_at.to_jiff(),
            ends_at: row.ends_at.to_jiff(),
        })
    });
    meeting.collect()
}
