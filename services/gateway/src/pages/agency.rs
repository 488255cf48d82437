//! What an agency's administrator keeps: people, positions, who acts, the work calendar, procedures, outages.

mod acting;
mod appointing;
mod calendar;
mod confirm;
mod difference;
mod finding;
mod kind;
mod local_day;
mod mistake;
mod month;
mod outages;
mod people;
mod person;
mod positions;
mod procedures;
mod publishing;
mod units;

use super::{
    member::Member,
    posted::Posted,
    refusal::{Problem, Refusal},
    shell::{Shell, page},
    told::directory::{Acting, Listed, Person, Position, all},
};
use crate::front::Front;
use askama::Template;
use axum::{
    Router,
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use jiff::civil::Date;
use serde::Deserialize;
use std::{ops::Deref, sync::Arc};

pub(super) fn router() -> Router<Arc<Front>> {
    Router::new()
        .route("/agency", get(overview))
        .route("/agency/people", get(people::list))
        .route("/agency/people.csv", get(people::csv))
        .route("/agency/people/new", get(person::open).post(person::create))
        .route("/agency/people/{person}", get(person::show))
        .route("/agency/people/{person}/change", get(person::reopen).post(person::change))
        .route("/agency/people/{person}/access", get(person::ask_access).post(person::set_access))
        .route("/agency/people/{person}/appoint", get(appointing::open).post(appointing::appoint))
        .route("/agency/people/{person}/release", get(appointing::ask).post(appointing::release))
        .route("/agency/positions", get(positions::list))
        .route("/agency/positions.csv", get(positions::csv))
        .route("/agency/positions/new", get(positions::open).post(positions::create))
        .route("/agency/positions/{position}", get(positions::reopen).post(positions::change))
        .route("/agency/units", get(units::tree))
        .route("/agency/units.csv", get(units::csv))
        .route("/agency/units/new", get(units::open).post(units::create))
        .route("/agency/units/{unit}", get(units::reopen).post(units::change))
        .route("/agency/acting", get(acting::list))
        .route("/agency/acting.csv", get(acting::csv))
        .route("/agency/acting/new", get(acting::open).post(acting::create))
        .route("/agency/acting/{assignment}/end", get(acting::ask).post(acting::end))
        .route("/agency/calendar", get(calendar::year))
        .route("/agency/calendar.csv", get(calendar::csv))
        .route("/agency/calendar/days/new", get(local_day::open).post(local_day::create))
        .route("/agency/calendar/days/{date}", get(local_day::reopen).post(local_day::change))
        .route("/agency/calendar/days/{date}/delete", get(local_day::ask).post(local_day::delete))
        .route("/agency/procedures", get(procedures::list))
        .route("/agency/procedures/new", get(publishing::open).post(publishing::act))
        .route("/agency/procedures/new/file", axum::routing::post(publishing::upload))
        .route("/agency/procedures/{procedure}", get(procedures::versions))
        .route("/agency/outages", get(outages::list))
        .route("/agency/outages.csv", get(outages::csv))
        .route("/agency/outages/new", get(outages::open).post(outages::create))
}

/// A visit of someone who administers their agency. Others are told that they do not.
pub(super) struct Administrator(Member);

/// What a form has been sent for, told on the page it leads to; and the page of a list.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    done: String,
    page: String,
}

#[derive(Template)]
#[template(path = "agency/overview.html")]
struct Overview {
    shell: Shell,
    agency_title: String,
    /// At most as many as one page of a list has.
    vacant: Vec<Position>,
    vacant_more: bool,
    acting: Vec<(Acting, String)>,
}

async fn overview(member: Administrator) -> Result<Response, Refusal> {
    let agency = &member.me.agency;
    let vacant = format!("/v1/{agency}/positions:search?vacant=true&pageSize=5");
    let people = format!("/v1/{agency}/people?pageSize=1");
    let (shell, vacant, assignments, positions, _) = tokio::try_join!(
        Shell::of(&member),
        member.get::<Listed<Position>>(&vacant),
        acting::all_assignments(&member),
        all_positions(&member),
        // Refused to whoever does not administer, whatever their session said.
        member.get::<Listed<Person>>(&people),
    )?;
    let today = today(&member).to_string();
    let title = |it: &Acting| acting::line(it, &positions);
    let acting = assignments.into_iter().filter(|it| acting::State::of(it, &today) == acting::State::Now);
    Ok(page(&Overview {
        shell,
        agency_title: member.desk.agency_title.to_string(),
        vacant_more: !vacant.next_page_token.is_empty(),
        vacant: vacant.entries,
        acting: acting
            .map(|it| {
                let line = title(&it);
                (it, line)
            })
            .collect(),
    }))
}

/// Every position of the reader's agency, with who holds it.
async fn all_positions(member: &Member) -> Result<Vec<Position>, Refusal> {
    all(member, &format!("/v1/{}/positions", member.me.agency)).await
}

/// The day it is where the agency works.
fn today(member: &Member) -> Date {
    member.desk.zone.local(member.front.parts.clock.now()).date()
}

fn led(address: &str) -> Response {
    Redirect::to(address).into_response()
}

/// A form with these values in it.
fn filled<const N: usize>(fields: [(&str, &str); N]) -> Posted {
    Posted(fields.map(|it| (it.0.to_owned(), it.1.to_owned())).to_vec())
}

impl Asked {
    /// What was done, in words; empty: nothing.
    fn words(&self) -> &'static str {
        match self.done.as_str() {
            "created" => "Data baru sudah tersimpan.",
            "changed" => "Perubahan sudah tersimpan.",
            "suspended" => "Akses pegawai ini ditangguhkan.",
            "resumed" => "Akses pegawai ini dibuka kembali.",
            "appointed" => "Pegawai ini sekarang memegang jabatan tersebut.",
            "released" => "Pegawai ini dibebaskan dari jabatannya.",
            "assigned" => "Penugasan sudah dicatat.",
            "ended" => "Penugasan diakhiri hari ini.",
            "deleted" => "Hari itu dihapus dari kalender kerja.",
            "published" => "Versi baru sudah terbit. Permohonan yang sedang berjalan tetap memakai versinya.",
            _ => "",
        }
    }
}

impl Deref for Administrator {
    type Target = Member;

    fn deref(&self) -> &Member {
        &self.0
    }
}

impl FromRequestParts<Arc<Front>> for Administrator {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, front: &Arc<Front>) -> Result<Self, Response> {
        let member = Member::from_request_parts(parts, front).await?;
        if member.me.administrator {
            return Ok(Self(member));
        }
        let refusal = Refusal { status: StatusCode::FORBIDDEN, problem: Problem::default() };
        Err(refusal.into_response())
    }
}
