//! The form that gives the proposer more time to follow up the outcome of a meeting.

use crate::pages::{member::Member, refusal::Refusal, told::case::Case};
use serde::Deserialize;
use serde_json::Value;

/// The form, with what was typed.
#[derive(Default)]
pub(super) struct Extension {
    pub(super) request_id: String,
    pub(super) last_day: String,
    pub(super) letter_number: String,
    pub(super) reason: String,
    pub(super) mistakes: Vec<(&'static str, String)>,
}

#[derive(Deserialize)]
struct Procedure {
    definition: Value,
}

/// The empty form, where the case waits for a follow-up and one holds the position that may extend it.
pub(super) async fn offered(member: &Member, case: &Case) -> Result<Option<Extension>, Refusal> {
    let is_timed = case.follow_up.as_ref().is_some_and(|it| it.due_time.is_some());
    let Some(step) = case.steps.first().filter(|_| is_timed && case.state == "WAITING") else {
        return Ok(None);
    };
    let path = format!("/v1/{}?version={}", case.procedure, case.procedure_version);
    let definition = member.get::<Procedure>(&path).await?.definition;
    let actor = definition["steps"][step]["lapses"]["extend_by"].as_str().unwrap_or_default();
    let position = definition["actors"][actor]["position"].as_str().unwrap_or_default();
    let empty = || Extension { request_id: member.request_id(), ..Extension::default() };
    Ok(member.holds(position).then(empty))
}

impl Extension {
    /// Why a field is wrong, if it is.
    pub(super) fn mistake(&self, field: &str) -> Option<&str> {
        self.mistakes.iter().find(|it| it.0 == field).map(|it| it.1.as_str())
    }

    /// What can be said without asking.
    pub(super) fn wrong(&self) -> Vec<(&'static str, String)> {
        let wanted = [
            ("last_day", &self.last_day, "Isi hari terakhir yang baru."),
            ("letter_number", &self.letter_number, "Isi nomor surat yang memberi perpanjangan."),
            ("reason", &self.reason, "Isi alasannya dalam satu baris."),
        ];
        wanted.into_iter().filter(|it| it.1.is_empty()).map(|it| (it.0, it.2.to_owned())).collect()
    }
}
