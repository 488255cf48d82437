//! Meetings and the rules they obey; no I/O.

mod confirm;
mod convene;
mod discussion;
mod invitation;

pub(crate) use convene::{Change, Draft, Guest, Surroundings};
pub(crate) use discussion::{ActionItem, Discussion, EarlierSession, Outcome, Record};
pub(crate) use invitation::{Answer, Invitation, Response, Role};

use jiff::{Timestamp, civil::Date, tz::Offset};
use platform::{Agency, Caller, Error, ResourceName, Result, indonesian::Zone};
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

pub(crate) const MEETINGS: &str = "meetings";
pub(crate) const LETTERS: &str = "letters";

/// One session of a team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Meeting {
    /// The one that convened it.
    pub(crate) agency: Agency,
    pub(crate) id: Uuid,
    pub(crate) team: Uuid,
    pub(crate) title: String,
    pub(crate) starts_at: Timestamp,
    pub(crate) ends_at: Timestamp,
    pub(crate) place: String,
    pub(crate) state: State,
    /// Slugs of the offices that convene; empty: every office of the agency.
    pub(crate) offices: Vec<String>,
    pub(crate) content: Content,
    /// Counts its changes.
    pub(crate) revision: i64,
    /// How often those invited were told.
    pub(crate) sequence: i32,
    pub(crate) invitation_letter: Option<Uuid>,
    pub(crate) minutes_letter: Option<Uuid>,
    pub(crate) attendance_letter: Option<Uuid>,
    /// Since the invitation is signed.
    pub(crate) invited_at: Option<Timestamp>,
    pub(crate) cancel_reason: String,
    pub(crate) confirmed_at: Option<Timestamp>,
    /// Of these the caller sees its own, and of its own meetings all.
    #[serde(default)]
    pub(crate) invitations: Vec<Invitation>,
    /// In their order.
    #[serde(default)]
    pub(crate) discussions: Vec<Discussion>,
}

/// What everybody who is invited may know of a meeting.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Content {
    /// IANA name of the convening agency's zone.
    pub(crate) time_zone: String,
    pub(crate) chair_title: String,
    pub(crate) quorum_percent: i32,
    /// Agencies that are members on its day.
    pub(crate) members: Vec<Party>,
    pub(crate) guests: Vec<Guest>,
    pub(crate) attendees: Vec<Attendee>,
}

/// An agency with its title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Party {
    pub(crate) agency: Agency,
    pub(crate) title: String,
}

/// Someone who was present.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attendee {
    pub(crate) agency: Agency,
    pub(crate) agency_title: String,
    pub(crate) display_name: String,
    pub(crate) position_title: String,
}

/// Where a meeting is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    Planned,
    Scheduled,
    Confirmed,
    Cancelled,
}

impl Meeting {
    pub(crate) fn name(&self) -> ResourceName {
        ResourceName { agency: self.agency.clone(), collection: MEETINGS, id: self.id }
    }

    /// Whether the caller is of the side that convenes.
    pub(crate) fn is_convened_by(&self, caller: &Caller) -> bool {
        caller.agency == self.agency && (self.offices.is_empty() || self.offices.contains(&caller.office))
    }

    /// The invitation by which the caller knows of it, once it is out.
    pub(crate) fn invitation_of(&self, caller: &Caller) -> Option<&Invitation> {
        self.invited_at?;
        self.invitations.iter().find(|it| it.reaches(caller, &self.agency))
    }

    pub(crate) fn etag(&self) -> String {
        self.revision.to_string()
    }

    /// Refuses a change to what the caller read in another edition; without an `etag` any is meant.
    pub(crate) fn expect_etag(&self, etag: &str) -> Result<()> {
        if etag.is_empty() || etag == self.etag() {
            return Ok(());
        }
        let reason = format!("etag {etag} is stale: {} was changed since, read it again", self.name());
        Err(Error::Stale(reason))
    }

