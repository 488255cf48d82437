//! The agency's procedures and their versions.

use super::{Administrator, Asked};
use crate::pages::{
    refusal::Refusal,
    shell::{Shell, page},
    told::{
        directory::{Listed, all},
        id,
    },
    visit::encoded,
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Response,
};
use jiff::Timestamp;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "agency/procedures.html")]
struct Procedures {
    shell: Shell,
    procedures: Vec<Procedure>,
    next: String,
}

#[derive(Template)]
#[template(path = "agency/versions.html")]
struct Versions {
    shell: Shell,
    /// The newest first.
    versions: Vec<Procedure>,
    done: &'static str,
}

/// A procedure, or a version of it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Procedure {
    /// `agencies/{agency}/procedures/{procedure}`.
    pub(super) name: String,
    pub(super) version: u32,
    pub(super) title: String,
    product: String,
    publish_time: Option<Timestamp>,
    /// In YAML, where it is given.
    #[serde(default)]
    pub(super) source: String,
}

/// All of them.
pub(super) async fn list(member: Administrator, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let path = format!("/v1/{}/procedures?pageSize=50&pageToken={}", member.me.agency, encoded(&asked.page));
    let (shell, listed) = tokio::try_join!(Shell::of(&member), member.get::<Listed<Procedure>>(&path))?;
    let next = listed.next_page_token;
    Ok(page(&Procedures { shell, procedures: listed.entries, next }))
}

/// Every version of one.
pub(super) async fn versions(
    member: Administrator,
    Path(procedure): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let path = format!("/v1/{}/procedures/{}/versions", member.me.agency, encoded(&procedure));
    let (shell, versions) = tokio::try_join!(Shell::of(&member), all::<Procedure>(&member, &path))?;
    Ok(page(&Versions { shell, versions, done: asked.words() }))
}

impl Procedure {
    /// Where its versions are.
    pub(super) fn address(&self) -> String {
        format!("/agency/procedures/{}", id(&self.name))
    }

    /// Where a new version of it is begun.
    fn anew(&self) -> String {
        format!("/agency/procedures/new?from={}", id(&self.name))
    }
}
