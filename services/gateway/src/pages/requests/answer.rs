//! Answering what a meeting left to do, with a paper where there is one.

use super::{
    ItemKey, led,
    mistake::Mistake,
    upload::{FILE, NotTaken, take},
};
use crate::pages::{
    member::Member,
    posted::Sent,
    refusal::Refusal,
    shell::{Shell, page, shown},
    told::{
        case::left,
        submission::{ActionItem, Submission},
    },
    visit::encoded,
};
use askama::Template;
use axum::{
    extract::{Multipart, Path},
    response::Response,
};
use serde_json::json;

const ANSWER: (&str, &str) = ("answer", "Jawaban");

#[derive(Template)]
#[template(path = "requests/answer.html")]
struct Page {
    shell: Shell,
    address: String,
    here: String,
    submission: Submission,
    item: ActionItem,
    left: Option<String>,
    answer: String,
    request_id: String,
    mistake: Option<Mistake>,
}

#[derive(Template)]
#[template(path = "requests/answer-document.html")]
struct DocumentPage {
    shell: Shell,
    address: String,
    here: String,
    submission: Submission,
    item: ActionItem,
    request_id: String,
    mistake: Option<Mistake>,
}

pub(super) async fn show(member: Member, Path(at): Path<ItemKey>) -> Result<Response, Refusal> {
    let submission = at.key.read(&member).await?;
    Ok(page(&asked(&member, &at, submission, String::new(), None).await?))
}

pub(super) async fn send(Path(at): Path<ItemKey>, sent: Sent) -> Result<Response, Refusal> {
    let Sent { member, form } = sent;
    let answer = form.get(ANSWER.0);
    let path = format!("{}:answerActionItem", at.key.path());
    let body = json!({ "actionItem": at.item, "answer": answer });
    match member.post::<Submission>(&path, form.get("request_id"), &body).await {
        Ok(_) => Ok(led(&format!("{}#items", at.key.address()))),
        Err(refusal) if refusal.status.is_client_error() => {
            let submission = at.key.read(&member).await?;
            let mistake = Mistake::of(&refusal, &[ANSWER]);
            let again = asked(&member, &at, submission, answer.to_owned(), Some(mistake)).await?;
            Ok(shown(refusal.status, &again))
        }
        Err(refusal) => Err(refusal),
    }
}

pub(super) async fn show_document(member: Member, Path(at): Path<ItemKey>) -> Result<Response, Refusal> {
    Ok(page(&document(&member, &at, None).await?))
}

pub(super) async fn send_document(
    member: Member,
    Path(at): Path<ItemKey>,
    parts: Multipart,
) -> Result<Response, Refusal> {
    match take(&member, &at.key, &format!("action_items.{}", at.item), parts).await {
        Ok(_) => Ok(led(&at.answer_address())),
        Err(NotTaken { status, words }) => {
            Ok(shown(status, &document(&member, &at, Some(Mistake::new(FILE, words))).await?))
        }
    }
}

async fn asked(
    member: &Member,
    at: &ItemKey,
    submission: Submission,
    answer: String,
    mistake: Option<Mistake>,
) -> Result<Page, Refusal> {
    let now = member.front.parts.clock.now();
    Ok(Page {
        shell: Shell::of(member).await?,
        address: at.key.address(),
        here: at.answer_address(),
        item: at.action_item(&submission)?,
        left: submission.follow_up_due_time.map(|it| left(it, now, member.desk.zone)),
        submission,
        answer,
        request_id: member.request_id(),
        mistake,
    })
}

async fn document(member: &Member, at: &ItemKey, mistake: Option<Mistake>) -> Result<DocumentPage, Refusal> {
    let submission = at.key.read(member).await?;
    Ok(DocumentPage {
        shell: Shell::of(member).await?,
        address: at.key.address(),
        here: at.answer_address(),
        item: at.action_item(&submission)?,
        submission,
        request_id: member.request_id(),
        mistake,
    })
}

impl ItemKey {
    fn answer_address(&self) -> String {
        format!("{}/answer/{}", self.key.address(), encoded(&self.item))
    }

    fn action_item(&self, submission: &Submission) -> Result<ActionItem, Refusal> {
        let item = submission.action_items.iter().find(|it| it.id == self.item);
        item.cloned().ok_or_else(Refusal::not_found)
    }
}

impl Page {
    /// Whether it waits for an answer that can be given.
    fn is_open(&self) -> bool {
        self.item.answer_time.is_none() && self.submission.is_followed_up()
    }
}

impl DocumentPage {
    fn is_open(&self) -> bool {
        self.item.answer_time.is_none() && self.submission.is_followed_up()
    }
}
