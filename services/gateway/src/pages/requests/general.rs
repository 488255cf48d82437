//! The first question group: what the app is called, what is asked for, and by which letter.

use super::{
    Key,
    draft::{Place, next},
    edit::{self, Edit, Saved, digest},
    form::{Choice, FIELDS, Form, Item},
    led,
    mistake::Mistake,
};
use crate::pages::{
    member::Member,
    posted::{Posted, Sent},
    refusal::Refusal,
    shell::{Shell, page, shown},
    told::submission::{Gap, Submission},
};
use askama::Template;
use axum::{extract::Path, http::StatusCode, response::Response};

#[derive(Template)]
#[template(path = "requests/general.html")]
struct Page {
    shell: Shell,
    place: Place,
    submission: Submission,
    purposes: Vec<Choice>,
    fields: Vec<Field>,
    request_id: String,
    mistake: Option<Mistake>,
    /// Whether what was typed can no longer be saved.
    is_closed: bool,
}

/// A field of the form.
struct Field {
    name: &'static str,
    label: &'static str,
    typed: String,
    before: String,
    /// What someone else wrote meanwhile.
    now: Option<String>,
    gap: Option<Gap>,
}

pub(super) async fn show(member: Member, Path(key): Path<Key>) -> Result<Response, Refusal> {
    let (submission, form) = key.read_with_form(&member).await?;
    if !FIELDS.iter().any(|it| submission.is_open(it.0)) {
        return Ok(led(&key.address()));
    }
    let page_of = written(&member, &key, submission, &form, None).await?;
    Ok(page(&page_of))
}

pub(super) async fn save(Path(key): Path<Key>, sent: Sent) -> Result<Response, Refusal> {
    let Sent { member, form: posted } = sent;
    let sent = FIELDS.iter().filter(|it| posted.has(it.0) || posted.has(&format!("before.{}", it.0)));
    let edits = sent.map(|it| Edit::read(&posted, it.0, it.0)).collect();
    let saved = edit::save(&member, &key, &posted, edits).await;
    let (submission, mistake, is_closed, status) = match saved {
        Ok(Saved::Done(submission)) => {
            let form = Form::of(&member, &submission).await?;
            return Ok(led(&next(&key, &submission, &form, &Item::General)));
        }
        Ok(Saved::Conflict(now)) => {
            let text = "Orang lain sudah mengubah data ini. Bandingkan yang tersimpan dengan isian Anda, lalu simpan.";
            (*now, Mistake::new("", text), false, StatusCode::PRECONDITION_FAILED)
        }
        Ok(Saved::Closed(now)) => {
            let text =
                "Belum tersimpan: data ini tidak lagi dapat diubah. Isian Anda masih ada di bawah ini.";
            (*now, Mistake::new("", text), true, StatusCode::CONFLICT)
        }
        Err(refusal) if refusal.status.is_client_error() => {
            (key.read(&member).await?, Mistake::of(&refusal, &FIELDS), false, refusal.status)
        }
        Err(refusal) => return Err(refusal),
    };
    let form = Form::of(&member, &submission).await?;
    let mut again = written(&member, &key, submission, &form, Some(&posted)).await?;
    again.mistake = Some(mistake);
    again.is_closed = is_closed;
    Ok(shown(status, &again))
}

/// The form as it stands, or as it was typed.
async fn written(
    member: &Member,
    key: &Key,
    submission: Submission,
    form: &Form,
    typed: Option<&Posted>,
) -> Result<Page, Refusal> {
    let is_asked = |name: &str| match typed {
        Some(typed) => typed.has(&format!("before.{name}")),
        None => submission.is_open(name),
    };
    let asked =
        FIELDS.iter().filter(|it| is_asked(it.0) && (it.0 != "purpose" || !form.purposes().is_empty()));
    let field = |&(name, label): &(&'static str, &'static str)| {
        let now = submission.text(name).to_owned();
        let before = digest(&now);
        let old = typed.map(|it| it.get(&format!("before.{name}")));
        let typed = typed.map_or_else(|| now.clone(), |it| it.get(name).to_owned());
        let is_new = old.is_some_and(|it| it != before) && typed != now;
        let shown = if name == "purpose" { form.purpose_title(&now).to_owned() } else { now };
        Field { name, label, typed, before, now: is_new.then_some(shown), gap: submission.gap(name).cloned() }
    };
    Ok(Page {
        shell: Shell::of(member).await?,
        place: Place::of(key, &submission, form, &Item::General),
        purposes: form.purposes().to_vec(),
        fields: asked.map(field).collect(),
        request_id: member.request_id(),
        mistake: None,
        is_closed: false,
        submission,
    })
}

impl Page {
    fn error(&self, field: &str) -> Option<&str> {
        self.mistake.as_ref().filter(|it| it.is_at(field)).map(|it| it.text.as_str())
    }
}
