//! What stands around every page: the head of the site, the way to its parts, notices, the foot.

use super::assets;
use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header::CACHE_CONTROL},
    response::{IntoResponse as _, Response},
};
use jiff::Timestamp;
use platform::indonesian::{self, Zone};

/// What the layout shows besides a page's own content.
pub(super) struct Shell {
    /// Changes with what style sheet and scripts contain.
    pub(super) version: &'static str,
    /// Who is signed in.
    pub(super) who: Option<Who>,
    pub(super) places: Vec<Place>,
    /// In a demo: what time it is there.
    pub(super) demo_time: Option<String>,
    /// In which its times are written.
    pub(super) zone: Zone,
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

impl Shell {
    /// For a page about no visit, such as one that says what went wrong.
    pub(super) fn bare() -> Self {
        Self { version: assets::version(), who: None, places: vec![], demo_time: None, zone: Zone::Western }
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
