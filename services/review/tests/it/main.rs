//! The procedures that ship, and the service on real PostgreSQL and NATS.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod audit;
mod checking;
mod consideration;
mod course;
mod deadlines;
mod definition;
mod inboxes;
mod lists;
mod ministry;
mod office;
mod other_agency;
mod publishing;
mod refusals;
mod returns;
mod shown;
mod words;
