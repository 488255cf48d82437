//! Telaah seen from outside, over HTTP alone: what the people of a request do. Shared by the journeys and the demo.

mod actor;
mod answer;
pub mod consideration;
mod letter;
mod long;
mod officer;
pub mod own;
mod paper;
mod proposer;
pub mod sheet;
mod stack;
pub mod story;
mod wait;

pub use actor::Actor;
pub use answer::Answer;
pub use letter::{Letter, is_signed, is_trusted, letters, sha256, text};
pub use long::is_long;
pub use officer::Done;
pub use paper::pdf;
pub use proposer::{App, REQUIREMENTS, SECTIONS};
pub use stack::{AGENCY, Stack, jakarta};
pub use wait::{eventually, within};
