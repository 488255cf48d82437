//! What people read: calm, precise, in Indonesian.

mod complaint;
mod meeting;

use crate::notice::{Content, Gap, Happening, IssuedLetter, OpenedTask};
use jiff::{Timestamp, civil::Date};
use platform::indonesian::{self, Zone};
use std::fmt::Write as _;

const LABEL_WIDTH: usize = 17;

/// Whose words these are.
#[derive(Debug)]
pub(crate) struct Sender<'a> {
    /// Name of the agency that reviews, and its time.
    pub(crate) agency_title: &'a str,
    pub(crate) zone: Zone,
    /// Where people reach the platform, without a slash at its end.
    pub(crate) portal_url: &'a str,
}

/// A message as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wording {
    /// One line.
    pub(crate) title: String,
    pub(crate) text: String,
}

impl Sender<'_> {
    /// Says what happened, what to do and by when.
    pub(crate) fn word(&self, content: &Content) -> Wording {
        let number = one_line(&content.registration_number);
        let (title, opening, rows, to_do) = match &content.happening {
            Happening::TaskOpened(task) => self.task_opened(&number, task),
            Happening::TaskCancelled { activity } => (
                format!("Tugas dibatalkan: {} ({number})", one_line(activity)),
                "Tugas berikut tidak perlu dikerjakan lagi karena permohonannya telah berakhir.".to_owned(),
                vec![("Tugas", one_line(activity))],
                "tidak ada.".to_owned(),
            ),
            Happening::Filed { revision, filed_second, documents } => {
                self.filed(&number, *revision, *filed_second, documents)
            }
            Happening::Returned { note, gaps } => (
                format!("Permohonan {number} perlu dilengkapi"),
                returned(note, gaps),
                vec![],
                "lengkapi setiap butir di atas melalui Telaah, lalu ajukan kembali.".to_owned(),
            ),
            Happening::LetterIssued(letter) => self.letter_issued(&number, letter),
            Happening::FollowUpRequested { outcome, items } => (
                format!("Hasil rapat atas permohonan {number} perlu ditindaklanjuti"),
                follow_up(outcome, items),
                vec![],
                "sampaikan setiap tindak lanjut yang wajib melalui Telaah.".to_owned(),
            ),
            Happening::FollowUpTimed { due_second, extended } => (
                format!("Batas waktu tindak lanjut permohonan {number}"),
                if *extended {
                    "Batas waktu tindak lanjut hasil rapat telah diperpanjang."
                } else {
                    "Hasil rapat telah disampaikan kepada Saudara. Sejak itu jangka waktu tindak lanjut berjalan."
                }
                .to_owned(),
                vec![("Batas waktu", self.second(*due_second))],
                "sampaikan tindak lanjut sebelum batas waktu; sesudahnya permohonan dianggap dibatalkan."
                    .to_owned(),
            ),
            Happening::FollowUpReminded { days_left, due_second } => (
                format!("Sisa {days_left} hari untuk menindaklanjuti permohonan {number}"),
                "Masih ada tindak lanjut hasil rapat yang belum Saudara sampaikan.".to_owned(),
                vec![("Sisa waktu", format!("{days_left} hari")), ("Batas waktu", self.second(*due_second))],
                "sampaikan tindak lanjut sebelum batas waktu; sesudahnya permohonan dianggap dibatalkan."
                    .to_owned(),
            ),
            Happening::MarkReached { percent, activity } => (
                format!("{percent} % jangka waktu permohonan {number} telah terpakai"),
                format!("Sebanyak {percent} % dari jangka waktu layanan permohonan berikut telah terpakai."),
                vec![("Tahap", one_line(activity))],
                "pastikan permohonan ini selesai dalam jangka waktunya.".to_owned(),
            ),
            Happening::InitialsRequested { title, subject } => (
                format!("Konsep menunggu paraf: {}", one_line(title)),
                "Ada konsep naskah dinas yang menunggu paraf Saudara.".to_owned(),
                vec![("Naskah", one_line(title)), ("Hal", one_line(subject))],
                "periksa konsepnya di Telaah, lalu bubuhkan paraf.".to_owned(),
            ),
            Happening::MeetingScheduled(meeting) => self.invited(meeting),
            Happening::MeetingCancelled { meeting, reason } => self.called_off(meeting, reason),
            Happening::MeetingLeft(meeting) => self.left_out(meeting),
            Happening::ComplaintFiled { ticket, kind, title, due_second } => {
                self.complaint_filed(ticket, kind, title, *due_second)
            }
            Happening::ComplaintAnswered { ticket, kind, .. } => self.complaint_answered(ticket, kind),
            Happening::Decided { decision_title, carriable } => (
                format!("Permohonan {number} telah diputuskan"),
                "Penelaahan permohonan Saudara telah selesai.".to_owned(),
                vec![("Keputusan", one_line(decision_title))],
                if *carriable {
                    "baca surat jawabannya di Telaah. Aplikasi ini ditandai memerlukan pertimbangan instansi lain: \
                     permohonan lanjutannya dapat dibuka langsung dari permohonan ini."
                } else {
                    "baca surat jawabannya di Telaah."
                }
                .to_owned(),
            ),
            Happening::CarriedOn { procedure_title, registration_number, result } => (
                format!("Permohonan lanjutan dari {number} telah selesai"),
                "Permohonan lanjutan dari permohonan berikut telah selesai diproses.".to_owned(),
                vec![
                    ("Layanan lanjutan", one_line(procedure_title)),
                    ("Nomor lanjutan", one_line(registration_number)),
                    ("Hasil", one_line(result)),
                ],
                "tidak ada untuk saat ini.".to_owned(),
            ),
            Happening::Withdrawn => (
                format!("Permohonan {number} telah ditarik"),
                "Penarikan permohonan Saudara telah kami catat. Penelaahannya dihentikan.".to_owned(),
                vec![],
                "tidak ada. Permohonan baru dapat diajukan kapan saja.".to_owned(),
            ),
            Happening::Reopened => (
                format!("Permohonan {number} diproses kembali"),
                "Tindak lanjut Saudara ternyata disampaikan tepat waktu. Pemberitahuan bahwa permohonan dianggap \
                 dibatalkan tidak berlaku lagi."
                    .to_owned(),
                vec![],
                "tidak ada untuk saat ini.".to_owned(),
            ),
            Happening::Lapsed => (
                format!("Permohonan {number} dianggap dibatalkan"),
                "Permohonan Saudara dianggap dibatalkan karena tindak lanjutnya melewati batas waktu."
                    .to_owned(),
                vec![],
                "bila masih diperlukan, ajukan permohonan baru.".to_owned(),
            ),
        };

        let mut text = format!("{opening}\n\n");
        let about = [
            ("Nomor registrasi", number),
            ("Aplikasi", one_line(&content.app_title)),
            ("Instansi penelaah", one_line(self.agency_title)),
        ];
        // A meeting is about no single request.
        let filled = |(_, value): &(&str, String)| !value.is_empty();
        for (label, value) in about.into_iter().filter(filled).chain(rows) {
            let _ = writeln!(text, "{label:LABEL_WIDTH$} : {value}");
        }
        let _ = write!(text, "\nYang perlu dilakukan: {to_do}");
        Wording { title, text }
    }

    fn second(&self, second: i64) -> String {
        Timestamp::from_second(second).map(|it| self.zone.write(it)).unwrap_or_default()
    }

    fn task_opened(&self, number: &str, task: &OpenedTask) -> Parts {
        let due =
            task.due_second.and_then(|it| Timestamp::from_second(it).ok()).map(|it| self.zone.write(it));
        let by_when = if due.is_some() { " sebelum batas waktu" } else { "" };
        let due = match (due, task.due_provisional) {
            (None, _) => "tidak ditentukan".to_owned(),
            (Some(due), false) => due,
            (Some(due), true) => format!("{due} (sementara, masih dapat berubah)"),
        };
        let to_do = if task.to_sign {
            format!("periksa konsep suratnya di Telaah, lalu tanda tangani atau kembalikan{by_when}.")
        } else {
            format!("kerjakan tugas ini di Telaah dan selesaikan{by_when}.")
        };
        let rows = vec![
            ("Pemohon", one_line(&task.proposing_office_title)),
            ("Tugas", one_line(&task.activity)),
            ("Batas waktu", due),
        ];
        let title = format!("Tugas baru: {} ({number})", one_line(&task.activity));
        (title, "Ada tugas baru yang menunggu Saudara.".to_owned(), rows, to_do)
    }

    fn filed(&self, number: &str, revision: i32, filed_second: i64, documents: &[String]) -> Parts {
        let filed = Timestamp::from_second(filed_second).map(|it| self.zone.write(it)).unwrap_or_default();
        let (title, opening) = if revision <= 1 {
            (format!("Tanda terima permohonan {number}"), "Permohonan Saudara telah kami terima.")
        } else {
            let title = format!("Tanda terima perbaikan permohonan {number}");
            (title, "Perbaikan permohonan Saudara telah kami terima.")
        };
        let documents: Vec<String> = documents.iter().map(|it| one_line(it)).collect();
        let rows = vec![("Diterima", filed), ("Dokumen", documents.join("; "))];
        let to_do = "tidak ada untuk saat ini. Saudara akan diberi tahu bila ada yang perlu dilengkapi dan bila surat \
                     jawabannya terbit.";
        (title, opening.to_owned(), rows, to_do.to_owned())
    }

    fn letter_issued(&self, number: &str, letter: &IssuedLetter) -> Parts {
        let title = one_line(&letter.title);
        let date = letter.date.parse::<Date>().map_or_else(|_| one_line(&letter.date), indonesian::date);
        let mut rows = vec![
            ("Nomor surat", one_line(&letter.number)),
            ("Tanggal", date),
            ("Hal", one_line(&letter.subject)),
            ("Penanda tangan", one_line(&letter.signatory)),
        ];
        if !letter.verification_code.is_empty() {
            let code = one_line(&letter.verification_code);
            rows.push(("Keaslian", format!("{}/verify/{code}", self.portal_url)));
        }
        rows.retain(|(_, value)| !value.is_empty());
        let opening = format!("{title} atas permohonan Saudara telah terbit.");
        (
            format!("{title} telah terbit ({number})"),
            opening,
            rows,
            "unduh dan baca suratnya di Telaah.".to_owned(),
        )
    }
}

