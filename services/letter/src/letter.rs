//! An official document and the rules it obeys; no I/O.

mod class;
mod code;
mod content;
mod delivery;
mod initials;
mod sides;

pub(crate) use class::{SecurityClass, Urgency};
pub(crate) use code::VerificationCode;
pub(crate) use content::Content;
pub(crate) use delivery::{Channel, Delivery};
pub(crate) use initials::Initials;

use jiff::{Timestamp, civil::Date};
use platform::{Agency, Caller, Capacity, Error, ResourceName, Result, text::is_readable};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

pub(crate) const COLLECTION: &str = "letters";

const MAX_REASON_CHARS: usize = 1_000;

/// A letter, or the printed form of a sheet.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    pub(crate) name: ResourceName,
    /// Names of what it is about; a meeting's paper is of no case.
    pub(crate) case: String,
    pub(crate) submission: String,
    pub(crate) meeting: String,
    pub(crate) proposing_agency: Agency,
    pub(crate) proposing_office: String,
    /// Slugs of its agency's other offices that write on the request.
    pub(crate) preparing_offices: Vec<String>,
    pub(crate) reviewing_offices: Vec<String>,
    pub(crate) template: String,
    pub(crate) title: String,
    pub(crate) issue: Issue,
    /// Where it gets its number; empty: it has none.
    pub(crate) register: String,
    pub(crate) number_pattern: String,
    /// Slug of the position in whose name it is issued, or in whose office it was made.
    pub(crate) signatory_position: String,
    pub(crate) barred_persons: Vec<String>,
    pub(crate) for_proposer: bool,
    pub(crate) record: String,
    pub(crate) urgency: Urgency,
    pub(crate) security_class: SecurityClass,
    pub(crate) data: Value,
    pub(crate) state: State,
    pub(crate) content: Content,
    /// Who initials it before it is signed, in their order.
    pub(crate) initials: Vec<Initials>,
    pub(crate) revision: i64,
    pub(crate) created_at: Timestamp,
    pub(crate) taken: Option<Taken>,
    pub(crate) file: Option<File>,
    pub(crate) void_reason: String,
    pub(crate) delivery: Option<Delivery>,
}

/// What makes it valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum Issue {
    /// A person signs it.
    Sign,
    /// The agency's seal.
    Seal,
    /// Nothing: it is filed as it is.
    File,
}

/// Where it stands, in the order of its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum State {
    Draft,
    Numbered,
    Issued,
    Voided,
    Cancelled,
}

/// What is settled before the signature is made, so that making it again gives the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Taken {
    /// Empty where it has none.
    pub(crate) number: String,
    /// Where it can be verified.
    pub(crate) code: Option<VerificationCode>,
    /// The day it bears, in the agency's zone.
    pub(crate) date: Date,
    pub(crate) signed_at: Timestamp,
    pub(crate) block: Block,
}

/// Letterhead and signature block, as they were then.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Block {
    pub(crate) agency_title: String,
    pub(crate) letterhead: Letterhead,
    pub(crate) signatory: Signatory,
    /// NIP of the one who made the sheet that is printed.
    pub(crate) performer_id_number: String,
}

/// What stands at the head.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Letterhead {
    pub(crate) lines: Vec<String>,
    pub(crate) address: String,
    pub(crate) contact: String,
    pub(crate) town: String,
}

/// What stands below. Without a person: the seal's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Signatory {
    pub(crate) person: String,
    pub(crate) display_name: String,
    pub(crate) employee_id_number: String,
    pub(crate) rank: String,
    pub(crate) position_title: String,
    pub(crate) office_title: String,
    pub(crate) capacity: Option<Capacity>,
}

/// The file as it was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct File {
    pub(crate) id: Uuid,
    pub(crate) sha256: String,
    pub(crate) size_bytes: i64,
    pub(crate) issued_at: Timestamp,
}

impl Letter {
    /// Refuses who may not sign it, in the words of the rule.
    pub(crate) fn check_signatory(&self, caller: &Caller) -> Result<()> {
        if self.issue != Issue::Sign {
            return Err(Error::Conflict(format!("{} is not signed by a person", self.name)));
        }
        if caller.agency != self.name.agency || caller.holds(&self.signatory_position).is_none() {
            let reason = "surat ini hanya dapat ditandatangani oleh pemegang jabatan penanda tangannya";
            return Err(Error::Denied(reason.to_owned()));
        }
        if self.barred_persons.contains(&caller.person) {
            let reason = "surat ini tidak dapat Saudara tandatangani: pengusul, penganalisis, pemvalidasi, dan \
                          penanda tangan pada satu permohonan harus orang yang berbeda";
            return Err(Error::Denied(reason.to_owned()));
        }
        Ok(())
    }

