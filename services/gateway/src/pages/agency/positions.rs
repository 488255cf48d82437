//! The positions of an agency: who holds them, which are vacant, and what they are.

use super::{
    Administrator, Asked, filled,
    kind::{self, Choice, choice},
    led,
    mistake::{Mistake, explained},
    units::all_units,
};
use crate::pages::{
    member::Member,
    posted::{Posted, Sent},
    refusal::Refusal,
    shell::{Shell, page, shown},
    table,
    told::{
        directory::{Listed, Position, Unit, all},
        id,
    },
    visit::encoded,
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Template)]
#[template(path = "agency/positions.html")]
struct Positions {
    shell: Shell,
    rows: Rows,
    search: Search,
    units: Vec<Unit>,
}

#[derive(Template)]
#[template(path = "agency/positions-rows.html")]
struct Rows {
    positions: Vec<Position>,
    next: String,
    is_whole: bool,
}

#[derive(Template)]
#[template(path = "agency/position-form.html")]
struct Form {
    shell: Shell,
    typed: Posted,
    /// As it is recorded now; nothing: a new one.
    position: Option<Position>,
    kinds: Vec<Choice>,
    units: Vec<Choice>,
    is_stale: bool,
    etag: String,
    request_id: String,
    mistake: Mistake,
    done: &'static str,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Search {
    query: String,
    /// Name of the unit.
    unit: String,
    /// `on`: only those that nobody holds.
    vacant: String,
    #[serde(flatten)]
    asked: Asked,
}

const NEEDED: [(&str, &str); 3] = [
    ("title", "Isi nama jabatannya."),
    ("kind", "Pilih jenis jabatannya."),
    ("unit", "Pilih unit kerjanya."),
];

/// Those that are looked for.
pub(super) async fn list(member: Administrator, Query(search): Query<Search>) -> Result<Response, Refusal> {
    let token = encoded(&search.asked.page).to_string();
    let path = format!("{}&pageSize=50&pageToken={token}", search.path(&member));
    let listed = member.get::<Listed<Position>>(&path).await?;
    let next = match listed.next_page_token.as_str() {
        "" => String::new(),
        token => format!("/agency/positions?{}&page={}", search.filters(), encoded(token)),
    };
    let rows = Rows { positions: listed.entries, next, is_whole: search.is_whole() };
    if member.is_part {
        return Ok(page(&rows));
    }
    let (shell, units) = tokio::try_join!(Shell::of(&member), all_units(&member))?;
    Ok(page(&Positions { shell, rows, search, units }))
}

/// The same for spreadsheets.
pub(super) async fn csv(member: Administrator, Query(search): Query<Search>) -> Result<Response, Refusal> {
    let positions: Vec<Position> = all(&member, &search.path(&member)).await?;
    let titles = ["Jabatan", "Kode", "Jenis", "Unit kerja", "Pejabat", "Lowong"];
    let row = |it: Position| {
        let vacant = if it.vacant { "ya" } else { "tidak" }.to_owned();
        let (holders, slug) = (it.holders_line(), id(&it.name).to_owned());
        [it.title, slug, kind::of_position(&it.kind).to_owned(), it.unit_title, holders, vacant]
    };
    table::csv("jabatan", titles, positions.into_iter().map(row))
}

/// The form of a new one.
pub(super) async fn open(member: Administrator, Query(search): Query<Search>) -> Result<Response, Refusal> {
    let typed = filled([("unit", &search.unit)]);
    Ok(page(&build(&member, typed, None, Mistake::default()).await?))
}

/// Adds it.
pub(super) async fn create(Sent { member, form }: Sent) -> Result<Response, Refusal> {
    if let Some(mistake) = Mistake::blank(&form, &NEEDED) {
        return Ok(shown(StatusCode::BAD_REQUEST, &build(&member, form, None, mistake).await?));
    }
    let path = format!("/v1/{}/positions?positionId={}", member.me.agency, encoded(form.get("slug")));
    match member.post::<Position>(&path, form.get("request_id"), &body(&form)).await {
        Ok(position) => Ok(led(&format!("{}?done=created", position.address()))),
        Err(refusal) => {
            let again = build(&member, form, None, explained(&refusal)).await?;
            Ok(shown(refusal.status, &again))
        }
    }
}

