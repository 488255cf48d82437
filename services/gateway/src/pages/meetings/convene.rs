//! Planning a session for waiting cases, and changing one.

use super::{
    find,
    mistake::{Mistake, explained},
    path, teams,
};
use crate::pages::{
    member::Member,
    posted::{Posted, Sent},
    refusal::Refusal,
    shell::{Shell, page, shown},
    told::meeting::{Agenda, AgendaItem, Guest, Meeting, Team},
};
use askama::Template;
use axum::{
    extract::{Path, RawQuery},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use serde_json::{Value, json};

#[derive(Template)]
#[template(path = "meetings/convene.html")]
struct Convene {
    shell: Shell,
    typed: Typed,
    teams: Vec<Team>,
    /// Those that wait, and those that are on the meeting already.
    items: Vec<AgendaItem>,
    /// The meeting that is changed; nothing: a new one.
    meeting: Option<Meeting>,
    request_id: String,
    mistake: Mistake,
    /// Whether someone else changed it since it was read.
    is_stale: bool,
}

#[derive(Default)]
struct Typed {
    title: String,
    team: String,
    date: String,
    start: String,
    end: String,
    place: String,
    /// One a line, as `position@agency`.
    guests: String,
    items: Vec<String>,
    etag: String,
}

/// The form for the cases that were chosen on the agenda.
pub(super) async fn open(member: Member, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let chosen = Posted::read(query.unwrap_or_default().as_bytes());
    let items: Vec<String> = chosen.all("item").map(str::to_owned).collect();
    let typed = Typed { items, title: "Rapat pembahasan usulan".to_owned(), ..Typed::default() };
    Ok(page(&build(&member, typed, None, Mistake::default()).await?))
}

/// Convenes it.
pub(super) async fn create(Sent { member, form }: Sent) -> Result<Response, Refusal> {
    let typed = Typed::read(&form);
    if let Some(mistake) = typed.mistake() {
        return Ok(shown(StatusCode::BAD_REQUEST, &build(&member, typed, None, mistake).await?));
    }
    let path = format!("/v1/{}/meetings", member.me.agency);
    match member.post::<Meeting>(&path, form.get("request_id"), &typed.meeting(&member)).await {
        Ok(meeting) => Ok(Redirect::to(&format!("{}?done=planned", meeting.address())).into_response()),
        Err(refusal) => {
            let again = build(&member, typed, None, explained(&refusal)).await?;
            Ok(shown(refusal.status, &again))
        }
    }
}

/// The form with what the meeting is now.
pub(super) async fn reopen(
    member: Member,
    Path((agency, id)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let meeting = find(&member, &agency, &id).await?;
    let typed = Typed::of(&member, &meeting);
    Ok(page(&build(&member, typed, Some(meeting), Mistake::default()).await?))
}

/// Changes it.
pub(super) async fn change(
    Path((agency, id)): Path<(String, String)>,
    Sent { member, form }: Sent,
) -> Result<Response, Refusal> {
    let typed = Typed::read(&form);
    if let Some(mistake) = typed.mistake() {
        let meeting = find(&member, &agency, &id).await?;
        return Ok(shown(StatusCode::BAD_REQUEST, &build(&member, typed, Some(meeting), mistake).await?));
    }
    let path = format!("{}?updateMask=title,startTime,endTime,place,agendaItems,guests", path(&agency, &id));
    match member.patch::<Meeting>(&path, form.get("request_id"), &typed.meeting(&member)).await {
        Ok(meeting) => Ok(Redirect::to(&format!("{}?done=changed", meeting.address())).into_response()),
        Err(refusal) => {
            let meeting = find(&member, &agency, &id).await?;
            let again = build(&member, typed, Some(meeting), explained(&refusal)).await?;
            Ok(shown(refusal.status, &again))
        }
    }
}

async fn build(
    member: &Member,
    typed: Typed,
    meeting: Option<Meeting>,
    mistake: Mistake,
) -> Result<Convene, Refusal> {
    let waiting = format!("/v1/{}/agendaItems?pageSize=200", member.me.agency);
    let (shell, teams, agenda) =
        tokio::try_join!(Shell::of(member), teams(member), member.get::<Agenda>(&waiting))?;
    let on_it = meeting.iter().flat_map(|it| &it.discussions).map(|it| AgendaItem {
        name: it.agenda_item.clone(),
        registration_number: it.registration_number.clone(),
        app_title: it.app_title.clone(),
        proposing_agency_title: it.proposing_agency_title.clone(),
        ..AgendaItem::default()
    });
    let items = on_it.chain(agenda.agenda_items).collect();
    let is_stale = meeting.as_ref().is_some_and(|it| !typed.etag.is_empty() && it.etag != typed.etag);
    let etag = meeting.as_ref().map(|it| it.etag.clone()).unwrap_or_default();
    let typed = Typed { etag, ..typed };
    Ok(Convene { shell, typed, teams, items, meeting, request_id: member.request_id(), mistake, is_stale })
}

impl Typed {
    fn read(form: &Posted) -> Self {
        Self {
            title: form.get("title").to_owned(),
            team: form.get("team").to_owned(),
            date: form.get("date").to_owned(),
            start: form.get("start").to_owned(),
            end: form.get("end").to_owned(),
            place: form.get("place").to_owned(),
            guests: form.get("guests").replace("\r\n", "\n"),
            items: form.all("item").map(str::to_owned).collect(),
            etag: form.get("etag").to_owned(),
        }
    }

    fn of(member: &Member, meeting: &Meeting) -> Self {
        let local = |time: Option<jiff::Timestamp>| time.map(|it| member.desk.zone.local(it));
        let clock = |time| local(time).map(|it| it.strftime("%H:%M").to_string()).unwrap_or_default();
        Self {
            title: meeting.title.clone(),
            team: meeting.team.clone(),
            date: local(meeting.start_time).map(|it| it.date().to_string()).unwrap_or_default(),
            start: clock(meeting.start_time),
            end: clock(meeting.end_time),
            place: meeting.place.clone(),
            guests: meeting.guests.iter().map(Guest::written).collect::<Vec<_>>().join("\n"),
            items: meeting.discussions.iter().map(|it| it.agenda_item.clone()).collect(),
            etag: meeting.etag.clone(),
        }
    }

    /// As the service takes it. What is no time is left out, and the service says so.
    fn meeting(&self, member: &Member) -> Value {
        let time = |clock: &str| {
            let local = format!("{}T{clock}", self.date).parse().ok()?;
            member.desk.zone.instant(local).map(|it| it.to_string())
        };
        let guests: Vec<Value> = self.guests().filter_map(Result::ok).map(|it| json!(it)).collect();
        json!({
            "title": self.title, "team": self.team, "guests": guests, "place": self.place, "agendaItems": self.items,
            "startTime": time(&self.start), "endTime": time(&self.end), "etag": self.etag,
        })
    }

    /// Each line, as a guest or as it is.
    fn guests(&self) -> impl Iterator<Item = Result<Guest, &str>> {
        self.guests.lines().map(str::trim).filter(|it| !it.is_empty()).map(|it| Guest::read(it).ok_or(it))
    }

    /// What pages can see themselves: a time that is none, and a guest who is not named.
    fn mistake(&self) -> Option<Mistake> {
        if let Some(Err(line)) = self.guests().find(Result::is_err) {
            let text = format!("Undangan lain: “{line}” tidak ditulis sebagai jabatan@instansi.");
            return Some(Mistake::new("guests", text));
        }
        let blank = [
            ("title", &self.title, "Isi judul rapat."),
            ("date", &self.date, "Isi tanggal rapat."),
            ("start", &self.start, "Isi waktu mulai rapat."),
            ("end", &self.end, "Isi waktu selesai rapat."),
            ("place", &self.place, "Isi tempat rapat."),
        ];
        let blank = blank.into_iter().find(|it| it.1.is_empty());
        blank.map(|(field, _, text)| Mistake::new(field, text))
    }

    fn has(&self, item: &str) -> bool {
        self.items.iter().any(|it| it == item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guest_is_written_like_a_user_name() {
        let typed = |guests: &str| Typed {
            guests: guests.to_owned(),
            title: "Rapat".to_owned(),
            date: "2026-01-08".to_owned(),
            start: "09:00".to_owned(),
            end: "10:00".to_owned(),
            place: "Aula".to_owned(),
            ..Typed::default()
        };

        assert!(typed("kepala-dinas@kota-tangerang\n\n").mistake().is_none());
        assert!(typed("Kepala Dinas").mistake().is_some_and(|it| it.field == "guests"));
    }
}
