//! Lists of letters, and those that wait for who is reading.

use super::{Turn, turn};
use crate::pages::{
    member::Member,
    refusal::Refusal,
    shell::{Shell, page},
    table,
    told::letter::{Letter, Letters},
    visit::encoded,
};
use askama::Template;
use axum::{extract::Query, response::Response};
use serde::Deserialize;

/// As many rows as a file for spreadsheets takes.
const MAX_ROWS: usize = 2_000;

#[derive(Template)]
#[template(path = "letters/list.html")]
struct List {
    shell: Shell,
    search: Search,
    letters: Vec<Row>,
    next: String,
    request_id: String,
    /// Whether some can be approved at once.
    has_mine: bool,
}

struct Row {
    letter: Letter,
    turn: Turn,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Search {
    /// `all`, or a state; empty: those that wait for the reader.
    show: String,
    page: String,
}

/// What waits for the reader, or all letters of their office.
pub(super) async fn list(member: Member, Query(search): Query<Search>) -> Result<Response, Refusal> {
    let path = search.path(&member, &search.page, 50);
    let (shell, listed) = tokio::try_join!(Shell::of(&member), member.get::<Letters>(&path))?;
    let listed = Letters { letters: with_titles(&member, listed.letters).await, ..listed };
    let rows = listed.letters.into_iter().map(|letter| Row { turn: turn(&member, &letter), letter });
    let letters: Vec<Row> = rows.collect();
    Ok(page(&List {
        shell,
        has_mine: search.show.is_empty() && letters.iter().any(|it| it.turn != Turn::None),
        search,
        letters,
        next: listed.next_page_token,
        request_id: member.request_id(),
    }))
}

/// The same for spreadsheets.
pub(super) async fn csv(member: Member, Query(search): Query<Search>) -> Result<Response, Refusal> {
    let (mut rows, mut token) = (vec![], String::new());
    loop {
        let listed = member.get::<Letters>(&search.path(&member, &token, 200)).await?;
        rows.extend(with_titles(&member, listed.letters).await);
        token = listed.next_page_token;
        if token.is_empty() || MAX_ROWS <= rows.len() {
            break;
        }
    }
    let titles =
        ["Jenis", "Hal", "Keadaan", "Nomor", "Tanggal", "Penanda tangan", "Sifat", "Kode verifikasi"];
    let row = |it: Letter| {
        let (state, signatory, urgency) =
            (it.tag().title.to_owned(), it.signed_as(), it.urgency_title().to_owned());
        [it.title, it.subject, state, it.number, it.date, signatory, urgency, it.verification_code]
    };
    table::csv("naskah-dinas", titles, rows.into_iter().map(row))
}

/// Lists name positions whose turn has not come by their slugs alone; people know them by their titles.
async fn with_titles(member: &Member, mut letters: Vec<Letter>) -> Vec<Letter> {
    let slugs: Vec<String> = letters.iter().flat_map(Letter::untitled_positions).map(str::to_owned).collect();
    let titles = member.position_titles(slugs).await;
    letters.iter_mut().for_each(|it| it.name_positions(&titles));
    letters
}

impl Search {
    fn path(&self, member: &Member, token: &str, size: usize) -> String {
        let filter = match self.show.as_str() {
            "" => "&awaitingMe=true".to_owned(),
            "all" => String::new(),
            state => format!("&state={}", encoded(state)),
        };
        format!("/v1/{}/letters?pageSize={size}&pageToken={}{filter}", member.me.agency, encoded(token))
    }

    fn is(&self, show: &str) -> bool {
        self.show == show
    }
}
