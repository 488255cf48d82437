//! Who may not act on a case, and what is over already. What quotes a rule to a civil servant is in Indonesian.

use super::Progress;
use crate::case::{Performer, Task, TaskState};
use platform::{Error, Result};
use std::collections::BTreeSet;
use uuid::Uuid;

impl Progress<'_> {
    /// The task, if it is still to be done; else a refusal that says what became of it.
    pub(super) fn open_task(&self, id: Uuid) -> Result<Task> {
        let task = self
            .case
            .task(id)
            .ok_or_else(|| Error::NotFound(format!("{}/tasks/{id}", self.context.agency.name())))?;
        match task.state {
            TaskState::Open => Ok(task.clone()),
            TaskState::Completed => Err(Error::Conflict(completed(task))),
            TaskState::Cancelled => Err(Error::Conflict(
                "this task is not needed any more: read its case for what became of it".to_owned(),
            )),
        }
    }

    /// Nobody acts on a request they filed or wrote.
    pub(super) fn refuse_authors(&self, performer: &Performer) -> Result<()> {
        if self.case.dossier.is_by(&performer.person) {
            return Err(Error::Denied(
                "Anda mengajukan atau ikut menyusun permohonan ini, sehingga tidak boleh memprosesnya: serahkan kepada \
                 pejabat atau staf lain."
                    .to_owned(),
            ));
        }
        Ok(())
    }

    /// No one person does two steps of a group on one case.
    pub(super) fn refuse_separated(&self, step: &str, performer: &Performer) -> Result<()> {
        let others: BTreeSet<&str> = self.context.sop.separated_from(step).collect();
        let done_by = |it: &&Task| {
            let person = it.performer.as_ref().map(|it| it.person.as_str());
            it.state == TaskState::Completed && person == Some(&performer.person)
        };
        let own = self.case.tasks.iter().filter(done_by).find(|it| others.contains(it.step.as_str()));
        let Some(own) = own else {
            return Ok(());
        };
        let title =
            |id: &str| self.context.sop.step(id).map_or_else(|| id.to_owned(), |it| it.title(id).to_owned());
        Err(Error::Denied(format!(
            "Anda telah melakukan langkah \"{}\" pada berkas ini, sehingga tidak boleh melakukan langkah \"{}\": satu orang \
             tidak memeriksa pekerjaannya sendiri. Serahkan kepada pejabat lain yang memangku jabatan ini.",
            title(&own.step),
            title(step),
        )))
    }

    /// Persons who may not sign for `step`.
    pub(super) fn barred(&self, step: &str) -> Vec<String> {
        let others: BTreeSet<&str> = self.context.sop.separated_from(step).collect();
        let done = self.case.tasks.iter().filter(|it| it.state == TaskState::Completed);
        let did = done.filter(|it| others.contains(it.step.as_str()));
        let persons = did.filter_map(|it| it.performer.as_ref().map(|it| it.person.as_str()));
        let barred: BTreeSet<&str> = persons.chain(self.case.dossier.authors()).collect();
        barred.into_iter().filter(|it| !it.is_empty()).map(str::to_owned).collect()
    }
}

fn completed(task: &Task) -> String {
    let performer = task.performer.clone().unwrap_or_default();
    let at = task.closed_at.map(|it| it.to_string()).unwrap_or_default();
    let outcome = match task.outcome.as_str() {
        "" => String::new(),
        outcome => format!(" with outcome {outcome:?}"),
    };
    let who = match performer.position_title.as_str() {
        "" => performer.display_name,
        title => format!("{} ({title})", performer.display_name),
    };
    format!("this task was completed by {who}{outcome} at {at}: read its case for what comes next")
}
