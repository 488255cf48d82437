//! What a page costs its reader.

use super::Browser;
use anyhow::{Context as _, Result};

/// Everything since the page was asked for: it, and what it brings. What the browser has already costs nothing. Papers that are
/// shown beside a form are as large as who wrote them made them.
const SCRIPT: &str = "
    const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
    return entries.filter((it) => it.initiatorType !== 'iframe').reduce((sum, it) => sum + it.transferSize, 0);";

impl Browser {
    /// Bytes that the page took on the wire, with their headers.
    pub(crate) async fn weight_bytes(&self) -> Result<u64> {
        self.driver.run(SCRIPT).await?.as_u64().context("a number")
    }
}
