//! Journeys through a whole stack, over HTTP alone, by a client or by clicking; time moves by the stack's clock.

mod apart;
mod approval;
mod browser;
mod carrying;
mod clicking;
mod complaints;
mod completion;
mod consideration;
mod invariants;
mod recording;
mod refusal;
mod repeats;
mod rework;
mod walls;
mod withdrawal;
