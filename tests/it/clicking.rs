//! What a person does on the pages in a browser, by what they read there; with scripts and without.

mod administering;
mod administrator;
mod approval;
mod browser;
mod carrying;
mod complaint;
mod consideration;
mod deliberating;
mod filing;
mod keyboard;
mod loss;
mod officer;
mod portal;
mod proposer;
mod recording;
mod session;
mod signing;
mod sweep;
mod withdrawing;

use crate::browser::{Browser, Scripts, Strictness::Fails};
use anyhow::Result;

/// Bytes on the wire that a first page may take, and one that comes later.
const FIRST: u64 = 60_000;
const LATER: u64 = 15_000;

/// axe-core is a script itself: where pages may run none, it judges nothing.
async fn everyone_can_use(browser: &Browser) -> Result<()> {
    if browser.scripts == Scripts::On {
        browser.passes_axe(Fails).await?;
    }
    browser.fits().await
}
