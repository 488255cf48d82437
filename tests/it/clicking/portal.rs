//! A stack of a journey's own with a browser before it: who sits there, what they read, whether everyone could.

use super::{FIRST, LATER, everyone_can_use};
use crate::browser::{Browser, Scripts};
use anyhow::{Result, ensure};
use journeys::own::Own;
use std::{
    collections::HashSet,
    ops::Deref,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

/// Kinds of pages, in the states they were met in, that everyone can use, with scripts or without.
static USABLE: Mutex<Option<HashSet<String>>> = Mutex::new(None);

/// The portal as one person after another sees it.
pub(super) struct Portal {
    pub(super) own: Own,
    browser: Browser,
    is_visited: AtomicBool,
}

impl Portal {
    /// Opens it at a local time; nothing: this machine can have no browser.
    pub(super) async fn open_at(time: &str, scripts: Scripts) -> Result<Option<Self>> {
        let own = Own::start().await?;
        own.advance(time).await?;
        Self::of(own, scripts).await
    }

    /// Opens it on a stack where something happened already.
    pub(super) async fn of(own: Own, scripts: Scripts) -> Result<Option<Self>> {
        let browser = Browser::of(&own, scripts).await?;
        Ok(browser.map(|browser| Self { own, browser, is_visited: AtomicBool::new(false) }))
    }

    /// Signs in who holds `position` in the city, or `position@agency`; whoever sat there before has left.
    pub(super) async fn signs_in(&self, position: &str) -> Result<()> {
        self.browser.open("/sign-in").await?;
        if self.path().await? != "/sign-in" {
            self.signs_out().await?;
            self.click("Masuk").await?;
        }
        self.sees("Nama pengguna").await?;
        self.gives_name_and_password(position).await?;
        self.sees("Selamat bekerja").await
    }

    /// Signs out, and waits for the first page: a page that is opened before would be replaced by it.
    pub(super) async fn signs_out(&self) -> Result<()> {
        self.click("Keluar").await?;
        self.awaits("Periksa keaslian surat").await
    }

    /// Fills in the form of the sign-in page, whatever comes behind it.
    pub(super) async fn gives_name_and_password(&self, position: &str) -> Result<()> {
        let at = if position.contains('@') { "" } else { "@kota-tangerang" };
        self.fill("Nama pengguna", &format!("{position}{at}")).await?;
        self.fill("Kata sandi", "demo").await?;
        self.click("Masuk").await
    }

    /// Goes to a page of the public, by its address as it stands on a letter.
    pub(super) async fn goes_to(&self, path: &str) -> Result<()> {
        self.browser.open(path).await
    }

    /// Waits until the page reads `words`. Everyone can use it as it is then, and it is light.
    pub(super) async fn sees(&self, words: &str) -> Result<()> {
        self.browser.sees(words).await?;
        let limit = if self.is_visited.swap(true, Ordering::Relaxed) { LATER } else { FIRST };
        let weight = self.weight_bytes().await?;
        ensure!(weight <= limit, "{} weighs {weight} bytes", self.path().await?);
        self.is_usable().await
    }

    /// Each kind of page is judged once in each state.
    async fn is_usable(&self) -> Result<()> {
        let kind = format!("{:?} {}", self.scripts, self.kind().await?);
        let is_known =
            USABLE.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_default().contains(&kind);
        if !is_known {
            everyone_can_use(&self.browser).await?;
            USABLE.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_default().insert(kind);
        }
        Ok(())
    }
}

impl Deref for Portal {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.browser
    }
}
