//! A day that the agency works or does not work on its own account: adding, changing, deleting it.

use super::{
    Administrator,
    confirm::{self, Act},
    filled,
    kind::{Choice, choice},
    led,
    mistake::{Mistake, explained},
    today,
};
use crate::pages::{
    member::Member,
    posted::{Posted, Sent},
    refusal::Refusal,
    shell::{Shell, page, shown},
    told::directory::{LocalDay, all},
    visit::encoded,
};
use askama::Template;
use axum::{extract::Path, http::StatusCode, response::Response};
use platform::indonesian::date_of;
use serde_json::json;

#[derive(Template)]
#[template(path = "agency/local-day.html")]
struct Form {
    shell: Shell,
    typed: Posted,
    /// As it is recorded now; nothing: a new one.
    day: Option<LocalDay>,
    /// Whether due dates were counted by it, so that only its words change.
    is_over: bool,
    kinds: Vec<Choice>,
    is_stale: bool,
    etag: String,
    request_id: String,
    mistake: Mistake,
}

const NEEDED: [(&str, &str); 2] =
    [("title", "Isi nama harinya."), ("decree", "Isi nomor dan tanggal keputusannya.")];
const NEEDED_NEW: [(&str, &str); 2] = [("date", "Isi tanggalnya."), ("kind", "Pilih jenis harinya.")];

/// The form of a new one.
pub(super) async fn open(member: Administrator) -> Result<Response, Refusal> {
    Ok(page(&build(&member, Posted::default(), None, Mistake::default()).await?))
}

/// Adds it.
pub(super) async fn create(Sent { member, form }: Sent) -> Result<Response, Refusal> {
    let blank = Mistake::blank(&form, &NEEDED_NEW).or_else(|| Mistake::blank(&form, &NEEDED));
    if let Some(mistake) = blank {
        return Ok(shown(StatusCode::BAD_REQUEST, &build(&member, form, None, mistake).await?));
    }
    let path = format!("/v1/{}/localDays", member.me.agency);
    let body = json!({
        "date": form.get("date"), "kind": form.get("kind"), "title": form.get("title"), "decree": form.get("decree"),
        "announced": form.get("announced"),
    });
    match member.post::<LocalDay>(&path, form.get("request_id"), &body).await {
        Ok(day) => Ok(led(&year(&day.date, "created"))),
        Err(refusal) => {
            let again = build(&member, form, None, explained(&refusal)).await?;
            Ok(shown(refusal.status, &again))
        }
    }
}

/// What it is, in a form.
pub(super) async fn reopen(member: Administrator, Path(date): Path<String>) -> Result<Response, Refusal> {
    let day = find(&member, &date).await?;
    let typed = filled([
        ("kind", &day.kind),
        ("title", &day.title),
        ("decree", &day.decree),
        ("announced", &day.announced),
        ("etag", &day.etag),
    ]);
    Ok(page(&build(&member, typed, Some(day), Mistake::default()).await?))
}

/// Changes it.
pub(super) async fn change(
    Path(date): Path<String>,
    Sent { member, form }: Sent,
) -> Result<Response, Refusal> {
    let day = find(&member, &date).await?;
    if let Some(mistake) = Mistake::blank(&form, &NEEDED) {
        return Ok(shown(StatusCode::BAD_REQUEST, &build(&member, form, Some(day), mistake).await?));
    }
    // The form of a day that is over asks for its words alone.
    let mask = if form.has("kind") { "title,decree,kind,announced" } else { "title,decree" };
    let path = format!("{}?updateMask={mask}", path(&member, &date));
    let kind = Some(form.get("kind")).filter(|it| !it.is_empty());
    let body = json!({
        "kind": kind, "title": form.get("title"), "decree": form.get("decree"), "announced": form.get("announced"),
        "etag": form.get("etag"),
    });
    match member.patch::<LocalDay>(&path, form.get("request_id"), &body).await {
        Ok(day) => Ok(led(&year(&day.date, "changed"))),
        Err(refusal) => {
            let again = build(&member, form, Some(day), explained(&refusal)).await?;
            Ok(shown(refusal.status, &again))
        }
    }
}

/// Asks whether to take it from the calendar.
pub(super) async fn ask(member: Administrator, Path(date): Path<String>) -> Result<Response, Refusal> {
    confirm::ask(&member, deleting(find(&member, &date).await?)).await
}

/// Takes it.
pub(super) async fn delete(
    Path(date): Path<String>,
    Sent { member, form }: Sent,
) -> Result<Response, Refusal> {
    let (etag, request) = (encoded(form.get("etag")), encoded(form.get("request_id")));
    match member.delete(&format!("{}?etag={etag}&requestId={request}", path(&member, &date))).await {
        Ok(()) => Ok(led(&year(&date, "deleted"))),
        Err(refusal) => confirm::again(&member, deleting(find(&member, &date).await?), &refusal).await,
    }
}

/// Every day of the agency's own.
pub(super) async fn all_days(member: &Member) -> Result<Vec<LocalDay>, Refusal> {
    all(member, &format!("/v1/{}/localDays", member.me.agency)).await
}

fn path(member: &Member, date: &str) -> String {
    format!("/v1/{}/localDays/{}", member.me.agency, encoded(date))
}

async fn find(member: &Member, date: &str) -> Result<LocalDay, Refusal> {
    let days = all_days(member).await?;
    days.into_iter().find(|it| it.date == date).ok_or_else(Refusal::not_found)
}

fn year(date: &str, done: &str) -> String {
    let year = date.split('-').next().unwrap_or_default();
    format!("/agency/calendar?year={}&done={done}", encoded(year))
}

fn deleting(day: LocalDay) -> Act {
    Act {
        title: format!("Hapus {} dari kalender kerja?", date_of(&day.date)),
        words: format!(
            "“{}” tidak lagi tercatat, dan tenggat yang melewati hari itu dihitung ulang.",
            day.title
        ),
        button: "Hapus dari kalender",
        is_danger: true,
        chosen: ("", ""),
        action: format!("{}/delete", day.address()),
        back: "/agency/calendar".to_owned(),
        back_title: "Kalender kerja".to_owned(),
        etag: day.etag,
    }
}

async fn build(
    member: &Member,
    typed: Posted,
    day: Option<LocalDay>,
    mistake: Mistake,
) -> Result<Form, Refusal> {
    let shell = Shell::of(member).await?;
    let etag = day.as_ref().map(|it| it.etag.clone()).unwrap_or_default();
    let today = today(member).to_string();
    Ok(Form {
        shell,
        is_over: day.as_ref().is_some_and(|it| it.date < today),
        is_stale: day.is_some() && typed.get("etag") != etag,
        typed,
        day,
        kinds: vec![
            choice("LOCAL_HOLIDAY", "Libur daerah"),
            choice("MAKE_UP", "Hari kerja pengganti, pada hari yang biasanya libur"),
        ],
        etag,
        request_id: member.request_id(),
        mistake,
    })
}

impl Form {
    fn title(&self) -> String {
        let day = self.day.as_ref().map(|it| date_of(&it.date));
        day.map_or_else(|| "Tambah hari khusus".to_owned(), |it| format!("Ubah hari khusus {it}"))
    }
}
