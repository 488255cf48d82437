//! What the proposer filed, and what is missing of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// All papers and answers of a submission as they were filed last.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Dossier {
    pub(crate) submission: String,
    pub(crate) registration_number: String,
    pub(crate) procedure: String,
    pub(crate) revision: u32,
    pub(crate) proposing_agency: String,
    pub(crate) proposing_agency_title: String,
    pub(crate) proposing_office: String,
    pub(crate) proposing_office_title: String,
    pub(crate) applicant: Applicant,
    /// Everybody who wrote on it.
    pub(crate) author_persons: Vec<String>,
    pub(crate) app_title: String,
    pub(crate) purpose: String,
    pub(crate) purpose_title: String,
    pub(crate) letter_number: String,
    /// `YYYY-MM-DD`.
    pub(crate) letter_date: String,
    pub(crate) sections: Vec<Section>,
    pub(crate) documents: Vec<Document>,
    pub(crate) filed_at: Timestamp,
    pub(crate) channel: String,
    /// Name of the lapsed submission it follows; may be empty.
    #[serde(default)]
    pub(crate) predecessor: String,
    /// Where it came as a letter or by e-mail: the agenda number, the day of receipt (`YYYY-MM-DD`), who signed it.
    #[serde(default)]
    pub(crate) agenda_number: String,
    #[serde(default)]
    pub(crate) receipt_date: String,
    #[serde(default)]
    pub(crate) letter_signatory: String,
    /// Whether it was carried on from a decided request elsewhere.
    #[serde(default)]
    pub(crate) carried_on: bool,
    /// Slugs of the proposing agency's other offices that write on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) preparing_offices: Vec<String>,
}

/// Who filed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Applicant {
    pub(crate) person: String,
    pub(crate) display_name: String,
    pub(crate) position: String,
    pub(crate) position_title: String,
    pub(crate) position_kind: String,
}

/// A part of the proposal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Section {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) text: String,
}

/// A paper of the dossier.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Document {
    pub(crate) requirement: String,
    pub(crate) title: String,
    pub(crate) file: String,
    pub(crate) file_name: String,
    pub(crate) media_type: String,
    pub(crate) size_bytes: i64,
    pub(crate) sha256: String,
}

/// Something of the dossier that is missing or not as required.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Gap {
    pub(crate) item: String,
    pub(crate) title: String,
    pub(crate) verdict: Verdict,
    pub(crate) note: String,
}

/// What a checklist says of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Verdict {
    Present,
    Missing,
    NotAsRequired,
}

impl Dossier {
    /// Whether `person` filed it or wrote on it.
    pub(crate) fn is_by(&self, person: &str) -> bool {
        self.applicant.person == person || self.author_persons.iter().any(|it| it == person)
    }

    /// Everybody who filed it or wrote on it.
    pub(crate) fn authors(&self) -> impl Iterator<Item = &str> {
        let filed = Some(self.applicant.person.as_str()).filter(|it| !it.is_empty());
        filed.into_iter().chain(self.author_persons.iter().map(String::as_str))
    }
}
