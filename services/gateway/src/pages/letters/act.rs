//! One letter: read, initialled, signed, handed over, declared void; and several approved at once, each with its own result.

use super::{Turn, find, path, reason, turn};
use crate::pages::{
    member::Member,
    posted::Sent,
    refusal::Refusal,
    shell::{Shell, page, shown},
    told::{self, letter::Letter},
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use jiff::{Timestamp, civil::DateTime};
use platform::indonesian::Zone;
use serde::Deserialize;
use serde_json::json;

#[derive(Template)]
#[template(path = "letters/letter.html")]
struct Page {
    shell: Shell,
    letter: Letter,
    turn: Turn,
    /// Whether it is of the reader's own agency, which may change and hand it over.
    is_own: bool,
    request_id: String,
    done: Done,
    mistake: Mistake,
    /// What was typed into the form that was refused.
    typed: Typed,
    /// As `datetime-local` takes it.
    now: String,
}

#[derive(Template)]
#[template(path = "letters/approved.html")]
struct Approved {
    shell: Shell,
    results: Vec<Outcome>,
    good: usize,
}

/// What became of one letter among several.
struct Outcome {
    letter: Letter,
    mistake: String,
}

/// What was just done, for a notice.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Done {
    done: String,
}

/// What is wrong, and the id of the field.
#[derive(Default)]
struct Mistake {
    text: String,
    field: &'static str,
}

#[derive(Default)]
struct Typed {
    channel: String,
    recipient: String,
    time: String,
    reason: String,
}

/// The letter with its paper.
pub(super) async fn show(
    member: Member,
    Path((agency, letter)): Path<(String, String)>,
    Query(done): Query<Done>,
) -> Result<Response, Refusal> {
    let letter = find(&member, &agency, &letter).await?;
    Ok(page(&build(member, letter, done, Mistake::default(), Typed::default()).await?))
}

/// Initials or signs it, whichever it waits for.
pub(super) async fn approve(
    Path((agency, id)): Path<(String, String)>,
    Sent { member, form }: Sent,
) -> Result<Response, Refusal> {
    let approval =
        Approval { act: form.get("act"), etag: form.get("etag"), request_id: form.get("request_id") };
    match approve_one(&member, &path(&agency, &id), &approval).await {
        Ok((letter, done)) => Ok(Redirect::to(&format!("{}?done={done}", letter.address())).into_response()),
        Err(refusal) => {
            let letter = find(&member, &agency, &id).await?;
            again(member, letter, &refusal, Typed::default()).await
        }
    }
}

/// Initials or signs every chosen one. What is refused hinders no other.
pub(super) async fn approve_many(Sent { member, form }: Sent) -> Result<Response, Refusal> {
    let mut results = vec![];
    for (at, chosen) in form.all("letter").take(50).enumerate() {
        // `{name} {etag} {act}`, as they stood in the list.
        let mut parts = chosen.split(' ');
        let name = parts.next().unwrap_or_default();
        let (etag, act) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let Some((agency, id)) = told::agency_and_id(name) else { continue };
        let letter = find(&member, agency, id).await?;
        let request_id = told::nth_request_id(form.get("request_id"), at);
        let approval = Approval { act, etag, request_id: &request_id };
        let mistake = match approve_one(&member, &path(agency, id), &approval).await {
            Ok(_) => String::new(),
            Err(refusal) => reason(&refusal),
        };
        results.push(Outcome { letter: find(&member, agency, id).await.unwrap_or(letter), mistake });
    }
    if results.is_empty() {
        return Ok(Redirect::to("/letters").into_response());
    }
    let good = results.iter().filter(|it| it.mistake.is_empty()).count();
    Ok(page(&Approved { shell: Shell::of(&member).await?, results, good }))
}

/// What someone saw and agreed to. Sent twice, it is still the same act, whatever the letter waits for by then.
struct Approval<'a> {
    /// `initial` or `sign`.
    act: &'a str,
    etag: &'a str,
    request_id: &'a str,
}

async fn approve_one(
    member: &Member,
    path: &str,
    approval: &Approval<'_>,
) -> Result<(Letter, &'static str), Refusal> {
    let Approval { act, etag, request_id } = approval;
    let (verb, done) = if *act == "initial" { ("initial", "initialled") } else { ("sign", "signed") };
    let letter =
        member.post::<Letter>(&format!("{path}:{verb}"), request_id, &json!({ "etag": etag })).await?;
    Ok((letter, done))
}

