//! A request that is being written: what is done and what is missing, group by group.

use super::{
    Key,
    form::{Form, Item},
    led,
};
use crate::pages::{
    member::Member,
    posted::Sent,
    refusal::Refusal,
    shell::{Shell, page},
    told::submission::{Gap, Submission},
};
use askama::Template;
use axum::{extract::Path, response::Response};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "requests/draft.html")]
struct Overview {
    shell: Shell,
    address: String,
    procedure_title: String,
    submission: Submission,
    groups: Vec<Group>,
    /// What was marked and is asked nowhere.
    notes: Vec<Gap>,
    refusal: String,
}

#[derive(Template)]
#[template(path = "requests/delete.html")]
struct Deletion {
    shell: Shell,
    address: String,
    submission: Submission,
    request_id: String,
}

/// A question group in the list of what is to be done.
struct Group {
    title: String,
    address: String,
    is_open: bool,
    /// Why it is not done.
    lacks: Vec<Gap>,
    /// What the reviewing agency wrote of it.
    notes: Vec<Gap>,
    /// What is there.
    about: String,
}

/// What is missing before it can be filed, and why the reader may not file it.
#[derive(Deserialize)]
pub(super) struct Check {
    pub(super) gaps: Vec<Gap>,
    pub(super) refusal: String,
}

/// Where a page stands among those of its request.
pub(super) struct Place {
    /// Of the request.
    pub(super) address: String,
    pub(super) request_title: String,
    pub(super) title: String,
    pub(super) number: usize,
    pub(super) count: usize,
}

pub(super) async fn overview(member: Member, Path(key): Path<Key>) -> Result<Response, Refusal> {
    let (submission, form) = key.read_with_form(&member).await?;
    if !submission.is_written() {
        return Ok(led(&key.address()));
    }
    let check = format!("{}:check", key.path());
    let (shell, check) = tokio::try_join!(Shell::of(&member), member.get::<Check>(&check))?;
    let groups = form.items().map(|it| Group::of(&it, &submission, &check)).collect();
    let is_asked = |gap: &Gap| form.items().any(|it| it.is_about(&gap.item));
    let notes = submission.gaps.iter().filter(|it| !is_asked(it)).cloned().collect();
    Ok(page(&Overview {
        shell,
        address: key.address(),
        procedure_title: form.title,
        groups,
        notes,
        refusal: check.refusal,
        submission,
    }))
}

pub(super) async fn ask_delete(member: Member, Path(key): Path<Key>) -> Result<Response, Refusal> {
    let submission = key.read(&member).await?;
    if !submission.is_draft() {
        return Ok(led(&key.address()));
    }
    let shell = Shell::of(&member).await?;
    Ok(page(&Deletion { shell, address: key.address(), submission, request_id: member.request_id() }))
}

pub(super) async fn delete(Path(key): Path<Key>, sent: Sent) -> Result<Response, Refusal> {
    match sent.member.delete(&key.path()).await {
        // Sent twice, it is gone already.
        Err(refusal) if refusal.status != 404 => Err(refusal),
        _ => Ok(led("/requests")),
    }
}

/// Where to go on after `item`: to the next group that can be written, or to the list of them.
pub(super) fn next(key: &Key, submission: &Submission, form: &Form, item: &Item<'_>) -> String {
    let here = item.address();
    let mut rest = form.items().skip_while(|it| it.address() != here).skip(1);
    let next = rest.find(|it| it.is_open(submission)).map_or("/draft".to_owned(), |it| it.address());
    format!("{}{next}", key.address())
}

impl Item<'_> {
    /// Whether something of it may be changed now.
    fn is_open(&self, submission: &Submission) -> bool {
        submission.is_draft() || submission.gaps.iter().any(|it| self.is_about(&it.item))
    }

    fn about(&self, submission: &Submission) -> String {
        match self {
            Self::General => submission.app_title.clone(),
            Self::Section(it) => match submission.text(&it.id).split_whitespace().count() {
                0 => String::new(),
                words => format!("{words} kata"),
            },
            Self::Requirement(it) => {
                let document = submission.document(&it.id);
                document.map_or_else(String::new, |it| format!("{} ({})", it.file_name, it.size()))
            }
        }
    }
}

impl Group {
    fn of(item: &Item<'_>, submission: &Submission, check: &Check) -> Self {
        let of = |gaps: &[Gap]| gaps.iter().filter(|it| item.is_about(&it.item)).cloned().collect();
        Self {
            title: item.title().to_owned(),
            address: item.address(),
            is_open: item.is_open(submission),
            lacks: of(&check.gaps),
            notes: of(&submission.gaps),
            about: item.about(submission),
        }
    }
}

impl Place {
    pub(super) fn of(key: &Key, submission: &Submission, form: &Form, item: &Item<'_>) -> Self {
        let here = item.address();
        let open: Vec<String> =
            form.items().filter(|it| it.is_open(submission)).map(|it| it.address()).collect();
        Self {
            address: key.address(),
            request_title: submission.title().to_owned(),
            title: item.title().to_owned(),
            number: open.iter().position(|it| *it == here).map_or(0, |it| it + 1),
            count: open.len(),
        }
    }
}

impl Overview {
    /// How many groups are done, of those that can be written.
    fn done(&self) -> (usize, usize) {
        let open = self.groups.iter().filter(|it| it.is_open);
        (open.clone().filter(|it| it.lacks.is_empty()).count(), open.count())
    }
}
