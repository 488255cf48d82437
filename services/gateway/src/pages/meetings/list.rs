//! What waits for a meeting, and the meetings there were and will be.

use super::teams;
use crate::pages::{
    member::Member,
    refusal::Refusal,
    shell::{Shell, page},
    table,
    told::meeting::{Agenda, AgendaItem, Meeting, Meetings},
    visit::encoded,
};
use askama::Template;
use axum::{extract::Query, response::Response};
use serde::Deserialize;

/// As many rows as a file for spreadsheets takes.
const MAX_ROWS: usize = 2_000;

#[derive(Template)]
#[template(path = "meetings/agenda.html")]
struct AgendaPage {
    shell: Shell,
    items: Vec<AgendaItem>,
    next: String,
    is_secretariat: bool,
    has_team: bool,
}

#[derive(Template)]
#[template(path = "meetings/list.html")]
struct List {
    shell: Shell,
    meetings: Vec<Meeting>,
    next: String,
    at: Paging,
    has_team: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Paging {
    page: String,
}

/// The cases that wait, longest waiting first.
pub(super) async fn agenda(member: Member, Query(at): Query<Paging>) -> Result<Response, Refusal> {
    let path = format!("/v1/{}/agendaItems?pageSize=50&pageToken={}", member.me.agency, encoded(&at.page));
    let (shell, agenda, teams) =
        tokio::try_join!(Shell::of(&member), member.get::<Agenda>(&path), teams(&member))?;
    Ok(page(&AgendaPage {
        shell,
        items: agenda.agenda_items,
        next: agenda.next_page_token,
        is_secretariat: teams.iter().any(|it| member.holds(&it.secretariat_position)),
        has_team: !teams.is_empty(),
    }))
}

/// The meetings one's agency convened or is invited to, newest first.
pub(super) async fn meetings(member: Member, Query(at): Query<Paging>) -> Result<Response, Refusal> {
    let path = format!("/v1/{}/meetings?pageSize=50&pageToken={}", member.me.agency, encoded(&at.page));
    let (shell, listed, teams) =
        tokio::try_join!(Shell::of(&member), member.get::<Meetings>(&path), teams(&member))?;
    let has_team = !teams.is_empty();
    Ok(page(&List { shell, meetings: listed.meetings, next: listed.next_page_token, at, has_team }))
}

/// The same for spreadsheets.
pub(super) async fn csv(member: Member) -> Result<Response, Refusal> {
    let (mut rows, mut token) = (vec![], String::new());
    loop {
        let path = format!("/v1/{}/meetings?pageSize=200&pageToken={}", member.me.agency, encoded(&token));
        let listed = member.get::<Meetings>(&path).await?;
        rows.extend(listed.meetings);
        token = listed.next_page_token;
        if token.is_empty() || MAX_ROWS <= rows.len() {
            break;
        }
    }
    let zone = member.desk.zone;
    let titles = ["Rapat", "Waktu", "Tempat", "Keadaan", "Usulan"];
    let row = |it: Meeting| {
        let state = it.tag().title.to_owned();
        let time = it.start_time.map(|it| zone.write(it)).unwrap_or_default();
        [it.title, time, it.place, state, it.discussions.len().to_string()]
    };
    table::csv("rapat", titles, rows.into_iter().map(row))
}
