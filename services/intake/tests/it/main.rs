//! Intake on real Postgres and NATS, with the real document and directory services beside it.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod carrying;
mod complaints;
mod course;
mod desk;
mod documents;
mod drafts;
mod filing;
mod follow_up;
mod national;
mod paper;
mod people;
mod predecessors;
mod recording;
mod records;
mod register;
mod sides;
mod watch;

pub(crate) use desk::{CITY, Desk, PDF, PROCEDURE};
pub(crate) use people::{capital, clinic, neighbour, proposer, reviewer, staff, village};
