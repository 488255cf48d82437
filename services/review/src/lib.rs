//! Takes submissions through the reviewing agency's procedure.

mod case;
mod engine;
mod reckon;
mod sheet;
pub mod sop;
mod text;
