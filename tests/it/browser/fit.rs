//! Whether a page fits a small screen and a large zoom, without scrolling sideways.

use super::Browser;
use anyhow::{Result, ensure};
use serde_json::json;

/// Of WCAG 2.2, 1.4.10: the narrowest screen.
const NARROW: u32 = 320;
/// A window of 1280 at 200 %.
const ZOOMED: u32 = 640;

/// What reaches beyond the right edge and lies in nothing that scrolls or hides by itself.
const SCRIPT: &str = "
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return '';
    const isHeld = (element) => {
      for (let it = element.parentElement; it && it !== document.body; it = it.parentElement) {
        if (getComputedStyle(it).overflowX !== 'visible') return true;
      }
      return false;
    };
    const wide = [...document.body.querySelectorAll('*')]
      .filter((it) => it.getBoundingClientRect().right > root.clientWidth + 0.5 && !isHeld(it))
      .map((it) => it.cloneNode(false).outerHTML);
    return `${root.scrollWidth} px: ${wide.join(' ')}`;";

impl Browser {
    /// Fails where the page is wider than a screen of 320 px, or than its window at 200 %.
    pub(crate) async fn fits(&self) -> Result<()> {
        for (width, scale) in [(NARROW, 1), (ZOOMED, 2)] {
            let size = json!({ "width": width, "height": 450, "deviceScaleFactor": scale, "mobile": false });
            self.driver.chrome("Emulation.setDeviceMetricsOverride", &size).await?;
            let wide = self.text_of(SCRIPT).await?;
            let path = self.path().await?;
            ensure!(wide.is_empty(), "{path} does not fit {width} px, it is {wide}");
        }
        self.resize(1280, 900).await
    }
}
