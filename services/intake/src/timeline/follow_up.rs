//! Sentences on what comes after a meeting, and on requests that were carried on.

use super::{Entry, sentence};
use crate::submission::{ActionItem, Carried, State};
use jiff::{Timestamp, tz::Offset};
use platform::indonesian;

/// WIB. A last day ends at 23.59.59 in its own zone, at 21.59.59 here at the earliest: the day is the same.
const CAPITAL_HOURS: i8 = 7;

impl Entry {
    pub(crate) fn follow_up_requested(outcome: &str, items: usize) -> Self {
        let outcome = sentence(&format!("Hasil rapat pembahasan: {outcome}"));
        let text = format!("{outcome} Pengusul diminta menindaklanjuti {items} butir.");
        Self { kind: "follow_up_requested", text }
    }

    /// Known for the first time, or extended by a letter.
    pub(crate) fn follow_up_timed(due_at: Timestamp, extension_letter: Option<&str>) -> Self {
        let day = indonesian::date(Offset::constant(CAPITAL_HOURS).to_datetime(due_at).date());
        let text = match extension_letter {
            None => format!("Hasil rapat telah disampaikan. Tindak lanjut ditunggu paling lambat {day}."),
            Some("") => format!("Batas waktu tindak lanjut diperpanjang sampai dengan {day}."),
            Some(number) => {
                format!(
                    "Batas waktu tindak lanjut diperpanjang sampai dengan {day} berdasarkan surat nomor {number}."
                )
            }
        };
        Self { kind: "follow_up_timed", text }
    }

    pub(crate) fn answered(item: &ActionItem) -> Self {
        let text = sentence(&format!("Pengusul menanggapi butir tindak lanjut: {}", item.text));
        Self { kind: "action_item_answered", text }
    }

    pub(crate) fn follow_up_concluded() -> Self {
        let text = "Seluruh butir tindak lanjut yang wajib telah ditanggapi. Permohonan diproses kembali.";
        Self { kind: "follow_up_concluded", text: text.to_owned() }
    }

    pub(crate) fn reopened() -> Self {
        let text = "Tindak lanjut ternyata disampaikan tepat waktu; permohonan diproses kembali.";
        Self { kind: "reopened", text: text.to_owned() }
    }

    pub(crate) fn carry(procedure_title: &str) -> Self {
        let text = format!("Permohonan lanjutan ({procedure_title}) mulai disusun dari permohonan ini.");
        Self { kind: "carried", text }
    }

    /// Nothing where it is only on its way.
    pub(crate) fn carried(carried: &Carried) -> Option<Self> {
        let Carried { procedure_title, registration_number, decision_title, .. } = carried;
        let next = format!("Permohonan lanjutan ({procedure_title})");
        let text = match carried.state {
            State::Draft | State::InReview | State::Returned | State::FollowUp => return None,
            State::Filed => format!("{next} diajukan dan terdaftar dengan nomor {registration_number}."),
            State::Decided if decision_title.is_empty() => format!("{next} telah diputus."),
            State::Decided => sentence(&format!("{next} telah diputus: {decision_title}")),
            State::Withdrawn => format!("{next} ditarik oleh pengusul."),
            State::Lapsed => format!("{next} dianggap dibatalkan."),
        };
        Some(Self { kind: "carried", text })
    }

    pub(crate) fn carried_deleted() -> Self {
        Self { kind: "carried", text: "Rancangan permohonan lanjutan dihapus oleh penyusunnya.".to_owned() }
    }
}
