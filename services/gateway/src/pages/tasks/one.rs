//! The page of a task: the dossier on one side, the form of the step on the other, all that is known of the case below.

use super::{
    form::{Form, Given},
    notice,
};
use crate::pages::{
    cases::{self, Comment, Filled, Titles},
    member::Member,
    refusal::Refusal,
    shell::{Shell, shown},
    told::case::{Case, Task, left},
    told::id,
    visit::encoded,
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;

/// What was done just now.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Done {
    /// Id of the task before this one.
    done: String,
    /// `draft` or `comment`, on this one.
    kept: String,
}

#[derive(Template)]
#[template(path = "tasks/task.html")]
struct One {
    shell: Shell,
    task: Task,
    case: Case,
    titles: Titles,
    sheets: Vec<Filled>,
    comments: Vec<Comment>,
    role: Role,
    form: Form,
    given: Given,
    request_id: String,
    /// For the comment, which is kept by itself.
    comment_id: String,
    /// In plain words; empty: it has no deadline.
    left: String,
    is_late: bool,
    saved: Option<Task>,
    kept: String,
}

/// What one may do with a task.
#[derive(PartialEq, Eq)]
pub(super) enum Role {
    /// Does it, in this position.
    Does(String),
    /// Enters what its actor decided, in this position of one's own.
    Enters(String),
    /// Prepares it for its actor.
    Prepares,
    Reads,
}

pub(super) async fn show(
    member: Member,
    Path(task): Path<String>,
    Query(done): Query<Done>,
) -> Result<Response, Refusal> {
    answer(&member, &task, done, Given { status: StatusCode::OK, ..Given::default() }).await
}

/// The page once more, with what was sent.
pub(super) async fn again(member: &Member, task: &str, given: Given) -> Result<Response, Refusal> {
    answer(member, task, Done::default(), given).await
}

/// The task as it is now.
pub(super) async fn read(member: &Member, task: &str) -> Result<Task, Refusal> {
    member.get(&format!("/v1/{}/tasks/{}", member.me.agency, encoded(task))).await
}

async fn answer(member: &Member, task: &str, done: Done, given: Given) -> Result<Response, Refusal> {
    let (mut task, shell) = tokio::try_join!(read(member, task), Shell::of(member))?;
    let path = format!("/v1/{}", task.case);
    let (mut case, comments, saved) =
        tokio::try_join!(member.get::<Case>(&path), cases::comments(member, id(&task.case)), async {
            Ok(notice::saved(member, &done.done).await)
        },)?;
    let titles = Titles::of_case(member, &case, Some(&task)).await;
    if let Some(form) = &mut task.form {
        titles.head(form);
    }
    let (now, zone) = (member.front.parts.clock.now(), member.desk.zone);
    let due = task.due_time.filter(|_| task.state == "OPEN");
    let page = One {
        shell,
        role: Role::of(member, &task),
        form: Form::of(&task, &case, &given),
        sheets: cases::filled(&mut case, &titles),
        titles,
        case,
        comments,
        request_id: member.request_id(),
        comment_id: member.request_id(),
        left: due.map(|it| left(it, now, zone)).unwrap_or_default(),
        is_late: due.is_some_and(|it| it < now),
        saved,
        kept: done.kept,
        task,
        given,
    };
    Ok(shown(page.given.status, &page))
}

impl Role {
    pub(super) fn of(member: &Member, task: &Task) -> Self {
        let held = |slug: &str| member.me.positions.iter().find(|it| it.position == slug);
        if let Some(held) = held(&task.position) {
            return Self::Does(held.full_title());
        }
        if let Some(held) = task.entered_by.iter().find_map(|it| held(it)) {
            return Self::Enters(held.full_title());
        }
        if member.me.assists.contains(&task.position) { Self::Prepares } else { Self::Reads }
    }

    fn completes(&self) -> bool {
        matches!(self, Self::Does(_) | Self::Enters(_))
    }

    pub(super) fn writes(&self) -> bool {
        *self != Self::Reads
    }
}

impl One {
    fn is_open(&self) -> bool {
        self.task.state == "OPEN"
    }

    fn desk(&self, task: &Task) -> String {
        self.titles.desk(task)
    }

    fn etag(&self) -> &str {
        if self.given.etag.is_empty() { &self.task.etag } else { &self.given.etag }
    }

    fn mistake(&self, field: &str) -> Option<&str> {
        self.given.mistakes.iter().find(|it| it.0 == field).map(|it| it.1.as_str())
    }

    /// The outcome that was chosen, if that was sent already.
    fn is_chosen(&self, outcome: &str) -> bool {
        self.given.outcome == outcome
    }

    /// Whether it is done by signing a letter.
    fn is_signed_here(&self) -> bool {
        self.is_open() && !self.task.letter.is_empty()
    }

    /// Whether the one thing to do besides signing is to send it back.
    fn is_returning(&self) -> bool {
        self.is_signed_here() && self.task.outcomes.len() == 1
    }

    /// The letter as it would become, where one is to be signed.
    fn draft(&self) -> Option<String> {
        let agency = self.task.name.split('/').nth(1).unwrap_or_default();
        let path = || format!("/letters/{agency}/{}/preview.pdf", id(&self.task.letter));
        self.is_signed_here().then(path)
    }

    /// What the button says that does a task with one way out.
    fn verb(&self) -> &'static str {
        match self.task.form.as_ref().map(|it| it.kind.as_str()) {
            Some("disposition") => "Teruskan",
            _ => "Selesaikan langkah ini",
        }
    }
}
