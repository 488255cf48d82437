//! What must hold of every case: its history is a way through its procedure, what is kept of it is what its history says, and
//! its clocks are right.

mod clocks;
mod due;
mod kept;
mod path;
mod store;

use crate::{
    audit::{self, Broken, Entry},
    case::Case,
    library::Library,
    reckon::Outage,
    sop::Sop,
};
use jiff::Timestamp;
use platform::{
    Agency, Database, Result,
    invariant::{Findings, snapshot},
};
use sqlx::PgConnection;
use std::collections::BTreeMap;
use store::TaskRow;
use uuid::Uuid;
use worktime::CalendarSpec;

/// How many cases are read at once.
const PAGE: i64 = 200;

const FOLLOW: &str = "compare its history with its version of the procedure; restore the case from a backup";
const RESTORE: &str = "somebody changed it past the desk: restore the case from a backup";
const RECKON: &str =
    "publish the agency's calendar anew, which projects every due time; else restore the case";

/// A case with all that it is judged by.
struct Looked<'a> {
    case: &'a Case,
    /// As its column has it.
    state: &'a str,
    sop: &'a Sop,
    /// Its history, oldest first.
    entries: &'a [Entry],
    tasks: &'a [TaskRow],
    /// The agency's newest, with its version.
    calendar: Option<&'a (i64, CalendarSpec)>,
    outages: &'a [Outage],
}

/// Each case's history is a legal path of the version of the procedure that it is pinned to.
pub async fn check_paths(db: &Database, agency: Option<&Agency>) -> Result<Findings> {
    each_case(db, agency, FOLLOW, |it| path::check(it.sop, it.entries)).await
}

/// Each chain of entries holds, and each case is what its entries made of it.
pub async fn check_audit(db: &Database, agency: Option<&Agency>) -> Result<Findings> {
    let report = audit::verify(db, agency).await?;
    let mut findings = Findings { looked_at: report.entries, ..Findings::default() };
    for Broken { case, sequence, reason } in report.broken {
        findings.violation(case, format!("entry {sequence} {reason}"), RESTORE);
    }
    findings.add(each_case(db, agency, RESTORE, kept::check).await?);
    Ok(findings)
}

/// Due times and ledgers are what an independent count of the same inputs makes them, and time has told what it had to by
/// `now`, each part of a standard once.
pub async fn check_clocks(db: &Database, agency: Option<&Agency>, now: Timestamp) -> Result<Findings> {
    each_case(db, agency, RECKON, |it| clocks::check(it, now)).await
}

/// Looks at every case as all are at one moment, a page at a time.
async fn each_case(
    db: &Database,
    agency: Option<&Agency>,
    way_out: &'static str,
    check: impl Fn(&Looked<'_>) -> Vec<String>,
) -> Result<Findings> {
    let mut tx = snapshot(db).await?;
    let mut shelf = Shelf::default();
    let mut findings = Findings::default();
    let mut after = (String::new(), Uuid::nil());
    loop {
        let page = store::cases(&mut tx, agency, &after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(findings) };
        after = (last.agency.to_string(), last.id);
        let mut entries = store::entries(&mut tx, &page).await?;
        let mut tasks = store::tasks(&mut tx, &page).await?;
        for row in page {
            findings.looked_at += 1;
            let key = (row.agency.clone(), row.id);
            let name = format!("{}/cases/{}", row.agency.name(), row.id);
            let (entries, tasks) =
                (entries.remove(&key).unwrap_or_default(), tasks.remove(&key).unwrap_or_default());
            let entries: serde_json::Result<Vec<Entry>> =
                entries.iter().map(|it| serde_json::from_str(it)).collect();
            let sop =
                shelf.library.procedure(&mut tx, &row.agency, &row.procedure, row.procedure_version).await;
            let (entries, sop) = match (entries, sop) {
                (Ok(entries), Ok(sop)) => (entries, sop),
                (Err(error), _) => {
                    findings.violation(name, format!("its history cannot be read: {error}"), RESTORE);
                    continue;
                }
                (_, Err(error)) => {
                    findings.violation(name, format!("its procedure cannot be read: {error}"), RESTORE);
                    continue;
                }
            };
            let calendar = shelf.calendar(&mut tx, &row.agency).await?;
            let case = Case { dossier: row.dossier.0, ..row.body.0 };
            let looked = Looked {
                case: &case,
                state: &row.state,
                sop: &sop,
                entries: &entries,
                tasks: &tasks,
                calendar,
                outages: &row.outages.0,
            };
            for reason in check(&looked) {
                findings.violation(name.clone(), reason, way_out);
            }
        }
    }
}

/// What cases are judged by, read once.
#[derive(Default)]
struct Shelf {
    library: Library,
    calendars: BTreeMap<Agency, Option<(i64, CalendarSpec)>>,
}

impl Shelf {
    async fn calendar(
        &mut self,
        db: &mut PgConnection,
        agency: &Agency,
    ) -> Result<Option<&(i64, CalendarSpec)>> {
        if !self.calendars.contains_key(agency) {
            // Cases come agency by agency.
            self.calendars.clear();
            let read = crate::store::read_calendar(db, agency).await?;
            self.calendars.insert(agency.clone(), read);
        }
        Ok(self.calendars.get(agency).and_then(Option::as_ref))
    }
}
