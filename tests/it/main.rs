//! Journeys through a whole stack, over HTTP alone; time moves by the stack's clock.

mod approval;
mod completion;
mod consideration;
mod harness;
mod refusal;
mod repeats;
mod rework;
mod story;
mod walls;
mod withdrawal;
