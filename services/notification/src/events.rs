//! What notification is told: each fact becomes a notice, and a worker does the telling.

use crate::{
    notice::{Addressee, Content, Gap, Happening, IssuedLetter, Notice, OpenedTask, Submission},
    store,
};
use platform::{Agency, Clock, Error, ResourceName, Result, inbox::Handle, resource};
use proto::{
    intake::v1::{Dossier, SubmissionFiled, SubmissionRefiled, gap::Verdict},
    letter::v1::LetterIssued,
    review::v1::{CaseClosed, CaseReturned, Task, TaskClosed, TaskOpened, case, task},
};
use sqlx::PgConnection;

const SUBMISSIONS: &str = "submissions";

#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) clock: Clock,
}

impl Handle<SubmissionFiled> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: SubmissionFiled) -> Result<()> {
        self.filed(tx, event.dossier).await
    }
}

impl Handle<SubmissionRefiled> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: SubmissionRefiled) -> Result<()> {
        self.filed(tx, event.dossier).await
    }
}

impl Handle<TaskOpened> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: TaskOpened) -> Result<()> {
        let task = required("task", event.task)?;
        let happening = Happening::TaskOpened(OpenedTask {
            activity: task.activity.clone(),
            proposing_office_title: task.proposing_office_title.clone(),
            due_second: task.due_time.map(|it| it.seconds),
            due_provisional: task.due_provisional,
            to_sign: !task.letter.is_empty(),
        });
        self.tell_holders(tx, "task_opened", &task, happening).await
    }
}

impl Handle<TaskClosed> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: TaskClosed) -> Result<()> {
        let task = required("task", event.task)?;
        if task.state() != task::State::Cancelled {
            return Ok(());
        }
        let happening = Happening::TaskCancelled { activity: task.activity.clone() };
        self.tell_holders(tx, "task_cancelled", &task, happening).await
    }
}

impl Handle<CaseReturned> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: CaseReturned) -> Result<()> {
        let returned = required("return_time", event.return_time)?;
        let fact = format!("returned {} at {}", event.case, returned.seconds);
        let gaps = event.gaps.into_iter().map(|it| Gap {
            present: it.verdict() == Verdict::NotAsRequired,
            title: it.title,
            note: it.note,
        });
        let happening = Happening::Returned { note: event.note, gaps: gaps.collect() };
        self.tell_applicant(tx, fact, &event.submission, event.submission.clone(), happening).await
    }
}

impl Handle<CaseClosed> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: CaseClosed) -> Result<()> {
        let happening = match event.state() {
            case::State::Withdrawn => Happening::Withdrawn,
            case::State::Lapsed => Happening::Lapsed,
            _ => Happening::Decided { decision_title: event.decision_title },
        };
        let fact = format!("closed {}", event.case);
        self.tell_applicant(tx, fact, &event.submission, event.submission.clone(), happening).await
    }
}

impl Handle<LetterIssued> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: LetterIssued) -> Result<()> {
        if !event.for_proposer {
            return Ok(());
        }
        let fact = format!("issued {}", event.letter);
        let happening = Happening::LetterIssued(IssuedLetter {
            title: event.title,
            number: event.number,
            date: event.date,
            subject: event.subject,
            signatory: event.signatory,
            verification_code: event.verification_code,
        });
        self.tell_applicant(tx, fact, &event.submission, event.letter, happening).await
    }
}

impl Desk {
    /// Remembers who filed what, and gives them their receipt.
    async fn filed(&self, tx: &mut PgConnection, dossier: Option<Dossier>) -> Result<()> {
        let dossier = required("dossier", dossier)?;
        let name = ResourceName::parse(SUBMISSIONS, &dossier.submission)?;
        let applicant = required("applicant", dossier.applicant)?;
        let submission = Submission {
            registration_number: dossier.registration_number,
            app_title: dossier.app_title,
            applicant: Addressee {
                agency: Agency::from_name(&dossier.proposing_agency)?,
                position: applicant.position,
                person: Some(resource::parse_id("applicant.person", &applicant.person)?),
            },
        };
        store::save_submission(tx, &name, &submission).await?;
        let happening = Happening::Filed {
            revision: dossier.revision,
            filed_second: required("file_time", dossier.file_time)?.seconds,
            documents: dossier.documents.into_iter().map(|it| it.title).collect(),
        };
        let fact = format!("filed {name} {}", dossier.revision);
        self.tell_applicant(tx, fact, &dossier.submission, dossier.submission.clone(), happening).await
    }

    async fn tell_holders(
        &self,
        tx: &mut PgConnection,
        word: &str,
        task: &Task,
        happening: Happening,
    ) -> Result<()> {
        let name = ResourceName::parse("tasks", &task.name)?;
        let addressee =
            Addressee { agency: name.agency.clone(), position: task.position.clone(), person: None };
        let content = Content {
            registration_number: task.registration_number.clone(),
            app_title: task.app_title.clone(),
            happening,
        };
        self.put(tx, format!("{word} {name}"), name.to_string(), name.agency, content, addressee).await
    }

    /// Tells whoever filed `submission`. Until that is known here, the event waits.
    async fn tell_applicant(
        &self,
        tx: &mut PgConnection,
        fact: String,
        submission: &str,
        resource: String,
        happening: Happening,
    ) -> Result<()> {
        let name = ResourceName::parse(SUBMISSIONS, submission)?;
        let found = store::submission(tx, &name).await?;
        let found = found.ok_or_else(|| Error::Unavailable(format!("{name} is not known yet").into()))?;
        let content =
            Content { registration_number: found.registration_number, app_title: found.app_title, happening };
        self.put(tx, fact, resource, name.agency, content, found.applicant).await
    }

    async fn put(
        &self,
        tx: &mut PgConnection,
        fact: String,
        resource: String,
        agency: Agency,
        content: Content,
        addressee: Addressee,
    ) -> Result<()> {
        let (id, told_at) = (self.clock.id(), self.clock.now());
        store::notices::put(tx, &Notice { agency, id, fact, resource, content, addressee, told_at }).await
    }
}

fn required<T>(field: &str, value: Option<T>) -> Result<T> {
    value.ok_or_else(|| Error::invalid(format!("{field} is missing")))
}
