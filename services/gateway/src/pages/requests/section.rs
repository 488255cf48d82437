//! A long text, saved while it is written.

use super::{
    ItemKey,
    draft::{Place, next},
    edit::{self, Edit, Saved, digest},
    form::{Form, Item},
    led,
    mistake::Mistake,
};
use crate::pages::{
    member::Member,
    posted::{Posted, Sent},
    refusal::Refusal,
    shell::{Shell, page, shown},
    told::submission::{Gap, Submission},
    visit::encoded,
};
use askama::Template;
use axum::{extract::Path, http::StatusCode, response::Response};

const FIELD: &str = "text";
const CONFLICT: &str =
    "Orang lain sudah mengubah bagian ini. Bandingkan yang tersimpan dengan tulisan Anda, lalu simpan.";
const CLOSED: &str = "Belum tersimpan: bagian ini tidak lagi dapat diubah. Tulisan Anda masih ada di bawah ini; salin bila diperlukan.";

#[derive(Template)]
#[template(path = "requests/section.html")]
struct Page {
    shell: Shell,
    place: Place,
    address: String,
    typed: String,
    etag: String,
    before: String,
    request_id: String,
    /// What someone else wrote meanwhile.
    now: Option<String>,
    gap: Option<Gap>,
    mistake: Option<Mistake>,
    is_closed: bool,
}

/// What becomes of the page while one goes on writing.
#[derive(Template)]
#[template(path = "requests/saved.html")]
struct Part {
    words: String,
    is_saved: bool,
    etag: String,
    before: String,
}

pub(super) async fn show(member: Member, Path(at): Path<ItemKey>) -> Result<Response, Refusal> {
    let (submission, form) = at.key.read_with_form(&member).await?;
    if form.section(&at.item).is_none() && form.requirement(&at.item).is_ok() {
        return Ok(led(&format!("{}/document", at.address())));
    }
    if !submission.is_open(&at.item) {
        return Ok(led(&at.key.address()));
    }
    Ok(page(&written(&member, &at, &submission, &form, None).await?))
}

pub(super) async fn save(Path(at): Path<ItemKey>, sent: Sent) -> Result<Response, Refusal> {
    let Sent { member, form: mut posted } = sent;
    let is_draft_of_text = member.is_part;
    if is_draft_of_text {
        // What is saved while writing must not use up the form's own id.
        posted.0.retain(|it| it.0 != "request_id");
        posted.0.push(("request_id".to_owned(), member.request_id()));
    }
    let edit = Edit::read(&posted, format!("sections.{}", at.item), FIELD);
    let saved = edit::save(&member, &at.key, &posted, vec![edit]).await;
    if is_draft_of_text {
        return Ok(page(&Part::of(&member, &posted, &at.item, saved)));
    }
    match saved {
        Ok(Saved::Done(submission)) => {
            let form = Form::of(&member, &submission).await?;
            let section = form.section(&at.item).ok_or_else(Refusal::not_found)?;
            Ok(led(&next(&at.key, &submission, &form, &Item::Section(section))))
        }
        Ok(Saved::Conflict(now)) => {
            let mistake = Mistake::new(FIELD, CONFLICT);
            again(&member, &at, &now, &posted, mistake, StatusCode::PRECONDITION_FAILED).await
        }
        Ok(Saved::Closed(now)) => {
            let mistake = Mistake::new(FIELD, CLOSED);
            again(&member, &at, &now, &posted, mistake, StatusCode::CONFLICT).await
        }
        Err(refusal) if refusal.status.is_client_error() => {
            let now = at.key.read(&member).await?;
            let mut mistake = Mistake::of(&refusal, &[(&at.item, "Uraian")]);
            FIELD.clone_into(&mut mistake.field);
            again(&member, &at, &now, &posted, mistake, refusal.status).await
        }
        Err(refusal) => Err(refusal),
    }
}

/// The page with what was typed, and what is there.
async fn again(
    member: &Member,
    at: &ItemKey,
    now: &Submission,
    posted: &Posted,
    mistake: Mistake,
    status: StatusCode,
) -> Result<Response, Refusal> {
    let form = Form::of(member, now).await?;
    let mut page = written(member, at, now, &form, Some(posted.get(FIELD))).await?;
    page.is_closed = status == StatusCode::CONFLICT;
    page.now = Some(now.text(&at.item).to_owned()).filter(|_| mistake.text == CONFLICT);
    page.mistake = Some(mistake);
    Ok(shown(status, &page))
}

async fn written(
    member: &Member,
    at: &ItemKey,
    submission: &Submission,
    form: &Form,
    typed: Option<&str>,
) -> Result<Page, Refusal> {
    let section = form.section(&at.item).ok_or_else(Refusal::not_found)?;
    let now = submission.text(&at.item);
    Ok(Page {
        shell: Shell::of(member).await?,
        place: Place::of(&at.key, submission, form, &Item::Section(section)),
        address: at.address(),
        typed: typed.unwrap_or(now).to_owned(),
        etag: submission.etag.clone(),
        before: digest(now),
        request_id: member.request_id(),
        now: None,
        gap: submission.gap(&at.item).cloned(),
        mistake: None,
        is_closed: false,
    })
}

impl ItemKey {
    /// Where the item is written.
    pub(super) fn address(&self) -> String {
        format!("{}/draft/{}", self.key.address(), encoded(&self.item))
    }
}

impl Part {
    fn of(member: &Member, posted: &Posted, item: &str, saved: Result<Saved, Refusal>) -> Self {
        let kept = |words: &str| Self {
            words: words.to_owned(),
            is_saved: false,
            etag: posted.get("etag").to_owned(),
            before: posted.get("before.text").to_owned(),
        };
        match saved {
            Ok(Saved::Done(now)) => {
                let at = member.desk.zone.local(member.front.parts.clock.now());
                Self {
                    words: format!("Tersimpan pukul {:02}.{:02}", at.hour(), at.minute()),
                    is_saved: true,
                    before: digest(now.text(item)),
                    etag: now.etag,
                }
            }
            Ok(Saved::Conflict(_)) => kept(
                "Belum tersimpan: orang lain sudah mengubah bagian ini. Tekan “Simpan dan lanjutkan” untuk \
                 membandingkan.",
            ),
            Ok(Saved::Closed(_)) => kept("Belum tersimpan: bagian ini tidak lagi dapat diubah."),
            Err(refusal) => kept(&Mistake::of(&refusal, &[(item, "Uraian")]).text),
        }
    }
}
