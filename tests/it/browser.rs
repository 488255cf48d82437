//! A person's browser: headless Chromium of a journey's own, in which things are found as people find them, by what they read.

mod accessibility;
mod beside;
mod driver;
mod fit;
mod key;
mod look;
mod weight;
mod window;

pub(crate) use accessibility::Strictness;
pub(crate) use key::Key;

use anyhow::{Context as _, Result, bail, ensure};
use driver::{Driver, Element};
use journeys::{
    eventually,
    own::{Own, journey_folder},
};
use look::{BUTTONS, called, field, literal, option, within};
use serde_json::json;
use std::{
    env, fs,
    path::{Path, PathBuf},
};
use tokio::sync::{Semaphore, SemaphorePermit};

/// As many browsers as are open at once: each takes some 300 MB.
static PLACES: Semaphore = Semaphore::const_new(3);

/// Whether pages may run scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scripts {
    On,
    Off,
}

/// An open browser with a fresh profile that ends with its journey.
pub(crate) struct Browser {
    pub(crate) scripts: Scripts,
    driver: Driver,
    /// Without a slash at its end.
    url: String,
    folder: PathBuf,
    _place: SemaphorePermit<'static>,
}

impl Browser {
    /// Opens a browser on a journey's stack; nothing: this machine can have none, which was said aloud.
    pub(crate) async fn of(own: &Own, scripts: Scripts) -> Result<Option<Self>> {
        Self::start(&own.url, own.folder(), scripts).await
    }

    /// Opens a browser for pages that need no stack.
    pub(crate) async fn alone(scripts: Scripts) -> Result<Option<Self>> {
        Self::start("", &journey_folder()?, scripts).await
    }

    async fn start(url: &str, folder: &Path, scripts: Scripts) -> Result<Option<Self>> {
        if is_impossible() {
            println!("skipped: no Chromium can be installed here");
            return Ok(None);
        }
        let place = PLACES.acquire().await?;
        let driver = Driver::start(folder, scripts == Scripts::Off).await?;
        let browser = Self { scripts, driver, url: url.to_owned(), folder: folder.to_owned(), _place: place };
        browser.resize(1280, 900).await?;
        Ok(Some(browser))
    }

    /// Goes to a path of the stack, or to a whole URL.
    pub(crate) async fn open(&self, path: &str) -> Result<()> {
        let url = if path.contains("://") { path.to_owned() } else { format!("{}{path}", self.url) };
        self.driver.post("url", &json!({ "url": url })).await?;
        Ok(())
    }

    /// Follows the link or presses the button that reads `name`.
    pub(crate) async fn click(&self, name: &str) -> Result<()> {
        self.click_at(&format!("a link or button “{name}”"), &called("", name)).await
    }

    /// Follows the link or presses the button that reads `name`, in the row, item or group that contains `words`.
    pub(crate) async fn click_in(&self, words: &str, name: &str) -> Result<()> {
        self.click_at(&format!("a link or button “{name}” beside “{words}”"), &within(words, name)).await
    }

    /// Writes into the field with this label, instead of what is in it.
    pub(crate) async fn fill(&self, label: &str, text: &str) -> Result<()> {
        self.fill_at(&format!("a field “{label}”"), &field(label), text).await
    }

    /// Chooses the radio button or ticks the box with this label.
    pub(crate) async fn choose(&self, label: &str) -> Result<()> {
        self.click_at(&format!("a choice “{label}”"), &field(label)).await
    }

    /// Picks an option of the list with this label.
    pub(crate) async fn pick(&self, label: &str, name: &str) -> Result<()> {
        self.click_at(&format!("an option “{name}” of “{label}”"), &option(label, name)).await
    }

    /// Attaches a file in the field with this label.
    pub(crate) async fn attach(&self, label: &str, file: &Path) -> Result<()> {
        let path = fs::canonicalize(file)?;
        let path = path.to_str().context("a path of plain characters")?;
        let attached = async {
            let field = self.one(&field(label)).await?;
            self.driver.write(&field, path).await
        };
        self.tell(attached.await, &format!("a field “{label}”")).await
    }

    /// Presses a key in whatever has the focus.
    pub(crate) async fn press(&self, key: Key) -> Result<()> {
        self.driver.keys(key.code()).await
    }

    /// Types into whatever has the focus.
    pub(crate) async fn enter(&self, text: &str) -> Result<()> {
        self.driver.keys(text).await
    }

