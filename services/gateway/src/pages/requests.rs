//! Requests as those who ask have them: writing, filing, following, correcting, answering, withdrawing and carrying on.

mod answer;
mod carry;
mod check;
mod clock;
mod draft;
mod edit;
mod form;
mod general;
mod list;
mod mistake;
mod open;
mod record;
mod section;
mod upload;
mod view;
mod why;
mod withdraw;

use super::{
    member::Member,
    refusal::Refusal,
    told::submission::Submission,
    visit::{Visit, encoded},
};
use crate::front::Front;
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{StatusCode, header::LOCATION},
    response::{IntoResponse as _, Response},
    routing::get,
};
use form::Form;
use serde::Deserialize;
use std::sync::Arc;

/// The pages of one request. Lists of requests lead here by its name.
const ONE: &str = "/requests/agencies/{agency}/submissions/{submission}";

pub(super) fn router() -> Router<Arc<Front>> {
    let at = |path: &str| format!("{ONE}{path}");
    let upload = get(upload::show).post(upload::send).layer(DefaultBodyLimit::disable());
    let answer = get(answer::show_document).post(answer::send_document).layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/requests", get(list::list))
        .route("/requests.csv", get(list::csv))
        .route("/requests/new", get(open::ask).post(open::open))
        .route("/requests/record", get(record::ask).post(record::record))
        .route(ONE, get(view::view))
        .route(&at("/watch"), get(view::watch))
        .route(&at("/why"), get(why::why))
        .route(&at("/draft"), get(draft::overview))
        .route(&at("/delete"), get(draft::ask_delete).post(draft::delete))
        .route(&at("/general"), get(general::show).post(general::save))
        .route(&at("/draft/{item}"), get(section::show).post(section::save))
        .route(&at("/draft/{item}/document"), upload)
        .route(&at("/draft/{item}/remove"), get(upload::ask_remove).post(upload::remove))
        .route(&at("/check"), get(check::check).post(check::file))
        .route(&at("/receipt"), get(check::receipt))
        .route(&at("/answer/{item}"), get(answer::show).post(answer::send))
        .route(&at("/answer/{item}/document"), answer)
        .route(&at("/withdraw"), get(withdraw::ask).post(withdraw::withdraw))
        .route(&at("/carry"), get(carry::ask).post(carry::carry))
}

/// Which request an address means.
#[derive(Deserialize)]
pub(super) struct Key {
    agency: String,
    submission: String,
}

/// And which part of it.
#[derive(Deserialize)]
#[serde(from = "(String, String, String)")]
pub(super) struct ItemKey {
    key: Key,
    item: String,
}

impl From<(String, String, String)> for ItemKey {
    fn from((agency, submission, item): (String, String, String)) -> Self {
        Self { key: Key { agency, submission }, item }
    }
}

impl Key {
    /// As REST names it.
    fn path(&self) -> String {
        format!("/v1/agencies/{}/submissions/{}", encoded(&self.agency), encoded(&self.submission))
    }

    /// The address of its page.
    fn address(&self) -> String {
        format!("/requests/agencies/{}/submissions/{}", encoded(&self.agency), encoded(&self.submission))
    }

    async fn read(&self, visit: &Visit) -> Result<Submission, Refusal> {
        visit.get(&self.path()).await
    }

    /// With what its procedure asks for.
    async fn read_with_form(&self, visit: &Visit) -> Result<(Submission, Form), Refusal> {
        let submission = self.read(visit).await?;
        let form = Form::of(visit, &submission).await?;
        Ok((submission, form))
    }
}

/// Whether the reader is on the side that asks, or records in its name. It decides what is offered, not what is allowed.
fn is_own(member: &Member, submission: &Submission, form: &Form) -> bool {
    let is_reviewing = submission.name.starts_with(&format!("{}/", member.me.agency))
        && submission.proposing_office != member.me.office;
    (member.me.agency == submission.proposing_agency && !is_reviewing)
        || (submission.incoming.is_some() && form.is_recorded_by(member))
}

/// Leads on after what was sent is done.
fn led(address: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, address)]).into_response()
}
