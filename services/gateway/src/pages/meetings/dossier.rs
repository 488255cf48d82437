//! What those who discuss a case read of it: its documents beside what was filed and what was decided so far.

use super::find;
use crate::pages::{
    files,
    member::Member,
    refusal::Refusal,
    shell::{Shell, page},
    told::{
        id,
        meeting::{Discussion, Dossier, Meeting},
    },
    visit::encoded,
};
use askama::Template;
use axum::{extract::Path, response::Response};

#[derive(Template)]
#[template(path = "meetings/reading.html")]
struct Reading {
    shell: Shell,
    meeting: Meeting,
    discussion: Discussion,
    dossier: Dossier,
}

/// The dossier of one case. To who may not read it, it does not exist.
pub(super) async fn show(
    member: Member,
    Path((agency, meeting, item)): Path<(String, String, String)>,
) -> Result<Response, Refusal> {
    let meeting = find(&member, &agency, &meeting).await?;
    let discussion = meeting.discussions.iter().find(|it| id(&it.agenda_item) == item).cloned();
    let mut discussion = discussion.ok_or_else(Refusal::not_found)?;
    let dossier = discussion.dossier.take().ok_or_else(Refusal::not_found)?;
    let shell = Shell::of(&member).await?;
    Ok(page(&Reading { shell, meeting, discussion, dossier }))
}

/// One of its documents.
pub(super) async fn file(
    member: Member,
    Path((agency, meeting, owner, file)): Path<(String, String, String, String)>,
) -> Result<Response, Refusal> {
    let meeting = format!("agencies/{}/meetings/{}", encoded(&agency), encoded(&meeting));
    let file = format!("agencies/{}/files/{}", encoded(&owner), encoded(&file));
    files::shown(&member, &format!("{meeting}:downloadDocument?file={file}")).await
}
