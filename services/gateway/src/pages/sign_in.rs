//! The page on which one signs in. It keeps what was to be done before.

use super::{
    shell::{Shell, shown},
    visit::Visit,
};
use askama::Template;
use axum::{http::StatusCode, response::Response};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "sign-in.html")]
struct SignInPage {
    shell: Shell,
    name: String,
    mistake: &'static str,
    way_back: WayBack,
    is_demo: bool,
}

/// What was to be done before one had to sign in.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct WayBack {
    /// The page to come back to.
    #[serde(rename = "return")]
    pub(super) address: String,
    /// A form that was being sent there, encoded.
    pub(super) held: String,
}

/// The sign-in page, which keeps a form that was being sent, encoded.
pub(super) fn sign_in_to_send(visit: &Visit, held: String) -> Response {
    let way_back = WayBack { address: visit.address.clone(), held };
    ask_again(visit, String::new(), "", way_back, StatusCode::UNAUTHORIZED)
}

/// The page again, with what was given and what was wrong with it.
pub(super) fn ask_again(
    visit: &Visit,
    name: String,
    mistake: &'static str,
    way_back: WayBack,
    status: StatusCode,
) -> Response {
    let is_demo = visit.front.parts.is_demo();
    shown(status, &SignInPage { shell: Shell::of_visit(visit), name, mistake, way_back, is_demo })
}
