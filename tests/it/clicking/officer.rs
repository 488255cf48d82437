//! What an officer does: takes a task from the inbox, fills in its sheet, says how it ends; initials and signs letters.

use super::portal::Portal;
use anyhow::Result;

impl Portal {
    /// Signs in and takes the task on `app` from the inbox, as soon as it is there.
    pub(super) async fn takes_up(&self, who: &str, app: &str) -> Result<()> {
        self.signs_in(who).await?;
        self.click("Kotak masuk").await?;
        self.awaits(app).await?;
        self.sees("Kotak masuk").await?;
        self.click(app).await?;
        self.sees("Siapa mengerjakan apa").await
    }

    /// Does the step as its page stands. What was saved is said on the next one.
    pub(super) async fn completes(&self) -> Result<()> {
        self.click("Selesaikan langkah ini").await?;
        self.sees("Tersimpan:").await
    }

    /// Judges everything that is asked about by one word.
    pub(super) async fn judges(&self, criteria: &[&str], word: &str) -> Result<()> {
        for criterion in criteria {
            self.choose_in(criterion, word).await?;
        }
        Ok(())
    }

    /// Forwards the dossier with an instruction.
    pub(super) async fn forwards(&self) -> Result<()> {
        self.choose("Pelajari dan telaah").await?;
        self.fill("Catatan (boleh kosong)", "Mohon ditelaah dan dilaporkan.").await?;
        self.click("Teruskan").await?;
        self.sees("Tersimpan:").await
    }

    /// Signs in and opens the letter that waits for these initials or this signature.
    pub(super) async fn reads_letter(&self, who: &str, title: &str) -> Result<()> {
        self.signs_in(who).await?;
        self.click("Naskah dinas").await?;
        self.awaits(title).await?;
        self.sees("Setujui yang dipilih").await?;
        self.click(title).await?;
        self.sees("Keterangan").await
    }

    /// Initials the letter that waits.
    pub(super) async fn initials(&self, who: &str, title: &str) -> Result<()> {
        self.reads_letter(who, title).await?;
        self.click("Bubuhkan paraf").await?;
        self.sees("Paraf Anda sudah dibubuhkan.").await
    }

    /// Signs the letter that waits.
    pub(super) async fn signs(&self, who: &str, title: &str) -> Result<()> {
        self.reads_letter(who, title).await?;
        self.click("Tanda tangani").await?;
        self.sees("Naskah sudah Anda tanda tangani dan diterbitkan.").await
    }
}
