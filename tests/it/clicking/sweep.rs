//! Pages that no journey meets, as those find them who may see them: everyone can use them, and they are light.

use super::portal::Portal;
use crate::browser::Scripts;
use anyhow::Result;

/// Who looks, and the pages with what their headings say.
const PAGES: [(&str, &[(&str, &str)]); 4] = [
    (
        "",
        &[
            ("/services?query=tangerang", "Layanan"),
            ("/agencies/kota-tangerang", "Kota Tangerang"),
            ("/agencies/kota-tangerang/procedures/pengajuan-aplikasi-e-government", "Persyaratan"),
            (
                "/agencies/kota-tangerang/procedures/pengajuan-aplikasi-e-government/sop",
                "Kegiatan dan bagan alur",
            ),
            ("/agencies/kemenpanrb/procedures/pertimbangan-aplikasi-khusus/sop", "Kegiatan dan bagan alur"),
            ("/register", "Daftar keputusan"),
            ("/track?number=XX-1", "Tidak ada permohonan"),
            ("/help", "Bantuan"),
            ("/no-such-page", "Halaman tidak ditemukan"),
        ],
    ),
    (
        "administrator-telaah",
        &[
            ("/agency", "Administrasi"),
            ("/agency/people", "Pegawai"),
            ("/agency/people/new", "Tambah pegawai"),
            ("/agency/positions", "Jabatan"),
            ("/agency/positions/new", "Tambah jabatan"),
            ("/agency/units", "Unit kerja"),
            ("/agency/units/new", "Tambah unit kerja"),
            ("/agency/acting", "Plt. dan Plh."),
            ("/agency/acting/new", "Catat penugasan"),
            ("/agency/calendar?year=2026", "Kalender kerja 2026"),
            ("/agency/calendar/days/new", "Tanggal"),
            ("/agency/procedures", "SOP"),
            ("/agency/procedures/pengajuan-aplikasi-e-government", "Pengajuan Aplikasi"),
            ("/agency/procedures/new", "Versi baru SOP"),
            ("/agency/outages", "Gangguan layanan"),
            ("/agency/outages/new", "Catat gangguan layanan"),
            ("/profile", "Profil"),
            ("/messages", "Pemberitahuan"),
        ],
    ),
    (
        "kepala-dinas",
        &[
            ("/tasks", "Kotak masuk"),
            ("/cases", "Berkas"),
            ("/cases/waiting", "Di mana berkas menunggu"),
            ("/letters?show=all", "Naskah dinas"),
            ("/meetings", "Rapat"),
            ("/requests", "Permohonan"),
        ],
    ),
    (
        "petugas-persuratan@kemenpanrb",
        &[
            ("/requests/record", "Permohonan"),
            ("/agenda", "Usulan yang menunggu rapat"),
            ("/agency", "Anda tidak berwenang"),
        ],
    ),
];

#[tokio::test]
async fn pages_that_no_journey_meets_can_be_used_by_everyone() -> Result<()> {
    let Some(portal) = Portal::open_at("2026-01-12T08:00:00", Scripts::On).await? else { return Ok(()) };
    portal.goes_to("/").await?;
    portal.sees("Ajukan permohonan").await?;

    for (who, pages) in PAGES {
        if !who.is_empty() {
            portal.signs_in(who).await?;
        }
        for (path, words) in pages {
            portal.goes_to(path).await?;
            portal.sees(words).await?;
        }
    }
    Ok(())
}