    /// Refuses a signature in the wrong state. An empty `etag` means whatever the draft is.
    pub(crate) fn check_open(&self, etag: &str) -> Result<()> {
        match self.state {
            State::Draft | State::Numbered => self.check_etag(etag),
            State::Issued | State::Voided => {
                Err(Error::Conflict(format!("{} was issued already", self.name)))
            }
            State::Cancelled => {
                let reason = format!("surat ini tidak perlu ditandatangani lagi: {}", self.void_reason);
                Err(Error::Conflict(reason))
            }
        }
    }

    fn check_etag(&self, etag: &str) -> Result<()> {
        if etag.is_empty() || etag == self.etag() {
            return Ok(());
        }
        Err(Error::Stale(format!("{} has changed since it was read: read it again", self.name)))
    }

    pub(crate) fn etag(&self) -> String {
        format!("\"{}\"", self.revision)
    }

    /// Whether its number waits for the signature of this very person.
    pub(crate) fn is_taken_by(&self, person: &str) -> bool {
        self.taken.as_ref().is_some_and(|it| it.block.signatory.person == person)
    }

    /// Settles what the signature will cover.
    pub(crate) fn take(&mut self, taken: Taken) {
        self.taken = Some(taken);
        self.state = State::Numbered;
    }

    /// The provider refused: it is a draft again, and its next number another one. Says which number is void.
    pub(crate) fn refused(&mut self) -> Option<Taken> {
        self.state = State::Draft;
        self.taken.take()
    }

    /// The signature that was made of `taken` counts, unless something else happened meanwhile.
    pub(crate) fn issue(&mut self, taken: &Taken, file: File) -> Result<()> {
        self.check_open("")?;
        if self.taken.as_ref() != Some(taken) {
            return Err(Error::Stale(format!("{} was taken up by another signatory meanwhile", self.name)));
        }
        self.file = Some(file);
        self.state = State::Issued;
        self.revision += 1;
        Ok(())
    }

    /// Changes a draft, and takes away the initials that were put on what it was. Says whether there were any.
    pub(crate) fn edit(&mut self, content: Content, etag: &str) -> Result<bool> {
        if self.state != State::Draft || self.issue != Issue::Sign {
            let reason = format!("{} is no draft any more: only a draft can be changed", self.name);
            return Err(Error::Conflict(reason));
        }
        self.check_etag(etag)?;
        let was_initialled = content != self.content && self.clear_initials();
        self.content = content;
        self.revision += 1;
        Ok(was_initialled)
    }

    /// It is not needed any more. One that was issued stays.
    pub(crate) fn cancel(&mut self, reason: &str) -> bool {
        let is_open = matches!(self.state, State::Draft | State::Numbered);
        if is_open {
            self.state = State::Cancelled;
            reason.clone_into(&mut self.void_reason);
            self.revision += 1;
        }
        is_open
    }

    /// Declares it void, in the name of its signatory's position or the agency's administration.
    pub(crate) fn void(&mut self, caller: &Caller, reason: &str) -> Result<()> {
        if caller.agency != self.name.agency
            || !(caller.administrator || caller.holds(&self.signatory_position).is_some())
        {
            let reason =
                "surat hanya dapat dibatalkan oleh pemegang jabatan penanda tangannya atau administrator";
            return Err(Error::Denied(reason.to_owned()));
        }
        let reason = reason.trim();
        if reason.is_empty() || MAX_REASON_CHARS < reason.chars().count() || !is_readable(reason) {
            return Err(Error::invalid(format!(
                "reason must have from 1 to {MAX_REASON_CHARS} characters, none of them for control"
            )));
        }
        if self.state != State::Issued {
            return Err(Error::Conflict(format!("{} is not an issued letter that stands", self.name)));
        }
        self.state = State::Voided;
        reason.clone_into(&mut self.void_reason);
        self.revision += 1;
        Ok(())
    }

    /// Slug of the position that signed or sealed, empty for what is only filed.
    pub(crate) fn signed_position(&self) -> &str {
        if self.issue == Issue::File { "" } else { &self.signatory_position }
    }
}

impl Block {
    /// As the public is told who signed: the name and the position it was signed in, or the seal.
    pub(crate) fn signed_by(&self) -> String {
        let Signatory { display_name, position_title, capacity, .. } = &self.signatory;
        if self.signatory.person.is_empty() {
            return format!("Segel elektronik {}", self.agency_title);
        }
        format!("{display_name}, {}", capacity.unwrap_or(Capacity::Incumbent).of(position_title))
    }
}

#[cfg(test)]
mod tests;