    /// Asks for the invitation.
    pub(crate) fn schedule(&mut self, letter: Uuid, now: Timestamp) -> Result<()> {
        if self.state != State::Planned {
            return Err(self.wrong_state("scheduled"));
        }
        if self.discussions.is_empty() {
            return Err(Error::Conflict(
                "a meeting without a case invites nobody: put one on it first".to_owned(),
            ));
        }
        if self.starts_at <= now {
            return Err(Error::Conflict("its time is past: change it first".to_owned()));
        }
        self.state = State::Scheduled;
        self.invitation_letter = Some(letter);
        self.revision += 1;
        Ok(())
    }

    /// The invitation that was asked for and is not signed yet.
    pub(crate) fn unsigned_invitation(&self) -> Option<Uuid> {
        self.invitation_letter.filter(|_| self.state == State::Scheduled && self.invited_at.is_none())
    }

    /// The invitation is signed: those invited may know. Whether that is news.
    pub(crate) fn invite(&mut self, letter: Uuid, now: Timestamp) -> bool {
        let is_news = self.state == State::Scheduled
            && self.invitation_letter == Some(letter)
            && self.invited_at.is_none();
        if is_news {
            self.invited_at = Some(now);
            self.sequence += 1;
            self.revision += 1;
        }
        is_news
    }

    /// Calls it off.
    pub(crate) fn cancel(&mut self, reason: String) -> Result<()> {
        self.expect_open("cancelled")?;
        self.state = State::Cancelled;
        self.cancel_reason = reason;
        self.revision += 1;
        if self.invited_at.is_some() {
            self.sequence += 1;
        }
        Ok(())
    }

    /// Notes who was present, in place of what was noted before.
    pub(crate) fn attended(&mut self, attendees: Vec<(Agency, String, String)>) -> Result<()> {
        self.expect_scheduled("recorded on")?;
        let present = attendees.into_iter().map(|(agency, display_name, position_title)| {
            let invited = self.invitations.iter().find(|it| it.member_agency == agency);
            let invited = invited
                .ok_or_else(|| Error::invalid(format!("attendees: {} was not invited", agency.name())))?;
            Ok(Attendee { agency_title: invited.title.clone(), agency, display_name, position_title })
        });
        self.content.attendees = present.collect::<Result<_>>()?;
        self.revision += 1;
        Ok(())
    }

    pub(crate) fn is_open(&self) -> bool {
        matches!(self.state, State::Planned | State::Scheduled)
    }

    /// Titles of the agencies that were present, each once.
    pub(crate) fn present(&self) -> Vec<String> {
        let mut titles: Vec<String> = vec![];
        for attendee in &self.content.attendees {
            if !titles.contains(&attendee.agency_title) {
                titles.push(attendee.agency_title.clone());
            }
        }
        titles
    }

    pub(crate) fn zone(&self) -> Zone {
        Zone::named(&self.content.time_zone)
    }

    fn expect_open(&self, wish: &str) -> Result<()> {
        if self.is_open() { Ok(()) } else { Err(self.wrong_state(wish)) }
    }

    fn expect_scheduled(&self, wish: &str) -> Result<()> {
        if self.state == State::Scheduled { Ok(()) } else { Err(self.wrong_state(wish)) }
    }

    /// A refusal that says what the meeting is.
    fn wrong_state(&self, wish: &str) -> Error {
        Error::Conflict(format!("it cannot be {wish}: {} is {}", self.name(), self.state))
    }
}

/// The local day of `time`.
pub(crate) fn day(zone: Zone, time: Timestamp) -> Date {
    let hours = match zone {
        Zone::Western => 7,
        Zone::Central => 8,
        Zone::Eastern => 9,
    };
    Offset::constant(hours).to_datetime(time).date()
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Planned => "planned, schedule it first",
            Self::Scheduled => "scheduled",
            Self::Confirmed => "confirmed, and what was confirmed stands",
            Self::Cancelled => "cancelled, convene another one",
        })
    }
}
