//! Requests to build or develop an app, as their sides are told of them.

use super::{id, number};
use crate::pages::words::{Tag, submission_state};
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::HashMap;

/// A request with its overall state.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Submission {
    /// `agencies/{agency}/submissions/{submission}`, where the agency is the one that reviews.
    pub(crate) name: String,
    /// `agencies/{agency}/procedures/{procedure}`.
    pub(crate) procedure: String,
    /// 0: the newest.
    pub(crate) procedure_version: i32,
    pub(crate) app_title: String,
    pub(crate) purpose: String,
    pub(crate) letter_number: String,
    /// `YYYY-MM-DD`, or empty.
    pub(crate) letter_date: String,
    /// Texts by the section's id.
    pub(crate) sections: HashMap<String, String>,
    pub(crate) documents: Vec<Document>,
    pub(crate) state: String,
    pub(crate) registration_number: String,
    /// `agencies/{agency}`: the one that asks.
    pub(crate) proposing_agency: String,
    /// Slug; empty where no office is known.
    pub(crate) proposing_office: String,
    pub(crate) proposing_office_title: String,
    pub(crate) applicant: Option<Applicant>,
    pub(crate) gaps: Vec<Gap>,
    pub(crate) decision_title: String,
    /// What the reviewing agency is doing now.
    pub(crate) activity: String,
    pub(crate) letters: Vec<IssuedLetter>,
    /// `agencies/{agency}/cases/{case}`, or empty.
    pub(crate) case: String,
    pub(crate) create_time: Option<Timestamp>,
    pub(crate) file_time: Option<Timestamp>,
    pub(crate) close_time: Option<Timestamp>,
    pub(crate) etag: String,
    pub(crate) withdrawal_reason: String,
    /// Names of the requests it follows, and from which it was carried on.
    pub(crate) predecessor: String,
    pub(crate) origin: String,
    pub(crate) action_items: Vec<ActionItem>,
    pub(crate) meeting_outcome: String,
    pub(crate) follow_up_due_time: Option<Timestamp>,
    pub(crate) incoming: Option<Incoming>,
    pub(crate) carried: Option<Carried>,
    /// Title of the procedure to which the caller can carry it on; empty: to none.
    pub(crate) carriable_to: String,
}

/// A page of requests.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Submissions {
    pub(crate) submissions: Vec<Submission>,
    pub(crate) next_page_token: String,
}

/// A paper of a dossier.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Document {
    /// Id of the requirement it meets.
    pub(crate) requirement: String,
    pub(crate) title: String,
    /// `agencies/{agency}/files/{file}`.
    pub(crate) file: String,
    pub(crate) file_name: String,
    #[serde(deserialize_with = "number")]
    pub(crate) size_bytes: i64,
}

/// Who filed, and in which position.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Applicant {
    pub(crate) display_name: String,
    pub(crate) position_title: String,
}

/// Something that is missing, or was marked for correction.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Gap {
    /// Id of a requirement or section, or a field such as `app_title`.
    pub(crate) item: String,
    pub(crate) title: String,
    pub(crate) note: String,
    pub(crate) corrected: bool,
}

/// A letter that was issued to the proposer.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct IssuedLetter {
    /// `agencies/{agency}/letters/{letter}`.
    pub(crate) letter: String,
    pub(crate) title: String,
    pub(crate) number: String,
    pub(crate) verification_code: String,
    pub(crate) issue_time: Option<Timestamp>,
    pub(crate) voided: bool,
}

/// Something that is to be done after a meeting.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ActionItem {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) required: bool,
    pub(crate) answer: String,
    pub(crate) documents: Vec<Document>,
    pub(crate) answer_time: Option<Timestamp>,
}

/// How a request came that was not filed here.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Incoming {
    pub(crate) agenda_number: String,
    /// `YYYY-MM-DD`.
    pub(crate) receipt_date: String,
    pub(crate) signatory: String,
}

/// The request to which one was carried on.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Carried {
    pub(crate) submission: String,
    pub(crate) procedure_title: String,
    pub(crate) state: String,
    pub(crate) registration_number: String,
    pub(crate) decision_title: String,
}