    /// Presses Tab until the link, button or field that is called `name` has the focus.
    pub(crate) async fn tab_to(&self, name: &str) -> Result<()> {
        let mut passed = vec![];
        // Once around: after the last thing the page itself has the focus, then the first one.
        while passed.len() < 200 && passed.iter().filter(|it: &&String| it.is_empty()).count() < 3 {
            let focus = self.focus().await?;
            if focus == name {
                return Ok(());
            }
            passed.push(focus);
            self.press(Key::Tab).await?;
        }
        bail!("Tab never comes to “{name}”, but to {passed:?}\n{}", self.described().await)
    }

    /// What the focused link, button or field is called; empty: nothing has the focus.
    pub(crate) async fn focus(&self) -> Result<String> {
        self.text_of("return focusName()").await
    }

    /// Waits until the page reads `words` somewhere.
    pub(crate) async fn sees(&self, words: &str) -> Result<()> {
        let seen = eventually("it reads so", async || {
            Ok(self.text_of("return read(document.body)").await?.contains(words).then_some(()))
        });
        self.tell(seen.await, &format!("“{words}”")).await
    }

    /// The page's heading.
    pub(crate) async fn heading(&self) -> Result<String> {
        self.text_of("return read(document.querySelector('h1'))").await
    }

    /// The path of the page, with what follows it, such as a place in the page.
    pub(crate) async fn path(&self) -> Result<String> {
        self.text_of("return location.pathname + location.search + location.hash").await
    }

    /// What the page is, but for whom and what it is about.
    pub(crate) async fn kind(&self) -> Result<String> {
        self.text_of("return kindOf()").await
    }

    /// Keeps a picture of the whole page in the journey's folder.
    pub(crate) async fn screenshot(&self, name: &str) -> Result<PathBuf> {
        let parameters = json!({ "format": "png", "captureBeyondViewport": true });
        let picture = self.driver.chrome("Page.captureScreenshot", &parameters).await?;
        let path = self.folder.join(format!("{name}.png"));
        let encoded = picture["data"].as_str().context("a picture")?;
        fs::write(&path, driver::decoded(encoded).context("the picture is base64")?)?;
        Ok(path)
    }

    async fn fill_at(&self, what: &str, path: &str, text: &str) -> Result<()> {
        let filled = eventually("the field is filled in", async || {
            let field = self.one(path).await?;
            self.driver.clear(&field).await?;
            self.driver.write(&field, text).await.map(Some)
        });
        self.tell(filled.await, what).await
    }

    async fn click_at(&self, what: &str, path: &str) -> Result<()> {
        let clicked = eventually("it is there", async || {
            let element = self.one(path).await?;
            self.driver.click(&element).await.map(Some)
        });
        self.tell(clicked.await, what).await
    }

    /// The only visible thing at an XPath; what is in the page's main part goes before what surrounds it.
    async fn one(&self, path: &str) -> Result<Element> {
        for part in ["//main", ""] {
            let inside = path.replace(look::PLACE, part);
            let mut seen = vec![];
            for element in self.driver.find(&inside).await? {
                if self.driver.is_shown(&element).await? {
                    seen.push(element);
                }
            }
            ensure!(seen.len() < 2, "there are {} of them", seen.len());
            if let Some(element) = seen.pop() {
                return Ok(element);
            }
        }
        bail!("it is not there")
    }

    async fn text_of(&self, script: &str) -> Result<String> {
        let said = self.driver.run(&format!("{}\n{script}", look::READ)).await?;
        Ok(said.as_str().context("a text")?.to_owned())
    }

    /// Adds what is on the page to a refusal.
    async fn tell<T>(&self, done: Result<T>, wanted: &str) -> Result<T> {
        match done {
            Ok(it) => Ok(it),
            Err(error) => {
                let _ = self.screenshot("failed").await;
                Err(error.context(format!("wanted {wanted}\n{}", self.described().await)))
            }
        }
    }

    async fn described(&self) -> String {
        let script = format!("return described({})", literal(BUTTONS));
        self.text_of(&script).await.unwrap_or_else(|error| format!("the page cannot be read: {error:#}"))
    }

    async fn resize(&self, width: u32, height: u32) -> Result<()> {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.driver.chrome("Emulation.setDeviceMetricsOverride", &size).await?;
        Ok(())
    }
}

/// Whether make test found that this machine can have no Chromium. Where nobody said so, a missing one fails the test.
#[expect(clippy::disallowed_methods, reason = "a test has no main that reads a Config")]
fn is_impossible() -> bool {
    env::var("BROWSER").is_ok_and(|it| it == "none")
}
