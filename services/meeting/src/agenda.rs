//! Cases that wait for a team; no I/O.

use crate::team::Team;
use jiff::Timestamp;
use platform::{Agency, Caller, Error, ResourceName, Result};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) const AGENDA_ITEMS: &str = "agendaItems";
pub(crate) const CASES: &str = "cases";

/// A case on the agenda of a team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AgendaItem {
    pub(crate) agency: Agency,
    pub(crate) id: Uuid,
    /// Slug of the team; there may be none of that slug yet.
    pub(crate) team: String,
    pub(crate) case_id: Uuid,
    /// `agencies/{agency}/submissions/{submission}`.
    pub(crate) submission: String,
    pub(crate) proposing_agency: Agency,
    /// Slug.
    pub(crate) proposing_office: String,
    pub(crate) headline: Headline,
    /// Its papers.
    pub(crate) documents: Vec<Document>,
    /// None where it was put to the team before this was kept.
    pub(crate) proposal: Option<Proposal>,
    /// Slugs; empty: every office of the agency.
    pub(crate) reviewing_offices: Vec<String>,
    pub(crate) state: State,
    pub(crate) requested_at: Timestamp,
    /// How many sessions discussed it.
    pub(crate) session_count: i32,
    /// The open one it is on.
    pub(crate) meeting: Option<Uuid>,
}

/// What a case is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Headline {
    pub(crate) registration_number: String,
    pub(crate) app_title: String,
    pub(crate) proposing_agency_title: String,
}

/// What was filed besides papers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Proposal {
    pub(crate) purpose_title: String,
    pub(crate) proposing_office_title: String,
    pub(crate) letter_number: String,
    /// `YYYY-MM-DD`.
    pub(crate) letter_date: String,
    pub(crate) sections: Vec<Section>,
}

/// A part of the proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Section {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) text: String,
}

/// A paper of the dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Document {
    pub(crate) requirement: String,
    pub(crate) title: String,
    pub(crate) file: String,
    pub(crate) file_name: String,
    pub(crate) media_type: String,
    pub(crate) size_bytes: i64,
    pub(crate) sha256: String,
}

/// Where a case is on its way through the team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum State {
    Waiting,
    Convened,
    Concluded,
    Removed,
}

impl AgendaItem {
    pub(crate) fn name(&self) -> ResourceName {
        ResourceName { agency: self.agency.clone(), collection: AGENDA_ITEMS, id: self.id }
    }

    /// Whether the caller sees it on the agenda of `team`: they review it, or convene for it.
    pub(crate) fn is_listed_for(&self, caller: &Caller, team: &Team) -> bool {
        let reviews = self.reviewing_offices.is_empty() || self.reviewing_offices.contains(&caller.office);
        let convenes =
            team.offices.contains(&caller.office) || caller.holds(&team.secretariat_position).is_some();
        caller.agency == self.agency && (reviews || convenes)
    }

    /// Whether `team` can discuss it at the meeting of this id.
    pub(crate) fn fits(&self, team: &Team, meeting: Uuid) -> Result<()> {
        let number = &self.headline.registration_number;
        if self.team != team.slug {
            return Err(Error::invalid(format!(
                "agenda_items: {number} waits for another team, {}",
                self.team
            )));
        }
        match self.state {
            State::Waiting => Ok(()),
            State::Convened if self.meeting == Some(meeting) => Ok(()),
            State::Convened => {
                Err(Error::Conflict(format!("{number} is on another open meeting: take it off there first")))
            }
            State::Concluded | State::Removed => {
                Err(Error::Conflict(format!("{number} does not wait for a meeting any more")))
            }
        }
    }
}
