//! Carrying a decided request on to a procedure of another agency.

use super::{Key, form::Form, led, mistake::Mistake};
use crate::pages::{
    member::Member,
    posted::Sent,
    refusal::Refusal,
    shell::{Shell, page, shown},
    told::submission::Submission,
};
use askama::Template;
use axum::{extract::Path, response::Response};
use serde::Deserialize;
use serde_json::json;

const OFFICE: (&str, &str) = ("office", "Unit kerja yang mengajukan");

#[derive(Template)]
#[template(path = "requests/carry.html")]
struct Page {
    shell: Shell,
    address: String,
    submission: Submission,
    target: Form,
    offices: Vec<Office>,
    request_id: String,
    mistake: Option<Mistake>,
}

/// An office that may file the new request.
struct Office {
    slug: String,
    title: String,
    is_chosen: bool,
}

#[derive(Deserialize)]
struct Units {
    units: Vec<Unit>,
}

#[derive(Deserialize)]
struct Unit {
    name: String,
    title: String,
    office: String,
}

#[derive(Deserialize)]
struct Positions {
    positions: Vec<Position>,
}

#[derive(Deserialize)]
struct Position {
    kind: String,
    office: String,
}

pub(super) async fn ask(member: Member, Path(key): Path<Key>) -> Result<Response, Refusal> {
    let submission = key.read(&member).await?;
    if submission.carriable_to.is_empty() {
        return Ok(led(&key.address()));
    }
    Ok(page(&asked(&member, &key, submission, "", None).await?))
}

pub(super) async fn carry(Path(key): Path<Key>, sent: Sent) -> Result<Response, Refusal> {
    let Sent { member, form } = sent;
    let office = form.get(OFFICE.0);
    let path = format!("{}:carry", key.path());
    let carried =
        member.post::<Submission>(&path, form.get("request_id"), &json!({ "office": office })).await;
    match carried {
        Ok(draft) => Ok(led(&format!("/requests/{}/draft", draft.name))),
        Err(refusal) if refusal.status.is_client_error() => {
            let submission = key.read(&member).await?;
            if submission.carriable_to.is_empty() {
                return Ok(led(&key.address()));
            }
            let mistake = Mistake::of(&refusal, &[OFFICE]);
            Ok(shown(refusal.status, &asked(&member, &key, submission, office, Some(mistake)).await?))
        }
        Err(refusal) => Err(refusal),
    }
}

async fn asked(
    member: &Member,
    key: &Key,
    submission: Submission,
    office: &str,
    mistake: Option<Mistake>,
) -> Result<Page, Refusal> {
    let form = Form::of(member, &submission).await?;
    let next = form.next_procedure().ok_or_else(Refusal::not_found)?;
    let target = Form::read(member, &next).await?;
    let agency = &member.me.agency;
    let (units, positions) =
        (format!("/v1/{agency}/units?pageSize=200"), format!("/v1/{agency}/positions?pageSize=200"));
    let (shell, units, positions) = tokio::try_join!(
        Shell::of(member),
        member.get::<Units>(&units),
        member.get::<Positions>(&positions)
    )?;
    // Who may file it sits there.
    let qualified = positions.positions.iter().find(|it| target.positions().contains(&it.kind));
    let own = format!("{agency}/units/{}", member.me.office);
    let chosen = match office {
        "" => qualified.map_or(own, |it| it.office.clone()),
        office => format!("{agency}/units/{office}"),
    };
    let offices = units.units.into_iter().filter(|it| it.name == it.office).map(|it| Office {
        slug: crate::pages::told::id(&it.name).to_owned(),
        is_chosen: it.name == chosen,
        title: it.title,
    });
    Ok(Page {
        shell,
        address: key.address(),
        submission,
        target,
        offices: offices.collect(),
        request_id: member.request_id(),
        mistake,
    })
}
