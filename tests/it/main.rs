//! Journeys.
#[test] fn nothing() {}
