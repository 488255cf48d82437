//! What a proposer writes and attaches, and when they may.

use super::{FILES, State, Submission};
use crate::{
    form::{Form, listed},
    text::{line, paragraphs, written_date},
};
use jiff::{Timestamp, civil::Date};
use platform::{Agency, Error, ResourceName, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

pub(crate) const APP_TITLE: &str = "app_title";
pub(crate) const PURPOSE: &str = "purpose";
pub(crate) const LETTER_NUMBER: &str = "letter_number";
pub(crate) const LETTER_DATE: &str = "letter_date";

const MAX_TITLE_CHARS: usize = 200;
const MAX_LETTER_NUMBER_CHARS: usize = 100;
const MAX_SECTION_CHARS: usize = 20_000;

/// All that a proposer gave. Empty is not given yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Content {
    pub(crate) app_title: String,
    pub(crate) purpose: String,
    pub(crate) letter_number: String,
    pub(crate) letter_date: Option<Date>,
    /// Texts by the section's id.
    pub(crate) sections: BTreeMap<String, String>,
    pub(crate) documents: Vec<Document>,
}

/// A paper that meets a requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Document {
    pub(crate) requirement: String,
    pub(crate) title: String,
    pub(crate) file: Uuid,
    /// Among whose files it is, where those are not the reviewing agency's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) agency: Option<Agency>,
    pub(crate) file_name: String,
    pub(crate) media_type: String,
    pub(crate) size_bytes: i64,
    /// Lower-case hexadecimal.
    pub(crate) sha256: String,
}

/// A field or a section in its new wording, within its limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    AppTitle(String),
    Purpose(String),
    LetterNumber(String),
    LetterDate(Option<Date>),
    /// Id and text.
    Section(String, String),
}

impl Change {
    pub(crate) fn app_title(text: &str) -> Result<Self> {
        Ok(Self::AppTitle(line(APP_TITLE, text, MAX_TITLE_CHARS)?))
    }

    pub(crate) fn purpose(text: &str) -> Result<Self> {
        Ok(Self::Purpose(line(PURPOSE, text, MAX_TITLE_CHARS)?))
    }

    pub(crate) fn letter_number(text: &str) -> Result<Self> {
        Ok(Self::LetterNumber(line(LETTER_NUMBER, text, MAX_LETTER_NUMBER_CHARS)?))
    }

    /// Reads `YYYY-MM-DD`, or nothing.
    pub(crate) fn letter_date(text: &str) -> Result<Self> {
        Ok(Self::LetterDate(written_date(LETTER_DATE, text)?))
    }

    pub(crate) fn section(id: &str, text: &str) -> Result<Self> {
        let field = format!("sections.{id}");
        Ok(Self::Section(id.to_owned(), paragraphs(&field, text, MAX_SECTION_CHARS)?))
    }

    /// What it changes, as gaps and checklists call it.
    fn item(&self) -> &str {
        match self {
            Self::AppTitle(_) => APP_TITLE,
            Self::Purpose(_) => PURPOSE,
            Self::LetterNumber(_) => LETTER_NUMBER,
            Self::LetterDate(_) => LETTER_DATE,
            Self::Section(id, _) => id,
        }
    }

    /// Refuses what the procedure does not know.
    fn check(&self, form: &Form) -> Result<()> {
        let rules = &form.rules.dossier;
        let (field, id, known) = match self {
            Self::Purpose(id) if !id.is_empty() && form.purpose(id).is_none() => {
                (PURPOSE, id, listed(rules.purposes.iter().map(|it| &it.id)))
            }
            Self::Section(id, _) if form.section(id).is_none() => {
                ("sections", id, listed(rules.sections.iter().map(|it| &it.id)))
            }
            _ => return Ok(()),
        };
        Err(Error::invalid(format!("{field}: {id:?} is none of this procedure's: {known}")))
    }
}

impl Document {
    /// The name of its file, in a submission at `agency`.
    pub(crate) fn stored_as(&self, agency: &Agency) -> ResourceName {
        let agency = self.agency.as_ref().unwrap_or(agency).clone();
        ResourceName { agency, collection: FILES, id: self.file }
    }
}

