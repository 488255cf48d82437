//! The browser itself: it finds things as people do, and says what keeps people out.

use super::everyone_can_use;
use crate::browser::{Browser, Scripts, Strictness::Fails};
use anyhow::{Context as _, Result, ensure};
use journeys::own::root;

#[tokio::test]
async fn a_browser_finds_things_by_what_they_are_called() -> Result<()> {
    let Some(browser) = Browser::alone(Scripts::On).await? else { return Ok(()) };
    browser.open(&sample("sample")).await?;

    browser.click("Masuk").await?;
    let in_main = browser.path().await?;
    browser.click_in("Permohonan dua", "Buka").await?;
    let in_item = browser.path().await?;
    browser.fill("Nama", "Siti").await?;
    browser.attach("Surat permohonan", &root().join("Makefile")).await?;
    browser.pick("Tahun", "2027").await?;
    browser.choose("Data ini benar").await?;

    browser.sees("Siti / Makefile / 2027 / true").await?;
    ensure!(in_main.ends_with("#masuk") && in_item.ends_with("#dua"), "{in_main} {in_item}");
    assert_eq!(browser.heading().await?, "Contoh halaman");
    everyone_can_use(&browser).await
}

#[tokio::test]
async fn a_page_that_not_everyone_can_use_is_told() -> Result<()> {
    let Some(browser) = Browser::alone(Scripts::On).await? else { return Ok(()) };
    browser.open(&sample("faulty")).await?;

    let axe = browser.passes_axe(Fails).await.err().context("it has violations")?.to_string();
    let wide = browser.fits().await.err().context("it is too wide")?.to_string();

    ensure!(axe.contains("label (critical)") && axe.contains("color-contrast (serious)"), "{axe}");
    ensure!(wide.contains("does not fit 320 px") && wide.contains("width: 700px"), "{wide}");
    Ok(())
}

fn sample(name: &str) -> String {
    format!("file://{}/tests/it/browser/{name}.html", root().display())
}
