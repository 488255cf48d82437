//! Every SQL statement of this service.

mod case_file;
mod case_list;
mod chain;
mod columns;
mod comment;
mod inbox;
mod procedure;
mod task;
mod wake;

pub(crate) use case_file::{CaseRow, Key, insert_case, is_proposed_by, lock_case, read_case, save_case};
pub(crate) use case_list::{CaseFilter, list_cases};
pub(crate) use chain::{ChainRow, agencies, chains, history, read_at_one_moment};
pub(crate) use comment::{Comment, insert_comment, list_comments};
pub(crate) use inbox::{Place, TaskRow, count_tasks, list_tasks};
pub(crate) use procedure::{
    ProcedureRow, VersionRow, calendar_version, find_version, insert_procedure, list_procedures,
    list_versions, lock_procedure, newest_version, own_calendar, read_calendar, read_procedure,
    save_calendar, share_calendar,
};
pub(crate) use task::{count_open, project_tasks, stale_tasks};
pub(crate) use wake::{cases_to_wake, first_timer, insert_outage, list_outages, wake_all, wake_at};
