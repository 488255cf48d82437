//! What happened in a case, in words, and what those who work on it remarked.

use crate::pages::told::{case::Performer, number};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

/// A page of a case's history.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct History {
    pub(super) entries: Vec<Entry>,
    pub(super) next_page_token: String,
}

/// One thing that happened, chained to the one before.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Entry {
    #[serde(deserialize_with = "number")]
    pub(super) sequence: i64,
    pub(super) time: Option<Timestamp>,
    pub(super) kind: String,
    pub(super) performer: Option<Performer>,
    pub(super) detail: Value,
    pub(super) hash: String,
    pub(super) activity: String,
}

/// Comments on a case, oldest first.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Comments {
    pub(super) comments: Vec<Comment>,
}

/// A remark among those who work on a case.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Comment {
    pub(crate) text: String,
    pub(crate) author: Performer,
    pub(crate) create_time: Option<Timestamp>,
}

impl Entry {
    /// Enough of its hash to compare at a glance.
    pub(super) fn short_hash(&self) -> &str {
        self.hash.get(..12).unwrap_or(&self.hash)
    }

    /// What happened, as people say it.
    pub(super) fn words(&self) -> String {
        let text = |field: &str| self.detail[field].as_str().unwrap_or_default();
        let of_step = |what: &str| format!("{what}: {}", self.activity);
        match self.kind.as_str() {
            "case_opened" => "Berkas diterima dan dibuka".to_owned(),
            "task_opened" => of_step("Tugas dibuka"),
            "task_prepared" => of_step("Konsep lembar disimpan"),
            "task_completed" => of_step("Selesai"),
            "task_cancelled" => of_step("Tugas tidak diperlukan lagi"),
            "case_returned" => "Berkas dikembalikan kepada pengusul untuk dilengkapi".to_owned(),
            "case_resubmitted" => "Berkas dilengkapi dan diajukan kembali".to_owned(),
            "clock_turned" => match self.detail["is_running"].as_bool() {
                Some(true) => "Perhitungan waktu berjalan".to_owned(),
                Some(false) => "Perhitungan waktu dihentikan sementara".to_owned(),
                None => "Perhitungan waktu berubah".to_owned(),
            },
            "clock_confirmed" => "Jangka waktu ditetapkan karena berkas lengkap".to_owned(),
            "coordination_requested" => "Usulan diajukan kepada tim koordinasi".to_owned(),
            "case_discussed" => "Usulan dibahas dalam rapat".to_owned(),
            "follow_up_requested" => "Pengusul diminta menindaklanjuti hasil rapat".to_owned(),
            "letter_delivered" => "Surat sampai kepada pengusul".to_owned(),
            "follow_up_timed" => "Batas waktu tindak lanjut ditetapkan".to_owned(),
            "follow_up_extended" => "Batas waktu tindak lanjut diperpanjang".to_owned(),
            "follow_up_reminded" => "Pengusul diingatkan akan batas waktu tindak lanjut".to_owned(),
            "action_item_answered" => "Pengusul menjawab satu tindak lanjut".to_owned(),
            "follow_up_concluded" => "Semua tindak lanjut wajib terjawab".to_owned(),
            "case_reopened" => "Berkas dibuka kembali".to_owned(),
            "mark_reached" => match self.detail["percent"].as_f64() {
                Some(percent) => format!("{percent} persen dari jangka waktu terpakai"),
                None => "Sebagian jangka waktu terpakai".to_owned(),
            },
            "letter_requested" => "Naskah disiapkan".to_owned(),
            "letter_cancelled" => "Naskah dibatalkan".to_owned(),
            "letter_issued" => format!("Naskah diterbitkan {}", text("number")),
            "case_closed" => "Berkas ditutup".to_owned(),
            _ => of_step("Dicatat"),
        }
    }
}
