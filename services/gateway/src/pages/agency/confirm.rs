//! A page that says what an act brings about, and asks once more.

use super::mistake::{Mistake, explained};
use crate::pages::{
    member::Member,
    refusal::Refusal,
    shell::{Shell, page, shown},
};
use askama::Template;
use axum::response::Response;

#[derive(Template)]
#[template(path = "agency/confirm.html")]
struct Page {
    shell: Shell,
    act: Act,
    request_id: String,
    mistake: Mistake,
}

/// What is asked.
pub(super) struct Act {
    pub(super) title: String,
    /// What follows from it.
    pub(super) words: String,
    pub(super) button: &'static str,
    /// Whether it takes something away.
    pub(super) is_danger: bool,
    /// A field that says which of two acts is meant; empty: there is one alone.
    pub(super) chosen: (&'static str, &'static str),
    /// Where it is done.
    pub(super) action: String,
    /// Where one goes instead, and how that page is called.
    pub(super) back: String,
    pub(super) back_title: String,
    /// Of what is changed, as it is read now; empty where it has none.
    pub(super) etag: String,
}

/// Asks.
pub(super) async fn ask(member: &Member, act: Act) -> Result<Response, Refusal> {
    Ok(page(&build(member, act, Mistake::default()).await?))
}

/// Says why it was not done, and asks again.
pub(super) async fn again(member: &Member, act: Act, refusal: &Refusal) -> Result<Response, Refusal> {
    Ok(shown(refusal.status, &build(member, act, explained(refusal)).await?))
}

async fn build(member: &Member, act: Act, mistake: Mistake) -> Result<Page, Refusal> {
    Ok(Page { shell: Shell::of(member).await?, act, request_id: member.request_id(), mistake })
}
