//! Every SQL statement of this service.

mod agenda;
mod meeting;
mod team;

pub(crate) use agenda::{
    convene, item_of_case, items, list_items, read_items, remove_item, request, write_outcomes,
};
pub(crate) use meeting::{answer, ask_again, earlier_sessions, insert, list_meetings, lock, read, save};
pub(crate) use team::{act_as, enter, list_teams, team};
