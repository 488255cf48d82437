//! What every page needs of its reader's agency.

use platform::indonesian::Zone;
use std::sync::Arc;

/// What an agency is called, its time, and its offices that review.
#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) agency_title: Arc<str>,
    pub(crate) zone: Zone,
    /// Slugs.
    pub(crate) reviewing_offices: Arc<[String]>,
}
