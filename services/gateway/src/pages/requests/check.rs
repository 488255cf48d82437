//! The whole dossier before it is filed, filing it, and the receipt.

use super::{
    Key,
    draft::Check,
    form::{Form, Item},
    led,
    mistake::Mistake,
};
use crate::pages::{
    member::Member,
    posted::Sent,
    refusal::Refusal,
    shell::{Shell, page, shown},
    told::submission::{Applicant, Document, Gap, Submission},
};
use askama::Template;
use axum::{extract::Path, http::StatusCode, response::Response};
use jiff::Timestamp;
use platform::indonesian::date_of;
use serde::Deserialize;
use serde_json::json;

const RECEIPT_DATE: (&str, &str) = ("receipt_date", "Tanggal penerimaan perbaikan");

#[derive(Template)]
#[template(path = "requests/check.html")]
struct Page {
    shell: Shell,
    address: String,
    form: Form,
    submission: Submission,
    gaps: Vec<Gap>,
    refusal: String,
    /// Whether corrections may have come on paper, on an earlier day.
    asks_receipt: bool,
    receipt_date: String,
    request_id: String,
    mistake: Option<Mistake>,
}

#[derive(Template)]
#[template(path = "requests/receipt.html")]
struct ReceiptPage {
    shell: Shell,
    address: String,
    procedure_title: String,
    receipt: Receipt,
}

/// What the proposer gets in exchange for a dossier.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Receipt {
    registration_number: String,
    revision: u32,
    file_time: Option<Timestamp>,
    applicant: Option<Applicant>,
    app_title: String,
    documents: Vec<Document>,
}

pub(super) async fn check(member: Member, Path(key): Path<Key>) -> Result<Response, Refusal> {
    let (submission, form) = key.read_with_form(&member).await?;
    if !submission.is_written() {
        return Ok(led(&key.address()));
    }
    Ok(page(&preview(&member, &key, submission, form).await?))
}

/// Files a draft, or sends a returned request back corrected.
pub(super) async fn file(Path(key): Path<Key>, sent: Sent) -> Result<Response, Refusal> {
    let Sent { member, form: posted } = sent;
    let request_id = posted.get("request_id");
    let filed = if posted.has("refile") {
        let body = json!({ "receiptDate": posted.get(RECEIPT_DATE.0) });
        member.post::<Submission>(&format!("{}:refile", key.path()), request_id, &body).await
    } else {
        member.post::<Submission>(&format!("{}:file", key.path()), request_id, &json!({})).await
    };
    let refusal = match filed {
        Ok(_) => return Ok(led(&format!("{}/receipt", key.address()))),
        Err(refusal) if refusal.status.is_client_error() => refusal,
        Err(refusal) => return Err(refusal),
    };
    let (submission, form) = key.read_with_form(&member).await?;
    if !submission.is_written() {
        return Ok(led(&key.address()));
    }
    let mut again = preview(&member, &key, submission, form).await?;
    posted.get(RECEIPT_DATE.0).clone_into(&mut again.receipt_date);
    again.mistake = Some(match refusal.status {
        StatusCode::CONFLICT => {
            Mistake::new("missing", "Berkas belum lengkap. Lengkapi dahulu yang disebut di bawah ini.")
        }
        _ => Mistake::of(&refusal, &[RECEIPT_DATE]),
    });
    Ok(shown(refusal.status, &again))
}

pub(super) async fn receipt(member: Member, Path(key): Path<Key>) -> Result<Response, Refusal> {
    let (submission, form) = key.read_with_form(&member).await?;
    if submission.is_draft() {
        return Ok(led(&key.address()));
    }
    let receipt = member.get(&format!("{}:receipt", key.path())).await?;
    let shell = Shell::of(&member).await?;
    Ok(page(&ReceiptPage { shell, address: key.address(), procedure_title: form.title, receipt }))
}

async fn preview(member: &Member, key: &Key, submission: Submission, form: Form) -> Result<Page, Refusal> {
    let check = format!("{}:check", key.path());
    let (shell, check) = tokio::try_join!(Shell::of(member), member.get::<Check>(&check))?;
    Ok(Page {
        shell,
        address: key.address(),
        asks_receipt: submission.is_returned() && form.is_recorded_by(member),
        form,
        submission,
        gaps: check.gaps,
        refusal: check.refusal,
        receipt_date: String::new(),
        request_id: member.request_id(),
        mistake: None,
    })
}

impl Page {
    fn letter_date(&self) -> String {
        date_of(&self.submission.letter_date)
    }

    /// The page on which what a gap is about is written, if there is one.
    fn address_of(&self, gap: &Gap) -> Option<String> {
        let item = self.form.items().find(|it| it.is_about(&gap.item))?;
        Some(format!("{}{}", self.address, item.address()))
    }

    fn is_open(&self, item: &Item<'_>) -> bool {
        self.submission.is_draft() || self.submission.gaps.iter().any(|it| item.is_about(&it.item))
    }
}
