//! Standing coordination teams and their members; no I/O.

use crate::meeting::Party;
use jiff::civil::Date;
use platform::{Agency, Caller, Error, ResourceName, Result};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) const TEAMS: &str = "coordinationTeams";

/// A standing team that discusses cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Team {
    pub(crate) agency: Agency,
    pub(crate) id: Uuid,
    /// By which procedures call it.
    pub(crate) slug: String,
    pub(crate) title: String,
    /// Of the members that are not recused.
    pub(crate) quorum_percent: i32,
    /// Slugs of the positions that chair it and that convene it.
    pub(crate) chair_position: String,
    pub(crate) secretariat_position: String,
    /// Slugs of the offices that convene; empty: every office of the agency.
    pub(crate) offices: Vec<String>,
    /// The chair first; of all times or of one day, as they were asked for.
    #[serde(default)]
    pub(crate) members: Vec<Member>,
}

/// An agency that is a member from one day to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Member {
    /// Of the convening agency.
    pub(crate) team: Uuid,
    pub(crate) member_agency: Agency,
    /// The agency's.
    pub(crate) title: String,
    /// Slug of the position that is invited.
    pub(crate) position: String,
    pub(crate) chair: bool,
    pub(crate) first_day: Date,
    /// None while it lasts.
    pub(crate) last_day: Option<Date>,
}

impl Team {
    pub(crate) fn name(&self) -> ResourceName {
        ResourceName { agency: self.agency.clone(), collection: TEAMS, id: self.id }
    }

    /// Lets only the team's secretariat go on.
    pub(crate) fn admit(&self, caller: &Caller) -> Result<()> {
        if caller.agency == self.agency && caller.holds(&self.secretariat_position).is_some() {
            return Ok(());
        }
        let Self { title, secretariat_position, .. } = self;
        Err(Error::Denied(format!("only the secretariat of {title}, {secretariat_position}, may do this")))
    }

    /// Who is a member on `day`.
    pub(crate) fn on(&self, day: Date) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(move |it| it.is_effective(day))
    }
}

impl Member {
    fn is_effective(&self, day: Date) -> bool {
        self.first_day <= day && self.last_day.is_none_or(|last| day <= last)
    }

    pub(crate) fn party(&self) -> Party {
        Party { agency: self.member_agency.clone(), title: self.title.clone() }
    }
}
