//! The requests of one's office at all agencies, as a list and as a file.

use super::form::Form;
use crate::pages::{
    member::Member,
    refusal::Refusal,
    shell::{Shell, page},
    table,
    title::titles,
    told::submission::{Submission, Submissions},
    visit::encoded,
    words::submission_state,
};
use askama::Template;
use axum::{extract::Query, response::Response};
use platform::indonesian::date_of;
use serde::Deserialize;
use std::{collections::HashMap, sync::Arc};

/// In the order of a request's way.
const STATES: [&str; 8] =
    ["DRAFT", "FILED", "IN_REVIEW", "RETURNED", "FOLLOW_UP", "DECIDED", "WITHDRAWN", "LAPSED"];
const PAGE: usize = 25;
const MAX_ROWS: usize = 2_000;

#[derive(Template)]
#[template(path = "requests/list.html")]
struct Page {
    shell: Shell,
    rows: Rows,
    /// Whether the reader enters what comes on paper.
    records: bool,
}

#[derive(Template)]
#[template(path = "requests/list-part.html")]
struct Part {
    shell: Shell,
    rows: Rows,
}

/// Some of the requests.
struct Rows {
    state: String,
    page_token: String,
    submissions: Vec<Submission>,
    next_page_token: String,
    /// Titles of procedures by their names.
    procedures: HashMap<String, Arc<str>>,
}

/// What is to be listed.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Wish {
    state: String,
    page_token: String,
}

#[derive(Deserialize)]
pub(super) struct Procedures {
    pub(super) procedures: Vec<Form>,
}

pub(super) async fn list(member: Member, Query(wish): Query<Wish>) -> Result<Response, Refusal> {
    let (shell, rows) = tokio::try_join!(Shell::of(&member), rows(&member, wish))?;
    if member.is_part {
        return Ok(page(&Part { shell, rows }));
    }
    let records = !recorded(&member).await?.is_empty();
    Ok(page(&Page { shell, rows, records }))
}

pub(super) async fn csv(member: Member, Query(mut wish): Query<Wish>) -> Result<Response, Refusal> {
    let shell = Shell::of(&member).await?;
    let mut found: Vec<Submission> = vec![];
    loop {
        let page = read(&member, &wish, 200).await?;
        found.extend(page.submissions);
        wish.page_token = page.next_page_token;
        if wish.page_token.is_empty() || MAX_ROWS <= found.len() {
            break;
        }
    }
    found.truncate(MAX_ROWS);
    let procedures = titles(&member, found.iter().map(|it| it.procedure.clone())).await;
    let rows = found.into_iter().map(|it| {
        let state = it.tag().title.to_owned();
        let filed = it.file_time.map_or_else(String::new, |_| shell.day(&it.file_time));
        let procedure = procedures.get(&it.procedure).map(|it| it.to_string()).unwrap_or_default();
        let (letter, letter_date) = (it.letter_number, date_of(&it.letter_date));
        let number = it.registration_number;
        let (office, decision) = (it.proposing_office_title, it.decision_title);
        [number, it.app_title, procedure, office, letter, letter_date, state, filed, decision]
    });
    table::csv(
        "permohonan",
        [
            "Nomor registrasi",
            "Nama aplikasi",
            "Layanan",
            "Pengusul",
            "Nomor surat",
            "Tanggal surat",
            "Keadaan",
            "Diajukan",
            "Keputusan",
        ],
        rows,
    )
}

/// The procedures of the reader's agency for which they record what comes on paper.
pub(super) async fn recorded(member: &Member) -> Result<Vec<Form>, Refusal> {
    if !member.reviews() {
        return Ok(vec![]);
    }
    let path = format!("/v1/{}/procedures?pageSize=200", member.me.agency);
    let all = member.get::<Procedures>(&path).await?.procedures;
    Ok(all.into_iter().filter(|it| it.is_recorded_by(member)).collect())
}

async fn rows(member: &Member, wish: Wish) -> Result<Rows, Refusal> {
    let page = read(member, &wish, PAGE).await?;
    let procedures = titles(member, page.submissions.iter().map(|it| it.procedure.clone())).await;
    Ok(Rows {
        state: wish.state,
        page_token: wish.page_token,
        submissions: page.submissions,
        next_page_token: page.next_page_token,
        procedures,
    })
}

async fn read(member: &Member, wish: &Wish, size: usize) -> Result<Submissions, Refusal> {
    let mut path =
        format!("/v1/agencies/-/submissions?pageSize={size}&pageToken={}", encoded(&wish.page_token));
    if STATES.contains(&wish.state.as_str()) {
        path = format!("{path}&state={}", wish.state);
    }
    member.get(&path).await
}

impl Rows {
    fn states(&self) -> impl Iterator<Item = (&'static str, &'static str, bool)> {
        STATES.iter().map(|it| (*it, submission_state(it).title, *it == self.state))
    }

    fn procedure<'r>(&'r self, submission: &'r Submission) -> &'r str {
        self.procedures.get(&submission.procedure).map_or("", |it| it)
    }

    fn is_filtered(&self) -> bool {
        STATES.contains(&self.state.as_str())
    }
}
