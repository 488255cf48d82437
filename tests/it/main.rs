//! Journeys through a whole stack, over HTTP alone; time moves by the stack's clock.

mod approval;
mod carrying;
mod complaints;
mod completion;
mod consideration;
mod harness;
mod recording;
mod refusal;
mod repeats;
mod rework;
mod story;
mod walls;
mod withdrawal;
