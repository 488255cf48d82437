//! A task: reading, preparing, doing.

use super::{performer, view, visible};
use crate::{
    case::{Task, TaskState},
    desk::Desk,
    engine::Command,
    file::{File, TASKS},
    store::Key,
};
use platform::{
    Call, Error, ResourceName, Result,
    idempotency::{self, Claim},
    json, resource, tenancy,
};
use proto::review::v1 as pb;

impl Desk {
    pub(super) async fn task(&self, call: Call<pb::GetTaskRequest>) -> Result<pb::Task> {
        let name = ResourceName::parse(TASKS, &call.body.name)?;
        let mut tx = tenancy::begin(&self.db, &call.caller).await?;
        let file = self.read(&mut tx, &name.agency, Key::Task(name.id)).await?;
        let file = visible(file, &call.caller, &call.body.name)?;
        shown(&file, &name)
    }

    pub(super) async fn prepare(&self, call: Call<pb::PrepareTaskRequest>) -> Result<pb::Task> {
        let Call { caller, body } = call;
        let name = ResourceName::parse(TASKS, &body.name)?;
        let request_id = resource::request_id(&body.request_id)?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let file = self.lock(&mut tx, &name.agency, Key::Task(name.id)).await?;
        let file = visible(file, &caller, &body.name)?;
        let task = known(&file, &name)?;
        if !caller.prepares_for(&task.position) && caller.holds(&task.entered_by).is_none() {
            return Err(Error::Denied(not_yours(&task.position, "prepare")));
        }
        refuse_stale(task, &body.etag)?;
        let performer = performer(&caller, caller.holds(&task.position));
        let sheet = json::from_struct(body.sheet.unwrap_or_default());
        let file =
            self.carry_out(&mut tx, file, Command::Prepare { task: name.id, sheet, performer }).await?;
        let answer = shown(&file, &name)?;
        claimed.answer(tx, answer).await
    }

    pub(super) async fn complete(
        &self,
        call: Call<pb::CompleteTaskRequest>,
    ) -> Result<pb::CompleteTaskResponse> {
        let Call { caller, body } = call;
        let name = ResourceName::parse(TASKS, &body.name)?;
        let request_id = resource::request_id(&body.request_id)?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let file = self.lock(&mut tx, &name.agency, Key::Task(name.id)).await?;
        let file = visible(file, &caller, &body.name)?;
        let task = known(&file, &name)?;
        // One who enters what the actor decided does so in their own name.
        let held = caller.holds(&task.position).or_else(|| caller.holds(&task.entered_by));
        let held = held.ok_or_else(|| Error::Denied(not_yours(&task.position, "complete")))?;
        // A stale etag says less than what became of a task that is done.
        if task.state == TaskState::Open {
            refuse_stale(task, &body.etag)?;
        }
        let command = Command::Complete {
            task: name.id,
            outcome: body.outcome,
            sheet: body.sheet.map(json::from_struct),
            performer: performer(&caller, Some(held)),
        };
        let file = self.carry_out(&mut tx, file, command).await?;
        let task = shown(&file, &name)?;
        claimed.answer(tx, pb::CompleteTaskResponse { task: Some(task), case: Some(view::case(&file)) }).await
    }
}

fn known<'f>(file: &'f File, name: &ResourceName) -> Result<&'f Task> {
    file.case().task(name.id).ok_or_else(|| Error::NotFound(name.to_string()))
}

fn shown(file: &File, name: &ResourceName) -> Result<pb::Task> {
    known(file, name).map(|it| view::whole_task(file, it))
}

fn refuse_stale(task: &Task, etag: &str) -> Result<()> {
    if etag.is_empty() || etag == task.version.to_string() {
        return Ok(());
    }
    Err(Error::Stale(format!(
        "the task changed since etag {etag} was read: read it again, its etag is {}",
        task.version
    )))
}

fn not_yours(position: &str, act: &str) -> String {
    format!(
        "only those who hold position {position:?}, or are on its staff where they prepare, may {act} this task"
    )
}
