//! Why a form was not taken, for whoever filled it in.

use crate::pages::refusal::Refusal;
use axum::http::StatusCode;

/// What to mend, and where.
pub(super) struct Mistake {
    pub(super) text: String,
    /// Id of the field; empty: none in particular.
    pub(super) field: String,
}

impl Mistake {
    pub(super) fn new(field: &str, text: impl Into<String>) -> Self {
        Self { text: text.into(), field: field.to_owned() }
    }

    /// What a service said of a form with `fields`, each with its label.
    pub(super) fn of(refusal: &Refusal, fields: &[(&str, &str)]) -> Self {
        let detail = refusal.problem.detail.as_str();
        match refusal.status {
            StatusCode::BAD_REQUEST => match fields.iter().find(|it| is_about(detail, it.0)) {
                Some((field, label)) => Self::new(field, wrong(detail, label)),
                None => Self::new("", refusal.words()),
            },
            // Back by the history, and sent with other words.
            StatusCode::CONFLICT if detail.starts_with("request_id") => {
                let words = "Formulir ini sudah terkirim dengan isian lain. Kirim sekali lagi bila memang ada yang baru.";
                Self::new("", words)
            }
            // Rules on who may apply are told in Indonesian, by name.
            StatusCode::FORBIDDEN if !detail.is_empty() && !is_english(detail) => Self::new("", detail),
            _ => Self::new("", refusal.words()),
        }
    }

    pub(super) fn is_at(&self, field: &str) -> bool {
        self.field == field
    }
}

/// A refusal begins with the field it is about.
fn is_about(detail: &str, field: &str) -> bool {
    let word = detail.split([' ', ':']).next().unwrap_or_default();
    word == field || word.rsplit('.').next() == Some(field)
}

fn is_english(detail: &str) -> bool {
    ["only ", "you ", "the ", "this "].iter().any(|it| detail.starts_with(it)) || detail.contains(": only ")
}

fn wrong(detail: &str, label: &str) -> String {
    if let Some(limit) = detail.split("longer than ").nth(1).and_then(|it| it.split(' ').next()) {
        format!("“{label}” terlalu panjang: paling banyak {} karakter.", grouped(limit))
    } else if detail.contains("missing") || detail.contains("blank") {
        format!("Isi “{label}”.")
    } else if detail.contains("not a date") {
        format!("“{label}” bukan tanggal yang benar, seperti 2026-01-05.")
    } else if detail.contains("in the future") {
        format!("“{label}” tidak boleh di masa depan.")
    } else if detail.contains("before the letter") {
        format!("“{label}” tidak boleh mendahului tanggal suratnya.")
    } else if detail.contains("control character") {
        format!("“{label}” memuat baris baru atau karakter yang tidak dapat disimpan.")
    } else {
        format!("Periksa kembali isian “{label}”.")
    }
}

/// As people write a number.
fn grouped(digits: &str) -> String {
    match digits.len().checked_sub(3) {
        Some(at @ 1..) => format!("{}.{}", &digits[..at], &digits[at..]),
        _ => digits.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::refusal::Problem;

    fn refused(status: StatusCode, detail: &str) -> Mistake {
        let problem = Problem { detail: detail.to_owned(), ..Problem::default() };
        Mistake::of(&Refusal { status, problem }, &[("letter_date", "Tanggal"), ("isi", "Isi")])
    }

    #[test]
    fn a_refusal_leads_to_its_field_in_indonesian() {
        let long = refused(StatusCode::BAD_REQUEST, "sections.isi is longer than 20000 characters");
        let date = refused(StatusCode::BAD_REQUEST, "letter_date: \"x\" is not a date such as 2026-01-05");
        let other = refused(StatusCode::BAD_REQUEST, "update_mask: unknown");

        assert_eq!((long.field.as_str(), long.text.contains("20.000")), ("isi", true));
        assert_eq!((date.field.as_str(), date.text.contains("bukan tanggal")), ("letter_date", true));
        assert!(other.field.is_empty() && !other.text.contains("unknown"));
    }

    #[test]
    fn a_rule_is_told_as_it_is_and_english_is_not() {
        let rule = refused(StatusCode::FORBIDDEN, "Layanan hanya dapat diajukan oleh kecamatan.");
        let english = refused(StatusCode::FORBIDDEN, "only the office that asks may change it");

        assert_eq!(rule.text, "Layanan hanya dapat diajukan oleh kecamatan.");
        assert!(english.text.contains("tidak berwenang"), "{}", english.text);
    }
}
