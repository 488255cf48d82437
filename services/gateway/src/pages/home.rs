//! The first page for anyone, and the first page for who is signed in: what waits for them.

use super::{
    member::Member,
    refusal::Refusal,
    shell::{Shell, page},
    told,
    visit::Visit,
};
use crate::front::Front;
use askama::Template;
use axum::{Router, response::Response, routing::get};
use jiff::Timestamp;
use serde::Deserialize;
use std::sync::Arc;

pub(super) fn router() -> Router<Arc<Front>> {
    Router::new().route("/", get(welcome)).route("/home", get(start)).route("/help", get(help))
}

#[derive(Template)]
#[template(path = "home.html")]
struct Welcome {
    shell: Shell,
}

#[derive(Template)]
#[template(path = "help.html")]
struct Help {
    shell: Shell,
}

#[derive(Template)]
#[template(path = "start.html")]
struct Start {
    shell: Shell,
    member: Member,
    tasks: Vec<Task>,
    letters: Vec<Letter>,
    requests: Vec<Request>,
    messages: Vec<Message>,
}

#[derive(Deserialize)]
struct Tasks {
    tasks: Vec<Task>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Task {
    name: String,
    registration_number: String,
    app_title: String,
    proposing_office_title: String,
    activity: String,
    due_time: Option<Timestamp>,
}

#[derive(Deserialize)]
struct Letters {
    letters: Vec<Letter>,
}

#[derive(Deserialize)]
struct Letter {
    name: String,
    title: String,
    subject: String,
}

#[derive(Deserialize)]
struct Requests {
    submissions: Vec<Request>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    name: String,
    app_title: String,
    state: String,
    registration_number: String,
}

#[derive(Deserialize)]
struct Messages {
    messages: Vec<Message>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    name: String,
    title: String,
    create_time: Option<Timestamp>,
}

async fn welcome(visit: Visit) -> Response {
    page(&Welcome { shell: Shell::of_anyone(&visit).await })
}

async fn help(visit: Visit) -> Response {
    page(&Help { shell: Shell::of_anyone(&visit).await })
}

async fn start(member: Member) -> Result<Response, Refusal> {
    let agency = &member.me.agency;
    let (tasks, letters) = (
        format!("/v1/{agency}/tasks?pageSize=5"),
        format!("/v1/{agency}/letters?pageSize=5&awaitingMe=true"),
    );
    let messages = format!("/v1/{agency}/messages?pageSize=5&unread=true");
    let (shell, tasks, letters, requests, messages) = tokio::try_join!(
        Shell::of(&member),
        member.get::<Tasks>(&tasks),
        member.get::<Letters>(&letters),
        member.get::<Requests>("/v1/agencies/-/submissions?pageSize=5"),
        member.get::<Messages>(&messages),
    )?;
    Ok(page(&Start {
        shell,
        tasks: tasks.tasks,
        letters: letters.letters,
        requests: requests.submissions,
        messages: messages.messages,
        member,
    }))
}

impl Message {
    fn id(&self) -> &str {
        told::id(&self.name)
    }
}
