//! Minutes of one case, written while it is discussed: points, result, outcome, what the proposer is to do.

use super::{
    convenes, find,
    mistake::{Mistake, explained},
    path,
};
use crate::pages::{
    member::Member,
    posted::{Posted, Sent},
    refusal::Refusal,
    shell::{Shell, page, shown},
    told::{
        id,
        meeting::{AgreedActionItem, Discussion, Meeting},
    },
};
use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use serde_json::{Value, json};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// Empty rows that are offered besides those in use.
const SPARE: usize = 2;

#[derive(Template)]
#[template(path = "meetings/discussion.html")]
struct Minutes {
    shell: Shell,
    meeting: Meeting,
    discussion: Discussion,
    /// One point a paragraph.
    points: String,
    /// What was there when it was read, so that nobody overwrites what another wrote meanwhile.
    seen: String,
    /// What another wrote meanwhile.
    other: Option<Discussion>,
    request_id: String,
    mistake: Mistake,
}

/// What became of what was typed, while one types.
#[derive(Template)]
#[template(path = "meetings/saved.html")]
struct Saved {
    text: String,
    is_good: bool,
    seen: String,
}

/// What was written so far. Whoever does not write it is led to what they may read.
pub(super) async fn open(
    member: Member,
    Path((agency, meeting, item)): Path<(String, String, String)>,
) -> Result<Response, Refusal> {
    let meeting = find(&member, &agency, &meeting).await?;
    let discussion = of(&meeting, &item)?;
    if !convenes(&member, &meeting).await? {
        let reading = format!("{}/dossiers/{}", meeting.address(), discussion.id());
        return Ok(Redirect::to(&reading).into_response());
    }
    let points = discussion.points.join("\n\n");
    Ok(page(&build(&member, meeting, discussion, points, None, Mistake::default()).await?))
}

/// Keeps what was written, or shows more rows.
pub(super) async fn save(
    Path((agency, id, item)): Path<(String, String, String)>,
    Sent { member, form }: Sent,
) -> Result<Response, Refusal> {
    let meeting = find(&member, &agency, &id).await?;
    let now = of(&meeting, &item)?;
    let (typed, points) = typed(&form, now.clone());
    if form.has("more") {
        return Ok(page(&build(&member, meeting, typed, points, None, Mistake::default()).await?));
    }
    let wanted = Discussion { points: paragraphs(&points), ..typed.clone() };
    // The same sent twice is no change of someone else's.
    let is_stale = ![seen(&wanted), form.get("seen").to_owned()].contains(&seen(&now));
    if member.is_part {
        return Ok(page(&save_part(&member, &path(&agency, &id), typed, &points, is_stale).await));
    }
    if is_stale {
        let text = "Catatan ini diubah orang lain sejak Anda membukanya. Isian Anda masih ada: bandingkan dengan catatan \
                    terbaru, lalu simpan.";
        let mistake = Mistake::new("points", text);
        let again = build(&member, meeting, typed, points, Some(now), mistake).await?;
        return Ok(shown(StatusCode::CONFLICT, &again));
    }
    match record(&member, &path(&agency, &id), form.get("request_id"), &typed, &points).await {
        Ok(meeting) => {
            Ok(Redirect::to(&format!("{}?done=discussed#{}", meeting.address(), now.id())).into_response())
        }
        Err(refusal) => {
            let again = build(&member, meeting, typed, points, None, explained(&refusal)).await?;
            Ok(shown(refusal.status, &again))
        }
    }
}

/// While one types. A result without words is not kept yet: the words are still being written.
async fn save_part(
    member: &Member,
    path: &str,
    mut typed: Discussion,
    points: &str,
    is_stale: bool,
) -> Saved {
    let not_yet = |text: &str| Saved { text: text.to_owned(), is_good: false, seen: String::new() };
    if is_stale {
        return not_yet(
            "Belum tersimpan: catatan ini diubah orang lain. Tekan Simpan untuk membandingkannya.",
        );
    }
    if typed.outcome.is_empty() {
        typed.result.clear();
    }
    // What is typed differs each time, so each time it is another request.
    match record(member, path, &member.request_id(), &typed, points).await {
        Ok(meeting) => {
            let time = member.desk.zone.local(member.front.parts.clock.now()).strftime("%H.%M").to_string();
            let now = meeting.discussions.iter().find(|it| it.agenda_item == typed.agenda_item);
            Saved {
                text: format!("Tersimpan pukul {time}."),
                is_good: true,
                seen: now.map(seen).unwrap_or_default(),
            }
        }
        Err(refusal) => not_yet(&format!("Belum tersimpan: {}", explained(&refusal).text)),
    }
}

