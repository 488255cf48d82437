//! What an administrator does: positions, people, who acts for whom, days of the calendar, versions of a procedure.

use super::portal::Portal;
use anyhow::Result;
use std::path::Path;

/// Who keeps the ministry's people, calendar and procedures.
pub(super) const ADMINISTRATOR: &str = "administrator-telaah@kemenpanrb";

impl Portal {
    /// Opens one of the places that an administrator keeps.
    async fn administers(&self, place: &str) -> Result<()> {
        self.goes_to("/home").await?;
        self.click("Administrasi").await?;
        self.sees("Data pegawai, jabatan yang dipegang, dan akses masuk.").await?;
        self.click(place).await
    }

    /// Adds a position for staff of a unit. It is vacant.
    pub(super) async fn adds_position(&self, title: &str, unit: &str) -> Result<()> {
        self.administers("Jabatan").await?;
        self.click("Tambah jabatan").await?;
        self.sees("Memutus bagi unitnya").await?;
        self.fill("Nama jabatan", title).await?;
        self.pick("Jenis jabatan", "Pelaksana atau staf").await?;
        self.pick("Unit kerja", unit).await?;
        self.click("Simpan jabatan").await?;
        self.sees("Data baru sudah tersimpan.").await?;
        self.sees("Lowong").await
    }

    /// Adds a person, in the second attempt with a whole employee number, and puts them into a position; answers with the
    /// name they sign in with.
    pub(super) async fn adds_person(&self, name: &str, position: &str) -> Result<String> {
        self.administers("Pegawai").await?;
        self.click("Tambah pegawai").await?;
        self.sees("pegawai ditempatkan pada jabatan agar dapat masuk").await?;
        self.fill("Nama lengkap", name).await?;
        self.fill("NIP (boleh kosong)", "19940817").await?;
        self.click("Simpan pegawai").await?;
        self.sees("NIP terdiri atas 18 angka.").await?;
        self.fill("NIP (boleh kosong)", "199408172020122014").await?;
        self.click("Simpan pegawai").await?;
        self.sees("Data baru sudah tersimpan.").await?;
        self.sees(name).await?;
        self.click("Tempatkan pada jabatan").await?;
        self.sees("Hanya jabatan yang lowong.").await?;
        self.pick("Jabatan", position).await?;
        self.click("Tempatkan").await?;
        self.sees("Pegawai ini sekarang memegang jabatan tersebut.").await?;
        self.word_after("Nama pengguna").await
    }

    /// Records that `substitute` acts in `position` from one day to another.
    pub(super) async fn appoints_acting(
        &self,
        position: &str,
        substitute: &str,
        days: [&str; 2],
        letter: &str,
    ) -> Result<()> {
        self.administers("Plt. dan Plh.").await?;
        self.click("Catat penugasan").await?;
        self.sees("Siapa yang melaksanakan").await?;
        self.pick("Jabatan yang tugasnya dilaksanakan", position).await?;
        self.pick("Siapa yang melaksanakan", substitute).await?;
        self.pick("Sebagai", "Plh. – pejabatnya berhalangan sementara").await?;
        self.fill_day("Hari pertama", days[0]).await?;
        self.fill_day("Hari terakhir (boleh kosong)", days[1]).await?;
        self.fill("Nomor surat perintah", letter).await?;
        self.click("Simpan penugasan").await?;
        self.sees("Penugasan sudah dicatat.").await?;
        self.sees(letter).await
    }

    /// Enters a holiday of the agency's own.
    pub(super) async fn declares_holiday(&self, day: &str, title: &str, decree: &str) -> Result<()> {
        self.administers("Kalender kerja").await?;
        self.click("Tambah hari khusus").await?;
        self.sees("Nomor dan tanggal keputusan yang menetapkannya.").await?;
        self.fill_day("Tanggal", day).await?;
        self.pick("Jenis", "Libur daerah").await?;
        self.fill("Nama hari", title).await?;
        self.fill("Keputusan", decree).await?;
        self.click("Simpan").await?;
        self.sees("Data baru sudah tersimpan.").await?;
        self.sees(title).await
    }

    /// Opens the editor of a procedure's next version, and has a file checked.
    pub(super) async fn has_checked(&self, procedure: &str, file: &Path) -> Result<()> {
        self.administers("SOP").await?;
        self.click(procedure).await?;
        self.click("Siapkan versi baru").await?;
        self.sees("Diperiksa tanpa menerbitkan apa pun.").await?;
        self.attach("Berkas YAML", file).await?;
        self.click("Unggah dan periksa").await
    }
}
