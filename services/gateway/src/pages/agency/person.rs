//! A person of the agency: who they are, and whether they may sign in.

use super::{
    Administrator, Asked,
    confirm::{self, Act},
    filled, led,
    mistake::{Mistake, explained},
    people,
};
use crate::pages::{
    member::Member,
    posted::{Posted, Sent},
    refusal::Refusal,
    shell::{Shell, page, shown},
    told::directory::Person,
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
#[template(path = "agency/person.html")]
struct Shown {
    shell: Shell,
    person: Person,
    done: &'static str,
}

#[derive(Template)]
#[template(path = "agency/person-form.html")]
struct Form {
    shell: Shell,
    typed: Posted,
    /// As it is recorded now; nothing: a new one.
    person: Option<Person>,
    is_stale: bool,
    etag: String,
    request_id: String,
    mistake: Mistake,
}

const NEEDED: [(&str, &str); 1] = [("display_name", "Isi nama lengkap, dengan gelar bila ada.")];

/// The page of a person.
pub(super) async fn show(
    member: Administrator,
    Path(person): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let (shell, person) = tokio::try_join!(Shell::of(&member), find(&member, &person))?;
    Ok(page(&Shown { shell, person, done: asked.words() }))
}

/// The form of a new one.
pub(super) async fn open(member: Administrator) -> Result<Response, Refusal> {
    Ok(page(&build(&member, Posted::default(), None, Mistake::default()).await?))
}

/// Adds them.
pub(super) async fn create(Sent { member, form }: Sent) -> Result<Response, Refusal> {
    if let Some(mistake) = Mistake::blank(&form, &NEEDED) {
        return Ok(shown(StatusCode::BAD_REQUEST, &build(&member, form, None, mistake).await?));
    }
    let path = format!("/v1/{}/people", member.me.agency);
    match member.post::<Person>(&path, form.get("request_id"), &body(&form)).await {
        Ok(person) => Ok(led(&format!("{}?done=created", person.address()))),
        Err(refusal) => {
            let mistake = explained(&refusal);
            Ok(shown(refusal.status, &build(&member, form, None, mistake).await?))
        }
    }
}

/// The form with what is recorded.
pub(super) async fn reopen(member: Administrator, Path(id): Path<String>) -> Result<Response, Refusal> {
    let person = find(&member, &id).await?;
    let typed = filled([
        ("display_name", &person.display_name),
        ("employee_id_number", &person.employee_id_number),
        ("rank", &person.rank),
        ("email", &person.email),
        ("administrator", if person.administrator { "on" } else { "" }),
        ("etag", &person.etag),
    ]);
    Ok(page(&build(&member, typed, Some(person), Mistake::default()).await?))
}

/// Changes them.
pub(super) async fn change(Path(id): Path<String>, Sent { member, form }: Sent) -> Result<Response, Refusal> {
    if let Some(mistake) = Mistake::blank(&form, &NEEDED) {
        let person = find(&member, &id).await?;
        return Ok(shown(StatusCode::BAD_REQUEST, &build(&member, form, Some(person), mistake).await?));
    }
    let mask = "displayName,employeeIdNumber,rank,email,administrator";
    let path = format!("{}?updateMask={mask}", path(&member, &id));
    match member.patch::<Person>(&path, form.get("request_id"), &body(&form)).await {
        Ok(person) => Ok(led(&format!("{}?done=changed", person.address()))),
        Err(refusal) => {
            let (mistake, person) = (explained(&refusal), find(&member, &id).await?);
            Ok(shown(refusal.status, &build(&member, form, Some(person), mistake).await?))
        }
    }
}

/// Asks whether to keep them from signing in, or to let them again.
pub(super) async fn ask_access(member: Administrator, Path(id): Path<String>) -> Result<Response, Refusal> {
    let person = find(&member, &id).await?;
    confirm::ask(&member, access(&person)).await
}

/// Does it.
pub(super) async fn set_access(
    Path(id): Path<String>,
    Sent { member, form }: Sent,
) -> Result<Response, Refusal> {
    let is_suspending = form.get("suspend") == "yes";
    let path = format!("{}?updateMask=suspended", path(&member, &id));
    let body = json!({ "suspended": is_suspending, "etag": form.get("etag") });
    match member.patch::<Person>(&path, form.get("request_id"), &body).await {
        Ok(person) => {
            let done = if person.suspended { "suspended" } else { "resumed" };
            Ok(led(&format!("{}?done={done}", person.address())))
        }
        Err(refusal) => {
            let person = find(&member, &id).await?;
            confirm::again(&member, access(&person), &refusal).await
        }
    }
}

pub(super) async fn find(member: &Member, id: &str) -> Result<Person, Refusal> {
    member.get(&path(member, id)).await
}

pub(super) fn path(member: &Member, id: &str) -> String {
    format!("/v1/{}/people/{}", member.me.agency, encoded(id))
}

fn access(person: &Person) -> Act {
    let name = &person.display_name;
    let (title, words, button) = if person.suspended {
        (
            format!("Buka kembali akses {name}?"),
            "Pegawai ini dapat masuk lagi dan kembali disebut sebagai pejabat dalam jabatannya.",
            "Buka akses",
        )
    } else {
        (
            format!("Tangguhkan akses {name}?"),
            "Pegawai ini tidak dapat masuk dan tidak disebut sebagai pejabat sampai aksesnya dibuka kembali. Berkas yang \
             menunggu jabatannya tetap ada di tempatnya.",
            "Tangguhkan akses",
        )
    };
    Act {
        title,
        words: words.to_owned(),
        button,
        is_danger: !person.suspended,
        chosen: ("suspend", if person.suspended { "no" } else { "yes" }),
        action: format!("{}/access", person.address()),
        back: person.address(),
        back_title: name.clone(),
        etag: person.etag.clone(),
    }
}

fn body(form: &Posted) -> Value {
    json!({
        "displayName": form.get("display_name"), "employeeIdNumber": form.get("employee_id_number").replace(' ', ""),
        "rank": form.get("rank"), "email": form.get("email"), "administrator": form.get("administrator") == "on",
        "etag": form.get("etag"),
    })
}

async fn build(
    member: &Member,
    typed: Posted,
    person: Option<Person>,
    mistake: Mistake,
) -> Result<Form, Refusal> {
    let shell = Shell::of(member).await?;
    let now = person.as_ref().map(|it| it.etag.clone()).unwrap_or_default();
    let is_stale = person.is_some() && typed.get("etag") != now;
    Ok(Form { shell, typed, person, is_stale, etag: now, request_id: member.request_id(), mistake })
}

impl Shown {
    fn access(&self) -> &'static str {
        people::access(&self.person)
    }
}
