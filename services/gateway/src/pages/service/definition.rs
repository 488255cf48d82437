//! What pages read of a procedure's published definition. Its maps have no order by the time they come here.

use serde::Deserialize;
use std::collections::BTreeMap;

/// A procedure as its agency wrote it down.
#[derive(Deserialize)]
pub(in super::super) struct Definition {
    pub(super) title: String,
    pub(super) product: String,
    pub(super) service_standard: String,
    pub(super) fee: String,
    #[serde(default)]
    pub(super) head: Head,
    pub(super) applicant: Applicant,
    pub(super) dossier: Dossier,
    pub(super) actors: BTreeMap<String, Actor>,
    pub(super) steps: BTreeMap<String, Step>,
    pub(super) complaints: Option<Complaints>,
}

/// The head of the official form.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Head {
    pub(super) issued_by: Vec<String>,
    pub(super) number: Option<String>,
    pub(super) created: Option<String>,
    pub(super) revised: Option<String>,
    pub(super) effective: Option<String>,
    pub(super) approved_by: Option<Approver>,
    pub(super) legal_basis: Vec<String>,
    pub(super) qualifications: Vec<String>,
    pub(super) related: Vec<String>,
    pub(super) equipment: Vec<String>,
    pub(super) warnings: Vec<String>,
    pub(super) records: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Approver {
    pub(super) office: String,
    pub(super) name: String,
    pub(super) id_number: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Applicant {
    pub(super) units: Vec<String>,
    pub(super) positions: Vec<String>,
    pub(super) channels: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Dossier {
    pub(super) purpose: Vec<String>,
    pub(super) requirements: Vec<Requirement>,
    #[serde(default)]
    pub(super) sections: Vec<Section>,
}

#[derive(Deserialize)]
pub(super) struct Requirement {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) media: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Section {
    pub(super) id: String,
    pub(super) title: String,
}

#[derive(Deserialize)]
pub(super) struct Actor {
    pub(super) position: Option<String>,
    pub(super) title: Option<String>,
}

/// Work for an actor, or a wait for someone else.
#[derive(Deserialize)]
pub(super) struct Step {
    pub(super) number: Option<u32>,
    pub(super) activity: Option<String>,
    pub(super) actor: Option<String>,
    #[serde(default)]
    pub(super) completeness: Vec<String>,
    pub(super) completeness_text: Option<String>,
    pub(super) norm: Option<String>,
    pub(super) output: Option<String>,
    pub(super) remarks: Option<String>,
    pub(super) wait: Option<Wait>,
    pub(super) clock: Option<ClockRule>,
    pub(super) lapses: Option<Lapse>,
    pub(super) next: Option<String>,
    #[serde(default)]
    pub(super) outcomes: BTreeMap<String, Outcome>,
    #[serde(default)]
    pub(super) when: BTreeMap<String, String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Wait {
    Proposer,
    Meeting,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ClockRule {
    Pause,
    Restart,
}

#[derive(Deserialize)]
pub(super) struct Lapse {
    pub(super) after: String,
    pub(super) next: Option<String>,
}

/// A way out: `next`, `back` to the step it came from, or neither, which ends the case.
#[derive(Deserialize)]
pub(super) struct Outcome {
    pub(super) title: Option<String>,
    pub(super) next: Option<String>,
    #[serde(default)]
    pub(super) back: bool,
}

#[derive(Deserialize)]
pub(super) struct Complaints {
    pub(super) answer_within: String,
    #[serde(default)]
    pub(super) channels: Vec<Channel>,
}

#[derive(Deserialize)]
pub(super) struct Channel {
    pub(super) kind: String,
    pub(super) title: String,
    pub(super) value: String,
}

impl Definition {
    /// What people call a requirement or a section.
    pub(super) fn title_of<'d>(&'d self, id: &'d str) -> &'d str {
        let papers = self.dossier.requirements.iter().map(|it| (&it.id, &it.title));
        let texts = self.dossier.sections.iter().map(|it| (&it.id, &it.title));
        papers.chain(texts).find(|it| it.0 == id).map_or(id, |it| it.1)
    }

    /// Whether these are all requirements and sections, and more than one of them.
    pub(super) fn is_whole(&self, ids: &[String]) -> bool {
        let papers = self.dossier.requirements.iter().map(|it| &it.id);
        1 < ids.len()
            && papers.chain(self.dossier.sections.iter().map(|it| &it.id)).all(|it| ids.contains(it))
    }
}

impl Step {
    /// What people call it; its id where the procedure gives no words.
    pub(super) fn title(&self, id: &str) -> String {
        self.activity.clone().unwrap_or_else(|| super::words::plain(id))
    }

    /// The steps that can follow, but for the one it came from.
    pub(super) fn targets(&self) -> impl Iterator<Item = &str> {
        let outcomes = self.outcomes.values().filter_map(|it| it.next.as_ref());
        let lapse = self.lapses.iter().filter_map(|it| it.next.as_ref());
        self.next.iter().chain(outcomes).chain(self.when.values()).chain(lapse).map(String::as_str)
    }
}

impl Channel {
    /// Where a click leads, for what can be called from a browser.
    pub(super) fn address(&self) -> Option<String> {
        let value = self.value.trim();
        match self.kind.as_str() {
            "email" => Some(format!("mailto:{value}")),
            "phone" => Some(format!("tel:{}", value.replace(' ', ""))),
            "web" if value.starts_with("https://") || value.starts_with("http://") => Some(value.to_owned()),
            "web" => Some(format!("https://{value}")),
            _ => None,
        }
    }
}
