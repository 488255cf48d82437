//! The units of an agency as a tree, and what they are.

use super::{
    Administrator, Asked, filled,
    kind::{self, Choice, choice},
    led,
    mistake::{Mistake, explained},
};
use crate::pages::{
    member::Member,
    posted::{Posted, Sent},
    refusal::Refusal,
    shell::{Shell, page, shown},
    table,
    told::{
        directory::{Unit, all},
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
use serde_json::{Value, json};

#[derive(Template)]
#[template(path = "agency/units.html")]
struct Tree {
    shell: Shell,
    branches: Vec<Branch>,
    done: &'static str,
}

/// A unit with those below it.
#[derive(Template)]
#[template(path = "agency/branch.html")]
struct Branch {
    address: String,
    title: String,
    kind: String,
    branches: Vec<Branch>,
}

#[derive(Template)]
#[template(path = "agency/unit-form.html")]
struct Form {
    shell: Shell,
    typed: Posted,
    /// As it is recorded now; nothing: a new one.
    unit: Option<Unit>,
    kinds: Vec<Choice>,
    parents: Vec<Choice>,
    is_stale: bool,
    etag: String,
    request_id: String,
    mistake: Mistake,
}

const NEEDED: [(&str, &str); 2] = [("title", "Isi nama unit kerjanya."), ("kind", "Pilih jenis unitnya.")];

/// All of them.
pub(super) async fn tree(member: Administrator, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let (shell, units) = tokio::try_join!(Shell::of(&member), all_units(&member))?;
    Ok(page(&Tree { shell, branches: below("", &units), done: asked.words() }))
}

/// The same for spreadsheets.
pub(super) async fn csv(member: Administrator) -> Result<Response, Refusal> {
    let units = all_units(&member).await?;
    let parent = |it: &Unit| units.iter().find(|other| other.name == it.parent).map(|it| it.title.clone());
    let row = |it: &Unit| {
        let kind = kind::of_unit(&it.kind).to_owned();
        [it.title.clone(), id(&it.name).to_owned(), kind, parent(it).unwrap_or_default()]
    };
    table::csv("unit-kerja", ["Unit kerja", "Kode", "Jenis", "Di bawah"], units.iter().map(row))
}

/// The form of a new one.
pub(super) async fn open(member: Administrator) -> Result<Response, Refusal> {
    Ok(page(&build(&member, Posted::default(), None, Mistake::default()).await?))
}

/// Adds it.
pub(super) async fn create(Sent { member, form }: Sent) -> Result<Response, Refusal> {
    if let Some(mistake) = Mistake::blank(&form, &NEEDED) {
        return Ok(shown(StatusCode::BAD_REQUEST, &build(&member, form, None, mistake).await?));
    }
    let path = format!("/v1/{}/units?unitId={}", member.me.agency, encoded(form.get("slug")));
    match member.post::<Unit>(&path, form.get("request_id"), &body(&form)).await {
        Ok(_) => Ok(led("/agency/units?done=created")),
        Err(refusal) => {
            let again = build(&member, form, None, explained(&refusal)).await?;
            Ok(shown(refusal.status, &again))
        }
    }
}

/// What it is, in a form.
pub(super) async fn reopen(member: Administrator, Path(slug): Path<String>) -> Result<Response, Refusal> {
    let unit = find(&member, &slug).await?;
    let typed = filled([
        ("title", &unit.title),
        ("kind", &unit.kind),
        ("parent", &unit.parent),
        ("etag", &unit.etag),
    ]);
    Ok(page(&build(&member, typed, Some(unit), Mistake::default()).await?))
}

/// Changes it.
pub(super) async fn change(
    Path(slug): Path<String>,
    Sent { member, form }: Sent,
) -> Result<Response, Refusal> {
    let unit = find(&member, &slug).await?;
    if let Some(mistake) = Mistake::blank(&form, &NEEDED) {
        return Ok(shown(StatusCode::BAD_REQUEST, &build(&member, form, Some(unit), mistake).await?));
    }
    let path = format!("/v1/{}/units/{}?updateMask=title,kind,parent", member.me.agency, encoded(&slug));
    match member.patch::<Unit>(&path, form.get("request_id"), &body(&form)).await {
        Ok(_) => Ok(led("/agency/units?done=changed")),
        Err(refusal) => {
            let again = build(&member, form, Some(unit), explained(&refusal)).await?;
            Ok(shown(refusal.status, &again))
        }
    }
}

/// Every unit of the reader's agency.
pub(super) async fn all_units(member: &Member) -> Result<Vec<Unit>, Refusal> {
    all(member, &format!("/v1/{}/units", member.me.agency)).await
}

async fn find(member: &Member, slug: &str) -> Result<Unit, Refusal> {
    let units = all_units(member).await?;
    units.into_iter().find(|it| id(&it.name) == slug).ok_or_else(Refusal::not_found)
}

/// Those below `parent`, by title.
fn below(parent: &str, units: &[Unit]) -> Vec<Branch> {
    let mut branches: Vec<Branch> = units
        .iter()
        .filter(|it| it.parent == parent)
        .map(|it| Branch {
            address: it.address(),
            title: it.title.clone(),
            kind: kind::of_unit(&it.kind).to_owned(),
            branches: below(&it.name, units),
        })
        .collect();
    branches.sort_by(|a, b| a.title.cmp(&b.title));
    branches
}

fn body(form: &Posted) -> Value {
    json!({
        "title": form.get("title"), "kind": form.get("kind"), "parent": form.get("parent"), "etag": form.get("etag"),
    })
}

async fn build(
    member: &Member,
    typed: Posted,
    unit: Option<Unit>,
    mistake: Mistake,
) -> Result<Form, Refusal> {
    let (shell, units) = tokio::try_join!(Shell::of(member), all_units(member))?;
    let etag = unit.as_ref().map(|it| it.etag.clone()).unwrap_or_default();
    let is_other = |it: &&Unit| unit.as_ref().is_none_or(|unit| unit.name != it.name);
    let parents = units.iter().filter(is_other).map(|it| choice(&it.name, &it.title)).collect();
    Ok(Form {
        shell,
        is_stale: unit.is_some() && typed.get("etag") != etag,
        typed,
        unit,
        kinds: kind::unit_choices(),
        parents,
        etag,
        request_id: member.request_id(),
        mistake,
    })
}

impl Form {
    fn kind_title(&self) -> &str {
        self.unit.as_ref().map_or("", |it| kind::of_unit(&it.kind))
    }

    fn parent_title(&self) -> &str {
        let parent = self.unit.as_ref().map_or("", |it| &it.parent);
        self.parents.iter().find(|it| it.value == parent).map_or("tidak ada", |it| &it.title)
    }
}
