//! Why a complaint was not taken, for whoever filled in the form.

use crate::pages::refusal::Refusal;
use axum::http::StatusCode;

/// What to mend, and the field it is about.
pub(super) struct Mistake {
    pub(super) text: String,
    /// Id of the field; empty: none in particular.
    pub(super) field: &'static str,
}

impl From<&Refusal> for Mistake {
    fn from(refusal: &Refusal) -> Self {
        let detail = &refusal.problem.detail;
        let of_form = |text: String| Self { text, field: "text" };
        match refusal.status {
            StatusCode::BAD_REQUEST => match field(detail) {
                Some((field, title)) => Self { text: format!("Periksa kembali isian “{title}”."), field },
                None => of_form("Periksa kembali isian di bawah ini.".to_owned()),
            },
            // The service names the other ways, in Indonesian.
            StatusCode::TOO_MANY_REQUESTS => of_form(detail.clone()),
            StatusCode::CONFLICT => of_form(
                "Formulir ini sudah terkirim dengan isian lain. Buka kembali formulirnya untuk menyampaikan masukan \
                 baru."
                    .to_owned(),
            ),
            _ => of_form(
                "Layanan sedang terganggu. Isian Anda masih ada; silakan kirim lagi.".to_owned(),
            ),
        }
    }
}

/// A refusal begins with the field it is about. Answers with the field's id and its label.
fn field(detail: &str) -> Option<(&'static str, &'static str)> {
    let word = detail.split([' ', ':']).next().unwrap_or_default();
    Some(match word.trim_start_matches("complaint.") {
        "kind" => ("kind", "Jenis masukan"),
        "title" => ("title", "Perihal"),
        "text" => ("text", "Isi"),
        "registration_number" => ("number", "Nomor registrasi permohonan"),
        "display_name" => ("name", "Nama"),
        "email" => ("email", "Surel"),
        _ => return None,
    })
}
