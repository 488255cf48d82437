//! What anyone may know of requests: where one stands by its registration number, and the register of what was decided.

use super::{
    refusal::Refusal,
    shell::{Shell, page, shown},
    table,
    visit::{Visit, encoded},
    words::{Tag, submission_state},
};
use crate::front::Front;
use askama::Template;
use axum::{Router, extract::Query, http::StatusCode, response::Response, routing::get};
use jiff::Timestamp;
use platform::indonesian;
use serde::Deserialize;
use std::sync::Arc;

/// As many rows as a file for spreadsheets takes.
const MAX_ROWS: usize = 2_000;

pub(super) fn router() -> Router<Arc<Front>> {
    Router::new()
        .route("/track", get(track))
        .route("/register", get(register))
        .route("/register.csv", get(register_csv))
}

#[derive(Template)]
#[template(path = "public/track.html")]
struct Tracking {
    shell: Shell,
    number: String,
    /// Nothing was looked for yet; or there are none.
    found: Option<Vec<Tracked>>,
}

#[derive(Template)]
#[template(path = "public/register.html")]
struct Register {
    shell: Shell,
    search: Search,
    entries: Vec<Entry>,
    next: String,
    years: Vec<i16>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Number {
    number: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Search {
    query: String,
    year: String,
    page: String,
}

#[derive(Deserialize)]
struct Found {
    submissions: Vec<Tracked>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Tracked {
    agency_title: String,
    procedure: String,
    procedure_title: String,
    registration_number: String,
    state: String,
    activity: String,
    file_time: Option<Timestamp>,
    update_time: Option<Timestamp>,
    close_time: Option<Timestamp>,
    decision_title: String,
    waits_for: String,
    wait_time: Option<Timestamp>,
    follow_up_due_time: Option<Timestamp>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entries {
    register_entries: Vec<Entry>,
    next_page_token: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    registration_number: String,
    procedure: String,
    procedure_title: String,
    app_title: String,
    purpose_title: String,
    proposing_agency_title: String,
    proposing_office_title: String,
    agency_title: String,
    decision_title: String,
    file_time: Option<Timestamp>,
    decide_time: Option<Timestamp>,
    answer: Option<Answer>,
}

/// The letter that answers.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    number: String,
    date: String,
    verification_code: String,
}

async fn track(visit: Visit, Query(Number { number }): Query<Number>) -> Result<Response, Refusal> {
    let shell = Shell::of_anyone(&visit).await;
    let number = number.trim().to_owned();
    if number.is_empty() {
        return Ok(page(&Tracking { shell, number, found: None }));
    }
    match visit.get::<Found>(&format!("/v1/registrations/{}", encoded(&number))).await {
        Ok(Found { submissions }) => Ok(page(&Tracking { shell, number, found: Some(submissions) })),
        Err(refusal) if refusal.status.is_client_error() => {
            Ok(shown(StatusCode::NOT_FOUND, &Tracking { shell, number, found: Some(vec![]) }))
        }
        Err(refusal) => Err(refusal),
    }
}

async fn register(visit: Visit, Query(search): Query<Search>) -> Result<Response, Refusal> {
    let shell = Shell::of_anyone(&visit).await;
    let listed = entries(&visit, &search, &search.page, 50).await?;
    let this_year = jiff::tz::Offset::constant(7).to_datetime(visit.front.parts.clock.now()).year();
    Ok(page(&Register {
        shell,
        search,
        entries: listed.register_entries,
        next: listed.next_page_token,
        years: (0..5).map(|it| this_year - it).collect(),
    }))
}

async fn register_csv(visit: Visit, Query(search): Query<Search>) -> Result<Response, Refusal> {
    let (mut rows, mut token) = (vec![], String::new());
    loop {
        let listed = entries(&visit, &search, &token, 200).await?;
        rows.extend(listed.register_entries);
        token = listed.next_page_token;
        if token.is_empty() || MAX_ROWS <= rows.len() {
            break;
        }
    }
    let titles = [
        "Nomor registrasi",
        "Aplikasi",
        "Jenis",
        "Pengusul",
        "Perangkat daerah / satuan kerja",
        "Instansi yang memutus",
        "Layanan",
        "Keputusan",
        "Diajukan",
        "Diputus",
        "Nomor surat",
        "Kode verifikasi",
    ];
    let day = |time: Option<Timestamp>| {
        let local = time.map(|it| jiff::tz::Offset::constant(7).to_datetime(it).date());
        local.map(|it| it.to_string()).unwrap_or_default()
    };
    table::csv(
        "daftar-keputusan",
        titles,
        rows.into_iter().map(|it| {
            let (number, code) = it.answer.map(|it| (it.number, it.verification_code)).unwrap_or_default();
            [
                it.registration_number,
                it.app_title,
                it.purpose_title,
                it.proposing_agency_title,
                it.proposing_office_title,
                it.agency_title,
                it.procedure_title,
                it.decision_title,
                day(it.file_time),
                day(it.decide_time),
                number,
                code,
            ]
        }),
    )
}

async fn entries(visit: &Visit, search: &Search, token: &str, size: usize) -> Result<Entries, Refusal> {
    let year = search.year.parse::<u16>().unwrap_or_default();
    visit
        .get(&format!(
            "/v1/agencies/-/registerEntries?pageSize={size}&pageToken={}&query={}&year={year}",
            encoded(token),
            encoded(search.query.trim())
        ))
        .await
}

impl Search {
    /// The same search, for links.
    fn link(&self) -> String {
        format!("query={}&year={}", encoded(&self.query), encoded(&self.year))
    }
}

impl Tracked {
    fn tag(&self) -> Tag {
        submission_state(&self.state)
    }

    /// Where it stands, as one tells a citizen.
    fn story(&self) -> &'static str {
        match self.state.as_str() {
            "FILED" => "Permohonan sudah diterima dan menunggu dibuka oleh instansi yang memproses.",
            "IN_REVIEW" => "Permohonan sedang diproses.",
            "RETURNED" => "Permohonan dikembalikan kepada pengusul untuk dilengkapi.",
            "FOLLOW_UP" => "Pengusul sedang menindaklanjuti hasil rapat pembahasan.",
            "DECIDED" => "Permohonan sudah dijawab dengan surat yang ditandatangani.",
            "WITHDRAWN" => "Permohonan ditarik kembali oleh pengusul.",
            "LAPSED" => "Permohonan dianggap dibatalkan karena tidak ditindaklanjuti dalam batas waktunya.",
            _ => "Keadaan permohonan belum diketahui.",
        }
    }

    fn waits_for(&self) -> &'static str {
        match self.waits_for.as_str() {
            "REVIEWING_AGENCY" => "instansi yang memproses",
            "PROPOSER" => "pengusul",
            _ => "",
        }
    }
}

impl Answer {
    fn day(&self) -> String {
        indonesian::date_of(&self.date)
    }
}
