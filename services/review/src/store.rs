//! Every SQL statement of this service.

mod case_file;
mod chain;
mod columns;
mod comment;
mod procedure;
mod task;
mod wake;

pub(crate) use case_file::{
    CaseRow, Key, insert_case, is_proposed_by, list_cases, lock_case, read_case, save_case,
};
pub(crate) use chain::{ChainRow, agencies, chains, history, read_at_one_moment};
pub(crate) use comment::{Comment, insert_comment, list_comments};
pub(crate) use procedure::{
    ProcedureRow, calendar_version, find_version, insert_procedure, list_procedures, lock_procedure,
    newest_version, own_calendar, read_calendar, read_procedure, save_calendar, share_calendar,
};
pub(crate) use task::{TaskRow, count_open, list_tasks, project_tasks, stale_tasks};
pub(crate) use wake::{cases_to_wake, insert_outage, list_outages, wake_all, wake_at};
