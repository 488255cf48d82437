//! A draft in an editor's hands: its subject, added paragraphs, carbon copies.

use super::{find, path, reason};
use crate::pages::{
    member::Member,
    posted::Sent,
    refusal::Refusal,
    shell::{Shell, page, shown},
    told::letter::Letter,
};
use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use serde_json::json;

#[derive(Template)]
#[template(path = "letters/edit.html")]
struct Edit {
    shell: Shell,
    letter: Letter,
    typed: Typed,
    request_id: String,
    mistake: String,
    /// Whether someone else changed it since it was read.
    is_stale: bool,
}

/// The text as it stands in the form. Paragraphs are apart by an empty line, copies by a new one.
struct Typed {
    subject: String,
    paragraphs: String,
    carbon_copies: String,
}

/// The form with what the draft says now.
pub(super) async fn open(
    member: Member,
    Path((agency, id)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let letter = find(&member, &agency, &id).await?;
    if !letter.is_draft() {
        return Ok(Redirect::to(&letter.address()).into_response());
    }
    let typed = Typed::of(&letter);
    Ok(page(&build(&member, letter, typed, String::new(), false).await?))
}

/// Keeps the changed draft.
pub(super) async fn save(
    Path((agency, id)): Path<(String, String)>,
    Sent { member, form }: Sent,
) -> Result<Response, Refusal> {
    let typed = Typed {
        subject: form.get("subject").to_owned(),
        paragraphs: form.get("paragraphs").replace("\r\n", "\n"),
        carbon_copies: form.get("carbon_copies").replace("\r\n", "\n"),
    };
    let change = json!({
        "subject": typed.subject,
        "paragraphs": parts(&typed.paragraphs, "\n\n"),
        "carbonCopies": parts(&typed.carbon_copies, "\n"),
        "etag": form.get("etag"),
    });
    let path = format!("{}?updateMask=subject,paragraphs,carbonCopies", path(&agency, &id));
    match member.patch::<Letter>(&path, form.get("request_id"), &change).await {
        Ok(letter) => Ok(Redirect::to(&format!("{}?done=saved", letter.address())).into_response()),
        Err(refusal) => {
            let letter = find(&member, &agency, &id).await?;
            let mistake = match refusal.status {
                StatusCode::BAD_REQUEST => {
                    "Isi Hal, dan periksa panjang paragraf serta jumlah tembusannya.".to_owned()
                }
                StatusCode::PRECONDITION_FAILED => {
                    "Konsepnya diubah orang lain sejak Anda membukanya. Isian Anda masih ada; bandingkan dengan konsep \
                     terbaru di bawah, lalu simpan."
                        .to_owned()
                }
                _ => reason(&refusal),
            };
            let again = build(&member, letter, typed, mistake, refusal.is_stale()).await?;
            Ok(shown(refusal.status, &again))
        }
    }
}

async fn build(
    member: &Member,
    letter: Letter,
    typed: Typed,
    mistake: String,
    is_stale: bool,
) -> Result<Edit, Refusal> {
    let shell = Shell::of(member).await?;
    Ok(Edit { shell, letter, typed, request_id: member.request_id(), mistake, is_stale })
}

fn parts(text: &str, apart: &str) -> Vec<String> {
    text.split(apart).map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

impl Typed {
    fn of(letter: &Letter) -> Self {
        Self {
            subject: letter.subject.clone(),
            paragraphs: letter.paragraphs.join("\n\n"),
            carbon_copies: letter.carbon_copies.join("\n"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_and_copies_survive_the_form() {
        let letter = Letter {
            paragraphs: vec!["Pertama,\nmasih pertama.".to_owned(), "Kedua.".to_owned()],
            carbon_copies: vec!["Wali Kota".to_owned(), "Sekretaris Daerah".to_owned()],
            ..Letter::default()
        };

        let typed = Typed::of(&letter);

        assert_eq!(parts(&typed.paragraphs, "\n\n"), letter.paragraphs);
        assert_eq!(parts(&typed.carbon_copies, "\n"), letter.carbon_copies);
    }
}
