//! The page of a request: what is to be done now, its clock, its letters, what happened.

use super::{Key, clock, form::Form, is_own, led, why::Explanation};
use crate::pages::{
    member::Member,
    refusal::Refusal,
    shell::{Shell, page},
    told::{
        case::{Clock, left},
        id,
        submission::{Gap, Submission},
    },
    visit::encoded,
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::HeaderMap,
    response::Response,
};
use jiff::Timestamp;
use platform::indonesian::{Zone, date_of};
use serde::Deserialize;

/// What happens to one request seldom fills more.
const MAX_PAGES: usize = 5;

#[derive(Template)]
#[template(path = "requests/view.html")]
struct Page {
    shell: Shell,
    it: Facts,
}

/// What changes while someone looks at it.
#[derive(Template)]
#[template(path = "requests/view-part.html")]
struct Part {
    shell: Shell,
    it: Facts,
}

struct Facts {
    address: String,
    submission: Submission,
    form: Form,
    clock: Option<Clock>,
    events: Vec<Event>,
    /// Whether the reader is on the side that asks.
    is_own: bool,
    /// Whether the reader's office works on it.
    is_reviewing: bool,
    /// The request from which it was carried on, and the one it follows.
    origin: Option<Submission>,
    predecessor: Option<Submission>,
    now: Timestamp,
    zone: Zone,
    is_part: bool,
}

/// Something that happened.
#[derive(Deserialize)]
struct Event {
    #[serde(deserialize_with = "crate::pages::told::number")]
    sequence: i64,
    text: String,
    time: Option<Timestamp>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Events {
    events: Vec<Event>,
    next_page_token: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct After {
    after: u64,
}

pub(super) async fn view(member: Member, Path(key): Path<Key>) -> Result<Response, Refusal> {
    let submission = key.read(&member).await?;
    if submission.is_draft() {
        return Ok(led(&format!("{}/draft", key.address())));
    }
    let (shell, it) = tokio::try_join!(Shell::of(&member), facts(&member, &key, submission))?;
    Ok(if member.is_part { page(&Part { shell, it }) } else { page(&Page { shell, it }) })
}

/// What happens from now on, as Server-Sent Events.
pub(super) async fn watch(
    member: Member,
    Path(key): Path<Key>,
    Query(After { after }): Query<After>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let last = headers.get("last-event-id").and_then(|it| it.to_str().ok()?.parse().ok());
    member.pass(&format!("{}:watch?after={}", key.path(), last.unwrap_or(after))).await
}

async fn facts(member: &Member, key: &Key, submission: Submission) -> Result<Facts, Refusal> {
    let (form, explanation, events, origin, predecessor) = tokio::try_join!(
        Form::of(member, &submission),
        Explanation::read(member, &submission),
        events(member, key),
        linked(member, &submission.origin),
        linked(member, &submission.predecessor),
    )?;
    Ok(Facts {
        address: key.address(),
        is_own: is_own(member, &submission, &form),
        is_reviewing: member.reviews() && submission.name.starts_with(&format!("{}/", member.me.agency)),
        form,
        clock: explanation.and_then(|it| it.clock),
        events,
        origin,
        predecessor,
        now: member.front.parts.clock.now(),
        zone: member.desk.zone,
        is_part: member.is_part,
        submission,
    })
}

async fn events(member: &Member, key: &Key) -> Result<Vec<Event>, Refusal> {
    let (mut events, mut page_token) = (vec![], String::new());
    for _ in 0..MAX_PAGES {
        let path = format!("{}/events?pageSize=200&pageToken={}", key.path(), encoded(&page_token));
        let page = member.get::<Events>(&path).await?;
        events.extend(page.events);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    Ok(events)
}

/// Another request, if the reader may know it.
async fn linked(member: &Member, name: &str) -> Result<Option<Submission>, Refusal> {
    if name.is_empty() {
        return Ok(None);
    }
    match member.get(&format!("/v1/{name}")).await {
        Ok(submission) => Ok(Some(submission)),
        Err(refusal) if refusal.status.is_client_error() => Ok(None),
        Err(refusal) => Err(refusal),
    }
}

impl Facts {
    fn clock_words(&self, shell: &Shell) -> Option<(String, Option<String>)> {
        let clock = self.clock.as_ref()?;
        Some((clock::words(clock, shell), clock::due(clock, shell)))
    }

    /// How much of the time is used, where it is limited.
    fn used(&self) -> Option<(i64, i64)> {
        let clock = self.clock.as_ref().filter(|it| 0 < it.allowance)?;
        Some((clock.shown(), clock.allowance))
    }

    fn last_event(&self) -> i64 {
        self.events.last().map_or(0, |it| it.sequence)
    }

    /// What was marked and not yet corrected.
    fn open_gaps(&self) -> impl Iterator<Item = &Gap> {
        self.submission.gaps.iter().filter(|it| !it.corrected)
    }

    /// Required items that wait for an answer.
    fn open_items(&self) -> usize {
        self.submission.action_items.iter().filter(|it| it.answer_time.is_none()).count()
    }

    /// The time left to follow up.
    fn left(&self) -> Option<String> {
        self.submission.follow_up_due_time.map(|it| left(it, self.now, self.zone))
    }

    fn is_in_time(&self) -> bool {
        self.submission.follow_up_due_time.is_none_or(|it| self.now <= it)
    }

    fn letter_date(&self) -> String {
        date_of(&self.submission.letter_date)
    }

    fn records(&self) -> String {
        format!(
            "/records/{}",
            self.address.trim_start_matches("/requests/agencies/").replace("submissions/", "")
        )
    }

    fn case(&self) -> String {
        format!("/cases/{}", id(&self.submission.case))
    }

    /// Where to follow the lapsed one with a new request.
    fn anew(&self) -> String {
        let (procedure, name) = (encoded(&self.submission.procedure), encoded(&self.submission.name));
        format!("/requests/new?procedure={procedure}&predecessor={name}")
    }
}
