//! Published procedures and calendars, read once: a version never changes.

use crate::{reckon::Calendar, sop::Sop, store};
use platform::{Agency, Error, Result};
use sqlx::PgConnection;
use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

/// About 650 agencies with some procedures in some versions each.
const MAX_ENTRIES: usize = 20_000;

/// A shelf of each. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct Library {
    procedures: Shelf<(Agency, String, i32), Sop>,
    calendars: Shelf<(Agency, i64), Calendar>,
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
        Ok(self.procedures.put(key, sop))
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
        let calendar = Calendar::new(&spec).map_err(Error::internal)?;
        Ok(Some(self.calendars.put((agency.clone(), version), calendar)))
    }
}

struct Shelf<K, T>(Arc<Mutex<HashMap<K, Arc<T>>>>);

impl<K, T> Clone for Shelf<K, T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<K, T> Default for Shelf<K, T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K: Eq + Hash, T> Shelf<K, T> {
    fn get(&self, key: &K) -> Option<Arc<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    fn put(&self, key: K, thing: T) -> Arc<T> {
        let mut things = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if MAX_ENTRIES <= things.len() {
            things.clear();
        }
        let thing = Arc::new(thing);
        things.insert(key, Arc::clone(&thing));
        thing
    }
}
