//! What is asked for in these journeys.

use super::proposer::Wish;

/// An app of the health office, asked of its own city.
pub(super) const QUEUE: Wish<'_> = Wish {
    agency: "",
    agency_title: "",
    service: "Pengajuan Aplikasi e-Government",
    title: "Antrean Puskesmas Daring",
    letter_number: "440/017/Dinkes/2026",
    sections: &["Kebutuhan pengguna (user requirement)", "Input dan output aplikasi"],
    papers: &["Surat permohonan", "Dokumen kebijakan yang berhubungan dengan proses bisnis", "Dasar hukum"],
};

/// A special app of the city, proposed to the ministry.
pub(super) const PERMITS: Wish<'_> = Wish {
    agency: "pendayagunaan",
    agency_title: "Kementerian Pendayagunaan Aparatur Negara dan Reformasi Birokrasi",
    service: "Pertimbangan Pembangunan dan Pengembangan Aplikasi Khusus SPBE",
    title: "Perizinan Terpadu",
    letter_number: "555/012/2026",
    sections: &[
        "Latar belakang dan urgensi pembangunan aplikasi",
        "Fungsi bisnis dan layanan yang diterapkan",
        "Metodologi pembangunan aplikasi",
        "Kebutuhan data dan informasi pada aplikasi",
        "Teknologi yang digunakan (bahasa pemrograman, platform, dan infrastruktur)",
        "Jadwal pembangunan dan pengembangan aplikasi",
        "Sumber pembiayaan",
    ],
    papers: &["Surat usulan dari Menteri/Pimpinan Lembaga/Pemerintah Daerah", "Proposal dan data pendukung"],
};
