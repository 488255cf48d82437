//! Someone who is signed in, with the agency and the desks their pages are about.

use super::{
    refusal::Refusal,
    title::titles,
    visit::{Visit, encoded},
};
use crate::{desk::Desk, front::Front};
use axum::{
    extract::FromRequestParts,
    http::{StatusCode, header::LOCATION, request::Parts},
    response::{IntoResponse as _, Response},
};
use platform::indonesian::Zone;
use serde::Deserialize;
use serde_json::Value;
use std::{collections::HashMap, ops::Deref, sync::Arc};

/// A visit of someone who is signed in. Others are led to the sign-in page, and back.
#[derive(Clone)]
pub(super) struct Member {
    pub(super) visit: Visit,
    pub(super) me: Arc<Me>,
    pub(super) desk: Desk,
}

/// Who they are, as the directory says.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Me {
    pub(super) display_name: String,
    pub(super) employee_id_number: String,
    /// `agencies/{agency}`.
    pub(super) agency: String,
    pub(super) unit_title: String,
    pub(super) office: String,
    pub(super) office_title: String,
    pub(super) positions: Vec<Held>,
    /// Slugs of the positions for which they prepare.
    pub(super) assists: Vec<String>,
    pub(super) administrator: bool,
}

/// A position they hold.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Held {
    /// Slug.
    pub(super) position: String,
    pub(super) title: String,
    /// `INCUMBENT`, `ACTING`, `DAILY_ACTING`.
    pub(super) capacity: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Agency {
    title: String,
    time_zone: String,
}

#[derive(Deserialize)]
struct Procedures {
    procedures: Vec<Procedure>,
}

#[derive(Deserialize)]
struct Procedure {
    definition: Value,
}

impl Visit {
    /// Who is signed in; nobody where no session is left.
    pub(super) async fn member(&self) -> Result<Option<Member>, Refusal> {
        if !self.has_session() {
            return Ok(None);
        }
        match self.get::<Me>("/v1/me").await {
            Ok(me) => {
                let desk = desk(self, &me.agency).await?;
                Ok(Some(Member { visit: self.clone(), me: Arc::new(me), desk }))
            }
            Err(refusal) if refusal.is_unauthenticated() => Ok(None),
            Err(refusal) => Err(refusal),
        }
    }
}

impl Member {
    /// Slug of their agency.
    pub(super) fn agency(&self) -> &str {
        self.me.agency.trim_start_matches("agencies/")
    }

    /// Whether requests of others are worked on in their office.
    pub(super) fn reviews(&self) -> bool {
        self.desk.reviewing_offices.contains(&self.me.office)
    }

    /// What positions of their agency are called, by slug. One that is not there any more has no title.
    pub(super) async fn position_titles(
        &self,
        slugs: impl IntoIterator<Item = String>,
    ) -> HashMap<String, Arc<str>> {
        let prefix = format!("{}/positions/", self.me.agency);
        let names = slugs.into_iter().filter(|it| !it.is_empty()).map(|it| format!("{prefix}{it}"));
        let titles = titles(&self.visit, names).await.into_iter();
        titles.map(|(name, title)| (name[prefix.len()..].to_owned(), title)).collect()
    }

    /// Whether they hold the position with this slug.
    pub(super) fn holds(&self, position: &str) -> bool {
        self.me.positions.iter().any(|it| it.position == position)
    }
}

impl Held {
    /// With Plt. or Plh. where they act.
    pub(super) fn full_title(&self) -> String {
        match self.capacity.as_str() {
            "ACTING" => format!("Plt. {}", self.title),
            "DAILY_ACTING" => format!("Plh. {}", self.title),
            _ => self.title.clone(),
        }
    }
}

impl Deref for Member {
    type Target = Visit;

    fn deref(&self) -> &Visit {
        &self.visit
    }
}

impl FromRequestParts<Arc<Front>> for Member {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, front: &Arc<Front>) -> Result<Self, Response> {
        let Ok(visit) = Visit::from_request_parts(parts, front).await;
        match visit.member().await {
            Ok(Some(member)) => Ok(member),
            Ok(None) => Err(sign_in_first(&visit)),
            Err(refusal) => Err(refusal.into_response()),
        }
    }
}

/// Leads someone who is not signed in to the page for it, and then back.
fn sign_in_first(visit: &Visit) -> Response {
    let location = format!("/sign-in?return={}", encoded(&visit.address));
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}

async fn desk(visit: &Visit, agency: &str) -> Result<Desk, Refusal> {
    if let Some(desk) = visit.front.desks.get(agency) {
        return Ok(desk);
    }
    let path = format!("/v1/{agency}");
    let procedures = format!("{path}/procedures?pageSize=200");
    let (told, listed) = tokio::try_join!(visit.get::<Agency>(&path), visit.get::<Procedures>(&procedures))?;
    let desk = Desk {
        agency_title: told.title.into(),
        zone: Zone::named(&told.time_zone),
        reviewing_offices: listed.procedures.iter().flat_map(|it| offices(&it.definition)).collect(),
    };
    visit.front.desks.keep(agency, desk.clone());
    Ok(desk)
}

fn offices(definition: &Value) -> impl Iterator<Item = String> {
    let offices = definition["office"].as_array();
    offices.into_iter().flatten().filter_map(|it| it.as_str().map(str::to_owned))
}