/// What it is, in a form.
pub(super) async fn reopen(
    member: Administrator,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let position = find(&member, &slug).await?;
    let typed = filled([
        ("title", &position.title),
        ("kind", &position.kind),
        ("unit", &position.unit),
        ("decides", if position.decides { "on" } else { "" }),
        ("etag", &position.etag),
    ]);
    let form = build(&member, typed, Some(position), Mistake::default()).await?;
    Ok(page(&Form { done: asked.words(), ..form }))
}

/// Changes it.
pub(super) async fn change(
    Path(slug): Path<String>,
    Sent { member, form }: Sent,
) -> Result<Response, Refusal> {
    if let Some(mistake) = Mistake::blank(&form, &NEEDED) {
        let position = find(&member, &slug).await?;
        let again = build(&member, form, Some(position), mistake).await?;
        return Ok(shown(StatusCode::BAD_REQUEST, &again));
    }
    let path = format!("{}?updateMask=title,kind,unit,decides", path(&member, &slug));
    match member.patch::<Position>(&path, form.get("request_id"), &body(&form)).await {
        Ok(position) => Ok(led(&format!("{}?done=changed", position.address()))),
        Err(refusal) => {
            let position = find(&member, &slug).await?;
            let again = build(&member, form, Some(position), explained(&refusal)).await?;
            Ok(shown(refusal.status, &again))
        }
    }
}

fn path(member: &Member, slug: &str) -> String {
    format!("/v1/{}/positions/{}", member.me.agency, encoded(slug))
}

async fn find(member: &Member, slug: &str) -> Result<Position, Refusal> {
    member.get(&path(member, slug)).await
}

fn body(form: &Posted) -> Value {
    json!({
        "title": form.get("title"), "kind": form.get("kind"), "unit": form.get("unit"),
        "decides": form.get("decides") == "on", "etag": form.get("etag"),
    })
}

async fn build(
    member: &Member,
    typed: Posted,
    position: Option<Position>,
    mistake: Mistake,
) -> Result<Form, Refusal> {
    let (shell, units) = tokio::try_join!(Shell::of(member), all_units(member))?;
    let etag = position.as_ref().map(|it| it.etag.clone()).unwrap_or_default();
    Ok(Form {
        shell,
        is_stale: position.is_some() && typed.get("etag") != etag,
        typed,
        position,
        kinds: kind::position_choices(),
        units: units.iter().map(|it| choice(&it.name, &it.title)).collect(),
        etag,
        request_id: member.request_id(),
        mistake,
        done: "",
    })
}

impl Form {
    fn kind_title(&self) -> &str {
        self.position.as_ref().map_or("", |it| kind::of_position(&it.kind))
    }

    fn slug(&self) -> &str {
        self.position.as_ref().map_or("", |it| id(&it.name))
    }
}

impl Search {
    fn path(&self, member: &Member) -> String {
        let vacant = self.vacant == "on";
        let (query, unit) = (encoded(self.query.trim()), encoded(&self.unit));
        let agency = &member.me.agency;
        format!("/v1/{agency}/positions:search?query={query}&unit={unit}&vacant={vacant}")
    }

    /// As a query, which keeps them from page to page.
    fn filters(&self) -> String {
        let vacant = if self.vacant == "on" { "&vacant=on" } else { "" };
        format!("query={}&unit={}{vacant}", encoded(self.query.trim()), encoded(&self.unit))
    }

    fn is_whole(&self) -> bool {
        self.query.trim().is_empty() && self.unit.is_empty() && self.vacant != "on"
    }
}
