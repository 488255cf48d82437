//! What must hold of a stack, as operators find it.

use super::Own;
use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

/// As many invariants as the program looks at.
const INVARIANTS: usize = 8;

impl Own {
    /// Fails unless the hash chains of all cases hold.
    pub fn audit(&self) -> Result<String> {
        let (holds, said) = self.program(&["audit", "verify"])?;
        ensure!(holds, "{said}");
        Ok(said)
    }

    /// Tells all events again. What the template's stack had heard was never in the stream of this one, and invariants ask
    /// for it there.
    pub fn refill(&self) -> Result<()> {
        let (refilled, printed) = self.program(&["events", "refill"])?;
        ensure!(refilled, "{printed}");
        Ok(())
    }

    /// What the program finds of a stack at rest: whether all invariants hold, and what of each. `canary` is an agency with
    /// words that it alone may hold, as in `kota-tangerang=Antrean`.
    pub fn invariants(&self, canary: &str) -> Result<(bool, Vec<Value>)> {
        let (holds, printed) =
            self.program(&["check", "invariants", "--settled", "--json", "--canary", canary])?;
        let outcomes = serde_json::from_str(&printed).with_context(|| printed.clone())?;
        Ok((holds, outcomes))
    }

    /// Fails unless every invariant holds; answers with what was found.
    pub fn hold_invariants(&self, canary: &str) -> Result<Vec<Value>> {
        let (holds, outcomes) = self.invariants(canary)?;
        let broken: Vec<&Value> = outcomes.iter().filter(|it| it["broken"] != 0).collect();
        ensure!(holds && broken.is_empty() && outcomes.len() == INVARIANTS, "{broken:#?}");
        Ok(outcomes)
    }
}
