//! What one person was told, and its way out by e-mail; no I/O.

use crate::calendar::Calendar;
use jiff::Timestamp;
use platform::{Agency, ResourceName};
use uuid::Uuid;

pub(crate) const COLLECTION: &str = "messages";

/// A message that is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewMessage {
    /// The reader's own agency.
    pub(crate) agency: Agency,
    pub(crate) id: Uuid,
    pub(crate) person: Uuid,
    pub(crate) fact: String,
    pub(crate) resource: String,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) created_at: Timestamp,
    /// Where it goes by e-mail; none: it is told in the app alone.
    pub(crate) mailbox: Option<Mailbox>,
    /// For the reader's calendar.
    pub(crate) calendar: Option<Calendar>,
}

/// Where mail reaches a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mailbox {
    pub(crate) address: String,
    /// Empty where it is not known.
    pub(crate) display_name: String,
    /// As whom they are addressed, such as `Plh. Kepala Dinas Kesehatan`.
    pub(crate) office: String,
}

/// What one person was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) name: ResourceName,
    pub(crate) resource: String,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) created_at: Timestamp,
    pub(crate) read_at: Option<Timestamp>,
    pub(crate) emailed: bool,
}

/// What waits to be read by one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unread {
    pub(crate) count: i64,
    /// Id and title of the newest message, read or not.
    pub(crate) newest: Option<(Uuid, String)>,
}

/// A message on its way out by e-mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Delivery {
    pub(crate) agency: Agency,
    pub(crate) message: Uuid,
    pub(crate) mailbox: Mailbox,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) calendar: Option<Calendar>,
    pub(crate) created_at: Timestamp,
    /// Counting the present one.
    pub(crate) attempts: i32,
    /// The trace of what it tells.
    pub(crate) traceparent: Option<String>,
}
