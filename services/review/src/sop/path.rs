//! Names a place within a procedure: `steps.check.outcomes.complete.next`.

use std::fmt;

/// The keys that lead to a place, from the top.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Path(Vec<String>);

impl Path {
    pub(crate) fn new(keys: &[&str]) -> Self {
        Self(keys.iter().map(|it| (*it).to_owned()).collect())
    }

    /// The place `key` below this one.
    pub(crate) fn then(&self, key: impl fmt::Display) -> Self {
        let mut keys = self.0.clone();
        keys.push(key.to_string());
        Self(keys)
    }

    pub(crate) fn keys(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("."))
    }
}
