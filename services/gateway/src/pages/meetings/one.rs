//! One meeting: read, invited to, called off, answered, confirmed.

use super::{
    convenes, find,
    mistake::{Mistake, explained},
    path,
};
use crate::pages::{
    member::Member,
    posted::{Posted, Sent},
    refusal::Refusal,
    shell::{Shell, page, shown},
    told::{
        self,
        letter::Letter,
        meeting::{Discussion, Invitation, Meeting},
    },
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse as _, Redirect, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Template)]
#[template(path = "meetings/meeting.html")]
struct Page {
    shell: Shell,
    meeting: Meeting,
    is_secretariat: bool,
    /// Invitation, minutes, list of attendance: for those who convene.
    letters: Vec<Letter>,
    /// Whether it has begun, so that it can be recorded.
    has_begun: bool,
    /// The invitation of the reader's own agency, where another one invites.
    own: Option<Invitation>,
    request_id: String,
    done: Done,
    mistake: Mistake,
    typed: Typed,
}

/// What was just done, for a notice.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Done {
    done: String,
}

#[derive(Default)]
struct Typed {
    reason: String,
    delegates: String,
    note: String,
    accept: String,
}

/// The meeting with all that the reader may know of it.
pub(super) async fn show(
    member: Member,
    Path((agency, id)): Path<(String, String)>,
    Query(done): Query<Done>,
) -> Result<Response, Refusal> {
    let meeting = find(&member, &agency, &id).await?;
    Ok(page(&build(member, meeting, done, Mistake::default(), Typed::default()).await?))
}

/// Has the invitation drafted.
pub(super) async fn schedule(
    Path((agency, id)): Path<(String, String)>,
    Sent { member, form }: Sent,
) -> Result<Response, Refusal> {
    act(member, &form, &agency, &id, "schedule", json!({}), Typed::default()).await
}

/// Calls it off.
pub(super) async fn cancel(
    Path((agency, id)): Path<(String, String)>,
    Sent { member, form }: Sent,
) -> Result<Response, Refusal> {
    let typed = Typed { reason: form.get("reason").to_owned(), ..Typed::default() };
    let body = json!({ "reason": typed.reason });
    act(member, &form, &agency, &id, "cancel", body, typed).await
}

/// Writes the outcomes to all its cases.
pub(super) async fn confirm(
    Path((agency, id)): Path<(String, String)>,
    Sent { member, form }: Sent,
) -> Result<Response, Refusal> {
    act(member, &form, &agency, &id, "confirm", json!({}), Typed::default()).await
}

/// Answers an invitation.
pub(super) async fn respond(
    Path((agency, id)): Path<(String, String)>,
    Sent { member, form }: Sent,
) -> Result<Response, Refusal> {
    let typed = Typed {
        delegates: form.get("delegates").replace("\r\n", "\n"),
        note: form.get("note").to_owned(),
        accept: form.get("accept").to_owned(),
        ..Typed::default()
    };
    let delegates: Vec<&str> = typed.delegates.lines().map(str::trim).filter(|it| !it.is_empty()).collect();
    let body = json!({ "accept": typed.accept == "yes", "delegates": delegates, "note": typed.note });
    act(member, &form, &agency, &id, "respond", body, typed).await
}

async fn act(
    member: Member,
    form: &Posted,
    agency: &str,
    id: &str,
    verb: &str,
    body: Value,
    typed: Typed,
) -> Result<Response, Refusal> {
    let path = format!("{}:{verb}", path(agency, id));
    match member.post::<Meeting>(&path, form.get("request_id"), &body).await {
        Ok(meeting) => Ok(Redirect::to(&format!("{}?done={verb}", meeting.address())).into_response()),
        Err(refusal) => {
            let meeting = find(&member, agency, id).await?;
            let again = build(member, meeting, Done::default(), explained(&refusal), typed).await?;
            Ok(shown(refusal.status, &again))
        }
    }
}

async fn build(
    member: Member,
    meeting: Meeting,
    done: Done,
    mistake: Mistake,
    typed: Typed,
) -> Result<Page, Refusal> {
    let is_own = meeting.name.starts_with(&format!("{}/", member.me.agency));
    let (shell, is_secretariat) = tokio::try_join!(Shell::of(&member), convenes(&member, &meeting))?;
    let letters = if is_own { letters(&member, &meeting).await } else { vec![] };
    let own = meeting.invitations.iter().find(|it| !is_own && it.agency == member.me.agency).cloned();
    let now = member.front.parts.clock.now();
    Ok(Page {
        shell,
        is_secretariat,
        letters,
        has_begun: meeting.start_time.is_some_and(|it| it <= now),
        own,
        request_id: member.request_id(),
        meeting,
        done,
        mistake,
        typed,
    })
}

/// Its papers. One that is on its way, or that the reader may not see, is left out.
async fn letters(member: &Member, meeting: &Meeting) -> Vec<Letter> {
    let mut letters = vec![];
    for name in meeting.papers() {
        letters.extend(member.get::<Letter>(&format!("/v1/{name}")).await);
    }
    letters
}

impl Page {
    /// Why who is invited as a member cannot read a case's dossier, though others can or could.
    fn closed(&self, discussion: &Discussion) -> Option<&'static str> {
        let own = self.own.as_ref().filter(|it| it.is_member() && discussion.dossier.is_none())?;
        Some(if discussion.recuses(own) {
            "Bahan rapat tidak dibuka di sini karena instansi Anda pengusulnya."
        } else if !self.meeting.is_open() {
            "Bahan rapat hanya terbuka sampai hasil rapat ditetapkan atau rapat dibatalkan."
        } else if own.is_declined() {
            "Bahan rapat terbuka bila instansi Anda menyatakan hadir."
        } else {
            "Bahan rapat dibaca oleh unit kerja yang diundang."
        })
    }

    /// Whether there is an invitation that its chair has not signed.
    fn waits_for_chair(&self) -> bool {
        let invitation = self.letters.iter().find(|it| it.name == self.meeting.invitation_letter);
        self.meeting.is_scheduled() && invitation.is_some_and(Letter::is_draft)
    }
}

impl Done {
    fn words(&self) -> &'static str {
        match self.done.as_str() {
            "planned" => "Rapat sudah direncanakan. Periksa, lalu siapkan undangannya.",
            "changed" => "Perubahan rapat sudah disimpan.",
            "schedule" => {
                "Undangan sudah disiapkan. Setelah ditandatangani ketua, undangan terkirim kepada semua yang diundang."
            }
            "cancel" => "Rapat sudah dibatalkan. Usulannya menunggu rapat lain.",
            "confirm" => "Hasil rapat sudah ditetapkan dan dicatat pada semua usulannya.",
            "respond" => "Jawaban atas undangan sudah dikirim.",
            "attended" => "Kehadiran sudah dicatat.",
            "discussed" => "Hasil pembahasan sudah dicatat.",
            _ => "",
        }
    }
}
