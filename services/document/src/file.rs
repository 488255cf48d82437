//! A file that was stored and the rules it obeys; no I/O.

use crate::file_name::FileName;
use jiff::Timestamp;
use platform::{Agency, Caller, Error, ResourceName, Result};
use uuid::Uuid;

pub(crate) const COLLECTION: &str = "files";

/// What is known of a file. Its bytes never change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct File {
    pub(crate) name: ResourceName,
    pub(crate) file_name: FileName,
    pub(crate) content: Content,
    pub(crate) state: State,
    /// The id of the first version of the same paper; its own for the first.
    pub(crate) first_version: Uuid,
    pub(crate) version: i32,
    pub(crate) previous: Option<Uuid>,
    pub(crate) stored_at: Timestamp,
}

/// Bytes that were received whole and examined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Content {
    pub(crate) media_type: String,
    pub(crate) size_bytes: u64,
    pub(crate) sha256: Hash,
}

/// SHA-256, shown in lower-case hexadecimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hash(pub(crate) [u8; 32]);

/// Whether a file can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum State {
    /// Being examined.
    Pending,
    Cleared,
    /// Harmful.
    Rejected,
}

/// Who may read: an office of an agency, or every office of it where `office` is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reader {
    pub(crate) agency: Agency,
    pub(crate) office: String,
}

/// On whose behalf a file is looked for. The platform itself reads what any office of its agency may.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sight<'a> {
    pub(crate) agency: &'a Agency,
    pub(crate) office: &'a str,
    pub(crate) every_office: bool,
}

impl File {
    /// A file that came in, as the next version of `previous` where there is one, of whose paper `newest` is the newest
    /// version. That may have come after `previous`, such as one whose sender never heard that it was stored.
    pub(crate) fn receive(
        name: ResourceName,
        file_name: FileName,
        content: Content,
        previous: Option<&File>,
        newest: i32,
        now: Timestamp,
    ) -> Self {
        Self {
            first_version: previous.map_or(name.id, |it| it.first_version),
            version: newest + 1,
            previous: previous.map(|it| it.name.id),
            name,
            file_name,
            content,
            state: State::Pending,
            stored_at: now,
        }
    }

    /// Nothing harmful was found in it.
    pub(crate) fn clear(&mut self) {
        self.state = State::Cleared;
    }

    /// Whether `content` sent again under this name is a repeat. Other bytes are refused.
    pub(crate) fn accept_repeat(&self, content: &Content) -> Result<()> {
        if self.content.sha256 == content.sha256 {
            return Ok(());
        }
        Err(Error::Conflict(format!("{} is stored with other bytes: make up a new id", self.name)))
    }

    /// Refuses to give out a file that was not cleared.
    pub(crate) fn check_usable(&self) -> Result<()> {
        match self.state {
            State::Cleared => Ok(()),
            State::Pending => Err(Error::Conflict(format!("{} is being examined: try again", self.name))),
            State::Rejected => Err(Error::Conflict(format!("{} was found harmful", self.name))),
        }
    }
}

impl std::fmt::Display for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl<'a> From<&'a Caller> for Sight<'a> {
    fn from(caller: &'a Caller) -> Self {
        Self { agency: &caller.agency, office: &caller.office, every_office: caller.is_platform() }
    }
}
