//! What a collector gets of a running stack, and that the dashboard and the alerts ask for what it gets.

mod collector;
mod filing;
mod prometheus;
mod promql;
mod queries;
