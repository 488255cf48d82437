//! Complaints, suggestions and other input that wait for an answer, and the answer.

use crate::pages::{
    member::Member,
    posted::Sent,
    refusal::Refusal,
    shell::{Shell, page, shown},
    table,
    told::{
        case::{brief, left},
        id,
    },
    visit::encoded,
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

const MAX_CHARS: usize = 8_000;
const MAX_TABLE_ROWS: usize = 2_000;

/// What the list shows.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Filter {
    /// `answered`, or those that wait.
    tab: String,
    page_token: String,
    /// Ticket that was answered just now.
    done: String,
}

#[derive(Template)]
#[template(path = "tasks/complaints.html")]
struct List {
    shell: Shell,
    filter: Filter,
    rows: Vec<Row>,
    next_page_token: String,
}

struct Row {
    complaint: Complaint,
    is_late: bool,
    left: String,
    time: String,
}

#[derive(Template)]
#[template(path = "tasks/complaint.html")]
struct One {
    shell: Shell,
    complaint: Complaint,
    request_id: String,
    answer: String,
    /// Why the answer was not taken; empty: it was not sent.
    mistake: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Complaints {
    complaints: Vec<Complaint>,
    next_page_token: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Complaint {
    name: String,
    kind: String,
    title: String,
    text: String,
    registration_number: String,
    display_name: String,
    email: String,
    ticket: String,
    file_time: Option<Timestamp>,
    due_time: Option<Timestamp>,
    answer: String,
    answer_time: Option<Timestamp>,
    answerer: String,
}

/// What waits for the positions one holds, by deadline.
pub(super) async fn list(member: Member, Query(filter): Query<Filter>) -> Result<Response, Refusal> {
    let answered = filter.tab == "answered";
    let listed = complaints(&member, answered, &filter.page_token).await?;
    let (now, zone) = (member.front.parts.clock.now(), member.desk.zone);
    let row = |complaint: Complaint| Row {
        is_late: !answered && complaint.due_time.is_some_and(|it| it < now),
        left: complaint.due_time.filter(|_| !answered).map(|it| left(it, now, zone)).unwrap_or_default(),
        time: if answered { complaint.answer_time } else { complaint.due_time }
            .map(|it| brief(it, zone))
            .unwrap_or_default(),
        complaint,
    };
    let rows = listed.complaints.into_iter().map(row).collect();
    let shell = Shell::of(&member).await?;
    Ok(page(&List { shell, filter, rows, next_page_token: listed.next_page_token }))
}

/// The same list for a spreadsheet.
pub(super) async fn table(member: Member, Query(filter): Query<Filter>) -> Result<Response, Refusal> {
    let (answered, zone) = (filter.tab == "answered", member.desk.zone);
    let mut listed = complaints(&member, answered, "").await?;
    let mut all = std::mem::take(&mut listed.complaints);
    while !listed.next_page_token.is_empty() && all.len() < MAX_TABLE_ROWS {
        listed = complaints(&member, answered, &listed.next_page_token).await?;
        all.append(&mut listed.complaints);
    }
    let time = |it: Option<Timestamp>| it.map(|it| brief(it, zone)).unwrap_or_default();
    let titles =
        ["Tiket", "Jenis", "Perihal", "Permohonan", "Disampaikan", "Tenggat", "Dijawab", "Dijawab oleh"];
    let rows = all.into_iter().map(|it| {
        let (filed, due, answered) = (time(it.file_time), time(it.due_time), time(it.answer_time));
        let kind = it.kind_title().to_owned();
        [it.ticket, kind, it.title, it.registration_number, filed, due, answered, it.answerer]
    });
    table::csv("masukan", titles, rows)
}

/// One of them, with the form of its answer.
pub(super) async fn open(member: Member, Path(of): Path<String>) -> Result<Response, Refusal> {
    let complaint = find(&member, &of).await?;
    shown_again(&member, complaint, String::new(), "", StatusCode::OK).await
}

/// Answers it, once.
pub(super) async fn answer(Path(of): Path<String>, Sent { member, form }: Sent) -> Result<Response, Refusal> {
    let text = form.get("answer");
    let path = format!("/v1/{}/complaints/{}:answer", member.me.agency, encoded(&of));
    let length = text.chars().count();
    let mistake = if length == 0 {
        "Tulis jawabannya."
    } else if MAX_CHARS < length {
        "Jawaban paling banyak 8.000 karakter."
    } else {
        match member.post::<Complaint>(&path, form.get("request_id"), &json!({ "answer": text })).await {
            Ok(answered) => {
                let address = format!("/complaints-inbox?done={}", encoded(&answered.ticket));
                return Ok(Redirect::to(&address).into_response());
            }
            Err(refusal) if refusal.status == StatusCode::NOT_FOUND => return Err(refusal),
            Err(refusal) => {
                let complaint = find(&member, &of).await?;
                return shown_again(&member, complaint, text.to_owned(), refusal.words(), refusal.status)
                    .await;
            }
        }
    };
    let complaint = find(&member, &of).await?;
    shown_again(&member, complaint, text.to_owned(), mistake, StatusCode::UNPROCESSABLE_ENTITY).await
}

async fn shown_again(
    member: &Member,
    complaint: Complaint,
    answer: String,
    mistake: &str,
    status: StatusCode,
) -> Result<Response, Refusal> {
    let shell = Shell::of(member).await?;
    let (request_id, mistake) = (member.request_id(), mistake.to_owned());
    Ok(shown(status, &One { shell, complaint, request_id, answer, mistake }))
}

/// The list is the only way to read them, and it is short: who answers works it off.
async fn find(member: &Member, of: &str) -> Result<Complaint, Refusal> {
    for answered in [false, true] {
        let mut page_token = String::new();
        loop {
            let listed = complaints(member, answered, &page_token).await?;
            if let Some(found) = listed.complaints.into_iter().find(|it| it.id() == of) {
                return Ok(found);
            }
            page_token = listed.next_page_token;
            if page_token.is_empty() {
                break;
            }
        }
    }
    Err(Refusal::not_found())
}

async fn complaints(member: &Member, answered: bool, page_token: &str) -> Result<Complaints, Refusal> {
    let agency = &member.me.agency;
    let path =
        format!("/v1/{agency}/complaints?pageSize=200&answered={answered}&pageToken={}", encoded(page_token));
    member.get(&path).await
}

impl Complaint {
    fn id(&self) -> &str {
        id(&self.name)
    }

    fn kind_title(&self) -> &str {
        match self.kind.as_str() {
            "COMPLAINT" => "Pengaduan",
            "SUGGESTION" => "Saran",
            _ => "Masukan",
        }
    }
}
