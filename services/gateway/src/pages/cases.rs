//! The cases of an office: the list, each as a whole, why it is due when it is, and where files wait.

mod change;
mod extend;
mod extension;
mod history;
mod list;
mod meetings;
mod one;
mod sheets;
mod titles;
mod waiting;
mod why;

pub(super) use change::remark;
pub(super) use history::Comment;
pub(super) use one::comments;
pub(super) use sheets::{Answer, Filled, answers, filled, names};
pub(super) use titles::Titles;

use crate::front::Front;
use axum::{
    Router,
    routing::{get, post},
};
use std::sync::Arc;

pub(super) fn router() -> Router<Arc<Front>> {
    Router::new()
        .route("/cases", get(list::show))
        .route("/cases.csv", get(list::table))
        .route("/cases/waiting", get(waiting::show))
        .route("/cases/{case}", get(one::show))
        .route("/cases/{case}/why", get(why::show))
        .route("/cases/{case}/comments", post(change::comment))
        .route("/cases/{case}/extension", post(extend::extend))
}
