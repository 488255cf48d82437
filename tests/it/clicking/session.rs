//! A session of the coordination team: convened, answered, held, recorded, confirmed.

use super::portal::Portal;
use anyhow::Result;
use journeys::consideration::{DEPUTY, SECRETARIAT};

const TITLE: &str = "Rapat Pembahasan Usulan Aplikasi Khusus";
const MEMBER: &str = "wakil-tim-koordinasi-spbe@bssn";

impl Portal {
    /// The secretariat plans it for `day` at nine, the deputy signs the invitation, a member answers.
    pub(super) async fn convenes(&self, app: &str, day: &str) -> Result<()> {
        self.plans(app, TITLE, day).await?;
        self.signs(DEPUTY, "Surat undangan rapat").await?;

        self.signs_in(MEMBER).await?;
        self.click("Rapat").await?;
        self.sees("Ruang Sriwijaya").await?;
        self.click(TITLE).await?;
        self.sees("Undangan untuk Badan Siber dan Sandi Negara").await?;
        self.choose("Hadir").await?;
        self.fill("Yang diutus (boleh kosong)", "Siti Aminah, Analis Kebijakan").await?;
        self.click("Kirim jawaban").await?;
        self.sees("Siti Aminah").await
    }

    /// The secretariat plans a meeting on an app that waits for one, and has the invitation drafted.
    pub(super) async fn plans(&self, app: &str, title: &str, day: &str) -> Result<()> {
        self.signs_in(SECRETARIAT).await?;
        self.click("Rapat").await?;
        self.sees("Menunggu rapat").await?;
        self.click("Menunggu rapat").await?;
        self.awaits(app).await?;
        self.sees("Usulan yang menunggu rapat").await?;
        self.choose(app).await?;
        self.click("Rencanakan rapat untuk yang dipilih").await?;
        self.sees("Tim koordinasi").await?;
        self.fill("Judul rapat", title).await?;
        self.fill_day("Tanggal", day).await?;
        self.fill_time("Mulai pukul", "09:00").await?;
        self.fill_time("Selesai pukul", "11:00").await?;
        self.fill("Tempat", "Ruang Sriwijaya, KemenPANRB").await?;
        self.click("Rencanakan rapat").await?;
        self.sees("Yang diundang").await?;
        self.click("Siapkan undangan").await?;
        self.sees("Diundangkan").await
    }

    /// The secretariat records who was there and what was agreed on, and confirms it.
    pub(super) async fn meets(&self, app: &str, action: &str) -> Result<()> {
        self.opens_meeting(TITLE).await?;
        self.attends(2..8).await?;
        self.click(&format!("Catat pembahasan {app}")).await?;
        self.sees("Pokok pembahasan").await?;
        self.fill("Pokok pembahasan", "Kesesuaian dengan Arsitektur SPBE\n\nSumber pembiayaan").await?;
        self.choose("Selesai dibahas").await?;
        self.fill("Hasil pembahasan", "Usulan dilanjutkan ke pembahasan teknis.").await?;
        self.fill("Butir 1", action).await?;
        self.click("Simpan").await?;
        self.sees(&format!("{action} (wajib)")).await?;
        self.click("Tetapkan hasil rapat").await?;
        self.sees("Hasil ditetapkan").await
    }

    /// The secretariat opens a meeting from the list.
    pub(super) async fn opens_meeting(&self, title: &str) -> Result<()> {
        self.signs_in(SECRETARIAT).await?;
        self.click("Rapat").await?;
        self.click(title).await?;
        self.sees("Usulan yang dibahas").await
    }

    /// Records that someone of these rows of the list was there: the agencies in the order in which they were invited.
    pub(super) async fn attends(&self, rows: impl IntoIterator<Item = usize>) -> Result<()> {
        self.click("Catat kehadiran").await?;
        self.sees("Baris tanpa nama diabaikan.").await?;
        for row in rows {
            // With what follows: the tenth row begins like the first.
            let words = format!("baris {row} Instansi");
            self.fill_in(&words, "Nama", &format!("Utusan {row}")).await?;
            self.fill_in(&words, "Jabatan", "Wakil").await?;
        }
        self.click("Simpan kehadiran").await?;
        self.sees("Yang hadir").await
    }
}
