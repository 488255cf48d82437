//! Why something about a meeting was not done, in words, and at which field of its form.

use crate::pages::refusal::Refusal;
use axum::http::StatusCode;

/// What is wrong, and where.
#[derive(Default)]
pub(super) struct Mistake {
    pub(super) text: String,
    /// Id of the field; of the form where it is about no single one.
    pub(super) field: &'static str,
}

/// What a service says of each field, and how pages say it.
const FIELDS: [(&str, &str, &str); 14] = [
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
    ("points", "points", "Pokok pembahasan paling banyak 100, masing-masing paling banyak 4.000 karakter."),
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
];

/// What a service says of states, and how pages say it.
const STATES: [(&str, &str); 14] = [
    (
        "has no quorum",
        "Anggota yang hadir dan tidak mengundurkan diri belum memenuhi kuorum untuk salah satu usulan. Lengkapi kehadirannya dahulu.",
    ),
    (
        "every member is recused",
        "Semua anggota tim menjadi pengusul salah satu usulan, sehingga kuorum tidak mungkin tercapai.",
    ),
    ("has no members", "Tim tidak mempunyai anggota pada tanggal itu. Pilih tanggal lain."),
    (
        "is on another open meeting",
        "Salah satu usulan sudah ada di rapat lain yang belum selesai. Keluarkan dahulu dari rapat itu.",
    ),
    ("does not wait for a meeting", "Salah satu usulan tidak menunggu rapat lagi."),
    (
        "a case left",
        "Salah satu usulan baru saja keluar dari rapat ini. Periksa kembali sebelum menetapkan hasilnya.",
    ),
    ("has no outcome", "Salah satu usulan belum dicatat hasilnya. Catat pembahasannya dahulu."),
    ("has not begun yet", "Rapat belum dimulai. Hasilnya ditetapkan setelah rapat dimulai."),
    ("its time is past", "Waktu rapat sudah lewat. Ubah waktunya dahulu."),
    ("invites nobody", "Rapat belum membahas satu usulan pun. Tambahkan usulannya dahulu."),
    ("discusses no case", "Rapat tidak membahas satu usulan pun. Batalkan rapat ini."),
    ("was moved to another time", "Waktu rapat baru saja diubah. Periksa waktunya, lalu jawab kembali."),
    ("schedule it first", "Undangan rapat belum disiapkan. Siapkan undangannya dahulu."),
    ("cannot be", "Keadaan rapat sudah berubah: hasilnya sudah ditetapkan, atau rapatnya dibatalkan."),
];

impl Mistake {
    pub(super) fn new(field: &'static str, text: impl Into<String>) -> Self {
        Self { field, text: text.into() }
    }

    pub(super) fn of(refusal: &Refusal) -> Self {
        let detail = refusal.problem.detail.as_str();
        let field = FIELDS.iter().find(|it| detail.starts_with(it.0));
        let state = STATES.iter().find(|it| detail.contains(it.0));
        match (refusal.status, field, state) {
            (StatusCode::BAD_REQUEST, Some((_, field, text)), _) => Self::new(field, *text),
            (StatusCode::CONFLICT, _, Some((_, text))) => Self::new("act", *text),
            (StatusCode::FORBIDDEN, ..) if detail.contains("was invited") => {
                Self::new("act", "Hanya unit kerja yang diundang yang dapat menjawab.")
            }
            (StatusCode::FORBIDDEN, ..) => {
                Self::new("act", "Hanya sekretariat tim yang dapat melakukan ini.")
            }
            (StatusCode::PRECONDITION_FAILED, ..) => Self::new(
                "act",
                "Rapat ini diubah orang lain sejak Anda membukanya. Isian Anda masih ada; bandingkan dengan keadaan \
                 terbaru.",
            ),
            _ => Self::new("act", refusal.words()),
        }
    }

    pub(super) fn is_some(&self) -> bool {
        !self.text.is_empty()
    }

    /// Whether it is about the field with this id.
    pub(super) fn is_at(&self, field: &str) -> bool {
        self.is_some() && self.field == field
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::refusal::Problem;

    fn mistake(status: StatusCode, detail: &str) -> Mistake {
        let problem = Problem { detail: detail.to_owned(), ..Problem::default() };
        Mistake::of(&Refusal { status, problem })
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
