//! Services of agencies, for anyone: who offers which, each as the law has it told, and its official form.

mod definition;
mod drawing;
mod flow;
mod form;
mod plan;
mod ports;
mod standard;
mod words;

#[cfg(test)]
mod tests;

pub(super) use definition::Definition;

use super::{
    refusal::Refusal,
    shell::{Shell, page},
    told::id,
    visit::{Visit, encoded},
};
use crate::front::Front;
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    response::Response,
    routing::get,
};
use form::Form;
use jiff::Timestamp;
use serde::Deserialize;
use standard::{Ahead, Standard};
use std::sync::Arc;

/// As many agencies as are shown at once; who looks for another one writes more of its name.
const MAX_FOUND: usize = 50;
const SERVICES_ON_A_PAGE: usize = 50;
/// As many of its versions as a page leads to.
const VERSIONS: usize = 20;

pub(super) fn router() -> Router<Arc<Front>> {
    Router::new()
        .route("/services", get(look))
        .route("/agencies/{agency}", get(agency))
        .route("/agencies/{agency}/procedures/{procedure}", get(service))
        .route("/agencies/{agency}/procedures/{procedure}/sop", get(sop))
}

#[derive(Template)]
#[template(path = "service/services.html")]
struct Services {
    shell: Shell,
    query: String,
    found: Option<Vec<Agency>>,
    is_cut: bool,
}

#[derive(Template)]
#[template(path = "service/agency.html")]
struct Offers {
    shell: Shell,
    agency: Agency,
    services: Vec<Service>,
    /// Where more of them are; empty: these are all.
    more: String,
}

#[derive(Template)]
#[template(path = "service/service.html")]
struct Told<'d> {
    shell: Shell,
    agency: &'d Agency,
    procedure: &'d Procedure,
    /// The newest ones, newest first.
    versions: &'d [Version],
    standard: Standard,
}

#[derive(Template)]
#[template(path = "service/sop.html")]
struct Official<'d> {
    shell: Shell,
    agency: &'d Agency,
    procedure: &'d Procedure,
    versions: &'d [Version],
    /// HTML.
    form: String,
}

#[derive(Deserialize)]
struct Agencies {
    agencies: Vec<Agency>,
}

#[derive(Deserialize)]
struct Agency {
    name: String,
    title: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Offered {
    procedures: Vec<Service>,
    next_page_token: String,
}

#[derive(Deserialize)]
struct Service {
    name: String,
    title: String,
    product: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Procedure {
    name: String,
    version: u32,
    publish_time: Option<Timestamp>,
    definition: Definition,
}

#[derive(Deserialize)]
struct Versions {
    versions: Vec<Version>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Version {
    version: u32,
    publish_time: Option<Timestamp>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Search {
    query: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// 0: the newest.
    version: u32,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Paged {
    page: String,
}

/// Agencies by their name.
async fn look(visit: Visit, Query(Search { query }): Query<Search>) -> Result<Response, Refusal> {
    let mut services = Services { shell: Shell::of_anyone(&visit).await, query, found: None, is_cut: false };
    let query = services.query.trim();
    if !query.is_empty() {
        let path = format!("/v1/agencies?pageSize={}&query={}", MAX_FOUND + 1, encoded(query));
        let mut found = visit.get::<Agencies>(&path).await?.agencies;
        services.is_cut = MAX_FOUND < found.len();
        found.truncate(MAX_FOUND);
        services.found = Some(found);
    }
    Ok(page(&services))
}

/// What an agency offers.
async fn agency(
    visit: Visit,
    Path(agency): Path<String>,
    Query(paged): Query<Paged>,
) -> Result<Response, Refusal> {
    let name = format!("/v1/agencies/{}", encoded(&agency));
    let token = encoded(&paged.page);
    let services = format!("{name}/procedures?pageSize={SERVICES_ON_A_PAGE}&pageToken={token}");
    let (agency, offered) = tokio::try_join!(visit.get::<Agency>(&name), visit.get::<Offered>(&services))?;
    let next = &offered.next_page_token;
    let more =
        if next.is_empty() { String::new() } else { format!("{}?page={}", agency.path(), encoded(next)) };
    Ok(page(&Offers { shell: Shell::of_anyone(&visit).await, agency, services: offered.procedures, more }))
}

/// A procedure as a service.
async fn service(
    visit: Visit,
    Path(of): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let (agency, procedure, versions) = read(&visit, &of, asked.version).await?;
    Ok(page(&Told {
        shell: Shell::of_anyone(&visit).await,
        agency: &agency,
        procedure: &procedure,
        versions: &versions.versions,
        standard: Standard::of(&procedure.definition),
    }))
}

/// A procedure as its official form.
async fn sop(
    visit: Visit,
    Path(of): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let (agency, procedure, versions) = read(&visit, &of, asked.version).await?;
    Ok(page(&Official {
        shell: Shell::of_anyone(&visit).await,
        agency: &agency,
        procedure: &procedure,
        versions: &versions.versions,
        form: official_form(&procedure.definition)?,
    }))
}

/// The official form of a procedure, published or not, as a part of a page in HTML.
pub(super) fn official_form(definition: &Definition) -> Result<String, Refusal> {
    Form::of(definition).and_then(|it| it.render()).map_err(|it| Refusal::internal(&it))
}

async fn read(
    visit: &Visit,
    (agency, procedure): &(String, String),
    version: u32,
) -> Result<(Agency, Procedure, Versions), Refusal> {
    let agency = format!("/v1/agencies/{}", encoded(agency));
    let name = format!("{agency}/procedures/{}", encoded(procedure));
    let (procedure, versions) =
        (format!("{name}?version={version}"), format!("{name}/versions?pageSize={VERSIONS}"));
    tokio::try_join!(visit.get(&agency), visit.get(&procedure), visit.get(&versions))
}

impl Agency {
    /// Where its page is.
    fn path(&self) -> String {
        format!("/agencies/{}", encoded(id(&self.name)))
    }
}

impl Service {
    fn path(&self) -> String {
        path(&self.name)
    }
}

impl Procedure {
    /// Where its page is; names are made of slugs, which need no other writing there.
    fn path(&self) -> String {
        path(&self.name)
    }

    /// Whether there is a newer version.
    fn is_old(&self, versions: &[Version]) -> bool {
        versions.iter().any(|it| self.version < it.version)
    }

    /// What leads from page to page of an old version.
    fn asked(&self, versions: &[Version]) -> String {
        if self.is_old(versions) { format!("?version={}", self.version) } else { String::new() }
    }
}

fn path(name: &str) -> String {
    format!("/{name}")
}
