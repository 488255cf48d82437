//! What a procedure asks of a proposer: who may apply, and what a dossier holds; no I/O.

pub(crate) mod recording;

use crate::{complaint::rule::ComplaintRule, registration::Pattern, wording};
use platform::{Agency, Caller, Error, Held, Result, SlugName};
use recording::RECORDED_CHANNELS;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub(crate) const PROCEDURES: &str = "procedures";

/// One published version of a procedure, as far as a proposer meets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Form {
    pub(crate) procedure: SlugName,
    pub(crate) version: i32,
    pub(crate) title: String,
    pub(crate) rules: Rules,
}

/// The part of a [`Form`] that the procedure's definition gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rules {
    pub(crate) applicant: ApplicantRule,
    pub(crate) dossier: DossierRule,
    pub(crate) registration: Pattern,
    /// Slugs of the offices that see what was filed; empty: every office of the agency.
    pub(crate) reviewing_offices: Vec<String>,
    /// Until when a proposer may withdraw.
    pub(crate) withdrawal: Withdrawal,
    /// How complaints are taken; unset: not at all.
    #[serde(default)]
    pub(crate) complaints: Option<ComplaintRule>,
    /// How a decided request may be carried on; none: not at all.
    #[serde(default)]
    pub(crate) carry: Option<CarryRule>,
}

/// Who may apply. An empty list leaves it open.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ApplicantRule {
    /// Kinds of offices of the reviewing agency, or of other agencies.
    #[serde(default)]
    pub(crate) units: Vec<String>,
    /// Kinds of positions, of which the one who files holds one.
    #[serde(default)]
    pub(crate) positions: Vec<String>,
    /// Ways by which it may come in, such as `portal`, `letter`, `email`.
    #[serde(default)]
    pub(crate) channels: Vec<String>,
    /// Slugs of the reviewing agency's positions that record what came as a letter or by e-mail; empty: none does.
    #[serde(default)]
    pub(crate) recorded_by: Vec<String>,
}

/// To which procedure of another agency a decided request may be carried on, and what goes along.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CarryRule {
    /// Slugs of the agency that reviews there, and of its procedure.
    pub(crate) agency: String,
    pub(crate) procedure: String,
    /// Ids of the decisions after which it may be.
    pub(crate) decisions: Vec<String>,
    /// The requirement there, and the one here.
    #[serde(default)]
    pub(crate) documents: BTreeMap<String, String>,
    /// The section there, and the one here.
    #[serde(default)]
    pub(crate) sections: BTreeMap<String, String>,
    /// The requirement there, and the record as which a letter is kept here.
    #[serde(default)]
    pub(crate) letters: BTreeMap<String, String>,
}

/// What a dossier holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DossierRule {
    /// What an app may be asked for.
    #[serde(default, rename = "purpose", alias = "purposes")]
    pub(crate) purposes: Vec<Choice>,
    #[serde(default)]
    pub(crate) requirements: Vec<Requirement>,
    #[serde(default)]
    pub(crate) sections: Vec<Section>,
}

/// Who wants to apply.
#[derive(Debug, Clone)]
pub(crate) struct Asking<'c> {
    pub(crate) caller: &'c Caller,
    /// Kind of the caller's agency.
    pub(crate) agency_kind: String,
}

impl Asking<'_> {
    /// As what the rules see them: among the offices of the reviewing agency as an office, else as an agency.
    fn kind(&self, reviewing: &Agency) -> &str {
        if self.caller.agency == *reviewing { &self.caller.office_kind } else { &self.agency_kind }
    }
}

/// One of several things to choose from: `build`, or `{id: build, title: Pembangunan}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "WrittenChoice")]
pub(crate) struct Choice {
    pub(crate) id: String,
    pub(crate) title: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenChoice {
    Word(String),
    Titled { id: String, title: String },
}

/// A document that must be there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Requirement {
    pub(crate) id: String,
    pub(crate) title: String,
    /// Words such as `pdf`, or whole media types; empty: any.
    #[serde(default)]
    pub(crate) media: Vec<String>,
}

/// A text that must be there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Section {
    pub(crate) id: String,
    pub(crate) title: String,
}

/// Until when a proposer may take a request back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Withdrawal {
    /// Until the decision.
    Any,
    /// Not once it is filed.
    Never,
}

impl Form {
    pub(crate) fn requirement(&self, id: &str) -> Option<&Requirement> {
        self.rules.dossier.requirements.iter().find(|it| it.id == id)
    }

