//! What review is told, and what it tells.

mod convert;
mod tell;

pub(crate) use tell::{tell, tell_published};

use crate::{
    case::{Dossier, Performer},
    desk::{CASES, Desk, SUBMISSIONS, not_yet},
    engine::{Command, Issued},
    reckon,
    store::{self, Key},
};
use platform::{Agency, Error, ResourceName, Result, inbox::Handle, time};
use proto::{
    directory::v1::CalendarChanged,
    intake::v1::{SubmissionFiled, SubmissionRefiled, SubmissionWithdrawn},
    letter::v1::LetterIssued,
};
use sqlx::PgConnection;
use worktime::Calendar;

/// How many due dates are projected by one statement.
const BATCH: i64 = 500;

impl Handle<SubmissionFiled> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: SubmissionFiled) -> Result<()> {
        let dossier = Dossier::try_from(event.dossier.unwrap_or_default())?;
        let submission = ResourceName::parse(SUBMISSIONS, &dossier.submission)?;
        self.open(tx, &submission, dossier).await
    }
}

impl Handle<SubmissionRefiled> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: SubmissionRefiled) -> Result<()> {
        let dossier = Box::new(Dossier::try_from(event.dossier.unwrap_or_default())?);
        let submission = ResourceName::parse(SUBMISSIONS, &dossier.submission)?;
        self.told(tx, &submission, Command::Resubmit { dossier, changed: event.changed }).await
    }
}

impl Handle<SubmissionWithdrawn> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: SubmissionWithdrawn) -> Result<()> {
        let submission = ResourceName::parse(SUBMISSIONS, &event.submission)?;
        let at = time::from_proto("withdraw_time", event.withdraw_time)?;
        self.told(tx, &submission, Command::Withdraw { reason: event.reason, at }).await
    }
}

impl Handle<LetterIssued> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: LetterIssued) -> Result<()> {
        let case = ResourceName::parse(CASES, &event.case)?;
        let letter = ResourceName::parse("letters", &event.letter)?;
        let at = time::from_proto("issue_time", event.issue_time)?;
        let signatory = event.signed.then(|| Performer {
            person: event.signatory_person,
            display_name: event.signatory_display_name,
            position: event.signatory_position,
            position_title: event.signatory_position_title,
            capacity: event.signatory_capacity,
            ..Performer::default()
        });
        store::share_calendar(tx, &case.agency).await?;
        let file = self.lock(tx, &case.agency, Key::Case(case.id)).await?;
        let file = file.ok_or_else(|| not_yet(format!("{case} is not known here yet")))?;
        let issued = Issued { letter: letter.id, number: event.number, sha256: event.sha256, signatory, at };
        self.carry_out(tx, file, Command::Issued(issued)).await?;
        Ok(())
    }
}

impl Handle<CalendarChanged> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: CalendarChanged) -> Result<()> {
        let calendar = event.calendar.unwrap_or_default();
        let agency = Agency::from_name(calendar.name.trim_end_matches("/calendar"))?;
        let version = calendar.version;
        let spec = convert::calendar(calendar)?;
        let calendar = Calendar::new(&spec).map_err(Error::invalid)?;
        store::own_calendar(tx, &agency).await?;
        if store::save_calendar(tx, &agency, version, &spec).await? {
            self.project(tx, &agency, version, &calendar).await?;
        }
        Ok(())
    }
}

impl Desk {
    /// Carries out what the proposer's side told about a submission.
    async fn told(&self, tx: &mut PgConnection, submission: &ResourceName, command: Command) -> Result<()> {
        store::share_calendar(tx, &submission.agency).await?;
        let file = self.lock(tx, &submission.agency, Key::Submission(submission.id)).await?;
        let file = file.ok_or_else(|| not_yet(format!("{submission} has no case yet")))?;
        self.carry_out(tx, file, command).await?;
        Ok(())
    }

    /// Projects every due date of the agency's open tasks by its newest calendar.
    async fn project(
        &self,
        tx: &mut PgConnection,
        agency: &Agency,
        version: i64,
        calendar: &Calendar,
    ) -> Result<()> {
        loop {
            let mut tasks = store::stale_tasks(tx, agency, version, BATCH).await?;
            if tasks.is_empty() {
                return Ok(());
            }
            for due in &mut tasks {
                let sop = self.library.procedure(tx, agency, &due.procedure, due.procedure_version).await?;
                let norm = sop.step(&due.task.step).and_then(|it| it.norm).map(|it| it.0);
                due.task.due = reckon::due(Some(calendar), due.task.opened_at, norm);
            }
            store::project_tasks(tx, agency, version, &tasks).await?;
        }
    }
}
