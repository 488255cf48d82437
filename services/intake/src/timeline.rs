//! The timeline of a submission: one Indonesian sentence for each thing that happened to it.

mod follow_up;

use crate::{
    submission::{Applicant, Filing, Gap, Incoming, Letter, State, Submission},
    wording,
};
use platform::indonesian;

/// What happened, before it has its place and time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) kind: &'static str,
    pub(crate) text: String,
}

impl Entry {
    pub(crate) fn filed(filing: &Filing) -> Self {
        let Filing { applicant: Applicant { display_name, position_title, .. }, registration_number, .. } =
            filing;
        let text = format!(
            "Permohonan diajukan oleh {display_name} ({position_title}) dan terdaftar dengan nomor \
             {registration_number}."
        );
        Self { kind: "filed", text }
    }

    /// A letter that was recorded.
    pub(crate) fn recorded(filing: &Filing, incoming: &Incoming) -> Self {
        let Applicant { display_name, position_title, .. } = &filing.applicant;
        let by = if incoming.channel == "email" { "surel" } else { "surat" };
        let text = format!(
            "Permohonan {display_name} ({position_title}) yang diterima melalui {by} pada {} (nomor agenda {}) \
             terdaftar dengan nomor {}.",
            indonesian::date(incoming.receipt_date),
            incoming.agenda_number,
            filing.registration_number
        );
        Self { kind: "filed", text }
    }

    pub(crate) fn refiled(filing: &Filing, titles: Vec<String>) -> Self {
        let Applicant { display_name, position_title, .. } = &filing.applicant;
        let mut text = format!("Permohonan diajukan kembali oleh {display_name} ({position_title}).");
        if !titles.is_empty() {
            text = format!("{text} Yang diperbaiki: {}.", wording::all(titles.into_iter()));
        }
        Self { kind: "refiled", text }
    }

    pub(crate) fn opened() -> Self {
        Self { kind: "opened", text: "Berkas permohonan diterima dan mulai diproses.".to_owned() }
    }

    pub(crate) fn begun(activity: &str) -> Self {
        Self { kind: "task_opened", text: sentence(&format!("Tahap berjalan: {activity}")) }
    }

    pub(crate) fn returned(gaps: &[Gap], note: &str) -> Self {
        let items = wording::all(gaps.iter().map(|it| it.title.clone()));
        let items = if items.is_empty() { String::new() } else { format!(": {items}") };
        let mut text = sentence(&format!("Permohonan dikembalikan untuk dilengkapi{items}"));
        if !note.is_empty() {
            text = format!("{text} Catatan: {}", sentence(note));
        }
        Self { kind: "returned", text }
    }

    pub(crate) fn issued(letter: &Letter) -> Self {
        Self { kind: "letter_issued", text: format!("{} telah diterbitkan.", called(letter)) }
    }

    pub(crate) fn delivered(letter: &Letter) -> Self {
        let channel = letter.delivery.as_ref().map_or("", |it| wording::delivery(&it.channel));
        Self { kind: "letter_delivered", text: format!("{} telah diterima{channel}.", called(letter)) }
    }

    pub(crate) fn voided(letter: &Letter) -> Self {
        let reason = letter.void_reason.as_deref().unwrap_or_default();
        let text = sentence(&format!("{} dinyatakan tidak berlaku: {reason}", called(letter)));
        Self { kind: "letter_voided", text }
    }

    pub(crate) fn withdrawn(submission: &Submission) -> Self {
        let text = sentence(&format!("Permohonan ditarik oleh pengusul: {}", submission.withdrawal_reason));
        Self { kind: "withdrawn", text }
    }

    /// The end that review told.
    pub(crate) fn closed(submission: &Submission) -> Self {
        match submission.state {
            State::Withdrawn => Self { kind: "withdrawn", text: "Permohonan ditarik.".to_owned() },
            State::Lapsed => Self {
                kind: "lapsed",
                text: "Permohonan dianggap dibatalkan karena batas waktu tindak lanjut telah lewat."
                    .to_owned(),
            },
            _ => {
                let title = submission.decision.as_ref().map_or("", |it| it.title.as_str());
                let title = if title.is_empty() { String::new() } else { format!(": {title}") };
                Self { kind: "decided", text: sentence(&format!("Permohonan telah diputus{title}")) }
            }
        }
    }
}

/// `Surat jawaban nomor 1/2026`.
fn called(letter: &Letter) -> String {
    if letter.number.is_empty() {
        return letter.title.clone();
    }
    format!("{} nomor {}", letter.title, letter.number)
}

/// Ends with one full stop.
fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}
