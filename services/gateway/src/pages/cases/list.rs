//! The cases that an office reviews, newest first.

use crate::pages::{
    member::Member,
    refusal::Refusal,
    shell::{Shell, page},
    table,
    told::case::{Case, Cases, brief, left},
    visit::encoded,
};
use askama::Template;
use axum::{extract::Query, response::Response};
use serde::Deserialize;

const ROWS: u32 = 50;
const MAX_TABLE_ROWS: usize = 2_000;
const TABLE_ROWS: u32 = 200;
/// States one can look for, with their titles, in the order in which a case passes them.
const STATES: [(&str, &str); 5] = [
    ("RUNNING", "Diproses"),
    ("WAITING", "Menunggu pengusul atau rapat"),
    ("DECIDED", "Selesai"),
    ("WITHDRAWN", "Ditarik"),
    ("LAPSED", "Dianggap dibatalkan"),
];

/// What the list shows.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Filter {
    /// Empty: any.
    state: String,
    /// Words of the title, the number or the office.
    query: String,
    page_token: String,
}

#[derive(Template)]
#[template(path = "cases/list.html")]
struct List {
    shell: Shell,
    rows: Rows,
}

#[derive(Template)]
#[template(path = "cases/rows.html")]
struct Rows {
    filter: Filter,
    rows: Vec<Row>,
    next_page_token: String,
}

struct Row {
    case: Case,
    is_late: bool,
    /// In plain words; empty: nothing is due.
    left: String,
    closed: String,
}

impl Filter {
    /// For the addresses of the same list.
    fn kept(&self) -> String {
        format!("state={}&query={}", encoded(&self.state), encoded(&self.query))
    }

    fn is_narrowed(&self) -> bool {
        !self.state.is_empty() || !self.query.trim().is_empty()
    }
}

/// The list; to htmx its rows alone.
pub(super) async fn show(member: Member, Query(filter): Query<Filter>) -> Result<Response, Refusal> {
    let listed = cases(&member, &filter, ROWS).await?;
    let (now, zone) = (member.front.parts.clock.now(), member.desk.zone);
    let row = |case: Case| {
        let is_open = case.close_time.is_none();
        let due = case.clock.due_time.filter(|_| is_open);
        Row {
            is_late: due.is_some_and(|it| it < now),
            left: due.map(|it| left(it, now, zone)).unwrap_or_default(),
            closed: case.close_time.map(|it| brief(it, zone)).unwrap_or_default(),
            case,
        }
    };
    let rows = listed.cases.into_iter().map(row).collect();
    let rows = Rows { filter, rows, next_page_token: listed.next_page_token };
    if member.is_part {
        return Ok(page(&rows));
    }
    Ok(page(&List { shell: Shell::of(&member).await?, rows }))
}

/// The same list for a spreadsheet.
pub(super) async fn table(member: Member, Query(mut filter): Query<Filter>) -> Result<Response, Refusal> {
    filter.page_token = String::new();
    let mut cases = vec![];
    while cases.len() < MAX_TABLE_ROWS {
        let listed = self::cases(&member, &filter, TABLE_ROWS).await?;
        cases.extend(listed.cases);
        filter.page_token = listed.next_page_token;
        if filter.page_token.is_empty() {
            break;
        }
    }
    let titles = [
        "Nomor registrasi",
        "Aplikasi",
        "Pengusul",
        "Layanan",
        "Keadaan",
        "Kegiatan atau putusan",
        "Dibuka",
        "Jatuh tempo",
        "Ditutup",
    ];
    let zone = member.desk.zone;
    let time = |it: Option<jiff::Timestamp>| it.map(|it| brief(it, zone)).unwrap_or_default();
    let rows = cases.into_iter().map(|it| {
        let (opened, due, closed) = (time(it.open_time), time(it.clock.due_time), time(it.close_time));
        let state = it.tag().title.to_owned();
        let Case { dossier, procedure_title, activity, decision_title, .. } = it;
        let where_it_is = if decision_title.is_empty() { activity } else { decision_title };
        [
            dossier.registration_number,
            dossier.app_title,
            dossier.proposing_office_title,
            procedure_title,
            state,
            where_it_is,
            opened,
            due,
            closed,
        ]
    });
    table::csv("berkas", titles, rows)
}

async fn cases(member: &Member, filter: &Filter, size: u32) -> Result<Cases, Refusal> {
    let state = STATES.iter().find(|it| it.0 == filter.state).map(|it| format!("&state={}", it.0));
    let path = format!(
        "/v1/{}/cases?pageSize={size}&pageToken={}&query={}{}",
        member.me.agency,
        encoded(&filter.page_token),
        encoded(filter.query.trim()),
        state.unwrap_or_default(),
    );
    member.get(&path).await
}
