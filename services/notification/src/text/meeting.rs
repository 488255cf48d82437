//! What is read of meetings.

use super::{Parts, Sender, one_line};
use crate::notice::Meeting;

impl Sender<'_> {
    pub(super) fn invited(&self, meeting: &Meeting) -> Parts {
        let opening = if meeting.changed {
            "Rapat yang Saudara hadiri berubah menjadi sebagai berikut."
        } else {
            "Saudara diundang untuk menghadiri rapat berikut."
        };
        (
            format!("Undangan: {}", one_line(&meeting.title)),
            opening.to_owned(),
            self.meeting(meeting),
            "sampaikan di Telaah siapa yang hadir dari instansi Saudara.".to_owned(),
        )
    }

    pub(super) fn called_off(&self, meeting: &Meeting, reason: &str) -> Parts {
        (
            format!("Dibatalkan: {}", one_line(&meeting.title)),
            format!("Rapat berikut tidak jadi dilaksanakan: {}", one_line(reason)),
            self.meeting(meeting),
            "tidak ada.".to_owned(),
        )
    }

    pub(super) fn left_out(&self, meeting: &Meeting) -> Parts {
        (
            format!("Tidak diundang lagi: {}", one_line(&meeting.title)),
            "Rapat berikut tetap berlangsung, tetapi Saudara tidak lagi diundang.".to_owned(),
            self.meeting(meeting),
            "tidak ada.".to_owned(),
        )
    }

    fn meeting(&self, meeting: &Meeting) -> Vec<(&'static str, String)> {
        vec![
            ("Acara", one_line(&meeting.title)),
            ("Waktu", self.second(meeting.start_second)),
            ("Tempat", one_line(&meeting.place)),
        ]
    }
}
