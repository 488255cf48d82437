//! Teams and their members.

use crate::{
    import::Entry,
    team::{Member, Team},
};
use platform::{Agency, ResourceName, Result};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

/// By title, after the title and id of `after`; with the members of all times.
pub(crate) async fn list_teams(
    db: &mut PgConnection,
    agency: &Agency,
    after: Option<&(String, Uuid)>,
    limit: i64,
) -> Result<Vec<Team>> {
    let (title, id) = after.map_or((None, None), |(title, id)| (Some(title.as_str()), Some(*id)));
    let rows = sqlx::query_scalar!(
        r#"select to_jsonb(it) as "team!: Json<Team>" from meeting.coordination_team it
           where agency = $1 and ($2::text is null or (title collate "C", id) > ($2, $3))
           order by title collate "C", id limit $4"#,
        agency.as_str(),
        title,
        id,
        limit,
    )
    .fetch_all(&mut *db)
    .await?;
    with_members(db, agency, rows.into_iter().map(|it| it.0).collect()).await
}

/// With the members of all times.
pub(crate) async fn team(db: &mut PgConnection, name: &ResourceName) -> Result<Option<Team>> {
    let row = sqlx::query_scalar!(
        r#"select to_jsonb(it) as "team!: Json<Team>" from meeting.coordination_team it
           where agency = $1 and id = $2"#,
        name.agency.as_str(),
        name.id,
    );
    let found = row.fetch_optional(&mut *db).await?.map(|it| it.0).into_iter().collect();
    Ok(with_members(db, &name.agency, found).await?.pop())
}

async fn with_members(db: &mut PgConnection, agency: &Agency, mut teams: Vec<Team>) -> Result<Vec<Team>> {
    let ids: Vec<Uuid> = teams.iter().map(|it| it.id).collect();
    let members = sqlx::query_scalar!(
        r#"select to_jsonb(it) as "member!: Json<Member>" from meeting.team_member it
           where agency = $1 and team = any($2) order by chair desc, title, member_agency, first_day"#,
        agency.as_str(),
        &ids,
    );
    for Json(member) in members.fetch_all(db).await? {
        if let Some(team) = teams.iter_mut().find(|it| it.id == member.team) {
            team.members.push(member);
        }
    }
    Ok(teams)
}

/// Enters a team by its slug, with its members in place of those it had.
pub(crate) async fn enter(db: &mut PgConnection, id: Uuid, entry: &Entry) -> Result<()> {
    let Entry { team, members } = entry;
    let id = sqlx::query_scalar!(
        "insert into meeting.coordination_team
             (agency, id, slug, title, quorum_percent, chair_position, secretariat_position, offices)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (agency, slug) do update set
             title = excluded.title, quorum_percent = excluded.quorum_percent,
             chair_position = excluded.chair_position,
             secretariat_position = excluded.secretariat_position, offices = excluded.offices
         returning id",
        team.agency.as_str(),
        id,
        team.slug,
        team.title,
        team.quorum_percent,
        team.chair_position,
        team.secretariat_position,
        &team.offices,
    )
    .fetch_one(&mut *db)
    .await?;
    sqlx::query!("delete from meeting.team_member where agency = $1 and team = $2", team.agency.as_str(), id)
        .execute(&mut *db)
        .await?;
    sqlx::query!(
        "insert into meeting.team_member
             (agency, team, member_agency, first_day, last_day, title, position, chair)
         select $1, $2, it.member_agency, it.first_day, it.last_day, it.title, it.position, it.chair
         from jsonb_populate_recordset(null::meeting.team_member, $3) it",
        team.agency.as_str(),
        id,
        Json(members) as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Lets the transaction go on in the name of another agency.
pub(crate) async fn act_as(db: &mut PgConnection, agency: &Agency) -> Result<()> {
    sqlx::query!("select set_config('telaah.agency', $1, true)", agency.as_str()).fetch_one(db).await?;
    Ok(())
}
