//! What is done on the page of a task: the sheet is kept, the step is done, a comment is written.

use super::{
    form::{self, Given},
    notice,
    one::{self, Role},
};
use crate::pages::{
    cases,
    member::Member,
    posted::{Posted, Sent},
    refusal::Refusal,
    told::{case::Task, id},
    visit::encoded,
};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use serde_json::{Value, json};

/// Does what the button says: `complete`, `draft`, `all_present`, `comment`.
pub(super) async fn act(Path(of): Path<String>, Sent { member, form }: Sent) -> Result<Response, Refusal> {
    let task = one::read(&member, &of).await?;
    let act = Act { sheet: form::read(&task, &form), member, task, form };
    match act.form.get("act") {
        "comment" => act.comment().await,
        "draft" => act.prepare("draft").await,
        "all_present" => act.all_present().await,
        _ => act.complete().await,
    }
}

struct Act {
    member: Member,
    task: Task,
    form: Posted,
    /// As it was filled in; nothing where the step has none.
    sheet: Option<Value>,
}

impl Act {
    async fn complete(self) -> Result<Response, Refusal> {
        let outcome = self.form.get("outcome");
        if self.task.state == "OPEN" && outcome.is_empty() && 1 < self.task.outcomes.len() {
            return self
                .refused("outcome", "Pilih hasil langkah ini.", StatusCode::UNPROCESSABLE_ENTITY)
                .await;
        }
        let mut body = json!({ "outcome": outcome, "etag": self.form.get("etag") });
        if let Some(sheet) = &self.sheet {
            body["sheet"] = sheet.clone();
        }
        match self.send("complete", &body).await {
            Ok(_) => notice::next(&self.member, self.task.id()).await,
            Err(refusal) => self.again(refusal).await,
        }
    }

    /// Keeps the sheet as it is.
    async fn prepare(self, kept: &str) -> Result<Response, Refusal> {
        let body = json!({
            "sheet": self.sheet.clone().unwrap_or_else(|| json!({})), "etag": self.form.get("etag"),
        });
        match self.send("prepare", &body).await {
            Ok(_) => Ok(self.back(kept)),
            Err(refusal) => self.again(refusal).await,
        }
    }

    /// Marks every item of a checklist as there, and keeps that.
    async fn all_present(mut self) -> Result<Response, Refusal> {
        self.sheet = form::all_present(&self.task, self.sheet);
        self.prepare("all_present").await
    }

    /// Keeps the comment, and with it what was typed into the sheet.
    async fn comment(self) -> Result<Response, Refusal> {
        let (request_id, text) = (self.form.get("comment_id"), self.form.get("comment"));
        match cases::remark(&self.member, id(&self.task.case), request_id, text).await? {
            Err((status, words)) => self.refused("comment", &words, status).await,
            Ok(()) if self.is_typed() => self.prepare("comment").await,
            Ok(()) => Ok(self.back("comment")),
        }
    }

    /// Whether the sheet holds something that was not kept yet.
    fn is_typed(&self) -> bool {
        let writes = self.task.state == "OPEN" && Role::of(&self.member, &self.task).writes();
        writes && self.sheet.is_some() && self.sheet != self.task.sheet
    }

    async fn send(&self, verb: &str, body: &Value) -> Result<Value, Refusal> {
        let path = format!("/v1/{}/tasks/{}:{verb}", self.member.me.agency, encoded(self.task.id()));
        self.member.post(&path, self.form.get("request_id"), body).await
    }

    fn back(&self, kept: &str) -> Response {
        let address = format!("/tasks/{}?kept={kept}#step", encoded(self.task.id()));
        Redirect::to(&address).into_response()
    }

    /// The page with what was typed and what is wrong with it.
    async fn again(self, refusal: Refusal) -> Result<Response, Refusal> {
        if refusal.status == StatusCode::NOT_FOUND {
            return Err(refusal);
        }
        let mistakes = form::mistakes(&self.task, self.sheet.as_ref(), &refusal);
        let given = Given {
            outcome: self.form.get("outcome").to_owned(),
            comment: self.form.get("comment").to_owned(),
            mistakes,
            status: refusal.status,
            is_stale: refusal.is_stale(),
            etag: if refusal.is_stale() { String::new() } else { self.form.get("etag").to_owned() },
            sheet: self.sheet,
        };
        one::again(&self.member, id(&self.task.name), given).await
    }

    async fn refused(self, field: &str, words: &str, status: StatusCode) -> Result<Response, Refusal> {
        let given = Given {
            outcome: self.form.get("outcome").to_owned(),
            comment: self.form.get("comment").to_owned(),
            mistakes: vec![(field.to_owned(), words.to_owned())],
            status,
            is_stale: false,
            etag: self.form.get("etag").to_owned(),
            sheet: self.sheet,
        };
        one::again(&self.member, id(&self.task.name), given).await
    }
}
