//! What stands around every page: the head of the site, the way to its parts, notices, the foot.

use super::{assets, member::Member, refusal::Refusal, visit::Visit};
use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header::CACHE_CONTROL},
    response::{IntoResponse as _, Response},
};
use jiff::Timestamp;
use platform::indonesian::{self, Zone};
use serde::Deserialize;

/// What the layout shows besides a page's own content.
pub(super) struct Shell {
    /// Changes with what style sheet and scripts contain.
    pub(super) version: &'static str,
    /// Who is signed in.
    pub(super) who: Option<Who>,
    pub(super) places: Vec<Place>,
    /// In a demo: what time it is there.
    pub(super) demo_time: Option<String>,
    zone: Zone,
}

/// Someone signed in, as the head of a page names them.
pub(super) struct Who {
    pub(super) display_name: String,
    pub(super) position_title: String,
    pub(super) agency_title: String,
    /// Messages that were not read.
    pub(super) unread: u32,
}

/// A part of the site.
pub(super) struct Place {
    pub(super) path: &'static str,
    pub(super) title: &'static str,
    pub(super) is_current: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Messages {
    unread_count: u32,
}

impl Shell {
    /// For a page about no visit, such as one that says what went wrong.
    pub(super) fn bare() -> Self {
        Self { version: assets::version(), who: None, places: vec![], demo_time: None, zone: Zone::Western }
    }

    /// For anyone.
    pub(super) fn of_visit(visit: &Visit) -> Self {
        Self { demo_time: demo_time(visit, Zone::Western), ..Self::bare() }
    }

    /// For a page that anyone may read, whoever reads it.
    pub(super) async fn of_anyone(visit: &Visit) -> Self {
        match visit.member().await {
            Ok(Some(member)) => Self::of(&member).await.unwrap_or_else(|_| Self::of_visit(visit)),
            _ => Self::of_visit(visit),
        }
    }

    /// For someone who is signed in.
    pub(super) async fn of(member: &Member) -> Result<Self, Refusal> {
        let path = format!("/v1/{}/messages?pageSize=1&unread=true", member.me.agency);
        let unread = member.get::<Messages>(&path).await.map_or(0, |it| it.unread_count);
        let own = member.me.positions.first();
        let who = Who {
            display_name: member.me.display_name.clone(),
            position_title: own.map(|it| it.full_title()).unwrap_or_default(),
            agency_title: member.desk.agency_title.to_string(),
            unread,
        };
        Ok(Self {
            who: Some(who),
            places: places(member),
            demo_time: demo_time(member, member.desk.zone),
            zone: member.desk.zone,
            ..Self::bare()
        })
    }

    /// A moment in the reader's zone, as in `Senin, 5 Januari 2026 pukul 15.30 WIB`.
    pub(super) fn time(&self, time: &Option<Timestamp>) -> String {
        time.map_or_else(|| "belum ditentukan".to_owned(), |it| self.zone.write(it))
    }

    /// Its day alone, as in `5 Januari 2026`.
    pub(super) fn day(&self, time: &Option<Timestamp>) -> String {
        time.map_or_else(|| "belum ditentukan".to_owned(), |it| indonesian::date(self.zone.local(it).date()))
    }
}

fn demo_time(visit: &Visit, zone: Zone) -> Option<String> {
    visit.front.parts.is_demo().then(|| zone.write(visit.front.parts.clock.now()))
}

fn places(member: &Member) -> Vec<Place> {
    let mut places = vec![("/home", "Beranda"), ("/requests", "Permohonan")];
    if member.reviews() {
        places.extend([("/tasks", "Kotak masuk"), ("/cases", "Berkas"), ("/letters", "Naskah dinas")]);
    }
    places.push(("/meetings", "Rapat"));
    if member.me.administrator {
        places.push(("/agency", "Administrasi"));
    }
    let path = member.address.split('?').next().unwrap_or_default();
    // What waits for a meeting belongs to the meetings.
    let path = if path.starts_with("/agenda") { "/meetings" } else { path };
    let is_current =
        |place: &str| path == place || path.strip_prefix(place).is_some_and(|it| it.starts_with('/'));
    places.into_iter().map(|(path, title)| Place { path, title, is_current: is_current(path) }).collect()
}

/// A page that nobody keeps: it is about its reader, or about now.
pub(super) fn shown(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => {
            let mut response = super::response(status, "text/html; charset=utf-8", html.into());
            response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "a page cannot be made");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// The same, with status 200.
pub(super) fn page(page: &impl Template) -> Response {
    shown(StatusCode::OK, page)
}