/// Records how it was handed over.
pub(super) async fn deliver(
    Path((agency, id)): Path<(String, String)>,
    Sent { member, form }: Sent,
) -> Result<Response, Refusal> {
    let typed = Typed {
        channel: form.get("channel").to_owned(),
        recipient: form.get("recipient").to_owned(),
        time: form.get("time").to_owned(),
        ..Typed::default()
    };
    let issued = find(&member, &agency, &id).await?.issue_time;
    let time = instant(&typed.time, member.desk.zone).map(|it| not_before(it, issued));
    let delivery = json!({ "channel": typed.channel, "recipient": typed.recipient, "deliveryTime": time.map(|it| it.to_string()) });
    let path = format!("{}:deliver", path(&agency, &id));
    match member.post::<Letter>(&path, form.get("request_id"), &json!({ "delivery": delivery })).await {
        Ok(letter) => Ok(Redirect::to(&format!("{}?done=delivered", letter.address())).into_response()),
        Err(refusal) => {
            let letter = find(&member, &agency, &id).await?;
            again(member, letter, &refusal, typed).await
        }
    }
}

/// Declares it void.
pub(super) async fn void(
    Path((agency, id)): Path<(String, String)>,
    Sent { member, form }: Sent,
) -> Result<Response, Refusal> {
    let typed = Typed { reason: form.get("reason").to_owned(), ..Typed::default() };
    let path = format!("{}:void", path(&agency, &id));
    match member.post::<Letter>(&path, form.get("request_id"), &json!({ "reason": typed.reason })).await {
        Ok(letter) => Ok(Redirect::to(&format!("{}?done=voided", letter.address())).into_response()),
        Err(refusal) => {
            let letter = find(&member, &agency, &id).await?;
            again(member, letter, &refusal, typed).await
        }
    }
}

async fn again(member: Member, letter: Letter, refusal: &Refusal, typed: Typed) -> Result<Response, Refusal> {
    let status = refusal.status;
    let mistake = mistake(refusal, !typed.channel.is_empty());
    Ok(shown(status, &build(member, letter, Done::default(), mistake, typed).await?))
}

/// What was wrong, and at which field.
fn mistake(refusal: &Refusal, is_delivery: bool) -> Mistake {
    let (field, text) = match refusal.status {
        StatusCode::BAD_REQUEST if is_delivery && refusal.problem.detail.contains("recipient") => {
            ("recipient", "Isi nama penerima, paling banyak 200 karakter.".to_owned())
        }
        StatusCode::BAD_REQUEST if is_delivery => {
            ("time", "Isi waktu diterima: tidak sebelum surat terbit, dan tidak di masa depan.".to_owned())
        }
        StatusCode::BAD_REQUEST => ("reason", "Isi alasannya, paling banyak 1.000 karakter.".to_owned()),
        _ => ("act", reason(refusal)),
    };
    Mistake { text, field }
}

async fn build(
    member: Member,
    letter: Letter,
    done: Done,
    mistake: Mistake,
    typed: Typed,
) -> Result<Page, Refusal> {
    Ok(Page {
        shell: Shell::of(&member).await?,
        turn: turn(&member, &letter),
        is_own: letter.name.starts_with(&format!("{}/", member.me.agency)) && member.reviews(),
        request_id: member.request_id(),
        now: member.desk.zone.local(member.front.parts.clock.now()).strftime("%Y-%m-%dT%H:%M").to_string(),
        letter,
        done,
        mistake,
        typed,
    })
}

/// Forms know no seconds: in the minute in which a letter was issued it is handed over after that.
fn not_before(time: Timestamp, issued: Option<Timestamp>) -> Timestamp {
    issued.filter(|it| it.as_second() / 60 == time.as_second() / 60).map_or(time, |it| it.max(time))
}

/// What `datetime-local` gives, in the reader's zone.
fn instant(local: &str, zone: Zone) -> Option<Timestamp> {
    zone.instant(local.parse::<DateTime>().ok()?)
}

impl Mistake {
    fn is_some(&self) -> bool {
        !self.text.is_empty()
    }

    fn is_at(&self, field: &str) -> bool {
        self.is_some() && self.field == field
    }
}

impl Done {
    fn words(&self) -> &'static str {
        match self.done.as_str() {
            "initialled" => "Paraf Anda sudah dibubuhkan. Naskah diteruskan kepada pejabat berikutnya.",
            "signed" => "Naskah sudah Anda tanda tangani dan diterbitkan.",
            "delivered" => "Penyampaian surat sudah dicatat.",
            "voided" => "Surat sudah dinyatakan batal. Nomornya tetap terpakai.",
            "saved" => "Konsep sudah disimpan. Paraf yang sudah ada harus dibubuhkan ulang.",
            _ => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_the_minute_of_its_issue_a_letter_is_handed_over_after_it() {
        let issued: Timestamp = "2026-01-08T03:01:40Z".parse().unwrap();
        let typed = instant("2026-01-08T10:01", Zone::Western).unwrap();

        assert_eq!(not_before(typed, Some(issued)), issued);
        assert_eq!(not_before(typed, None), typed);
    }
}
