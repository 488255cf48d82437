//! The people of an agency, by name.

use super::{Administrator, Asked};
use crate::pages::{
    refusal::Refusal,
    shell::{Shell, page},
    table,
    told::directory::{Listed, Person, all},
    visit::encoded,
};
use askama::Template;
use axum::{extract::Query, response::Response};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "agency/people.html")]
struct People {
    shell: Shell,
    people: Vec<Person>,
    query: String,
    next: String,
    done: &'static str,
}

#[derive(Template)]
#[template(path = "agency/people-rows.html")]
struct Rows {
    people: Vec<Person>,
    query: String,
    next: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Search {
    query: String,
    #[serde(flatten)]
    asked: Asked,
}

/// Those whose name, NIP or position holds what is looked for.
pub(super) async fn list(member: Administrator, Query(search): Query<Search>) -> Result<Response, Refusal> {
    let query = search.query.trim().to_owned();
    let token = encoded(&search.asked.page).to_string();
    let path =
        format!("/v1/{}/people?pageSize=50&query={}&pageToken={token}", member.me.agency, encoded(&query));
    let listed = member.get::<Listed<Person>>(&path).await?;
    let next = next(&query, &listed.next_page_token);
    if member.is_part {
        return Ok(page(&Rows { people: listed.entries, query, next }));
    }
    let shell = Shell::of(&member).await?;
    Ok(page(&People { shell, people: listed.entries, query, next, done: search.asked.words() }))
}

/// The same for spreadsheets.
pub(super) async fn csv(member: Administrator, Query(search): Query<Search>) -> Result<Response, Refusal> {
    let path = format!("/v1/{}/people?query={}", member.me.agency, encoded(search.query.trim()));
    let people: Vec<Person> = all(&member, &path).await?;
    let titles =
        ["Nama", "NIP", "Pangkat/golongan", "Jabatan", "Unit kerja", "Nama pengguna", "Surel", "Akses"];
    let row = |it: Person| {
        let access = access(&it).to_owned();
        let name = if it.position.is_empty() { String::new() } else { it.sign_in_name() };
        let Person { display_name, employee_id_number, rank, position_title, unit_title, email, .. } = it;
        [display_name, employee_id_number, rank, position_title, unit_title, name, email, access]
    };
    table::csv("pegawai", titles, people.into_iter().map(row))
}

impl People {
    fn encoded_query(&self) -> String {
        encoded(&self.query).to_string()
    }
}

/// Whether someone can sign in, in words.
pub(super) fn access(person: &Person) -> &'static str {
    match person {
        Person { suspended: true, .. } => "ditangguhkan",
        it if it.position.is_empty() => "tanpa jabatan",
        Person { administrator: true, .. } => "administrator",
        _ => "aktif",
    }
}

/// Where the list goes on; empty: nowhere.
fn next(query: &str, token: &str) -> String {
    if token.is_empty() {
        return String::new();
    }
    format!("/agency/people?query={}&page={}", encoded(query), encoded(token))
}
