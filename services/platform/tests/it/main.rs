//! The mechanism on real Postgres and NATS: one binary, so it links once.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod callers;
mod crowds;
mod cuts;
mod desk;
mod lanes;
mod outage;
mod repeats;
mod tenancy;

/// Who reviews, who asks, and who has nothing to do with it.
const REVIEWER: &str = "kemenpanrb";
const PROPOSER: &str = "kota-tangerang";
const STRANGER: &str = "kota-bandung";
