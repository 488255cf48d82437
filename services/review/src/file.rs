//! A case with all that it is read by; no I/O.

use crate::{case::Case, engine, reckon::Calendar, sop::Sop, store::CaseRow};
use jiff::Timestamp;
use platform::{Agency, ResourceName};
use std::sync::Arc;

pub(crate) const CASES: &str = "cases";
pub(crate) const TASKS: &str = "tasks";
pub(crate) const SUBMISSIONS: &str = "submissions";
pub(crate) const PROCEDURES: &str = "procedures";

/// A case with what it runs on.
pub(crate) struct File {
    pub(crate) agency: Agency,
    pub(crate) row: CaseRow,
    pub(crate) sop: Arc<Sop>,
    pub(crate) calendar: Option<Arc<Calendar>>,
    /// When it was read.
    pub(crate) now: Timestamp,
}

impl File {
    pub(crate) fn case(&self) -> &Case {
        &self.row.case
    }

    pub(crate) fn calendar(&self) -> Option<&Calendar> {
        self.calendar.as_deref()
    }

    /// The position that may give the proposer more time to follow up, while that time runs.
    pub(crate) fn extends(&self) -> Option<String> {
        let step = self.sop.step(&self.case().step)?;
        let actor = step.lapses.as_ref()?.extend_by.as_ref()?;
        engine::position_of(&self.sop, self.case(), actor).ok()
    }

    /// The case's name.
    pub(crate) fn name(&self) -> ResourceName {
        ResourceName { agency: self.agency.clone(), collection: CASES, id: self.row.case.id }
    }
}
