//! The work calendar as a year.

use super::{
    Administrator, local_day,
    month::{self, Month, SORTS, Sort},
    today,
};
use crate::pages::{
    member::Member,
    refusal::Refusal,
    shell::{Shell, page},
    table,
    told::directory::{Calendar, LocalDay},
};
use askama::Template;
use axum::{extract::Query, response::Response};
use platform::indonesian::date_of;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "agency/calendar.html")]
struct Year<'c> {
    shell: Shell,
    year: i16,
    months: Vec<Month<'c>>,
    /// The years the calendar covers.
    covered: (i16, i16),
    /// The agency's own days of this year.
    own: Vec<LocalDay>,
    done: &'static str,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// 0: this one.
    year: i16,
    done: String,
}

/// One year.
pub(super) async fn year(member: Administrator, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let (shell, calendar, own) =
        tokio::try_join!(Shell::of(&member), calendar(&member), local_day::all_days(&member))?;
    let today = today(&member);
    let year = if (1..=9998).contains(&asked.year) { asked.year } else { today.year() };
    let months = month::of_year(&calendar, year, today);
    let own = own.into_iter().filter(|it| it.date.starts_with(&format!("{year:04}-"))).collect();
    let covered = (calendar.first_year, calendar.last_year);
    let done = super::Asked { done: asked.done, ..super::Asked::default() }.words();
    Ok(page(&Year { shell, year, months, covered, own, done }))
}

/// Its days that differ from the week, for spreadsheets.
pub(super) async fn csv(member: Administrator, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let calendar = calendar(&member).await?;
    let year = if asked.year == 0 { today(&member).year() } else { asked.year };
    let days = calendar.days.into_iter().filter(|it| it.date.starts_with(&format!("{year:04}-")));
    let rows = days.map(|it| [it.date, Sort::title_of(&it.kind).to_owned(), it.title, it.decree]);
    table::csv("kalender-kerja", ["Tanggal", "Jenis", "Nama", "Keputusan"], rows)
}

async fn calendar(member: &Member) -> Result<Calendar, Refusal> {
    member.get(&format!("/v1/{}/calendar", member.me.agency)).await
}

impl Year<'_> {
    /// Whether due dates beyond it may still move.
    fn is_covered(&self) -> bool {
        (self.covered.0..=self.covered.1).contains(&self.year)
    }

    fn date(&self, day: &str) -> String {
        date_of(day)
    }

    fn sort_title(&self, kind: &str) -> &'static str {
        Sort::title_of(kind)
    }
}
