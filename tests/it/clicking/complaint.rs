//! Someone complains of a service.

use super::{FIRST, LATER, everyone_can_use};
use crate::browser::{Browser, Key, Scripts};
use anyhow::{Result, ensure};
use journeys::own::Own;

const AGENCY: &str = "Kementerian Pendayagunaan Aparatur Negara dan Reformasi Birokrasi";
const SERVICE: &str = "Pertimbangan Pembangunan dan Pengembangan Aplikasi Khusus SPBE";

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
    browser.sees(AGENCY).await?;
    let later = browser.weight_bytes().await?;
    everyone_can_use(&browser).await?;
    browser.click(AGENCY).await?;
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
