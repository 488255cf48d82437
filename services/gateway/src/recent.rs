//! What pages ask for again and again, as it was a moment ago.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// What changes shows on pages within it.
const FRESH: Duration = Duration::from_secs(60);
const MAX_KEPT: usize = 20_000;

/// Answers by the name of what they are about.
pub(crate) struct Recent<T>(Mutex<HashMap<String, (Instant, T)>>);

impl<T: Clone> Recent<T> {
    /// What was kept about `name`, if that was not long ago.
    pub(crate) fn get(&self, name: &str) -> Option<T> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, answer) = kept.get(name)?;
        (since.elapsed() < FRESH).then(|| answer.clone())
    }

    pub(crate) fn keep(&self, name: &str, answer: T) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if MAX_KEPT <= kept.len() {
            kept.clear();
        }
        kept.insert(name.to_owned(), (Instant::now(), answer));
    }
}

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}
