//! Fields of which a page has several of one name: found by what is read beside them.

use super::{
    Browser,
    look::{field, field_within},
};
use anyhow::{Context as _, Result, bail};
use jiff::civil::Date;
use journeys::eventually;

impl Browser {
    /// Chooses the radio button or ticks the box with this label, in the row or group that contains `words`.
    pub(crate) async fn choose_in(&self, words: &str, label: &str) -> Result<()> {
        self.click_at(&format!("a choice “{label}” beside “{words}”"), &field_within(words, label)).await
    }

    /// Writes into the field with this label, in the row or group that contains `words`.
    pub(crate) async fn fill_in(&self, words: &str, label: &str, text: &str) -> Result<()> {
        self.fill_at(&format!("a field “{label}” beside “{words}”"), &field_within(words, label), text).await
    }

    /// Writes a day, such as `2026-01-05`, into the field with this label.
    pub(crate) async fn fill_day(&self, label: &str, day: &str) -> Result<()> {
        let date = day.parse::<Date>()?;
        // The browser asks for it in the order of its own language, which is not always there in Indonesian.
        let ways = ["%d%m%Y", "%m%d%Y"].map(|it| date.strftime(it).to_string());
        self.fill_one_way(label, &ways, day).await
    }

    /// Writes a time of the morning, such as `09:00`, into the field with this label.
    pub(crate) async fn fill_time(&self, label: &str, time: &str) -> Result<()> {
        let digits = time.replace(':', "");
        self.fill_one_way(label, &[format!("{digits}AM"), digits], time).await
    }

    /// Writes what makes `value` of a field, one way or the other.
    async fn fill_one_way(&self, label: &str, ways: &[String], value: &str) -> Result<()> {
        for way in ways {
            self.fill(label, way).await?;
            if self.value(label).await? == value {
                return Ok(());
            }
        }
        bail!("none of {ways:?} in “{label}” becomes {value:?}")
    }

    /// What the field with this label holds.
    pub(crate) async fn value(&self, label: &str) -> Result<String> {
        let read = eventually("the field is there", async || {
            let field = self.one(&field(label)).await?;
            self.driver.value(&field).await.map(Some)
        });
        self.tell(read.await, &format!("a field “{label}”")).await
    }

    /// The first word that is read behind `words`.
    pub(crate) async fn word_after(&self, words: &str) -> Result<String> {
        self.sees(words).await?;
        let page = self.text_of("return read(document.body)").await?;
        let behind = page.split_once(words).context("it is on the page")?.1;
        Ok(behind.split_whitespace().next().context("there is a word behind it")?.to_owned())
    }
}
