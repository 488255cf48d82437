//! Receives submissions, and keeps each one's overall state from what the other desks tell.

mod events;
mod form;
mod registration;
mod store;
mod submission;
mod timeline;
mod wording;
