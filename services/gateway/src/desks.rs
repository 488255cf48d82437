//! What every page needs of its reader's agency, as it was a moment ago.

use platform::indonesian::Zone;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// What changes in an agency shows on its pages within it.
const FRESH: Duration = Duration::from_secs(60);
const MAX_CACHED: usize = 2_000;

/// What an agency is called, its time, and its offices that review.
#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) agency_title: Arc<str>,
    pub(crate) zone: Zone,
    /// Slugs.
    pub(crate) reviewing_offices: Arc<[String]>,
}

/// Desks by the agency's name.
#[derive(Default)]
pub(crate) struct Desks(Mutex<HashMap<String, (Instant, Desk)>>);

impl Desks {
    pub(crate) fn cached(&self, agency: &str) -> Option<Desk> {
        let cached = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, desk) = cached.get(agency)?;
        (since.elapsed() < FRESH).then(|| desk.clone())
    }

    pub(crate) fn remember(&self, agency: &str, desk: &Desk) {
        let mut cached = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if MAX_CACHED <= cached.len() {
            cached.clear();
        }
        cached.insert(agency.to_owned(), (Instant::now(), desk.clone()));
    }
}
