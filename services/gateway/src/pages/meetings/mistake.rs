//! Why something about a meeting was not done, in words, and at which field of its form.

pub(super) use crate::pages::mistake::Mistake;
use crate::pages::{mistake::Words, refusal::Refusal};

const WORDS: Words = Words {
    fields: &[
        ("start_time", "date", "Waktu rapat harus di masa depan, dan selesai setelah dimulai."),
        ("end_time", "end", "Rapat harus selesai setelah dimulai."),
        ("title", "title", "Isi judul rapat, paling banyak 200 karakter."),
        ("place", "place", "Isi tempat rapat, paling banyak 500 karakter."),
        ("guests", "guests", "Undangan lain paling banyak 50, masing-masing instansi satu kali."),
        (
            "attendees",
            "attendees",
            "Isi nama dan jabatan setiap yang hadir, masing-masing paling banyak 200 karakter.",
        ),
        (
            "points",
            "points",
            "Pokok pembahasan paling banyak 100, masing-masing paling banyak 4.000 karakter.",
        ),
        ("outcome", "outcome", "Isi hasil pembahasan, paling banyak 4.000 karakter."),
        (
            "action_items",
            "action-1",
            "Butir tindak lanjut paling banyak 100, masing-masing paling banyak 2.000 karakter.",
        ),
        ("agenda_items", "item-1", "Usulan yang dibahas paling banyak 50, semuanya bagi tim yang sama."),
        (
            "delegates",
            "delegates",
            "Yang diutus paling banyak 20 orang, masing-masing paling banyak 200 karakter.",
        ),
        ("note", "note", "Catatan paling banyak 1.000 karakter."),
        ("reason", "reason", "Isi alasannya, paling banyak 1.000 karakter."),
        ("team", "team", "Pilih tim koordinasinya."),
    ],
    states: &[
        (
            "has no quorum",
            "act",
            "Anggota yang hadir dan tidak mengundurkan diri belum memenuhi kuorum untuk salah satu usulan. Lengkapi kehadirannya dahulu.",
        ),
        (
            "every member is recused",
            "act",
            "Semua anggota tim menjadi pengusul salah satu usulan, sehingga kuorum tidak mungkin tercapai.",
        ),
        ("has no members", "act", "Tim tidak mempunyai anggota pada tanggal itu. Pilih tanggal lain."),
        (
            "is on another open meeting",
            "act",
            "Salah satu usulan sudah ada di rapat lain yang belum selesai. Keluarkan dahulu dari rapat itu.",
        ),
        ("does not wait for a meeting", "act", "Salah satu usulan tidak menunggu rapat lagi."),
        (
            "a case left",
            "act",
            "Salah satu usulan baru saja keluar dari rapat ini. Periksa kembali sebelum menetapkan hasilnya.",
        ),
        ("has no outcome", "act", "Salah satu usulan belum dicatat hasilnya. Catat pembahasannya dahulu."),
        ("has not begun yet", "act", "Rapat belum dimulai. Hasilnya ditetapkan setelah rapat dimulai."),
        ("its time is past", "act", "Waktu rapat sudah lewat. Ubah waktunya dahulu."),
        ("invites nobody", "act", "Rapat belum membahas satu usulan pun. Tambahkan usulannya dahulu."),
        ("discusses no case", "act", "Rapat tidak membahas satu usulan pun. Batalkan rapat ini."),
        (
            "was moved to another time",
            "act",
            "Waktu rapat baru saja diubah. Periksa waktunya, lalu jawab kembali.",
        ),
        ("schedule it first", "act", "Undangan rapat belum disiapkan. Siapkan undangannya dahulu."),
        (
            "cannot be",
            "act",
            "Keadaan rapat sudah berubah: hasilnya sudah ditetapkan, atau rapatnya dibatalkan.",
        ),
    ],
    forbidden: &[
        ("was invited", "Hanya unit kerja yang diundang yang dapat menjawab."),
        ("", "Hanya sekretariat tim yang dapat melakukan ini."),
    ],
    stale: "Rapat ini diubah orang lain sejak Anda membukanya. Isian Anda masih ada; bandingkan dengan keadaan \
            terbaru.",
};

/// What a service refused, in these words.
pub(super) fn explained(refusal: &Refusal) -> Mistake {
    Mistake::of(refusal, &WORDS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::refusal::Problem;
    use axum::http::StatusCode;

    fn mistake(status: StatusCode, detail: &str) -> Mistake {
        let problem = Problem { detail: detail.to_owned(), ..Problem::default() };
        explained(&Refusal { status, problem })
    }

    #[test]
    fn what_a_field_lacks_leads_to_it() {
        assert_eq!(mistake(StatusCode::BAD_REQUEST, "end_time is not after start_time").field, "end");
        assert_eq!(mistake(StatusCode::BAD_REQUEST, "outcome is empty").field, "outcome");
    }

    #[test]
    fn a_state_is_told_in_words() {
        let told = mistake(StatusCode::CONFLICT, "PANRB-2026-000001 has no quorum: 1 of 7 members");

        assert!(told.text.contains("belum memenuhi kuorum"), "{}", told.text);
    }
}
