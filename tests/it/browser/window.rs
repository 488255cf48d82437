//! The browser around the page: its history, its tabs, its session.

use super::{Browser, look::called};
use anyhow::{Context as _, Result};
use journeys::eventually;
use serde_json::json;

impl Browser {
    /// Goes back by the browser's own button.
    pub(crate) async fn back(&self) -> Result<()> {
        self.driver.post("back", &json!({})).await.map(drop)
    }

    /// Presses the button that reads `name` twice, as fast as can be.
    pub(crate) async fn double_click(&self, name: &str) -> Result<()> {
        let button = self.one(&called("", name)).await;
        let button = self.tell(button, &format!("a button “{name}”")).await?;
        self.driver.double_click(&button).await
    }

    /// Reads the page again until it reads `words` somewhere: others work meanwhile.
    pub(crate) async fn awaits(&self, words: &str) -> Result<()> {
        let come = eventually("it reads so", async || {
            if self.reads(words).await? {
                return Ok(Some(()));
            }
            self.driver.post("refresh", &json!({})).await?;
            Ok(self.reads(words).await?.then_some(()))
        });
        self.tell(come.await, &format!("“{words}”")).await
    }

    /// Whether the page reads `words` somewhere now.
    pub(crate) async fn reads(&self, words: &str) -> Result<bool> {
        Ok(self.text_of("return read(document.body)").await?.contains(words))
    }

    /// With which status of HTTP the page came.
    pub(crate) async fn status(&self) -> Result<u64> {
        let script = "return performance.getEntriesByType('navigation')[0].responseStatus";
        self.driver.run(script).await?.as_u64().context("a number")
    }

    /// Opens another tab and shows it.
    pub(crate) async fn open_tab(&self) -> Result<()> {
        let tab = self.driver.post("window/new", &json!({ "type": "tab" })).await?;
        self.driver.post("window", &json!({ "handle": tab["handle"] })).await?;
        self.resize(1280, 900).await
    }

    /// Closes this tab and shows the first one, as it was left.
    pub(crate) async fn close_tab(&self) -> Result<()> {
        self.driver.delete("window").await?;
        let tabs = self.driver.get("window/handles").await?;
        self.driver
            .post("window", &json!({ "handle": tabs.get(0).context("a tab is left")? }))
            .await
            .map(drop)
    }

    /// Forgets the session, as time does.
    pub(crate) async fn forget_session(&self) -> Result<()> {
        self.driver.delete("cookie").await
    }
}
