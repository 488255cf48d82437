//! Coordination teams, what waits for them, and their meetings.

use super::{case::Section, submission::Document};
use crate::pages::words::Tag;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A standing team.
#[derive(Default, Clone, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Team {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) members: Vec<TeamMember>,
    pub(crate) quorum_percent: i32,
    pub(crate) secretariat_position: String,
}

/// An agency that is a member of it.
#[derive(Default, Clone, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct TeamMember {
    pub(crate) agency: String,
    pub(crate) agency_title: String,
    pub(crate) chair: bool,
}

/// An agency's teams.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Teams {
    pub(crate) coordination_teams: Vec<Team>,
}

/// A case that waits for a meeting, or is on one.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct AgendaItem {
    pub(crate) name: String,
    pub(crate) case: String,
    pub(crate) registration_number: String,
    pub(crate) app_title: String,
    pub(crate) proposing_agency_title: String,
    pub(crate) request_time: Option<Timestamp>,
    pub(crate) meeting: String,
    pub(crate) session_count: i32,
    pub(crate) documents: Vec<Document>,
}

/// A page of an agenda.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Agenda {
    pub(crate) agenda_items: Vec<AgendaItem>,
    pub(crate) next_page_token: String,
}

/// One session of a team.
#[derive(Default, Clone, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Meeting {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) start_time: Option<Timestamp>,
    pub(crate) end_time: Option<Timestamp>,
    pub(crate) team: String,
    pub(crate) place: String,
    pub(crate) agenda_items: Vec<String>,
    pub(crate) guests: Vec<Guest>,
    pub(crate) state: String,
    pub(crate) invitations: Vec<Invitation>,
    pub(crate) discussions: Vec<Discussion>,
    pub(crate) attendees: Vec<Attendee>,
    pub(crate) invitation_letter: String,
    pub(crate) minutes_letter: String,
    pub(crate) attendance_letter: String,
    pub(crate) cancel_reason: String,
    pub(crate) confirm_time: Option<Timestamp>,
    pub(crate) etag: String,
}

/// An agency that is invited besides members and proposers.
#[derive(Default, Clone, Deserialize, Serialize)]
pub(crate) struct Guest {
    /// `agencies/{agency}`.
    pub(crate) agency: String,
    /// Slug.
    pub(crate) position: String,
}

/// A page of meetings.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Meetings {
    pub(crate) meetings: Vec<Meeting>,
    pub(crate) next_page_token: String,
}

/// An invited agency and whom it sends.
#[derive(Default, Clone, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Invitation {
    pub(crate) agency: String,
    pub(crate) agency_title: String,
    pub(crate) role: String,
    pub(crate) response: String,
    pub(crate) delegates: Vec<String>,
    pub(crate) note: String,
}

/// One case of a meeting.
#[derive(Default, Clone, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Discussion {
    pub(crate) agenda_item: String,
    pub(crate) case: String,
    pub(crate) submission: String,
    pub(crate) registration_number: String,
    pub(crate) app_title: String,
    pub(crate) proposing_agency_title: String,
    pub(crate) points: Vec<String>,
    pub(crate) result: String,
    pub(crate) outcome: String,
    pub(crate) action_items: Vec<AgreedActionItem>,
    pub(crate) recused_agencies: Vec<String>,
    pub(crate) quorum: i32,
    pub(crate) present_members: i32,
    /// For those who discuss it.
    pub(crate) dossier: Option<Dossier>,
}

/// What was filed and decided so far.
#[derive(Default, Clone, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Dossier {
    pub(crate) purpose_title: String,
    pub(crate) proposing_office_title: String,
    pub(crate) letter_number: String,
    /// `YYYY-MM-DD`.
    pub(crate) letter_date: String,
    pub(crate) sections: Vec<Section>,
    pub(crate) documents: Vec<Document>,
    pub(crate) earlier_sessions: Vec<EarlierSession>,
}

/// What a meeting before decided of the same case.
#[derive(Default, Clone, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct EarlierSession {
    pub(crate) meeting: String,
    pub(crate) meeting_title: String,
    pub(crate) start_time: Option<Timestamp>,
    pub(crate) outcome: String,
}