/// Title, opening, rows, what to do.
type Parts = (String, String, Vec<(&'static str, String)>, String);

fn follow_up(outcome: &str, items: &[String]) -> String {
    let mut text = format!(
        "Permohonan Saudara telah dibahas dalam rapat. Hasilnya: {}\n\nYang harus ditindaklanjuti:\n",
        one_line(outcome)
    );
    for (place, item) in (1..).zip(items) {
        let _ = write!(text, "\n{place}. {}", one_line(item));
    }
    text
}

fn returned(note: &str, gaps: &[Gap]) -> String {
    let mut text = "Permohonan Saudara dikembalikan untuk dilengkapi. Yang perlu dilengkapi:\n".to_owned();
    for (place, gap) in (1..).zip(gaps) {
        let verdict = if gap.present { "belum sesuai" } else { "belum ada" };
        let _ = write!(text, "\n{place}. {}: {verdict}", one_line(&gap.title));
        if !gap.note.trim().is_empty() {
            let _ = write!(text, "\n   {}", one_line(&gap.note));
        }
    }
    if !note.trim().is_empty() {
        let _ = write!(text, "\n\nCatatan petugas: {}", one_line(note));
    }
    text
}

/// Keeps what others wrote from looking like lines, or headers, of our own.
pub(crate) fn one_line(text: &str) -> String {
    let plain = |it: char| if it.is_control() || matches!(it, '\u{2028}' | '\u{2029}') { ' ' } else { it };
    let text: String = text.chars().map(plain).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
