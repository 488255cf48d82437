//! What stands at the head of an agency's or an office's letters.

use serde::{Deserialize, Serialize};

/// Kept as it is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Letterhead {
    /// From top to bottom, the last one largest.
    pub(crate) lines: Vec<String>,
    pub(crate) address: String,
    pub(crate) contact: String,
    /// Stands before the date.
    pub(crate) town: String,
}
