//! What must hold of every letter: numbers without gaps, and one valid signature set over the file that was registered.

mod issued;
mod numbers;
mod signature;
mod store;

pub use issued::{Claim, Evidence, check_letters};
pub use numbers::check_numbers;
pub use signature::read_root;

/// What to do where a register does not hold.
const RECORD: &str =
    "record by an official memo what became of the number; restore the register from a backup";
/// What to do where a letter does not hold.
const VOID: &str =
    "void the letter and issue it anew; restore its file from a backup where that is what changed";
