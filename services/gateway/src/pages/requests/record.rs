//! Entering a request that came as a letter or by e-mail, in the name of the agency that asks.

use super::{
    form::{FIELDS, Form},
    led,
    list::recorded,
    mistake::Mistake,
    open::{Agency, find},
};
use crate::pages::{
    member::Member,
    posted::{Posted, Sent},
    refusal::Refusal,
    shell::{Shell, page, shown},
    told::submission::Submission,
    visit::encoded,
};
use askama::Template;
use axum::{extract::Query, response::Response};
use serde::Deserialize;
use serde_json::json;

/// What is written on the letter besides the general data.
const LETTER: [(&str, &str); 5] = [
    ("channel", "Cara datang"),
    ("agenda_number", "Nomor agenda"),
    ("receipt_date", "Tanggal diterima"),
    ("signatory", "Nama penanda tangan"),
    ("signatory_kind", "Jabatan penanda tangan"),
];

#[derive(Template)]
#[template(path = "requests/asker.html")]
struct Asker {
    shell: Shell,
    procedure: String,
    forms: Vec<Form>,
    query: String,
    found: Option<Vec<Agency>>,
    is_cut: bool,
}

#[derive(Template)]
#[template(path = "requests/record.html")]
struct Page {
    shell: Shell,
    form: Form,
    asker: Agency,
    typed: Posted,
    request_id: String,
    mistake: Option<Mistake>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wish {
    /// `agencies/{agency}/procedures/{procedure}`.
    procedure: String,
    /// Slug of the agency that asks.
    asker: String,
    query: String,
}

pub(super) async fn ask(member: Member, Query(wish): Query<Wish>) -> Result<Response, Refusal> {
    let mut forms = recorded(&member).await?;
    if forms.is_empty() {
        return Err(Refusal::not_found());
    }
    let chosen = forms.iter().position(|it| it.name == wish.procedure);
    let chosen = chosen.or_else(|| (forms.len() == 1).then_some(0));
    if let (Some(chosen), false) = (chosen, wish.asker.is_empty()) {
        let form = forms.swap_remove(chosen);
        return Ok(page(&recording(&member, form, &wish.asker, Posted::default(), None).await?));
    }
    let (found, is_cut) = match wish.query.trim() {
        "" => (None, false),
        query => {
            let (found, is_cut) = find(&member, query).await?;
            (Some(found), is_cut)
        }
    };
    let shell = Shell::of(&member).await?;
    let procedure = chosen.map_or_else(String::new, |it| forms[it].name.clone());
    Ok(page(&Asker { shell, procedure, forms, query: wish.query, found, is_cut }))
}

pub(super) async fn record(sent: Sent) -> Result<Response, Refusal> {
    let Sent { member, form: typed } = sent;
    let form = Form::read(&member, typed.get("procedure")).await?;
    let asker = typed.get("asker").to_owned();
    let body = json!({
        "submission": {
            "procedure": form.name,
            "appTitle": typed.get("app_title"),
            "purpose": typed.get("purpose"),
            "letterNumber": typed.get("letter_number"),
            "letterDate": typed.get("letter_date"),
        },
        "proposingAgency": format!("agencies/{asker}"),
        "channel": typed.get("channel"),
        "incoming": {
            "agendaNumber": typed.get("agenda_number"),
            "receiptDate": typed.get("receipt_date"),
            "signatory": typed.get("signatory"),
            "signatoryKind": typed.get("signatory_kind"),
        },
    });
    let path = format!("/v1/{}/submissions:record", form.agency());
    match member.post::<Submission>(&path, typed.get("request_id"), &body).await {
        Ok(draft) => Ok(led(&format!("/requests/{}/draft", draft.name))),
        Err(refusal) if refusal.status.is_client_error() => {
            let fields: Vec<_> = FIELDS.into_iter().chain(LETTER).collect();
            let mistake = Some(Mistake::of(&refusal, &fields));
            Ok(shown(refusal.status, &recording(&member, form, &asker, typed, mistake).await?))
        }
        Err(refusal) => Err(refusal),
    }
}

async fn recording(
    member: &Member,
    form: Form,
    asker: &str,
    typed: Posted,
    mistake: Option<Mistake>,
) -> Result<Page, Refusal> {
    let path = format!("/v1/agencies/{}", encoded(asker));
    let (shell, asker) = tokio::try_join!(Shell::of(member), member.get::<Agency>(&path))?;
    Ok(Page { shell, form, asker, typed, request_id: member.request_id(), mistake })
}

impl Asker {
    fn address(&self, agency: &Agency) -> String {
        format!("/requests/record?procedure={}&asker={}", encoded(&self.procedure), encoded(agency.slug()))
    }
}

impl Page {
    fn error(&self, field: &str) -> Option<&str> {
        self.mistake.as_ref().filter(|it| it.is_at(field)).map(|it| it.text.as_str())
    }

    fn channels(&self) -> impl Iterator<Item = (&str, &'static str)> {
        self.form.recorded_channels().map(|it| (it, if it == "email" { "Surel" } else { "Surat" }))
    }

    fn signatories(&self) -> impl Iterator<Item = (&str, String)> {
        self.form.positions().iter().map(|it| (it.as_str(), position(it)))
    }
}

/// A kind of position; an unknown one is written as it is.
fn position(kind: &str) -> String {
    let term = match kind {
        "minister" => "Menteri",
        "state_body_head" => "Pimpinan lembaga",
        "regional_head" => "Kepala daerah",
        "regional_secretary" => "Sekretaris daerah",
        "office_head" => "Kepala organisasi perangkat daerah",
        "assistant" => "Asisten",
        "district_head" => "Camat",
        "secretary" => "Sekretaris",
        "section_head" => "Kepala bagian",
        "division_head" => "Kepala bidang",
        "deputy" => "Deputi",
        other => return other.replace('_', " "),
    };
    term.to_owned()
}
