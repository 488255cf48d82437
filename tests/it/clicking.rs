//! What a person does on the pages in a browser, by what they read there; with scripts and without.

use crate::{
    browser::{Browser, Key, Scripts, Strictness::Fails},
    harness::{Own, root},
};
use anyhow::{Context as _, Result, ensure};

const SERVICE: &str = "Pertimbangan Pembangunan dan Pengembangan Aplikasi Khusus SPBE";
/// Bytes on the wire that a first page may take, and one that comes later.
const FIRST: u64 = 60_000;
const LATER: u64 = 15_000;

#[tokio::test]
async fn a_person_complains_by_clicking() -> Result<()> {
    complains(Scripts::On).await
}

#[tokio::test]
async fn a_person_complains_by_clicking_without_scripts() -> Result<()> {
    complains(Scripts::Off).await
}

async fn complains(scripts: Scripts) -> Result<()> {
    let own = Own::start().await?;
    let Some(browser) = Browser::of(&own, scripts).await? else { return Ok(()) };
    browser.open("/complaints").await?;
    let first = browser.weight_bytes().await?;
    everyone_can_use(&browser).await?;

    browser.fill("Nama instansi yang menyelenggarakan layanan", "pendayagunaan").await?;
    browser.click("Cari").await?;
    let later = browser.weight_bytes().await?;
    everyone_can_use(&browser).await?;
    browser.click("Kementerian Pendayagunaan Aparatur Negara dan Reformasi Birokrasi").await?;
    everyone_can_use(&browser).await?;
    browser.click(SERVICE).await?;
    everyone_can_use(&browser).await?;
    browser.choose("Pengaduan").await?;
    browser.fill("Perihal", "Surat balasan belum diterima").await?;
    browser.fill("Isi", "Permohonan sudah lengkap sejak Desember.").await?;
    browser.click("Kirim").await?;

    browser.sees("26 Januari 2026").await?;
    everyone_can_use(&browser).await?;
    ensure!(browser.path().await?.starts_with("/complaints/"), "{}", browser.path().await?);
    ensure!(first <= FIRST && later <= LATER, "the pages weigh {first} and {later} bytes");
    println!("the pages weigh {first} and {later} bytes; {}", browser.screenshot("ticket").await?.display());
    Ok(())
}

#[tokio::test]
async fn a_person_complains_with_the_keyboard_alone() -> Result<()> {
    let own = Own::start().await?;
    let Some(browser) = Browser::of(&own, Scripts::On).await? else { return Ok(()) };
    browser.open("/complaints?agency=kemenpanrb").await?;

    browser.tab_to(SERVICE).await?;
    browser.press(Key::Enter).await?;
    browser.sees("Jenis masukan").await?;
    browser.tab_to("Pengaduan").await?;
    browser.press(Key::Space).await?;
    browser.tab_to("Perihal").await?;
    browser.enter("Jam layanan").await?;
    browser.tab_to("Isi").await?;
    browser.enter("Mohon dibuka sampai pukul 20.00.").await?;
    browser.tab_to("Kirim").await?;
    browser.press(Key::Enter).await?;

    browser.sees("26 Januari 2026").await
}

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

/// axe-core is a script itself: where pages may run none, it judges nothing.
async fn everyone_can_use(browser: &Browser) -> Result<()> {
    if browser.scripts == Scripts::On {
        browser.passes_axe(Fails).await?;
    }
    browser.fits().await
}

fn sample(name: &str) -> String {
    format!("file://{}/tests/it/browser/{name}.html", root().display())
}