async fn record(
    member: &Member,
    path: &str,
    request_id: &str,
    typed: &Discussion,
    points: &str,
) -> Result<Meeting, Refusal> {
    member.post(&format!("{path}:recordDiscussion"), request_id, &body(typed, points)).await
}

async fn build(
    member: &Member,
    meeting: Meeting,
    mut discussion: Discussion,
    points: String,
    other: Option<Discussion>,
    mistake: Mistake,
) -> Result<Minutes, Refusal> {
    let now = meeting.discussions.iter().find(|it| it.agenda_item == discussion.agenda_item);
    let seen = now.map(seen).unwrap_or_default();
    discussion.action_items.extend((0..SPARE).map(|_| AgreedActionItem::default()));
    let shell = Shell::of(member).await?;
    Ok(Minutes { shell, meeting, discussion, points, seen, other, request_id: member.request_id(), mistake })
}

/// `now` with what stands in the form, and the points apart.
fn typed(form: &Posted, now: Discussion) -> (Discussion, String) {
    let typed = Discussion {
        result: form.get("result").to_owned(),
        outcome: form.get("outcome").to_owned(),
        action_items: action_items(form),
        ..now
    };
    (typed, form.get("points").replace("\r\n", "\n"))
}

/// Differs where what was recorded differs.
fn seen(discussion: &Discussion) -> String {
    let mut hasher = DefaultHasher::new();
    let result =
        matches!(discussion.result.as_str(), "CONCLUDED" | "CONTINUED").then_some(&discussion.result);
    (&discussion.points, result, &discussion.outcome).hash(&mut hasher);
    for item in &discussion.action_items {
        (&item.text, item.required).hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}

fn of(meeting: &Meeting, item: &str) -> Result<Discussion, Refusal> {
    let found = meeting.discussions.iter().find(|it| id(&it.agenda_item) == item);
    found.cloned().ok_or_else(Refusal::not_found)
}

/// A text without words was not filled in. The box beside it bears its number, as boxes that are empty are not sent.
fn action_items(form: &Posted) -> Vec<AgreedActionItem> {
    let required: Vec<usize> = form.all("required").filter_map(|it| it.parse().ok()).collect();
    let texts = form.all("action").enumerate().filter(|it| !it.1.is_empty());
    texts
        .map(|(at, text)| AgreedActionItem { text: text.to_owned(), required: required.contains(&(at + 1)) })
        .collect()
}

fn body(typed: &Discussion, points: &str) -> Value {
    let points = paragraphs(points);
    let items: Vec<_> =
        typed.action_items.iter().map(|it| json!({ "text": it.text, "required": it.required })).collect();
    let result = if typed.result.is_empty() { "RESULT_UNSPECIFIED" } else { &typed.result };
    json!({ "discussion": {
        "agendaItem": typed.agenda_item, "points": points, "result": result, "outcome": typed.outcome,
        "actionItems": items,
    } })
}

fn paragraphs(points: &str) -> Vec<String> {
    points.split("\n\n").map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_wrote_meanwhile_is_seen() {
        let now = Discussion { outcome: "Dilanjutkan.".to_owned(), ..Discussion::default() };

        assert_ne!(seen(&Discussion::default()), seen(&now));
        assert_eq!(seen(&now), seen(&now.clone()));
    }

    #[test]
    fn which_item_must_be_done_is_told_by_its_number() {
        let form = Posted::read(b"action=Satu&action=&action=Tiga&required=3");

        let items = action_items(&form);

        let told: Vec<_> = items.iter().map(|it| (it.text.as_str(), it.required)).collect();
        assert_eq!(told, [("Satu", false), ("Tiga", true)]);
    }
}
