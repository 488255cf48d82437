//! What a page costs its reader.

use super::Browser;
use anyhow::{Context as _, Result};

/// Everything since the page was asked for: it, and what it brings. What the browser has already costs nothing.
const SCRIPT: &str = "
    const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
    return entries.reduce((sum, it) => sum + it.transferSize, 0);";

impl Browser {
    /// Bytes that the page took on the wire, with their headers.
    pub(crate) async fn weight_bytes(&self) -> Result<u64> {
        self.driver.run(SCRIPT).await?.as_u64().context("a number")
    }
}
