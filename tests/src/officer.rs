//! What an officer does: opens the inbox, takes a task, does it.

use crate::{Actor, eventually};
use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

/// A task that was done, and the case since.
#[derive(Debug, Clone)]
pub struct Done {
    /// The task as it is now.
    pub task: Value,
    /// The case as it is now.
    pub case: Value,
}

impl Actor {
    /// The open tasks of this actor, by due time.
    pub async fn inbox(&self) -> Result<Vec<Value>> {
        let page = self.get(&format!("agencies/{}/tasks", self.agency)).await?.ok()?;
        Ok(page["tasks"].as_array().cloned().unwrap_or_default())
    }

    /// The open task of this actor on a submission, as the inbox shows it now.
    pub async fn task(&self, submission: &str, step: &str) -> Result<Value> {
        let inbox = self.inbox().await?;
        let mine = inbox.iter().find(|it| it["submission"] == submission && it["step"] == step);
        mine.cloned()
            .with_context(|| format!("{}: no task {step} of {submission} in {inbox:?}", self.position))
    }

    /// The same once it comes, which after a filing takes a moment.
    pub async fn awaited_task(&self, submission: &str, step: &str) -> Result<Value> {
        eventually("a task", async || self.task(submission, step).await.map(Some)).await
    }

    /// Does a task of the inbox; an empty outcome is the only one there is.
    pub async fn complete(&self, submission: &str, step: &str, outcome: &str, sheet: Value) -> Result<Done> {
        let task = self.task(submission, step).await?;
        let name = task["name"].as_str().context("a task has a name")?;
        let mut body = json!({ "outcome": outcome });
        if !sheet.is_null() {
            body["sheet"] = sheet;
        }
        let done = self.post(&format!("{name}:complete"), &body).await?.ok()?;
        ensure!(done["task"]["state"] == "COMPLETED", "{step} is not completed: {done}");
        Ok(Done { task: done["task"].clone(), case: done["case"].clone() })
    }

    /// Signs the letter that a task of the inbox asks for; answers with the task once it is done by that, and the case.
    pub async fn sign(&self, submission: &str, step: &str) -> Result<Done> {
        let task = self.task(submission, step).await?;
        let name = task["name"].as_str().context("a task has a name")?;
        let case = task["case"].as_str().context("a task has a case")?;
        let letter = task["letter"].as_str().context("the task names a letter")?;
        // The draft comes by an event.
        eventually("the draft of the letter", async || {
            Ok((self.get(letter).await?.status == 200).then_some(()))
        })
        .await?;
        self.post(&format!("{letter}:sign"), &json!({})).await?.ok()?;
        eventually("the signature closes the task", async || {
            let task = self.get(name).await?.ok()?;
            if task["state"] != "COMPLETED" {
                return Ok(None);
            }
            Ok(Some(Done { task, case: self.get(case).await?.ok()? }))
        })
        .await
    }
}
