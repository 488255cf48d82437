//! Times when no work could be done: listing them and recording one.

use super::{
    Administrator, Asked,
    kind::{Choice, choice},
    led,
    mistake::{Mistake, explained},
};
use crate::pages::{
    member::Member,
    posted::{Posted, Sent},
    refusal::Refusal,
    shell::{Shell, page, shown},
    table,
    told::directory::{Listed, all},
    visit::encoded,
};
use askama::Template;
use axum::{extract::Query, http::StatusCode, response::Response};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Template)]
#[template(path = "agency/outages.html")]
struct Outages {
    shell: Shell,
    outages: Vec<Outage>,
    next: String,
    done: &'static str,
}

#[derive(Template)]
#[template(path = "agency/outage-form.html")]
struct Form {
    shell: Shell,
    typed: Posted,
    reasons: Vec<Choice>,
    request_id: String,
    mistake: Mistake,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Outage {
    reason: String,
    start_time: Option<Timestamp>,
    end_time: Option<Timestamp>,
    evidence: String,
}

/// What a form needs to be sent; the two times are seen to apart.
const NEEDED: [(&str, &str); 6] = [
    ("reason", "Pilih apa yang terganggu."),
    ("start_day", "Isi tanggal mulainya."),
    ("start", "Isi pukul mulainya."),
    ("end_day", "Isi tanggal selesainya."),
    ("end", "Isi pukul selesainya."),
    ("evidence", "Isi bukti gangguan, misalnya nomor berita acara."),
];

/// The newest first.
pub(super) async fn list(member: Administrator, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let path = format!("/v1/{}/outages?pageSize=50&pageToken={}", member.me.agency, encoded(&asked.page));
    let (shell, listed) = tokio::try_join!(Shell::of(&member), member.get::<Listed<Outage>>(&path))?;
    let next = listed.next_page_token;
    Ok(page(&Outages { shell, outages: listed.entries, next, done: asked.words() }))
}

/// The same for spreadsheets.
pub(super) async fn csv(member: Administrator) -> Result<Response, Refusal> {
    let outages: Vec<Outage> = all(&member, &format!("/v1/{}/outages", member.me.agency)).await?;
    let zone = member.desk.zone;
    let time = |it: Option<Timestamp>| it.map(|it| zone.write(it)).unwrap_or_default();
    let row = |it: Outage| [it.what().to_owned(), time(it.start_time), time(it.end_time), it.evidence];
    table::csv("gangguan", ["Yang terganggu", "Mulai", "Selesai", "Bukti"], outages.into_iter().map(row))
}

/// The form.
pub(super) async fn open(member: Administrator) -> Result<Response, Refusal> {
    Ok(page(&build(&member, Posted::default(), Mistake::default()).await?))
}

/// Records one.
pub(super) async fn create(Sent { member, form }: Sent) -> Result<Response, Refusal> {
    let (start, end) = (time(&member, &form, "start_day", "start"), time(&member, &form, "end_day", "end"));
    let mistake = Mistake::blank(&form, &NEEDED).or_else(|| impossible(&member, start, end));
    if let Some(mistake) = mistake {
        return Ok(shown(StatusCode::BAD_REQUEST, &build(&member, form, mistake).await?));
    }
    let body = json!({
        "reason": form.get("reason"), "startTime": start.map(|it| it.to_string()),
        "endTime": end.map(|it| it.to_string()), "evidence": form.get("evidence"),
    });
    let path = format!("/v1/{}/outages", member.me.agency);
    match member.post::<Value>(&path, form.get("request_id"), &body).await {
        Ok(_) => Ok(led("/agency/outages?done=created")),
        Err(refusal) => {
            let again = build(&member, form, explained(&refusal)).await?;
            Ok(shown(refusal.status, &again))
        }
    }
}

/// A day and a clock of a form where the agency is.
fn time(member: &Member, form: &Posted, day: &str, clock: &str) -> Option<Timestamp> {
    let local = format!("{}T{}", form.get(day), form.get(clock)).parse().ok()?;
    member.desk.zone.instant(local)
}

/// What the service would refuse, at the field that it is about.
fn impossible(member: &Member, start: Option<Timestamp>, end: Option<Timestamp>) -> Option<Mistake> {
    let now = member.front.parts.clock.now();
    match (start, end) {
        (None, _) => Some(Mistake::new("start_day", "Tanggal atau pukul mulainya tidak sah.")),
        (_, None) => Some(Mistake::new("end_day", "Tanggal atau pukul selesainya tidak sah.")),
        (Some(start), Some(end)) if end <= start => {
            Some(Mistake::new("end_day", "Gangguan harus selesai setelah dimulai."))
        }
        (_, Some(end)) if now < end => Some(Mistake::new(
            "end_day",
            "Gangguan dicatat setelah selesai: waktu selesainya masih di masa depan.",
        )),
        _ => None,
    }
}

async fn build(member: &Member, typed: Posted, mistake: Mistake) -> Result<Form, Refusal> {
    let reasons = ["SIGNING_SERVICE", "SYSTEM"].map(|it| choice(it, what(it)));
    let shell = Shell::of(member).await?;
    Ok(Form { shell, typed, reasons: reasons.into(), request_id: member.request_id(), mistake })
}

impl Outage {
    fn what(&self) -> &'static str {
        what(&self.reason)
    }
}

fn what(reason: &str) -> &'static str {
    match reason {
        "SIGNING_SERVICE" => "Layanan tanda tangan elektronik",
        "SYSTEM" => "Aplikasi Telaah",
        _ => "Lainnya",
    }
}
