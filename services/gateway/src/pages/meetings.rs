//! Coordination meetings: what waits for one, sessions, who comes, what was said of each case, and what came of it.

mod attendance;
mod convene;
mod discussion;
mod dossier;
mod list;
mod mistake;
mod one;

use super::{
    member::Member,
    refusal::Refusal,
    told::meeting::{Meeting, Team, Teams},
    visit::encoded,
};
use crate::front::Front;
use axum::{
    Router,
    routing::{get, post},
};
use std::sync::Arc;

pub(super) fn router() -> Router<Arc<Front>> {
    Router::new()
        .route("/agenda", get(list::agenda))
        .route("/agenda/convene", get(convene::open).post(convene::create))
        .route("/meetings", get(list::meetings))
        .route("/meetings.csv", get(list::csv))
        .route("/meetings/{agency}/{meeting}", get(one::show))
        .route("/meetings/{agency}/{meeting}/change", get(convene::reopen).post(convene::change))
        .route("/meetings/{agency}/{meeting}/schedule", post(one::schedule))
        .route("/meetings/{agency}/{meeting}/cancel", post(one::cancel))
        .route("/meetings/{agency}/{meeting}/confirm", post(one::confirm))
        .route("/meetings/{agency}/{meeting}/respond", post(one::respond))
        .route("/meetings/{agency}/{meeting}/attendance", get(attendance::open).post(attendance::save))
        .route("/meetings/{agency}/{meeting}/dossiers/{item}", get(dossier::show))
        .route("/meetings/{agency}/{meeting}/files/{owner}/{file}", get(dossier::file))
        .route(
            "/meetings/{agency}/{meeting}/discussions/{item}",
            get(discussion::open).post(discussion::save),
        )
}

fn path(agency: &str, meeting: &str) -> String {
    format!("/v1/agencies/{}/meetings/{}", encoded(agency), encoded(meeting))
}

async fn find(member: &Member, agency: &str, meeting: &str) -> Result<Meeting, Refusal> {
    member.get(&path(agency, meeting)).await
}

/// The teams of the reader's own agency, with those they convene first.
async fn teams(member: &Member) -> Result<Vec<Team>, Refusal> {
    let path = format!("/v1/{}/coordinationTeams?pageSize=200", member.me.agency);
    let mut teams = member.get::<Teams>(&path).await?.coordination_teams;
    teams.sort_by_key(|it| !member.holds(&it.secretariat_position));
    Ok(teams)
}

/// Whether the reader is the secretariat of the team that meets. The meeting's service decides; this says what is offered.
async fn convenes(member: &Member, meeting: &Meeting) -> Result<bool, Refusal> {
    if !meeting.name.starts_with(&format!("{}/", member.me.agency)) {
        return Ok(false);
    }
    let teams = teams(member).await?;
    Ok(teams.iter().any(|it| it.name == meeting.team && member.holds(&it.secretariat_position)))
}
