//! Opening a new request: with which agency, for which service, for what.

use super::{
    form::Form,
    led,
    list::{Procedures, recorded},
    mistake::Mistake,
};
use crate::pages::{
    member::Member,
    posted::Sent,
    refusal::Refusal,
    shell::{Shell, page, shown},
    told::{id, submission::Submission},
    visit::encoded,
};
use askama::Template;
use axum::{extract::Query, response::Response};
use serde::Deserialize;
use serde_json::json;

/// As many agencies as are shown at once; who looks for another one writes more of its name.
const MAX_FOUND: usize = 50;
const PURPOSE: (&str, &str) = ("purpose", "Jenis permohonan");

#[derive(Template)]
#[template(path = "requests/choose.html")]
struct Choosing {
    shell: Shell,
    query: String,
    /// The agency that was chosen, or else the reader's own.
    agency_title: String,
    is_own: bool,
    procedures: Vec<Form>,
    found: Option<Vec<Agency>>,
    is_cut: bool,
    records: bool,
}

#[derive(Template)]
#[template(path = "requests/open.html")]
struct Opening {
    shell: Shell,
    form: Form,
    agency_title: String,
    purpose: String,
    predecessor: String,
    request_id: String,
    mistake: Option<Mistake>,
}

#[derive(Deserialize)]
pub(super) struct Agencies {
    pub(super) agencies: Vec<Agency>,
}

#[derive(Deserialize)]
pub(super) struct Agency {
    pub(super) name: String,
    pub(super) title: String,
}

/// What someone looks for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wish {
    /// `agencies/{agency}/procedures/{procedure}`.
    procedure: String,
    /// Slug.
    agency: String,
    query: String,
    /// `agencies/{agency}/submissions/{submission}`: the lapsed request that it follows.
    predecessor: String,
}

pub(super) async fn ask(member: Member, Query(wish): Query<Wish>) -> Result<Response, Refusal> {
    if wish.procedure.is_empty() {
        return Ok(page(&choosing(&member, wish).await?));
    }
    let opening = opening(&member, &wish.procedure, String::new(), wish.predecessor, None).await?;
    Ok(page(&opening))
}

pub(super) async fn open(sent: Sent) -> Result<Response, Refusal> {
    let Sent { member, form } = sent;
    let (procedure, purpose) = (form.get("procedure"), form.get(PURPOSE.0));
    let predecessor = form.get("predecessor");
    let agency = procedure.split("/procedures/").next().unwrap_or_default();
    let path = format!("/v1/agencies/{}/submissions", encoded(agency.trim_start_matches("agencies/")));
    let body = json!({ "procedure": procedure, "purpose": purpose, "predecessor": predecessor });
    match member.post::<Submission>(&path, form.get("request_id"), &body).await {
        Ok(draft) => Ok(led(&format!("/requests/{}/draft", draft.name))),
        Err(refusal) if refusal.status.is_client_error() => {
            let mistake = Some(Mistake::of(&refusal, &[PURPOSE]));
            let (purpose, predecessor) = (purpose.to_owned(), predecessor.to_owned());
            let again = opening(&member, procedure, purpose, predecessor, mistake).await?;
            Ok(shown(refusal.status, &again))
        }
        Err(refusal) => Err(refusal),
    }
}

async fn choosing(member: &Member, wish: Wish) -> Result<Choosing, Refusal> {
    let is_own = wish.agency.is_empty();
    let slug = if is_own { member.agency() } else { &wish.agency };
    let agency = format!("/v1/agencies/{}", encoded(slug));
    let procedures = format!("{agency}/procedures?pageSize=200");
    let (shell, agency, listed, records) = tokio::try_join!(
        Shell::of(member),
        member.get::<Agency>(&agency),
        member.get::<Procedures>(&procedures),
        recorded(member),
    )?;
    let (found, is_cut) = match wish.query.trim() {
        "" => (None, false),
        query => {
            let (found, is_cut) = find(member, query).await?;
            (Some(found), is_cut)
        }
    };
    Ok(Choosing {
        shell,
        query: wish.query,
        agency_title: agency.title,
        is_own,
        procedures: listed.procedures,
        found,
        is_cut,
        records: !records.is_empty(),
    })
}

/// Agencies with `query` in their titles, and whether there are more.
pub(super) async fn find(member: &Member, query: &str) -> Result<(Vec<Agency>, bool), Refusal> {
    let path = format!("/v1/agencies?pageSize={}&query={}", MAX_FOUND + 1, encoded(query));
    let mut found = member.get::<Agencies>(&path).await?.agencies;
    let is_cut = MAX_FOUND < found.len();
    found.truncate(MAX_FOUND);
    Ok((found, is_cut))
}

async fn opening(
    member: &Member,
    procedure: &str,
    purpose: String,
    predecessor: String,
    mistake: Option<Mistake>,
) -> Result<Opening, Refusal> {
    let form = Form::read(member, procedure).await?;
    let agency = format!("/v1/{}", form.agency());
    let (shell, agency) = tokio::try_join!(Shell::of(member), member.get::<Agency>(&agency))?;
    Ok(Opening {
        shell,
        agency_title: agency.title,
        form,
        purpose,
        predecessor,
        request_id: member.request_id(),
        mistake,
    })
}

impl Agency {
    pub(super) fn slug(&self) -> &str {
        id(&self.name)
    }
}
