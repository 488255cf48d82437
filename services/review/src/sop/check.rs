//! The static check: what a procedure's words promise each other, before a case ever runs on it.

mod parts;
mod promises;
mod steps;

use super::{
    Problem, Sop,
    path::Path,
    read::{places, read},
};

/// Reads and checks a procedure. `positions` are the slugs the agency has; without them, positions are believed.
///
/// Fails with everything that is wrong, in the order of the file.
pub fn check(source: &str, positions: Option<&[String]>) -> Result<Sop, Vec<Problem>> {
    let sop = read(source).map_err(|problem| vec![problem])?;
    let mut findings = Findings::default();
    parts::check(&sop, positions, &mut findings);
    promises::check(&sop, positions, &mut findings);
    steps::check(&sop, &mut findings);
    if findings.0.is_empty() {
        return Ok(sop);
    }
    let places = places(source);
    let mut problems: Vec<Problem> =
        findings.0.iter().map(|(path, message)| Problem::at(&places, path, message)).collect();
    problems.sort();
    Err(problems)
}

/// Notes `message` about a part of the whole procedure, as the check does.
pub(crate) fn note(source: &str, part: &str, message: &str) -> Problem {
    Problem::at(&places(source), &Path::new(&[part]), message)
}

/// What was found wrong so far.
#[derive(Default)]
struct Findings(Vec<(Path, String)>);

impl Findings {
    fn add(&mut self, path: Path, message: impl Into<String>) {
        self.0.push((path, message.into()));
    }

    /// Notes `message` unless `holds`.
    fn demand(&mut self, holds: bool, path: &Path, message: impl FnOnce() -> String) {
        if !holds {
            self.add(path.clone(), message());
        }
    }
}
