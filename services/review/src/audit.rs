//! The audit chain of a case: each entry carries the hash of the one before, so that nothing can be changed, added or taken
//! out unnoticed.

mod verify;

pub use verify::{Broken, Report, verify};

use crate::case::{Event, Performer};
use jiff::Timestamp;
use platform::Agency;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// A SHA-256 hash.
pub(crate) type Hash = [u8; 32];

/// What comes before the first entry.
pub(crate) const ORIGIN: Hash = [0; 32];

/// How far a case's chain reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    /// How many entries there are.
    pub(crate) length: i64,
    /// The hash of the last one.
    pub(crate) hash: Hash,
}

/// An entry as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) sequence: i64,
    pub(crate) entry: String,
    pub(crate) hash: Hash,
}

/// An entry as it is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) agency: Agency,
    pub(crate) case: Uuid,
    pub(crate) sequence: i64,
    pub(crate) time: Timestamp,
    pub(crate) kind: String,
    pub(crate) step: String,
    pub(crate) performer: Option<Performer>,
    pub(crate) detail: Value,
}

impl Head {
    /// Before anything happened.
    pub(crate) const START: Self = Self { length: 0, hash: ORIGIN };

    /// Chains `events`, each with the step it happened at, to what there is.
    pub(crate) fn chain<'e>(
        &mut self,
        agency: &Agency,
        case: Uuid,
        events: impl IntoIterator<Item = (&'e Event, String)>,
    ) -> Vec<Link> {
        let link = |(event, step): (&Event, String)| {
            self.length += 1;
            let entry = Entry {
                agency: agency.clone(),
                case,
                sequence: self.length,
                time: event.at,
                kind: event.fact.kind().to_owned(),
                step,
                performer: event.fact.performer().cloned(),
                detail: event.fact.detail(),
            };
            let entry = canonical(&json!(entry)).to_string();
            self.hash = hash(&self.hash, &entry);
            Link { sequence: self.length, entry, hash: self.hash }
        };
        events.into_iter().map(link).collect()
    }
}

/// The hash of an entry behind the one with hash `before`.
pub(crate) fn hash(before: &Hash, entry: &str) -> Hash {
    Sha256::new_with_prefix(before).chain_update(entry).finalize().into()
}

/// A hash as it is shown.
pub(crate) fn hexadecimal(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The same value with the fields of every object in the order of their names.
fn canonical(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(canonical).collect(),
        Value::Object(fields) => {
            let mut sorted: Vec<(&String, &Value)> = fields.iter().collect();
            sorted.sort_unstable_by_key(|(name, _)| *name);
            sorted
                .into_iter()
                .map(|(name, value)| (name.clone(), canonical(value)))
                .collect::<Map<_, _>>()
                .into()
        }
        plain => plain.clone(),
    }
}
