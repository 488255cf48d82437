//! Reads a procedure's file, whoever wrote it, and says where it is wrong.

use super::{Sop, locate::Places, path::Path};
use serde_json::Value;
use serde_saphyr::{Options, budget, options};
use std::fmt;

/// More is no procedure.
pub const MAX_SOURCE_BYTES: usize = 1024 * 1024;

/// What is wrong with a procedure's file, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// From 1; 0 where it is about the whole.
    pub line: u64,
    /// From 1; 0 where it is about the whole.
    pub column: u64,
    /// What it is about, such as `steps.register.actor`; empty where that is not known.
    pub path: String,
    /// What is wrong, and the way out.
    pub message: String,
}

/// JSON Schema (2020-12) of the grammar, for editors.
pub fn schema() -> Value {
    schemars::schema_for!(Sop).to_value()
}

/// Reads the words, without asking whether they make sense together.
pub(crate) fn read(source: &str) -> Result<Sop, Problem> {
    if MAX_SOURCE_BYTES < source.len() {
        return Err(Problem::too_long(source));
    }
    serde_saphyr::from_str_with_options(source, limits()).map_err(Problem::from)
}

/// Where things stand in a source that [`read`] took.
pub(crate) fn places(source: &str) -> Places {
    serde_saphyr::from_str_with_options(source, limits()).unwrap_or_default()
}

impl Problem {
    /// At the first character beyond the limit.
    fn too_long(source: &str) -> Self {
        let allowed = &source[..source.floor_char_boundary(MAX_SOURCE_BYTES)];
        let line = allowed.bytes().filter(|it| *it == b'\n').count() + 1;
        let column = allowed.chars().rev().take_while(|it| *it != '\n').count() + 1;
        let message = format!("the file is longer than {MAX_SOURCE_BYTES} bytes");
        Self { line: line as u64, column: column as u64, path: String::new(), message }
    }

    pub(super) fn at(places: &Places, path: &Path, message: &str) -> Self {
        let (line, column) = places.find(path);
        Self { line, column, path: path.to_string(), message: message.to_owned() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line != 0 {
            write!(f, "line {}, column {}: ", self.line, self.column)?;
        }
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)
    }
}

impl From<serde_saphyr::Error> for Problem {
    fn from(error: serde_saphyr::Error) -> Self {
        let (line, column) = error.location().map_or((0, 0), |it| (it.line(), it.column()));
        if let serde_saphyr::Error::Budget { .. } = error.without_snippet() {
            let message =
                "here it has more words, levels, anchors or references than a procedure needs".to_owned();
            return Self { line, column, path: String::new(), message };
        }
        let message = error.without_snippet().to_string();
        let message = message.trim_end_matches(&format!(" at line {line}, column {column}"));
        Self { line, column, path: String::new(), message: message.to_owned() }
    }
}

/// A procedure has a few thousand words, and no need to repeat any by reference more than some dozen times.
fn limits() -> Options {
    options! {
        with_snippet: false,
        budget: budget! {
            max_events: 30_000,
            max_aliases: 200,
            max_anchors: 100,
            max_depth: 32,
        },
    }
}
