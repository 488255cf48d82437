//! An officer's work: the inbox by deadline, the page of each task, and complaints to answer.

mod act;
mod complaints;
mod form;
mod inbox;
mod notice;
mod one;
mod period;

use crate::front::Front;
use axum::{Router, routing::get};
use std::sync::Arc;

pub(super) fn router() -> Router<Arc<Front>> {
    Router::new()
        .route("/tasks", get(inbox::show))
        .route("/tasks.csv", get(inbox::table))
        .route("/tasks/{task}", get(one::show).post(act::act))
        .route("/complaints-inbox", get(complaints::list))
        .route("/complaints-inbox.csv", get(complaints::table))
        .route("/complaints-inbox/{complaint}", get(complaints::open).post(complaints::answer))
}
