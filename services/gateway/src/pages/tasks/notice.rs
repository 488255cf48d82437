//! What was done just now, said on the page that comes next.

use crate::pages::{
    member::Member,
    refusal::Refusal,
    told::case::{Task, Tasks},
    visit::encoded,
};
use axum::response::{IntoResponse as _, Redirect, Response};

/// The task that was done, if `done` names one.
pub(super) async fn saved(member: &Member, done: &str) -> Option<Task> {
    if done.is_empty() {
        return None;
    }
    let path = format!("/v1/{}/tasks/{}", member.me.agency, encoded(done));
    member.get::<Task>(&path).await.ok().filter(|it| it.state == "COMPLETED")
}

/// Leads to the next task of the inbox, or to the inbox where that was the last.
pub(super) async fn next(member: &Member, done: &str) -> Result<Response, Refusal> {
    let waiting = member.get::<Tasks>(&format!("/v1/{}/tasks?pageSize=1", member.me.agency)).await?;
    let address = match waiting.tasks.first() {
        Some(task) => format!("/tasks/{}?done={}", task.id(), encoded(done)),
        None => format!("/tasks?done={}", encoded(done)),
    };
    Ok(Redirect::to(&address).into_response())
}
