//! The inbox: what waits for the positions one holds or prepares for, by deadline; and what was done.

use super::{notice, period::Period};
use crate::pages::{
    member::Member,
    refusal::Refusal,
    shell::{Shell, page},
    table,
    told::case::{ProcedureTasks, Task, TaskSummary, Tasks, brief, left},
};
use askama::Template;
use axum::{extract::Query, response::Response};
use form_urlencoded::Serializer;
use serde::Deserialize;

const ROWS: u32 = 50;
/// As many rows as a table holds, and as one answer brings of them.
const MAX_TABLE_ROWS: usize = 2_000;
const TABLE_ROWS: u32 = 200;

/// What a list shows.
#[derive(Default, Clone, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Filter {
    /// `done`, or what is open.
    tab: String,
    /// `late`, `today`, `week`, or all.
    due: String,
    position: String,
    procedure: String,
    query: String,
    page_token: String,
    /// Id of the task that was done just now.
    done: String,
}

#[derive(Template)]
#[template(path = "tasks/inbox.html")]
struct Inbox {
    shell: Shell,
    figures: Vec<Figure>,
    positions: Vec<Choice>,
    procedures: Vec<Choice>,
    saved: Option<Task>,
    has_complaints: bool,
    rows: Rows,
}

#[derive(Template)]
#[template(path = "tasks/rows.html")]
struct Rows {
    filter: Filter,
    groups: Vec<Group>,
    next_page_token: String,
    names_positions: bool,
}

/// How many tasks there are, and the link to them.
struct Figure {
    title: &'static str,
    count: u32,
    address: String,
    is_late: bool,
    is_current: bool,
}

/// One of a list to choose from.
struct Choice {
    value: String,
    title: String,
    is_chosen: bool,
}

struct Group {
    title: &'static str,
    rows: Vec<Row>,
}

struct Row {
    task: Task,
    is_late: bool,
    /// In plain words; empty: it has no deadline.
    left: String,
    time: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Complaints {
    complaints: Vec<serde_json::Value>,
}

/// The inbox; to htmx its rows alone.
pub(super) async fn show(member: Member, Query(filter): Query<Filter>) -> Result<Response, Refusal> {
    let period = period(&member);
    let path = filter.path(&member, &period, ROWS);
    if member.is_part {
        let tasks = member.get::<Tasks>(&path).await?;
        return Ok(page(&rows(&member, filter, &period, tasks)));
    }
    let counts = |soon| format!("/v1/{}/tasks:summarize?dueSoonBefore={soon}", member.me.agency);
    let (today, week) = (counts(period.today), counts(period.week));
    let complaints = format!("/v1/{}/complaints?pageSize=1", member.me.agency);
    let (shell, tasks, today, week, saved, complaints) = tokio::try_join!(
        Shell::of(&member),
        member.get::<Tasks>(&path),
        member.get::<TaskSummary>(&today),
        member.get::<TaskSummary>(&week),
        async { Ok(notice::saved(&member, &filter.done).await) },
        async { Ok(member.get::<Complaints>(&complaints).await.unwrap_or_default()) },
    )?;
    let positions = positions(&member, &filter).await;
    let total = &today.total;
    let figures = [
        ("Terlambat", "late", total.overdue_count),
        ("Harus selesai hari ini", "today", total.overdue_count + total.due_soon_count),
        ("Harus selesai minggu ini", "week", week.total.overdue_count + week.total.due_soon_count),
        ("Semua tugas", "", total.open_count),
    ];
    let figures = figures.map(|(title, due, count)| Figure {
        title,
        count,
        address: filter.due_within(due),
        is_late: due == "late" && 0 < count,
        is_current: filter.due == due && filter.tab != "done",
    });
    Ok(page(&Inbox {
        shell,
        figures: figures.into(),
        positions,
        procedures: procedures(&today, &filter),
        saved,
        has_complaints: !complaints.complaints.is_empty(),
        rows: rows(&member, filter, &period, tasks),
    }))
}

/// The same list for a spreadsheet.
pub(super) async fn table(member: Member, Query(mut filter): Query<Filter>) -> Result<Response, Refusal> {
    let period = period(&member);
    filter.page_token = String::new();
    let mut tasks = vec![];
    while tasks.len() < MAX_TABLE_ROWS {
        let listed = member.get::<Tasks>(&filter.path(&member, &period, TABLE_ROWS)).await?;
        tasks.extend(listed.tasks);
        filter.page_token = listed.next_page_token;
        if filter.page_token.is_empty() {
            break;
        }
    }
    let titles = [
        "Nomor registrasi",
        "Aplikasi",
        "Pengusul",
        "Kegiatan",
        "Jabatan",
        "Masuk",
        "Tenggat",
        "Selesai",
        "Hasil",
    ];
    let time = |it: Option<jiff::Timestamp>| it.map(|it| brief(it, period.zone)).unwrap_or_default();
    let rows = tasks.into_iter().map(|it| {
        let (position, result) = (it.position_name(), it.result().to_owned());
        let (opened, due, done) = (time(it.open_time), time(it.due_time), time(it.complete_time));
        let Task { registration_number, app_title, proposing_office_title, activity, .. } = it;
        [
            registration_number,
            app_title,
            proposing_office_title,
            activity,
            position,
            opened,
            due,
            done,
            result,
        ]
    });
    table::csv("kotak-masuk", titles, rows)
}

fn period(member: &Member) -> Period {
    Period::of(member.front.parts.clock.now(), member.desk.zone)
}

impl Rows {
    fn count(&self) -> usize {
        self.groups.iter().map(|it| it.rows.len()).sum()
    }
}

impl Filter {
    fn is_done(&self) -> bool {
        self.tab == "done"
    }

