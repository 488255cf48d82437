//! What people were told: their messages, and how many they did not read, live.

use super::{
    member::Member,
    posted::Sent,
    refusal::Refusal,
    shell::{Shell, page},
    told,
    visit::encoded,
};
use crate::front::Front;
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    response::{IntoResponse as _, Redirect, Response},
    routing::{get, post},
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

pub(super) fn router() -> Router<Arc<Front>> {
    Router::new()
        .route("/messages", get(list))
        .route("/messages/watch", get(watch))
        .route("/messages/read-all", post(read_all))
        .route("/messages/{message}/open", post(open))
        .route("/open/{*resource}", get(lead))
}

#[derive(Template)]
#[template(path = "messages.html")]
struct List {
    shell: Shell,
    messages: Vec<Message>,
    unread_count: u32,
    search: Search,
    next: String,
    request_id: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Search {
    /// `yes`: those alone that were not read.
    unread: String,
    page: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Messages {
    messages: Vec<Message>,
    next_page_token: String,
    unread_count: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    name: String,
    title: String,
    text: String,
    resource: String,
    create_time: Option<Timestamp>,
    read_time: Option<Timestamp>,
}

async fn list(member: Member, Query(search): Query<Search>) -> Result<Response, Refusal> {
    let path = format!(
        "/v1/{}/messages?pageSize=50&pageToken={}&unread={}",
        member.me.agency,
        encoded(&search.page),
        search.unread == "yes"
    );
    let (shell, listed) = tokio::try_join!(Shell::of(&member), member.get::<Messages>(&path))?;
    Ok(page(&List {
        shell,
        messages: listed.messages,
        unread_count: listed.unread_count,
        search,
        next: listed.next_page_token,
        request_id: member.request_id(),
    }))
}

/// The count, as Server-Sent Events.
async fn watch(member: Member) -> Result<Response, Refusal> {
    member.pass(&format!("/v1/{}/messages:watch", member.me.agency)).await
}

async fn read_all(Sent { member, form }: Sent) -> Result<Response, Refusal> {
    let path = format!("/v1/{}/messages:readAll", member.me.agency);
    member.post::<serde_json::Value>(&path, form.get("request_id"), &json!({})).await?;
    Ok(Redirect::to("/messages").into_response())
}

/// Marks it as read, and leads to what it is about.
async fn open(Path(message): Path<String>, Sent { member, form }: Sent) -> Result<Response, Refusal> {
    let path = format!("/v1/{}/messages/{}:read", member.me.agency, encoded(&message));
    let message = member.post::<Message>(&path, form.get("request_id"), &json!({})).await?;
    Ok(Redirect::to(&told::address(&message.resource)).into_response())
}

/// From an e-mail to the page about what it tells of.
async fn lead(Path(resource): Path<String>) -> Redirect {
    let segments: Vec<String> = resource.split('/').map(|it| encoded(it).to_string()).collect();
    Redirect::to(&told::address(&segments.join("/")))
}

impl Message {
    fn id(&self) -> &str {
        told::id(&self.name)
    }

    /// Without the address that mails end with: the title leads there.
    fn words(&self) -> &str {
        self.text.split("\n\nBuka di Telaah: ").next().unwrap_or_default()
    }

    fn is_unread(&self) -> bool {
        self.read_time.is_none()
    }
}
