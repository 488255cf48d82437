//! Where commands are carried out, whoever gives them: load, decide, save, tell.

use crate::{
    audit::Head,
    case::{Case, Dossier, Event, Fact, Task},
    engine::{self, Command, Context, Fresh},
    events::tell::tell,
    file::{File, PROCEDURES},
    library::Library,
    reckon::{Calendar, Outage},
    sop::Sop,
    store::{self, CaseRow, Key},
};
use platform::{Agency, Clock, Database, Directory, Error, ResourceName, Result};
use sqlx::PgConnection;
use std::sync::Arc;

/// What the service works with.
#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) db: Database,
    pub(crate) clock: Clock,
    pub(crate) directory: Directory,
    pub(crate) library: Library,
}

impl Desk {
    /// The case, while others who want to change it wait.
    pub(crate) async fn lock(
        &self,
        db: &mut PgConnection,
        agency: &Agency,
        key: Key,
    ) -> Result<Option<File>> {
        match store::lock_case(db, agency, key).await? {
            Some(row) => self.file(db, agency, row).await.map(Some),
            None => Ok(None),
        }
    }

    /// The case as it is.
    pub(crate) async fn read(
        &self,
        db: &mut PgConnection,
        agency: &Agency,
        key: Key,
    ) -> Result<Option<File>> {
        match store::read_case(db, agency, key).await? {
            Some(row) => self.file(db, agency, row).await.map(Some),
            None => Ok(None),
        }
    }

    /// Opens a case on what was filed, by the newest version of its procedure.
    pub(crate) async fn open(
        &self,
        db: &mut PgConnection,
        submission: &ResourceName,
        dossier: Dossier,
    ) -> Result<()> {
        let agency = &submission.agency;
        let procedure = platform::SlugName::parse(PROCEDURES, &dossier.procedure)?.slug;
        let version = store::newest_version(db, agency, &procedure).await?;
        let version =
            version.ok_or_else(|| not_yet(format!("procedure {procedure} is not published here yet")))?;
        let sop = self.library.procedure(db, agency, &procedure, version).await?;
        store::share_calendar(db, agency).await?;
        let calendar_version = store::calendar_version(db, agency).await?;
        let calendar = self.library.calendar(db, agency, calendar_version).await?;
        // Nobody is to be told of a task without its due date because the calendar came a moment later.
        let calendar =
            calendar.ok_or_else(|| not_yet(format!("the calendar of {agency} is not known here yet")))?;
        // Those that ended since it was filed are read with it from now on.
        let outages = vec![];
        let context = self.context(agency, &sop, Some(&calendar), &outages);
        let (case, events) = engine::open(self.clock.id(), dossier, &context)?;
        let wake_at = engine::next_wake(&case, &context);

        let mut head = Head::START;
        let links = head.chain(agency, case.id, placed(sop.first(), &events));
        let now = context.now;
        let row = CaseRow { procedure, procedure_version: version, case, head, calendar_version, outages };
        store::insert_case(db, agency, submission.id, &sop.office, &row, wake_at, &links).await?;
        let calendar = Some(calendar);
        let file = File { agency: agency.clone(), row, sop: Arc::clone(&sop), calendar, now };
        tell(db, &file, &events).await
    }

    /// Carries out `command` on a case that is locked.
    pub(crate) async fn carry_out(
        &self,
        db: &mut PgConnection,
        file: File,
        command: Command,
    ) -> Result<File> {
        let context = self.context(&file.agency, &file.sop, file.calendar(), &file.row.outages);
        let now = context.now;
        let is_wake = matches!(command, Command::Wake);
        let (case, events) = engine::decide(&file.row.case, command, &context)?;
        let wake_at = engine::next_wake(&case, &context);
        if events.is_empty() {
            if is_wake {
                store::wake_at(db, &file.agency, case.id, wake_at).await?;
            }
            return Ok(file);
        }
        let mut head = file.row.head;
        let links = head.chain(&file.agency, case.id, placed(&file.row.case.step, &events));
        let changed: Vec<Task> = changed(&file.row.case, &case);
        let has_new_dossier = events.iter().any(|it| matches!(it.fact, Fact::CaseResubmitted { .. }));
        let row = CaseRow { case, head, ..file.row };
        let newest =
            store::save_case(db, &file.agency, &row, &changed, has_new_dossier, wake_at, &links).await?;
        if newest != row.calendar_version {
            return Err(not_yet("the calendar changed while this was carried out".to_owned()));
        }
        let file = File { row, now, ..file };
        tell(db, &file, &events).await?;
        Ok(file)
    }

    async fn file(&self, db: &mut PgConnection, agency: &Agency, row: CaseRow) -> Result<File> {
        let sop = self.library.procedure(db, agency, &row.procedure, row.procedure_version).await?;
        let calendar = self.library.calendar(db, agency, row.calendar_version).await?;
        Ok(File { agency: agency.clone(), row, sop, calendar, now: self.clock.now() })
    }

    fn context<'a>(
        &self,
        agency: &'a Agency,
        sop: &'a Sop,
        calendar: Option<&'a Calendar>,
        outages: &'a [Outage],
    ) -> Context<'a> {
        let fresh = Fresh { task: self.clock.id(), letter: self.clock.id(), print: self.clock.id() };
        Context { agency, sop, now: self.clock.now(), calendar, outages, fresh }
    }
}

/// What another desk told and has not reached this one yet: no failure, but to be tried again.
pub(crate) fn not_yet(reason: String) -> Error {
    Error::Unavailable(reason.into())
}

/// Tasks that are new or not what they were.
fn changed(before: &Case, after: &Case) -> Vec<Task> {
    after.tasks.iter().filter(|task| before.task(task.id) != Some(task)).cloned().collect()
}

/// Each event with the step it happened at, from the one the case was at.
fn placed<'e>(start: &str, events: &'e [Event]) -> impl Iterator<Item = (&'e Event, String)> + use<'e> {
    let mut step = start.to_owned();
    events.iter().map(move |event| {
        match &event.fact {
            Fact::TaskOpened { task, .. } => step.clone_from(&task.step),
            Fact::CaseReturned { step: waits, .. }
            | Fact::CoordinationRequested { step: waits, .. }
            | Fact::FollowUpRequested { step: waits, .. } => step.clone_from(waits),
            Fact::LetterRequested(request) => step.clone_from(&request.step),
            _ => (),
        }
        (event, step.clone())
    })
}