impl Content {
    pub(crate) fn document(&self, requirement: &str) -> Option<&Document> {
        self.documents.iter().find(|it| it.requirement == requirement)
    }

    fn section(&self, id: &str) -> &str {
        self.sections.get(id).map_or("", String::as_str)
    }

    fn holds(&self, change: &Change) -> bool {
        match change {
            Change::AppTitle(text) => self.app_title == *text,
            Change::Purpose(text) => self.purpose == *text,
            Change::LetterNumber(text) => self.letter_number == *text,
            Change::LetterDate(date) => self.letter_date == *date,
            Change::Section(id, text) => self.section(id) == text,
        }
    }

    fn apply(&mut self, change: Change) {
        match change {
            Change::AppTitle(text) => self.app_title = text,
            Change::Purpose(text) => self.purpose = text,
            Change::LetterNumber(text) => self.letter_number = text,
            Change::LetterDate(date) => self.letter_date = date,
            Change::Section(id, text) if text.is_empty() => drop(self.sections.remove(&id)),
            Change::Section(id, text) => drop(self.sections.insert(id, text)),
        }
    }
}

impl Submission {
    /// Carries out all of `changes`, or none. What already stands so is no change.
    pub(crate) fn change(
        &mut self,
        form: &Form,
        changes: Vec<Change>,
        author: &str,
        now: Timestamp,
    ) -> Result<()> {
        self.expect_editable()?;
        changes.iter().try_for_each(|it| it.check(form))?;
        let changes: Vec<Change> = changes.into_iter().filter(|it| !self.content.holds(it)).collect();
        changes.iter().try_for_each(|it| self.expect_open(it.item()))?;
        if changes.is_empty() {
            return Ok(());
        }
        for change in changes {
            self.mark_corrected(change.item());
            self.content.apply(change);
        }
        self.touch(author, now);
        Ok(())
    }

    /// Puts a document in its place; the one before is gone from the dossier.
    pub(crate) fn attach(&mut self, document: Document, author: &str, now: Timestamp) -> Result<()> {
        self.expect_open(&document.requirement)?;
        self.mark_corrected(&document.requirement);
        self.content.documents.retain(|it| it.requirement != document.requirement);
        self.content.documents.push(document);
        self.touch(author, now);
        Ok(())
    }

    /// Takes a document out of a draft.
    pub(crate) fn detach(&mut self, requirement: &str, author: &str, now: Timestamp) -> Result<()> {
        if self.state != State::Draft {
            return Err(self.wrong_state("stripped of a document"));
        }
        let before = self.content.documents.len();
        self.content.documents.retain(|it| it.requirement != requirement);
        if self.content.documents.len() == before {
            let reason = format!("requirement: nothing was uploaded for {requirement:?}");
            return Err(Error::invalid(reason));
        }
        self.touch(author, now);
        Ok(())
    }

    /// Only a draft can be thrown away.
    pub(crate) fn expect_deletable(&self) -> Result<()> {
        match self.state {
            State::Draft => Ok(()),
            State::Filed | State::InReview | State::Returned | State::FollowUp => {
                Err(Error::Conflict(format!("{} was filed: withdraw it instead", self.name)))
            }
            _ => Err(self.wrong_state("deleted")),
        }
    }

    /// Whether `item` may be changed now: everything of a draft, after a return what was marked.
    pub(crate) fn expect_open(&self, item: &str) -> Result<()> {
        self.expect_editable()?;
        if self.state == State::Draft || self.gaps.iter().any(|it| it.item == item) {
            return Ok(());
        }
        let marked = match &self.gaps[..] {
            [] => "nothing".to_owned(),
            gaps => format!("only {}", listed(gaps.iter().map(|it| &it.item))),
        };
        Err(Error::Conflict(format!("{item} was not marked for correction: {marked} may be changed")))
    }

    fn expect_editable(&self) -> Result<()> {
        match self.state {
            State::Draft | State::Returned => Ok(()),
            _ => Err(self.wrong_state("changed")),
        }
    }

    fn mark_corrected(&mut self, item: &str) {
        self.gaps.iter_mut().filter(|it| it.item == item).for_each(|it| it.corrected = true);
    }
}
