//! Putting a person into a position, and taking it from them.

use super::{
    Administrator,
    confirm::{self, Act},
    kind::{Choice, choice},
    led,
    mistake::{Mistake, explained},
    person::{find, path},
};
use crate::pages::{
    member::Member,
    posted::{Posted, Sent},
    refusal::Refusal,
    shell::{Shell, page, shown},
    told::directory::{Person, Position, all},
};
use askama::Template;
use axum::{extract::Path, http::StatusCode, response::Response};
use serde_json::json;

#[derive(Template)]
#[template(path = "agency/appoint.html")]
struct Form {
    shell: Shell,
    person: Person,
    typed: Posted,
    /// Those that nobody holds.
    positions: Vec<Choice>,
    request_id: String,
    mistake: Mistake,
}

/// Asks for the position.
pub(super) async fn open(member: Administrator, Path(id): Path<String>) -> Result<Response, Refusal> {
    Ok(page(&build(&member, &id, Posted::default(), Mistake::default()).await?))
}

/// Puts them into it.
pub(super) async fn appoint(
    Path(id): Path<String>,
    Sent { member, form }: Sent,
) -> Result<Response, Refusal> {
    if let Some(mistake) = Mistake::blank(&form, &[("position", "Pilih jabatannya.")]) {
        return Ok(shown(StatusCode::BAD_REQUEST, &build(&member, &id, form, mistake).await?));
    }
    let path = format!("{}:appoint", path(&member, &id));
    let body = json!({ "position": form.get("position"), "etag": form.get("etag") });
    match member.post::<Person>(&path, form.get("request_id"), &body).await {
        Ok(person) => Ok(led(&format!("{}?done=appointed", person.address()))),
        Err(refusal) => {
            let again = build(&member, &id, form, explained(&refusal)).await?;
            Ok(shown(refusal.status, &again))
        }
    }
}

/// Asks whether to take their position.
pub(super) async fn ask(member: Administrator, Path(id): Path<String>) -> Result<Response, Refusal> {
    let person = find(&member, &id).await?;
    confirm::ask(&member, releasing(&person)).await
}

/// Takes it.
pub(super) async fn release(
    Path(id): Path<String>,
    Sent { member, form }: Sent,
) -> Result<Response, Refusal> {
    let path = format!("{}:release", path(&member, &id));
    match member.post::<Person>(&path, form.get("request_id"), &json!({ "etag": form.get("etag") })).await {
        Ok(person) => Ok(led(&format!("{}?done=released", person.address()))),
        Err(refusal) => {
            let person = find(&member, &id).await?;
            confirm::again(&member, releasing(&person), &refusal).await
        }
    }
}

fn releasing(person: &Person) -> Act {
    Act {
        title: format!("Bebaskan {} dari jabatannya?", person.display_name),
        words: format!(
            "{} menjadi lowong. Pegawai ini tidak dapat masuk lagi sampai ditempatkan pada jabatan, dan penugasannya \
             sebagai Plt. atau Plh. berakhir.",
            if person.position.is_empty() { "Jabatannya" } else { &person.position_title }
        ),
        button: "Bebaskan dari jabatan",
        is_danger: true,
        chosen: ("", ""),
        action: format!("{}/release", person.address()),
        back: person.address(),
        back_title: person.display_name.clone(),
        etag: person.etag.clone(),
    }
}

async fn build(member: &Member, id: &str, typed: Posted, mistake: Mistake) -> Result<Form, Refusal> {
    let vacant = format!("/v1/{}/positions:search?vacant=true", member.me.agency);
    let (shell, person, positions) =
        tokio::try_join!(Shell::of(member), find(member, id), all::<Position>(member, &vacant))?;
    let positions = positions.iter().map(|it| choice(&it.name, &format!("{} – {}", it.title, it.unit_title)));
    let positions = positions.collect();
    Ok(Form { shell, person, typed, positions, request_id: member.request_id(), mistake })
}
