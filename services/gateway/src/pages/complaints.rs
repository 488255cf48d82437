//! Complaints, suggestions and other input: where to file one, and what became of it. Nobody has to sign in.

mod mistake;
mod told;

use super::{
    refusal::Refusal,
    shell::{Shell, page, shown},
    visit::{Visit, encoded},
};
use crate::front::Front;
use askama::Template;
use axum::{
    Form, Router,
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use mistake::Mistake;
use serde::Deserialize;
use std::sync::Arc;
use told::{Agencies, Agency, Complaint, Desk, Procedure, Procedures, Ticket};

/// As many agencies as are shown at once; who looks for another one writes more of its name.
const MAX_FOUND: usize = 50;

pub(super) fn router() -> Router<Arc<Front>> {
    Router::new()
        .route("/complaints", get(start))
        .route("/complaints/{ticket}", get(follow))
        .route("/agencies/{agency}/procedures/{procedure}/complaints", get(open).post(send))
}

#[derive(Template)]
#[template(path = "complaints.html")]
struct Start {
    shell: Shell,
    query: String,
    found: Option<Vec<Agency>>,
    is_cut: bool,
    agency: Option<Agency>,
    procedures: Vec<Procedure>,
}

#[derive(Template)]
#[template(path = "complaint.html")]
struct Filing {
    shell: Shell,
    agency: Agency,
    procedure: Procedure,
    desk: Desk,
    given: Given,
    /// Why it was not taken; nothing: it was not sent yet.
    mistake: Option<Mistake>,
}

#[derive(Template)]
#[template(path = "ticket.html")]
struct Followed {
    shell: Shell,
    ticket: Ticket,
}

#[derive(Template)]
#[template(path = "ticket-unknown.html")]
struct Unknown {
    shell: Shell,
}

/// What someone looks for.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Search {
    ticket: String,
    query: String,
    agency: String,
}

/// What was written into the form.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Given {
    /// Made up when the form was opened, so that sending it twice files once.
    request_id: String,
    kind: String,
    title: String,
    text: String,
    registration_number: String,
    display_name: String,
    email: String,
}

/// Where complaints go: by ticket, by agency, by procedure.
async fn start(visit: Visit, Query(search): Query<Search>) -> Result<Response, Refusal> {
    let ticket = search.ticket.trim();
    if !ticket.is_empty() {
        return Ok(Redirect::to(&format!("/complaints/{}", encoded(ticket))).into_response());
    }
    Ok(page(&look(&visit, search).await?))
}

async fn look(visit: &Visit, Search { query, agency, .. }: Search) -> Result<Start, Refusal> {
    let shell = Shell::of_anyone(visit).await;
    let mut page = Start { shell, query, found: None, is_cut: false, agency: None, procedures: vec![] };
    if !agency.is_empty() {
        let name = format!("/v1/agencies/{}", encoded(&agency));
        let procedures = format!("{name}/procedures?pageSize=200");
        let (agency, listed) =
            tokio::try_join!(visit.get::<Agency>(&name), visit.get::<Procedures>(&procedures))?;
        page.agency = Some(agency);
        page.procedures = listed.procedures;
    } else if !page.query.trim().is_empty() {
        let path = format!("/v1/agencies?pageSize={}&query={}", MAX_FOUND + 1, encoded(page.query.trim()));
        let mut found = visit.get::<Agencies>(&path).await?.agencies;
        page.is_cut = MAX_FOUND < found.len();
        found.truncate(MAX_FOUND);
        page.found = Some(found);
    }
    Ok(page)
}

/// The empty form of a procedure, with its other channels.
async fn open(visit: Visit, Path(of): Path<(String, String)>) -> Result<Response, Refusal> {
    let given = Given { request_id: visit.request_id(), ..Given::default() };
    Ok(page(&filing(&visit, &of, given, None).await?))
}

/// Files what was written and leads to its ticket, or shows the form again with what is wrong.
async fn send(
    visit: Visit,
    Path(of): Path<(String, String)>,
    Form(given): Form<Given>,
) -> Result<Response, Refusal> {
    let path = format!("/v1/{}/complaints:file", procedure_path(&of));
    match visit.post::<Ticket>(&path, &given.request_id, &Complaint::from(&given)).await {
        Ok(Ticket { ticket, .. }) => {
            Ok(Redirect::to(&format!("/complaints/{}", encoded(&ticket))).into_response())
        }
        Err(refusal) => {
            let again = filing(&visit, &of, given, Some(Mistake::from(&refusal))).await?;
            Ok(shown(refusal.status, &again))
        }
    }
}

/// What became of a ticket.
async fn follow(visit: Visit, Path(ticket): Path<String>) -> Result<Response, Refusal> {
    let shell = Shell::of_anyone(&visit).await;
    match visit.get(&format!("/v1/tickets/{}", encoded(&ticket))).await {
        Ok(ticket) => Ok(page(&Followed { shell, ticket })),
        Err(refusal) if refusal.status.is_client_error() => {
            Ok(shown(StatusCode::NOT_FOUND, &Unknown { shell }))
        }
        Err(refusal) => Err(refusal),
    }
}

async fn filing(
    visit: &Visit,
    of: &(String, String),
    given: Given,
    mistake: Option<Mistake>,
) -> Result<Filing, Refusal> {
    let (agency, procedure) =
        (format!("/v1/agencies/{}", encoded(&of.0)), format!("/v1/{}", procedure_path(of)));
    let channels = format!("{procedure}/complaintChannels");
    let (agency, procedure, desk) =
        tokio::try_join!(visit.get(&agency), visit.get(&procedure), visit.get(&channels))?;
    Ok(Filing { shell: Shell::of_anyone(visit).await, agency, procedure, desk, given, mistake })
}

fn procedure_path((agency, procedure): &(String, String)) -> String {
    format!("agencies/{}/procedures/{}", encoded(agency), encoded(procedure))
}

impl<'g> From<&'g Given> for Complaint<'g> {
    fn from(given: &'g Given) -> Self {
        Self {
            kind: &given.kind,
            title: &given.title,
            text: &given.text,
            registration_number: &given.registration_number,
            display_name: &given.display_name,
            email: &given.email,
        }
    }
}