impl Submission {
    /// What the app is called, also while it has no name.
    pub(crate) fn title(&self) -> &str {
        if self.app_title.is_empty() { "Permohonan tanpa nama" } else { &self.app_title }
    }

    pub(crate) fn tag(&self) -> Tag {
        submission_state(&self.state)
    }

    pub(crate) fn is_draft(&self) -> bool {
        self.state == "DRAFT"
    }

    pub(crate) fn is_returned(&self) -> bool {
        self.state == "RETURNED"
    }

    pub(crate) fn is_followed_up(&self) -> bool {
        self.state == "FOLLOW_UP"
    }

    /// Whether the proposer writes on it now.
    pub(crate) fn is_written(&self) -> bool {
        self.is_draft() || self.is_returned()
    }

    pub(crate) fn is_withdrawable(&self) -> bool {
        matches!(self.state.as_str(), "FILED" | "IN_REVIEW" | "RETURNED" | "FOLLOW_UP")
    }

    /// Whether `item` may be changed now: everything of a draft, after a return what was marked.
    pub(crate) fn is_open(&self, item: &str) -> bool {
        self.is_draft() || (self.is_returned() && self.gap(item).is_some())
    }

    /// What was marked of `item`.
    pub(crate) fn gap(&self, item: &str) -> Option<&Gap> {
        self.gaps.iter().find(|it| it.item == item)
    }

    /// The paper that meets a requirement.
    pub(crate) fn document(&self, requirement: &str) -> Option<&Document> {
        self.documents.iter().find(|it| it.requirement == requirement)
    }

    /// The text of a field or of `sections.{id}`.
    pub(crate) fn text(&self, field: &str) -> &str {
        match field {
            "app_title" => &self.app_title,
            "purpose" => &self.purpose,
            "letter_number" => &self.letter_number,
            "letter_date" => &self.letter_date,
            other => {
                let section = self.sections.get(other.strip_prefix("sections.").unwrap_or(other));
                section.map_or("", String::as_str)
            }
        }
    }
}

impl Document {
    /// Where it opens.
    pub(crate) fn address(&self) -> String {
        let agency = self.file.split('/').nth(1).unwrap_or_default();
        format!("/files/{agency}/{}", id(&self.file))
    }

    /// What kind of file it is, as people call it.
    pub(crate) fn kind(&self) -> String {
        match self.file_name.rsplit_once('.') {
            Some((_, ending)) if !ending.is_empty() => ending.to_uppercase(),
            _ => "Berkas".to_owned(),
        }
    }

    /// As people write sizes.
    pub(crate) fn size(&self) -> String {
        match self.size_bytes {
            ..1_000 => format!("{} bita", self.size_bytes),
            1_000..1_000_000 => format!("{} kB", (self.size_bytes + 500) / 1_000),
            _ => format!("{},{} MB", self.size_bytes / 1_000_000, self.size_bytes % 1_000_000 / 100_000),
        }
    }
}

impl IssuedLetter {
    /// Where it opens.
    pub(crate) fn address(&self) -> String {
        let agency = self.letter.split('/').nth(1).unwrap_or_default();
        format!("/letters/{agency}/{}/letter.pdf", id(&self.letter))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_written_as_people_write_them() {
        let size = |size_bytes| {
            let text = String::new;
            let (requirement, title, file, file_name) = (text(), text(), text(), text());
            Document { requirement, title, file, file_name, size_bytes }.size()
        };

        assert_eq!([size(999), size(1_499), size(12_345_678)], ["999 bita", "1 kB", "12,3 MB"]);
    }

    #[test]
    fn after_a_return_only_what_was_marked_is_open() {
        let gap = Gap { item: "b".to_owned(), title: String::new(), note: String::new(), corrected: false };
        let draft = Submission { state: "DRAFT".to_owned(), ..Submission::default() };
        let returned = Submission { state: "RETURNED".to_owned(), gaps: vec![gap], ..Submission::default() };

        assert!(draft.is_open("a"));
        assert!(returned.is_open("b") && !returned.is_open("a"));
    }
}
