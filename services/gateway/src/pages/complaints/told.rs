//! What REST tells of complaints, and what it takes.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
pub(super) struct Agencies {
    pub(super) agencies: Vec<Agency>,
}

#[derive(Deserialize)]
pub(super) struct Agency {
    pub(super) name: String,
    pub(super) title: String,
}

#[derive(Deserialize)]
pub(super) struct Procedures {
    pub(super) procedures: Vec<Procedure>,
}

#[derive(Deserialize)]
pub(super) struct Procedure {
    pub(super) name: String,
    pub(super) title: String,
}

/// How a procedure takes complaints.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Desk {
    pub(super) channels: Vec<Channel>,
    /// 0: it takes none here.
    pub(super) answer_working_days: u32,
}

#[derive(Deserialize)]
pub(super) struct Channel {
    pub(super) title: String,
    pub(super) value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Ticket {
    pub(super) ticket: String,
    pub(super) kind: String,
    pub(super) title: String,
    pub(super) file_time: Option<Timestamp>,
    pub(super) due_time: Option<Timestamp>,
    pub(super) answer: String,
    pub(super) answer_time: Option<Timestamp>,
    pub(super) channels: Vec<Channel>,
}

/// The same as the RPC takes it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Complaint<'g> {
    pub(super) kind: &'g str,
    pub(super) title: &'g str,
    pub(super) text: &'g str,
    pub(super) registration_number: &'g str,
    pub(super) display_name: &'g str,
    pub(super) email: &'g str,
}

impl Agency {
    /// As paths name it.
    pub(super) fn slug(&self) -> &str {
        self.name.trim_start_matches("agencies/")
    }
}

impl Ticket {
    /// As people call it.
    pub(super) fn kind_title(&self) -> &str {
        match self.kind.as_str() {
            "COMPLAINT" => "Pengaduan",
            "SUGGESTION" => "Saran",
            _ => "Masukan",
        }
    }
}
