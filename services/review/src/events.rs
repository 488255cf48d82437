//! What review is told, and what it tells.

mod convert;
pub(crate) mod tell;

pub(crate) use tell::tell_published;

use crate::{
    case::{ActionItem, Discussion, Document, Dossier, Performer},
    desk::{Desk, not_yet},
    engine::{Command, Issued},
    file::{CASES, SUBMISSIONS},
    reckon,
    store::{self, Key},
};
use platform::{Agency, Error, ResourceName, Result, calendar, inbox::Handle, time};
use proto::{
    directory::v1::CalendarChanged,
    intake::v1::{ActionItemAnswered, SubmissionFiled, SubmissionRefiled, SubmissionWithdrawn},
    letter::v1::{LetterDelivered, LetterIssued},
    meeting::v1::CaseDiscussed,
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
        if event.case.is_empty() {
            // A paper of a meeting.
            return Ok(());
        }
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
        let issued = Issued { letter: letter.id, number: event.number, sha256: event.sha256, signatory, at };
        self.of_case(tx, &case, Command::Issued(issued)).await
    }
}

impl Handle<LetterDelivered> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: LetterDelivered) -> Result<()> {
        if event.case.is_empty() {
            return Ok(());
        }
        let case = ResourceName::parse(CASES, &event.case)?;
        let letter = ResourceName::parse("letters", &event.letter)?.id;
        let at = time::from_proto("delivery_time", event.delivery_time)?;
        let (channel, recipient) = (event.channel, event.recipient);
        self.of_case(tx, &case, Command::Deliver { letter, channel, recipient, at }).await
    }
}

impl Handle<CaseDiscussed> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: CaseDiscussed) -> Result<()> {
        let case = ResourceName::parse(CASES, &event.case)?;
        let items = event.action_items.into_iter().map(|it| ActionItem {
            id: it.id,
            text: it.text,
            is_required: it.required,
            answered_at: None,
            answer: String::new(),
            documents: vec![],
        });
        let discussion = Discussion {
            meeting: event.meeting,
            meeting_title: event.meeting_title,
            is_concluded: event.concluded,
            outcome: event.outcome,
            points: event.discussion_points,
            items: items.collect(),
            present_agencies: event.present_agencies,
            recused_agencies: event.recused_agencies,
            place: event.place,
            started_at: time::from_proto("start_time", event.start_time)?,
            confirmed_at: time::from_proto("confirm_time", event.confirm_time)?,
        };
        self.of_case(tx, &case, Command::Discuss(Box::new(discussion))).await
    }
}

impl Handle<ActionItemAnswered> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: ActionItemAnswered) -> Result<()> {
        let submission = ResourceName::parse(SUBMISSIONS, &event.submission)?;
        let at = time::from_proto("answer_time", event.answer_time)?;
        let documents = event.documents.into_iter().map(Document::from).collect();
        let command = Command::Answer { item: event.action_item, answer: event.answer, documents, at };
        self.told(tx, &submission, command).await
    }
}

impl Handle<CalendarChanged> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: CalendarChanged) -> Result<()> {
        let calendar = event.calendar.unwrap_or_default();
        let agency = Agency::from_name(calendar.name.trim_end_matches("/calendar"))?;
        let version = calendar.version;
        let spec = calendar::from_proto(calendar)?;
        let calendar = Calendar::new(&spec).map_err(Error::invalid)?;
        store::own_calendar(tx, &agency).await?;
        if store::save_calendar(tx, &agency, version, &spec).await? {
            self.project(tx, &agency, version, &calendar).await?;
            store::wake_all(tx, &agency, self.clock.now()).await?;
        }
        Ok(())
    }
}

impl Desk {
    /// Carries out what was told about a case.
    async fn of_case(&self, tx: &mut PgConnection, case: &ResourceName, command: Command) -> Result<()> {
        store::share_calendar(tx, &case.agency).await?;
        let file = self.lock(tx, &case.agency, Key::Case(case.id)).await?;
        let file = file.ok_or_else(|| not_yet(format!("{case} is not known here yet")))?;
        self.carry_out(tx, file, command).await?;
        Ok(())
    }

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
