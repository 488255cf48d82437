//! Coordination teams and their meetings; no I/O.

use jiff::Timestamp;
use platform::ResourceName;

pub(crate) const MEETINGS: &str = "meetings";
pub(crate) const TEAMS: &str = "coordinationTeams";

/// A standing team that discusses cases.
#[derive(Debug, Clone)]
pub(crate) struct Team {
    pub(crate) name: ResourceName,
    pub(crate) title: String,
}

/// One session of a team.
#[derive(Debug, Clone)]
pub(crate) struct Meeting {
    /// Among the rows of the agency that convened it.
    pub(crate) name: ResourceName,
    pub(crate) title: String,
    pub(crate) starts_at: Timestamp,
    pub(crate) ends_at: Timestamp,
}
