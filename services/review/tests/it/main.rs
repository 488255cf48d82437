//! The procedures that ship, and the service on real PostgreSQL and NATS.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod audit;
mod course;
mod definition;
mod lists;
mod office;
mod other_agency;
mod publishing;
mod refusals;
mod returns;
mod words;