/// Something the proposer is to do.
#[derive(Default, Clone, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct AgreedActionItem {
    pub(crate) text: String,
    pub(crate) required: bool,
}

/// Someone who was present.
#[derive(Default, Clone, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Attendee {
    pub(crate) agency: String,
    pub(crate) agency_title: String,
    pub(crate) display_name: String,
    pub(crate) position_title: String,
}

impl Meeting {
    /// Its state in words.
    pub(crate) fn tag(&self) -> Tag {
        let (title, class) = match self.state.as_str() {
            "PLANNED" => ("Direncanakan", "tag--quiet"),
            "SCHEDULED" => ("Diundangkan", "tag--info"),
            "CONFIRMED" => ("Hasil ditetapkan", "tag--good"),
            _ => ("Dibatalkan", "tag--bad"),
        };
        Tag { title, class }
    }

    /// The page about it.
    pub(crate) fn address(&self) -> String {
        super::address(&self.name)
    }

    /// Where a document of one of its cases opens, for those who discuss it.
    pub(crate) fn document_address(&self, document: &Document) -> String {
        let file = document.file.trim_start_matches("agencies/").replace("files/", "");
        format!("{}/files/{file}", self.address())
    }

    /// Whether something about it can still change.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.state.as_str(), "PLANNED" | "SCHEDULED")
    }

    pub(crate) fn is_planned(&self) -> bool {
        self.state == "PLANNED"
    }

    /// Whether what was said can be recorded.
    pub(crate) fn is_scheduled(&self) -> bool {
        self.state == "SCHEDULED"
    }

    /// Names of its papers.
    pub(crate) fn papers(&self) -> impl Iterator<Item = &str> {
        let papers = [&self.invitation_letter, &self.minutes_letter, &self.attendance_letter];
        papers.into_iter().map(String::as_str).filter(|it| !it.is_empty())
    }
}

impl Guest {
    /// Reads `position@agency`.
    pub(crate) fn read(line: &str) -> Option<Self> {
        let (position, agency) = line.split_once('@')?;
        let is_slug =
            |it: &str| !it.is_empty() && it.chars().all(|it| it.is_ascii_alphanumeric() || it == '-');
        let is_one = is_slug(position) && is_slug(agency);
        is_one.then(|| Self { agency: format!("agencies/{agency}"), position: position.to_owned() })
    }

    /// As it is read.
    pub(crate) fn written(&self) -> String {
        format!("{}@{}", self.position, self.agency.trim_start_matches("agencies/"))
    }
}

impl Invitation {
    pub(crate) fn is_member(&self) -> bool {
        self.role == "MEMBER"
    }

    pub(crate) fn is_proposer(&self) -> bool {
        self.role == "PROPOSER"
    }

    pub(crate) fn is_declined(&self) -> bool {
        self.response == "DECLINED"
    }

    pub(crate) fn role_title(&self) -> &'static str {
        match self.role.as_str() {
            "MEMBER" => "Anggota tim",
            "PROPOSER" => "Pengusul",
            _ => "Undangan lain",
        }
    }

    pub(crate) fn tag(&self) -> Tag {
        let (title, class) = match self.response.as_str() {
            "ACCEPTED" => ("Hadir", "tag--good"),
            "DECLINED" => ("Tidak hadir", "tag--bad"),
            _ => ("Belum menjawab", "tag--quiet"),
        };
        Tag { title, class }
    }
}

impl Discussion {
    /// As paths name it.
    pub(crate) fn id(&self) -> &str {
        super::id(&self.agenda_item)
    }

    /// Whether an agency proposes it, so that it does not decide on it.
    pub(crate) fn recuses(&self, invitation: &Invitation) -> bool {
        self.recused_agencies.contains(&invitation.agency_title)
    }

    pub(crate) fn tag(&self) -> Tag {
        let (title, class) = match self.result.as_str() {
            "CONCLUDED" => ("Selesai dibahas", "tag--good"),
            "CONTINUED" => ("Perlu sesi berikutnya", "tag--warn"),
            _ => ("Belum dicatat", "tag--quiet"),
        };
        Tag { title, class }
    }

    /// Whether enough members that are not recused were recorded as present.
    pub(crate) fn has_quorum(&self) -> bool {
        self.quorum <= self.present_members
    }
}
