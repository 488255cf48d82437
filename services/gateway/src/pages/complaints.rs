//! Complaints, suggestions and other input: where to file one, and what became of it. Nobody has to sign in.

mod ask;
mod told;

use crate::front::{Front, Peer};
use ask::{Refusal, Visitor, file, read};
use askama::Template;
use axum::{
    Extension, Form, Router,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header::CACHE_CONTROL},
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use jiff::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use platform::indonesian::Zone;
use serde::Deserialize;
use std::{fmt::Display, sync::Arc};
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
    query: String,
    found: Option<Vec<Agency>>,
    is_cut: bool,
    agency: Option<Agency>,
    procedures: Vec<Procedure>,
}

#[derive(Template)]
#[template(path = "complaint.html")]
struct Filing {
    agency: Agency,
    procedure: Procedure,
    desk: Desk,
    given: Given,
    /// Why it was not taken; empty: it was not sent yet.
    refusal: String,
}

#[derive(Template)]
#[template(path = "ticket.html")]
struct Followed {
    ticket: Ticket,
}

#[derive(Template)]
#[template(path = "complaint-refused.html")]
struct Refused {
    title: &'static str,
    advice: &'static str,
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
async fn start(State(front): State<Arc<Front>>, Query(search): Query<Search>) -> Response {
    let ticket = search.ticket.trim();
    if !ticket.is_empty() {
        return Redirect::to(&format!("/complaints/{}", encoded(ticket))).into_response();
    }
    match look(&front, search).await {
        Ok(page) => shown(StatusCode::OK, &page),
        Err(refusal) => refused(&refusal),
    }
}

async fn look(front: &Arc<Front>, Search { query, agency, .. }: Search) -> Result<Start, Refusal> {
    let mut page = Start { query, found: None, is_cut: false, agency: None, procedures: vec![] };
    if !agency.is_empty() {
        let name = format!("/v1/agencies/{}", encoded(&agency));
        let procedures = format!("{name}/procedures?pageSize=200");
        let (agency, listed) =
            tokio::try_join!(read::<Agency>(front, &name), read::<Procedures>(front, &procedures))?;
        page.agency = Some(agency);
        page.procedures = listed.procedures;
    } else if !page.query.trim().is_empty() {
        let path = format!("/v1/agencies?pageSize={}&query={}", MAX_FOUND + 1, encoded(page.query.trim()));
        let mut found = read::<Agencies>(front, &path).await?.agencies;
        page.is_cut = MAX_FOUND < found.len();
        found.truncate(MAX_FOUND);
        page.found = Some(found);
    }
    Ok(page)
}

/// The empty form of a procedure, with its other channels.
async fn open(State(front): State<Arc<Front>>, Path(of): Path<(String, String)>) -> Response {
    let given = Given { request_id: front.parts.clock.id().to_string(), ..Given::default() };
    match filing(&front, &of, given, String::new()).await {
        Ok(page) => shown(StatusCode::OK, &page),
        Err(refusal) => refused(&refusal),
    }
}

/// Files what was written and leads to its ticket, or shows the form again with what is wrong.
async fn send(
    State(front): State<Arc<Front>>,
    Path(of): Path<(String, String)>,
    peer: Option<Extension<Peer>>,
    headers: HeaderMap,
    Form(given): Form<Given>,
) -> Response {
    let visitor = Visitor { peer: peer.map(|it| it.0), headers };
    let path = format!("/v1/{}/complaints:file", procedure_path(&of));
    match file(&front, &path, visitor, &given.request_id, &Complaint::from(&given)).await {
        Ok(Ticket { ticket, .. }) => {
            Redirect::to(&format!("/complaints/{}", encoded(&ticket))).into_response()
        }
        Err(refusal) => match filing(&front, &of, given, refusal.words()).await {
            Ok(page) => shown(refusal.status, &page),
            Err(refusal) => refused(&refusal),
        },
    }
}

/// What became of a ticket.
async fn follow(State(front): State<Arc<Front>>, Path(ticket): Path<String>) -> Response {
    match read(&front, &format!("/v1/tickets/{}", encoded(&ticket))).await {
        Ok(ticket) => shown(StatusCode::OK, &Followed { ticket }),
        Err(refusal) if refusal.status.is_client_error() => {
            let title = "Tiket tidak ditemukan";
            let advice = "Tidak ada masukan dengan nomor tiket ini. Periksa kembali nomornya.";
            shown(StatusCode::NOT_FOUND, &Refused { title, advice })
        }
        Err(refusal) => refused(&refusal),
    }
}

async fn filing(
    front: &Arc<Front>,
    of: &(String, String),
    given: Given,
    refusal: String,
) -> Result<Filing, Refusal> {
    let (agency, procedure) =
        (format!("/v1/agencies/{}", encoded(&of.0)), format!("/v1/{}", procedure_path(of)));
    let channels = format!("{procedure}/complaintChannels");
    let (agency, procedure, desk) =
        tokio::try_join!(read(front, &agency), read(front, &procedure), read(front, &channels))?;
    Ok(Filing { agency, procedure, desk, given, refusal })
}

fn procedure_path((agency, procedure): &(String, String)) -> String {
    format!("agencies/{}/procedures/{}", encoded(agency), encoded(procedure))
}

fn encoded(text: &str) -> impl Display {
    utf8_percent_encode(text, NON_ALPHANUMERIC)
}

fn refused(refusal: &Refusal) -> Response {
    let (status, title, advice) = match refusal.status {
        // A name that cannot be one names nothing either.
        StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST => (
            StatusCode::NOT_FOUND,
            "Halaman tidak ditemukan",
            "Tidak ada instansi atau layanan dengan alamat ini.",
        ),
        status => (status, "Layanan sedang terganggu", "Silakan coba lagi beberapa saat lagi."),
    };
    shown(status, &Refused { title, advice })
}

fn shown(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => {
            let mut response = super::response(status, "text/html; charset=utf-8", html.into());
            response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "a page cannot be made");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
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

/// In the capital's time: whoever follows a ticket belongs to no agency.
fn time(time: &Option<Timestamp>) -> String {
    time.map_or_else(|| "belum ditentukan".to_owned(), |it| Zone::Western.write(it))
}
