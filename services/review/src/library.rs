//! Published procedures and calendars, read once: a version never changes.

use crate::{reckon::Calendar, sop::Sop, store};
use hashlink::LruCache;
use platform::{Agency, Error, Result};
use sqlx::PgConnection;
use std::{
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};
use worktime::CalendarSpec;

/// Those used last. One takes about 100 kB, and about 1 ms of CPU to be read again.
const PROCEDURES: usize = 128;
/// Of all agencies, with some that were replaced.
const CALENDARS: usize = 2_048;
/// Calendars that differ in more than their agency: most have the nation's days and no more. One takes about 40 kB.
const CONTENTS: usize = 64;

/// A shelf of each. Clones share them.
#[derive(Clone)]
pub(crate) struct Library {
    procedures: Shelf<(Agency, String, i32), Sop>,
    calendars: Shelf<(Agency, i64), Calendar>,
    contents: Shelf<CalendarSpec, Calendar>,
}

impl Default for Library {
    fn default() -> Self {
        Self {
            procedures: Shelf::of(PROCEDURES),
            calendars: Shelf::of(CALENDARS),
            contents: Shelf::of(CONTENTS),
        }
    }
}

impl Library {
    /// A procedure in the version that a case is pinned to.
    pub(crate) async fn procedure(
        &self,
        db: &mut PgConnection,
        agency: &Agency,
        id: &str,
        version: i32,
    ) -> Result<Arc<Sop>> {
        let key = (agency.clone(), id.to_owned(), version);
        if let Some(found) = self.procedures.get(&key) {
            return Ok(found);
        }
        let row = store::read_procedure(db, agency, id, Some(version)).await?;
        let row = row.ok_or_else(|| Error::internal(format!("procedure {id} has no version {version}")))?;
        let sop = crate::sop::read(&row.source).map_err(|it| Error::internal(it.to_string()))?;
        Ok(self.procedures.put(key, Arc::new(sop)))
    }

    /// The agency's calendar, which the database has in `version`.
    pub(crate) async fn calendar(
        &self,
        db: &mut PgConnection,
        agency: &Agency,
        version: Option<i64>,
    ) -> Result<Option<Arc<Calendar>>> {
        let Some(version) = version else {
            return Ok(None);
        };
        if let Some(found) = self.calendars.get(&(agency.clone(), version)) {
            return Ok(Some(found));
        }
        let Some((version, spec)) = store::read_calendar(db, agency).await? else {
            return Ok(None);
        };
        let calendar = match self.contents.get(&spec) {
            Some(alike) => alike,
            None => {
                let calendar = Calendar::new(&spec).map_err(Error::internal)?;
                self.contents.put(spec, Arc::new(calendar))
            }
        };
        Ok(Some(self.calendars.put((agency.clone(), version), calendar)))
    }
}

/// What was used last; what was used longest ago makes room.
struct Shelf<K, T>(Arc<Mutex<LruCache<K, Arc<T>>>>);

impl<K, T> Clone for Shelf<K, T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<K: Eq + Hash, T> Shelf<K, T> {
    fn of(entries: usize) -> Self {
        Self(Arc::new(Mutex::new(LruCache::new(entries))))
    }

    fn get(&self, key: &K) -> Option<Arc<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    fn put(&self, key: K, thing: Arc<T>) -> Arc<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&thing));
        thing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_used_longest_ago_makes_room() {
        let shelf = Shelf::of(2);
        shelf.put('a', Arc::new(1));
        shelf.put('b', Arc::new(2));
        shelf.get(&'a');
        shelf.put('c', Arc::new(3));

        assert_eq!(['a', 'b', 'c'].map(|it| shelf.get(&it).map(|it| *it)), [Some(1), None, Some(3)]);
    }
}
