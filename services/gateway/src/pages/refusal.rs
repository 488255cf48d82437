//! Why a page cannot be shown or a form was not taken, in words that say what to do.

use super::shell::{Shell, shown};
use askama::Template;
use axum::{
    http::{StatusCode, header::LOCATION},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use std::error::Error;

/// What a service refused.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) problem: Problem,
}

/// What pages use of a problem document (RFC 9457).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Problem {
    pub(super) detail: String,
    pub(super) field: String,
    pub(super) trace: String,
}

#[derive(Template)]
#[template(path = "error.html")]
struct Page {
    shell: Shell,
    title: &'static str,
    advice: &'static str,
    detail: String,
    trace: String,
}

impl Refusal {
    pub(super) fn read(status: StatusCode, problem: &[u8]) -> Self {
        Self { status, problem: serde_json::from_slice(problem).unwrap_or_default() }
    }

    pub(super) fn not_found() -> Self {
        Self { status: StatusCode::NOT_FOUND, problem: Problem::default() }
    }

    pub(super) fn internal(error: &(dyn Error + 'static)) -> Self {
        tracing::error!(error, "a page cannot be made of an answer");
        Self { status: StatusCode::INTERNAL_SERVER_ERROR, problem: Problem::default() }
    }

    pub(super) fn is_not_found(&self) -> bool {
        self.status == StatusCode::NOT_FOUND
    }

    pub(super) fn is_unauthenticated(&self) -> bool {
        self.status == StatusCode::UNAUTHORIZED
    }

    /// Whether someone else was faster: what was read is not what is there now.
    pub(super) fn is_stale(&self) -> bool {
        matches!(self.status, StatusCode::PRECONDITION_FAILED | StatusCode::CONFLICT)
    }

    /// For the top of a form that is shown again.
    pub(super) fn words(&self) -> &'static str {
        match self.status {
            StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => {
                "Belum tersimpan. Periksa kembali isian di bawah ini."
            }
            StatusCode::FORBIDDEN => "Belum tersimpan: jabatan Anda tidak berwenang melakukan ini.",
            StatusCode::NOT_FOUND => "Belum tersimpan: yang dituju tidak ditemukan atau bukan untuk Anda.",
            StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED => {
                "Belum tersimpan: keadaannya sudah berubah sejak halaman ini dibuka. Isian Anda masih ada di bawah \
                 ini; bandingkan dengan keadaan terbaru."
            }
            StatusCode::PAYLOAD_TOO_LARGE => "Belum tersimpan: berkasnya terlalu besar.",
            StatusCode::TOO_MANY_REQUESTS => "Terlalu banyak percobaan. Tunggu satu menit, lalu coba lagi.",
            _ => {
                "Belum tersimpan karena layanan sedang terganggu. Isian Anda masih ada; silakan coba lagi beberapa \
                 saat lagi."
            }
        }
    }

    fn title_and_advice(&self) -> (&'static str, &'static str) {
        match self.status {
            // A name that cannot be one names nothing either.
            StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST | StatusCode::METHOD_NOT_ALLOWED => (
                "Halaman tidak ditemukan",
                "Alamat ini tidak ada, atau isinya bukan untuk jabatan Anda. Periksa alamatnya, atau mulai lagi dari \
                 beranda.",
            ),
            StatusCode::FORBIDDEN => (
                "Anda tidak berwenang",
                "Jabatan yang Anda pegang tidak boleh melakukan ini. Bila seharusnya boleh, hubungi administrator \
                 instansi Anda.",
            ),
            StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED => (
                "Keadaannya sudah berubah",
                "Sejak halaman sebelumnya dibuka, orang lain sudah bertindak. Buka kembali halamannya untuk melihat \
                 keadaan terbaru.",
            ),
            StatusCode::TOO_MANY_REQUESTS => {
                ("Terlalu banyak permintaan", "Tunggu satu menit, lalu coba lagi.")
            }
            StatusCode::PAYLOAD_TOO_LARGE => {
                ("Kiriman terlalu besar", "Kecilkan berkasnya, lalu kirim lagi.")
            }
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => (
                "Layanan sedang terganggu",
                "Silakan coba lagi beberapa saat lagi. Yang sudah tersimpan tidak hilang.",
            ),
            _ => (
                "Terjadi kesalahan",
                "Kesalahan ini sudah dicatat. Silakan coba lagi; bila terulang, sampaikan kode di bawah ini kepada \
                 administrator.",
            ),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        if self.is_unauthenticated() {
            return (StatusCode::SEE_OTHER, [(LOCATION, "/sign-in")]).into_response();
        }
        let status = match self.status {
            StatusCode::BAD_REQUEST => StatusCode::NOT_FOUND,
            status => status,
        };
        let (title, advice) = self.title_and_advice();
        let detail = if status == StatusCode::NOT_FOUND { String::new() } else { self.problem.detail };
        let page = Page { shell: Shell::bare(), title, advice, detail, trace: self.problem.trace };
        shown(status, &page)
    }
}
