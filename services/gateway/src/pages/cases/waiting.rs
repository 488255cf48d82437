//! Where the files of an office wait and for how long: by position, with the tasks behind each number.

use super::Titles;
use crate::pages::{
    member::Member,
    refusal::Refusal,
    shell::{Shell, page},
    told::case::{Task, TaskCounts, TaskSummary, Tasks, brief, left, waited},
    visit::encoded,
};
use askama::Template;
use axum::{extract::Query, response::Response};
use jiff::Timestamp;
use serde::Deserialize;

/// Whose tasks are shown below the numbers.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Filter {
    position: String,
    page_token: String,
}

#[derive(Template)]
#[template(path = "cases/waiting.html")]
struct Waiting {
    shell: Shell,
    total: TaskCounts,
    desks: Vec<Desk>,
    /// The position whose tasks follow.
    chosen: Option<String>,
    rows: Vec<Row>,
    filter: Filter,
    next_page_token: String,
}

struct Desk {
    position: String,
    title: String,
    counts: TaskCounts,
    oldest: String,
}

struct Row {
    task: Task,
    is_late: bool,
    waited: String,
    left: String,
    time: String,
}

pub(super) async fn show(member: Member, Query(filter): Query<Filter>) -> Result<Response, Refusal> {
    let agency = &member.me.agency;
    let summary = format!("/v1/{agency}/tasks:summarize?office=true");
    let tasks = format!(
        "/v1/{agency}/tasks?office=true&pageSize=50&position={}&pageToken={}",
        encoded(&filter.position),
        encoded(&filter.page_token),
    );
    let (shell, summary, tasks) =
        tokio::try_join!(Shell::of(&member), member.get::<TaskSummary>(&summary), async {
            if filter.position.is_empty() { Ok(Tasks::default()) } else { member.get(&tasks).await }
        })?;
    let waiting: Vec<String> = summary.positions.iter().map(|it| it.position.clone()).collect();
    let titles = Titles::read(&member, waiting).await;
    let (now, zone) = (member.front.parts.clock.now(), member.desk.zone);
    let since = |it: Option<Timestamp>| it.map(|it| waited(it, now, zone)).unwrap_or_default();
    let mut desks: Vec<Desk> = summary
        .positions
        .into_iter()
        .map(|it| Desk {
            title: titles.named(&it.position, &it.position_title),
            oldest: since(it.counts.oldest_open_time),
            position: it.position,
            counts: it.counts,
        })
        .collect();
    desks.sort_by_key(|it| (it.counts.oldest_open_time, it.position.clone()));
    let row = |task: Task| Row {
        is_late: task.due_time.is_some_and(|it| it < now),
        waited: since(task.open_time),
        left: task.due_time.map(|it| left(it, now, zone)).unwrap_or_default(),
        time: task.due_time.map(|it| brief(it, zone)).unwrap_or_default(),
        task,
    };
    let chosen = desks.iter().find(|it| it.position == filter.position).map(|it| it.title.clone());
    Ok(page(&Waiting {
        shell,
        total: summary.total,
        desks,
        chosen,
        rows: tasks.tasks.into_iter().map(row).collect(),
        filter,
        next_page_token: tasks.next_page_token,
    }))
}
