//! What notification is told: each fact becomes a notice, and a worker does the telling.

mod carried;
mod complaint;
mod meeting;

use crate::{
    notice::{Addressee, Content, Gap, Happening, IssuedLetter, Notice, OpenedTask, Submission},
    store,
};
use platform::{Agency, Clock, Error, ResourceName, Result, inbox::Handle, resource};
use proto::{
    intake::v1::{Dossier, SubmissionFiled, SubmissionRefiled, gap::Verdict},
    letter::v1::{InitialsRequested, LetterIssued},
    review::v1::{
        CaseClosed, CaseReopened, CaseReturned, FollowUpReminded, FollowUpRequested, FollowUpTimed,
        MarkReached, Task, TaskClosed, TaskOpened, case, task,
    },
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

impl Handle<FollowUpRequested> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: FollowUpRequested) -> Result<()> {
        let requested = required("request_time", event.request_time)?;
        let fact = format!("follow-up of {} requested at {}", event.case, requested.seconds);
        let items = event.action_items.into_iter().map(|it| it.text).collect();
        let happening = Happening::FollowUpRequested { outcome: event.outcome, items };
        self.tell_applicant(tx, fact, &event.submission, event.submission.clone(), happening).await
    }
}

impl Handle<FollowUpTimed> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: FollowUpTimed) -> Result<()> {
        let due_second = required("due_time", event.due_time)?.seconds;
        let fact = format!("follow-up of {} due at {due_second}", event.case);
        let happening = Happening::FollowUpTimed { due_second, extended: !event.extended_to.is_empty() };
        self.tell_applicant(tx, fact, &event.submission, event.submission.clone(), happening).await
    }
}

impl Handle<FollowUpReminded> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: FollowUpReminded) -> Result<()> {
        let due_second = required("due_time", event.due_time)?.seconds;
        let fact = format!("{} days left for {} until {due_second}", event.days_left, event.case);
        let happening = Happening::FollowUpReminded { days_left: event.days_left, due_second };
        self.tell_applicant(tx, fact, &event.submission, event.submission.clone(), happening).await
    }
}

impl Handle<CaseReopened> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: CaseReopened) -> Result<()> {
        let reopened = required("reopen_time", event.reopen_time)?.seconds;
        let fact = format!("reopened {} at {reopened}", event.case);
        self.tell_applicant(tx, fact, &event.submission, event.submission.clone(), Happening::Reopened).await
    }
}

impl Handle<MarkReached> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: MarkReached) -> Result<()> {
        let case = ResourceName::parse("cases", &event.case)?;
        let reached = required("reach_time", event.reach_time)?.seconds;
        for position in event.positions {
            let fact = format!("{} % of {case} at {reached}", event.percent);
            let happening =
                Happening::MarkReached { percent: event.percent, activity: event.activity.clone() };
            let content = Content {
                registration_number: event.registration_number.clone(),
                app_title: event.app_title.clone(),
                happening,
            };
            let addressee = Addressee { agency: case.agency.clone(), position, person: None };
            self.put(tx, fact, case.to_string(), case.agency.clone(), content, addressee).await?;
        }
        Ok(())
    }
}

impl Handle<InitialsRequested> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: InitialsRequested) -> Result<()> {
        let letter = ResourceName::parse("letters", &event.letter)?;
        let requested = required("request_time", event.request_time)?;
        let known = match event.submission.as_str() {
            // A paper of a meeting.
            "" => None,
            submission => Some(self.known(tx, submission).await?),
        };
        let happening = Happening::InitialsRequested { title: event.title, subject: event.subject };
        let content = Content {
            registration_number: known.as_ref().map(|it| it.registration_number.clone()).unwrap_or_default(),
            app_title: known.map(|it| it.app_title).unwrap_or_default(),
            happening,
        };
        let fact = format!("initials of {} on {letter} at {}", event.position, requested.seconds);
        let addressee = Addressee { agency: letter.agency.clone(), position: event.position, person: None };
        self.put(tx, fact, letter.to_string(), letter.agency.clone(), content, addressee).await
    }
}

impl Handle<CaseClosed> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: CaseClosed) -> Result<()> {
        let happening = match event.state() {
            case::State::Withdrawn => Happening::Withdrawn,
            case::State::Lapsed => Happening::Lapsed,
            _ => {
                Happening::Decided { decision_title: event.decision_title, carriable: event.marked_for_carry }
            }
        };
        // A case that had lapsed may be reopened and end another time.
        let closed = event.close_time.map_or(0, |it| it.seconds);
        let fact = format!("closed {} at {closed}", event.case);
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
                // Not known where a letter was recorded: then the position of who signed it is told.
                person: match applicant.person.as_str() {
                    "" => None,
                    person => Some(resource::parse_id("applicant.person", person)?),
                },
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

    /// What is known of a submission. Until it is, the event waits.
    async fn known(&self, tx: &mut PgConnection, submission: &str) -> Result<Submission> {
        let name = ResourceName::parse(SUBMISSIONS, submission)?;
        let found = store::submission(tx, &name).await?;
        found.ok_or_else(|| Error::Unavailable(format!("{name} is not known yet").into()))
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
        let found = self.known(tx, submission).await?;
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
        if addressee.is_nobody() {
            return Ok(());
        }
        let (id, told_at) = (self.clock.id(), self.clock.now());
        store::notices::put(tx, &Notice { agency, id, fact, resource, content, addressee, told_at }).await
    }
}

fn required<T>(field: &str, value: Option<T>) -> Result<T> {
    value.ok_or_else(|| Error::invalid(format!("{field} is missing")))
}
