//! An officer works with the keyboard alone.

use super::portal::Portal;
use crate::browser::{Key, Scripts};
use anyhow::{Result, ensure};
use journeys::story::{APP, GOVERNANCE, Story};
use serde_json::Value;

#[tokio::test]
async fn an_officer_fills_in_a_checklist_with_the_keyboard_alone() -> Result<()> {
    let story = Story::filed_at("2026-01-12T08:00:00").await?;
    story.does(GOVERNANCE, "receipt", "", Value::Null).await?;
    let Some(portal) = Portal::of(story.own, Scripts::On).await? else { return Ok(()) };
    portal.goes_to("/").await?;

    portal.follows("Masuk").await?;
    portal.sees("Kata sandi").await?;
    portal.tab_to("Nama pengguna").await?;
    portal.enter(&format!("{GOVERNANCE}@kota-tangerang")).await?;
    portal.tab_to("Kata sandi").await?;
    portal.enter("demo").await?;
    portal.press(Key::Enter).await?;
    portal.sees("Selamat bekerja").await?;
    portal.follows("Kotak masuk").await?;
    portal.sees("Cari aplikasi").await?;
    portal.follows(APP.title).await?;
    portal.sees("Langsung ke Ceklis Kelengkapan").await?;
    portal.follows("Langsung ke Ceklis Kelengkapan").await?;
    portal.tab_to("Ada").await?;
    // The first four are there, the fifth is not; j goes on to the next row.
    portal.enter("1j1j1j1j2").await?;
    portal.tab_to("Keterangan").await?;
    portal.enter("Uraikan setiap keluaran.").await?;
    portal.tab_to("Lengkap").await?;
    portal.press(Key::Down).await?;
    portal.follows("Selesaikan langkah ini").await?;

    portal.sees("Tersimpan:").await?;
    portal.sees("Tidak lengkap").await?;
    let told = portal.own.mail(journeys::story::PROPOSER, &["Input dan output aplikasi"]).await?;
    ensure!(told.text.contains("Uraikan setiap keluaran."), "{told:?}");
    Ok(())
}

impl Portal {
    /// Follows the link or presses the button by the keyboard.
    async fn follows(&self, name: &str) -> Result<()> {
        self.tab_to(name).await?;
        self.press(Key::Enter).await
    }
}
