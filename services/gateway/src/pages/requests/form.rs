//! What a procedure asks of those who apply, as its definition says.

use crate::pages::{
    member::Member,
    refusal::Refusal,
    told::submission::Submission,
    visit::{Visit, encoded},
};
use serde::Deserialize;
use std::collections::HashMap;

/// The part of a procedure that a proposer meets.
#[derive(Deserialize)]
pub(super) struct Form {
    /// `agencies/{agency}/procedures/{procedure}`.
    pub(super) name: String,
    pub(super) title: String,
    pub(super) product: String,
    definition: Definition,
}

#[derive(Deserialize)]
struct Definition {
    #[serde(default)]
    head: Head,
    #[serde(default)]
    applicant: Applicant,
    #[serde(default)]
    dossier: Dossier,
    #[serde(default)]
    actors: HashMap<String, Actor>,
    carry: Option<Carry>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Head {
    warnings: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Applicant {
    positions: Vec<String>,
    channels: Vec<String>,
    recorded_by: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Dossier {
    purpose: Vec<Choice>,
    requirements: Vec<Requirement>,
    sections: Vec<Section>,
}

#[derive(Deserialize)]
struct Actor {
    position: Option<String>,
}

/// Where a decided request may be carried on.
#[derive(Deserialize)]
struct Carry {
    agency: String,
    procedure: String,
}

/// What an app may be asked for.
#[derive(Clone, Deserialize)]
#[serde(from = "WrittenChoice")]
pub(super) struct Choice {
    pub(super) id: String,
    pub(super) title: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenChoice {
    Word(String),
    Titled { id: String, title: String },
}

/// A paper that must be there.
#[derive(Clone, Deserialize)]
pub(super) struct Requirement {
    pub(super) id: String,
    pub(super) title: String,
    #[serde(default)]
    media: Vec<String>,
}

/// A text that must be there.
#[derive(Clone, Deserialize)]
pub(super) struct Section {
    pub(super) id: String,
    pub(super) title: String,
}

/// The general data of a request, as fields of its form are called.
pub(super) const FIELDS: [(&str, &str); 4] = [
    ("app_title", "Nama aplikasi"),
    ("purpose", "Jenis permohonan"),
    ("letter_number", "Nomor surat permohonan"),
    ("letter_date", "Tanggal surat permohonan"),
];

/// One question group of a request, in the order in which it is asked.
pub(super) enum Item<'f> {
    General,
    Section(&'f Section),
    Requirement(&'f Requirement),
}

impl Form {
    /// Reads `agencies/{agency}/procedures/{procedure}`.
    pub(super) async fn read(visit: &Visit, name: &str) -> Result<Self, Refusal> {
        Self::read_version(visit, name, 0).await
    }

    /// What is asked of `submission`.
    pub(super) async fn of(visit: &Visit, submission: &Submission) -> Result<Self, Refusal> {
        Self::read_version(visit, &submission.procedure, submission.procedure_version).await
    }

    async fn read_version(visit: &Visit, name: &str, version: i32) -> Result<Self, Refusal> {
        let parts: Vec<&str> = name.split('/').collect();
        let ["agencies", agency, "procedures", procedure] = parts[..] else {
            return Err(Refusal::not_found());
        };
        let path =
            format!("/v1/agencies/{}/procedures/{}?version={version}", encoded(agency), encoded(procedure));
        visit.get(&path).await
    }

    /// `agencies/{agency}`.
    pub(super) fn agency(&self) -> &str {
        self.name.split("/procedures/").next().unwrap_or_default()
    }

    /// What its agency wants to be known before anyone applies.
    pub(super) fn warnings(&self) -> &[String] {
        &self.definition.head.warnings
    }

    pub(super) fn purposes(&self) -> &[Choice] {
        &self.definition.dossier.purpose
    }

    pub(super) fn purpose_title<'f>(&'f self, id: &'f str) -> &'f str {
        self.purposes().iter().find(|it| it.id == id).map_or(id, |it| &it.title)
    }

    pub(super) fn requirements(&self) -> &[Requirement] {
        &self.definition.dossier.requirements
    }

    pub(super) fn sections(&self) -> &[Section] {
        &self.definition.dossier.sections
    }

    pub(super) fn requirement(&self, id: &str) -> Result<&Requirement, Refusal> {
        self.requirements().iter().find(|it| it.id == id).ok_or_else(Refusal::not_found)
    }

    pub(super) fn section(&self, id: &str) -> Option<&Section> {
        self.sections().iter().find(|it| it.id == id)
    }

    /// All question groups.
    pub(super) fn items(&self) -> impl Iterator<Item = Item<'_>> {
        let sections = self.sections().iter().map(Item::Section);
        let requirements = self.requirements().iter().map(Item::Requirement);
        std::iter::once(Item::General).chain(sections).chain(requirements)
    }

    /// Kinds of positions that may apply.
    pub(super) fn positions(&self) -> &[String] {
        &self.definition.applicant.positions
    }

    /// Ways by which requests come besides this one.
    pub(super) fn recorded_channels(&self) -> impl Iterator<Item = &str> {
        let channels = self.definition.applicant.channels.iter().map(String::as_str);
        channels.filter(|it| matches!(*it, "letter" | "email"))
    }

    /// Whether the reader holds a position that records what comes on paper.
    pub(super) fn is_recorded_by(&self, member: &Member) -> bool {
        let actors = &self.definition.actors;
        let mut recorders = self.definition.applicant.recorded_by.iter();
        self.agency() == member.me.agency
            && recorders.any(|it| {
                let position = actors.get(it).and_then(|it| it.position.as_ref());
                position.is_some_and(|it| member.holds(it))
            })
    }

    /// Name of the procedure to which a decided request may be carried on.
    pub(super) fn next_procedure(&self) -> Option<String> {
        let carry = self.definition.carry.as_ref()?;
        Some(format!("agencies/{}/procedures/{}", carry.agency, carry.procedure))
    }
}

impl Item<'_> {
    pub(super) fn title(&self) -> &str {
        match self {
            Self::General => "Data umum",
            Self::Section(it) => &it.title,
            Self::Requirement(it) => &it.title,
        }
    }

    /// Its page, below that of the request.
    pub(super) fn address(&self) -> String {
        match self {
            Self::General => "/general".to_owned(),
            Self::Section(it) => format!("/draft/{}", encoded(&it.id)),
            Self::Requirement(it) => format!("/draft/{}/document", encoded(&it.id)),
        }
    }

    /// Whether what a gap is about is asked here.
    pub(super) fn is_about(&self, gap: &str) -> bool {
        match self {
            Self::General => FIELDS.iter().any(|it| it.0 == gap),
            Self::Section(it) => it.id == gap,
            Self::Requirement(it) => it.id == gap,
        }
    }
}

impl Requirement {
    /// Which files are taken, for people; empty: any.
    pub(super) fn media_words(&self) -> String {
        self.media.iter().map(|it| it.to_uppercase()).collect::<Vec<_>>().join(" atau ")
    }

    /// The same for the browser's dialogue.
    pub(super) fn accept(&self) -> String {
        let ending = |it: &String| if it.contains('/') { it.clone() } else { format!(".{it}") };
        self.media.iter().map(ending).collect::<Vec<_>>().join(",")
    }
}

impl From<WrittenChoice> for Choice {
    fn from(written: WrittenChoice) -> Self {
        let title = |id: &str| match id {
            "build" => "Pembangunan aplikasi baru".to_owned(),
            "develop" => "Pengembangan aplikasi yang sudah ada".to_owned(),
            other => other.replace('_', " "),
        };
        match written {
            WrittenChoice::Word(id) => Self { title: title(&id), id },
            WrittenChoice::Titled { id, title } => Self { id, title },
        }
    }
}
