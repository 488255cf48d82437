//! A case as a whole, for reading: dossier, sheets, time, people, meetings, letters, history.

use super::{
    Comment, Filled, Titles,
    extension::{self, Extension},
    filled,
    history::{Comments, Entry, History},
    meetings,
};
use crate::pages::{
    member::Member,
    refusal::Refusal,
    shell::{Shell, shown},
    told::{
        case::{Case, Task},
        letter::{Letter, Letters},
    },
    visit::encoded,
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Where in the case's history one is.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Filter {
    page_token: String,
    /// What was done just now: `comment` or `extension`.
    done: String,
}

#[derive(Template)]
#[template(path = "cases/case.html")]
struct One {
    shell: Shell,
    case: Case,
    titles: Titles,
    sheets: Vec<Filled>,
    letters: Vec<Letter>,
    /// Those of its meetings that the reader may open.
    open_meetings: BTreeSet<String>,
    comments: Vec<Comment>,
    entries: Vec<Entry>,
    next_page_token: String,
    filter: Filter,
    /// The form to give the proposer more time, for who may.
    extension: Option<Extension>,
    request_id: String,
    mistake: Mistake,
}

/// Why a comment was not taken, and what it was; empty: none was sent.
#[derive(Default)]
pub(super) struct Mistake {
    pub(super) words: String,
    pub(super) comment: String,
    pub(super) status: StatusCode,
    pub(super) extension: Option<Extension>,
}

pub(super) async fn show(
    member: Member,
    Path(case): Path<String>,
    Query(filter): Query<Filter>,
) -> Result<Response, Refusal> {
    answer(&member, &case, filter, Mistake::default()).await
}

/// The case, after something that was sent about it could not be taken.
pub(super) async fn again(member: &Member, case: &str, mistake: Mistake) -> Result<Response, Refusal> {
    answer(member, case, Filter::default(), mistake).await
}

async fn answer(
    member: &Member,
    case: &str,
    filter: Filter,
    mut mistake: Mistake,
) -> Result<Response, Refusal> {
    let path = format!("/v1/{}/cases/{}", member.me.agency, encoded(case));
    let history = format!("{path}/history?pageSize=100&pageToken={}", encoded(&filter.page_token));
    let (mut case, history, comments, shell) = tokio::try_join!(
        member.get::<Case>(&path),
        member.get::<History>(&history),
        comments(member, case),
        Shell::of(member),
    )?;
    let submission = encoded(&case.submission).to_string();
    let letters = format!("/v1/{}/letters?pageSize=200&submission={submission}", member.me.agency);
    let open_meetings = async {
        let is_discussed = !case.discussions.is_empty();
        if is_discussed { meetings::open_to(member, &case.name).await } else { Ok(BTreeSet::new()) }
    };
    let titles = async { Ok(Titles::of_case(member, &case, None).await) };
    let (letters, open_meetings, offered, titles) = tokio::try_join!(
        member.get::<Letters>(&letters),
        open_meetings,
        extension::offered(member, &case),
        titles,
    )?;
    let extension = if offered.is_some() { mistake.extension.take().or(offered) } else { None };
    let status = if mistake.words.is_empty() { StatusCode::OK } else { mistake.status };
    let page = One {
        shell,
        sheets: filled(&mut case, &titles),
        titles,
        case,
        letters: letters.letters,
        open_meetings,
        comments,
        entries: history.entries,
        next_page_token: history.next_page_token,
        filter,
        extension,
        request_id: member.request_id(),
        mistake,
    };
    Ok(shown(status, &page))
}

/// What was remarked on a case, oldest first.
pub(crate) async fn comments(member: &Member, case: &str) -> Result<Vec<Comment>, Refusal> {
    let path = format!("/v1/{}/cases/{}/comments?pageSize=200", member.me.agency, encoded(case));
    Ok(member.get::<Comments>(&path).await?.comments)
}

impl One {
    /// No paper but those of the dossier is shown beside it.
    fn draft(&self) -> Option<String> {
        None
    }

    fn desk(&self, task: &Task) -> String {
        self.titles.desk(task)
    }
}