    pub(crate) fn section(&self, id: &str) -> Option<&Section> {
        self.rules.dossier.sections.iter().find(|it| it.id == id)
    }

    pub(crate) fn purpose(&self, id: &str) -> Option<&Choice> {
        self.rules.dossier.purposes.iter().find(|it| it.id == id)
    }

    /// The requirement that is called `id`; without one the refusal names those there are.
    pub(crate) fn expect_requirement(&self, id: &str) -> Result<&Requirement> {
        self.requirement(id).ok_or_else(|| {
            let known = listed(self.rules.dossier.requirements.iter().map(|it| &it.id));
            Error::invalid(format!("requirement: {id:?} is none of this procedure's: {known}"))
        })
    }

    /// The channel by which requests come through this platform: the first that is not recorded by hand.
    pub(crate) fn channel(&self) -> &str {
        let mut own = self.rules.applicant.channels.iter().map(String::as_str);
        own.find(|it| !RECORDED_CHANNELS.contains(it)).unwrap_or("portal")
    }

    /// Refuses an office that may not apply, and tells one below another which office may.
    pub(crate) fn admit_office(&self, asking: &Asking<'_>) -> Result<()> {
        let kind = asking.kind(&self.procedure.agency);
        if self.knows_unit(kind) {
            return Ok(());
        }
        let caller = asking.caller;
        let own = format!("{} ({})", caller.office_title, wording::unit_kind(kind));
        // Another agency is judged as a whole: no office above this one would be let in either.
        let is_within = caller.agency == self.procedure.agency && !caller.parent_office_title.is_empty();
        Err(self.refuse_unit(&if is_within {
            format!("{own} mengajukan permohonan melalui {}.", caller.parent_office_title)
        } else {
            format!("{own} tidak termasuk di dalamnya.")
        }))
    }

    fn knows_unit(&self, kind: &str) -> bool {
        let units = &self.rules.applicant.units;
        units.is_empty() || units.iter().any(|it| it == kind)
    }

    fn refuse_unit(&self, way_out: &str) -> Error {
        let units = self.rules.applicant.units.iter().map(|it| wording::unit_kind(it));
        let rule = wording::alternatives(units);
        Error::Denied(format!("{} hanya dapat diajukan oleh {rule}. {way_out}", self.title))
    }

    /// The position in which the caller may file; without one the refusal names the rule.
    pub(crate) fn admit_person<'c>(&self, asking: &Asking<'c>) -> Result<&'c Held> {
        self.admit_office(asking)?;
        let caller = asking.caller;
        let kinds = &self.rules.applicant.positions;
        let held = caller.positions.iter().find(|it| kinds.is_empty() || kinds.contains(&it.kind));
        held.ok_or_else(|| {
            let rule = wording::alternatives(kinds.iter().map(|it| wording::position_kind(it)));
            let own = match &caller.positions[..] {
                [] => "Anda tidak memegang jabatan apa pun.".to_owned(),
                positions => {
                    let titles: Vec<&str> = positions.iter().map(|it| it.title.as_str()).collect();
                    format!("Jabatan Anda ({}) tidak termasuk di dalamnya.", titles.join(", "))
                }
            };
            Error::Denied(format!("{} hanya dapat diajukan oleh pejabat: {rule}. {own}", self.title))
        })
    }
}

impl Requirement {
    /// The media types its document may have.
    pub(crate) fn media_types(&self) -> Vec<String> {
        self.media.iter().map(|it| media_type(it).to_owned()).collect()
    }
}

impl From<WrittenChoice> for Choice {
    fn from(written: WrittenChoice) -> Self {
        match written {
            WrittenChoice::Word(id) => Self { title: wording::purpose(&id), id },
            WrittenChoice::Titled { id, title } => Self { id, title },
        }
    }
}

/// The media type behind a procedure's word; what is no such word is taken for a media type.
fn media_type(word: &str) -> &str {
    match word {
        "pdf" => "application/pdf",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "odt" => "application/vnd.oasis.opendocument.text",
        "ods" => "application/vnd.oasis.opendocument.spreadsheet",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "zip" => "application/zip",
        other => other,
    }
}

/// `a, b, c`.
pub(crate) fn listed<'a>(words: impl Iterator<Item = &'a String>) -> String {
    words.map(String::as_str).collect::<Vec<_>>().join(", ")
}