    /// What review is asked for.
    fn path(&self, member: &Member, period: &Period, size: u32) -> String {
        let mut query = Serializer::new(String::new());
        query.append_pair("pageSize", &size.to_string());
        query.append_pair("position", &self.position).append_pair("pageToken", &self.page_token);
        if self.is_done() {
            query.append_pair("state", "COMPLETED");
        } else {
            query.append_pair("query", self.query.trim()).append_pair("procedure", &self.procedure);
            if let Some(before) = period.before(&self.due) {
                query.append_pair("dueBefore", &before.to_string());
            }
        }
        format!("/v1/{}/tasks?{}", member.me.agency, query.finish())
    }

    /// The address of the list from `page_token` on.
    fn address(&self, list: &str, page_token: &str) -> String {
        let mut query = Serializer::new(String::new());
        let fields = [
            ("tab", self.tab.as_str()),
            ("due", &self.due),
            ("position", &self.position),
            ("procedure", &self.procedure),
            ("query", &self.query),
            ("pageToken", page_token),
        ];
        query.extend_pairs(fields.into_iter().filter(|it| !it.1.is_empty()));
        match query.finish() {
            query if query.is_empty() => list.to_owned(),
            query => format!("{list}?{query}"),
        }
    }

    fn due_within(&self, due: &str) -> String {
        Self { due: due.to_owned(), tab: String::new(), ..self.clone() }.address("/tasks", "")
    }

    fn is_narrowed(&self) -> bool {
        [&self.due, &self.position, &self.procedure, &self.query].iter().any(|it| !it.is_empty())
    }
}

fn rows(member: &Member, filter: Filter, period: &Period, Tasks { tasks, next_page_token }: Tasks) -> Rows {
    let mut groups: Vec<Group> = vec![];
    for task in tasks {
        let title = if filter.is_done() { "Selesai" } else { period.title(task.due_time) };
        let row = row(task, filter.is_done(), period);
        match groups.last_mut().filter(|it| it.title == title) {
            Some(group) => group.rows.push(row),
            None => groups.push(Group { title, rows: vec![row] }),
        }
    }
    let names_positions = 1 < desks(member).count();
    Rows { filter, groups, next_page_token, names_positions }
}

fn row(task: Task, is_done: bool, period: &Period) -> Row {
    let time = if is_done { task.complete_time } else { task.due_time };
    let left = if is_done { None } else { time.map(|it| left(it, period.now, period.zone)) };
    Row {
        is_late: !is_done && time.is_some_and(|it| it < period.now),
        left: left.unwrap_or_default(),
        time: time.map(|it| brief(it, period.zone)).unwrap_or_default(),
        task,
    }
}

/// Slugs of the positions whose tasks one sees.
fn desks(member: &Member) -> impl Iterator<Item = &str> {
    let held = member.me.positions.iter().map(|it| it.position.as_str());
    let assisted = member.me.assists.iter().map(String::as_str);
    held.chain(assisted.filter(|it| !member.holds(it)))
}

/// Positions to choose from, where there are several.
async fn positions(member: &Member, filter: &Filter) -> Vec<Choice> {
    let assisted = member.position_titles(member.me.assists.iter().cloned()).await;
    let title = |slug: &str| {
        let held = member.me.positions.iter().find(|it| it.position == slug);
        let assisted = || assisted.get(slug).map_or_else(|| slug.replace('-', " "), |it| it.to_string());
        held.map_or_else(|| format!("Staf: {}", assisted()), |it| it.full_title())
    };
    let choice = |slug: &str| Choice {
        value: slug.to_owned(),
        title: title(slug),
        is_chosen: slug == filter.position,
    };
    let choices: Vec<Choice> = desks(member).map(choice).collect();
    if choices.len() < 2 { vec![] } else { choices }
}

/// Procedures to choose from, where there are several.
fn procedures(summary: &TaskSummary, filter: &Filter) -> Vec<Choice> {
    let choice = |it: &ProcedureTasks| Choice {
        value: it.procedure.clone(),
        title: it.procedure_title.clone(),
        is_chosen: it.procedure == filter.procedure,
    };
    let choices: Vec<Choice> = summary.procedures.iter().map(choice).collect();
    if choices.len() < 2 && filter.procedure.is_empty() { vec![] } else { choices }
}
