//! Quorum and recusal, and confirming what was recorded.

use super::{Discussion, Meeting, Outcome, Party, State};
use jiff::Timestamp;
use platform::{Error, Result};
use std::collections::BTreeSet;
use uuid::Uuid;

/// How many members count for one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    /// That are not recused.
    pub(crate) members: i32,
    /// Of these, how many make a quorum.
    pub(crate) quorum: i32,
    /// Of these, how many were present.
    pub(crate) present: i32,
}

impl Meeting {
    /// The members that count for a case. One that proposed it never does.
    pub(crate) fn tally(&self, discussion: &Discussion) -> Tally {
        let present: BTreeSet<_> = self.content.attendees.iter().map(|it| &it.agency).collect();
        let counting = || self.content.members.iter().filter(|it| !discussion.recuses(it));
        let members = number(counting().count());
        let quorum = ((members * self.content.quorum_percent + 99) / 100).max(1);
        Tally {
            members,
            quorum,
            present: number(counting().filter(|it| present.contains(&it.agency)).count()),
        }
    }

    /// Members that do not count for a case.
    pub(crate) fn recused<'a>(&'a self, discussion: &'a Discussion) -> impl Iterator<Item = &'a Party> {
        self.content.members.iter().filter(|it| discussion.recuses(it))
    }

    /// Makes what was recorded stand, for all cases or, where one of them is not ready, for none.
    pub(crate) fn confirm(&mut self, minutes: Uuid, attendance: Uuid, now: Timestamp) -> Result<()> {
        self.expect_scheduled("confirmed")?;
        if now < self.starts_at {
            return Err(Error::Conflict("it has not begun yet".to_owned()));
        }
        if self.discussions.is_empty() {
            return Err(Error::Conflict("it discusses no case: cancel it".to_owned()));
        }
        for discussion in &self.discussions {
            self.expect_ready(discussion)?;
        }
        self.state = State::Confirmed;
        self.minutes_letter = Some(minutes);
        self.attendance_letter = Some(attendance);
        self.confirmed_at = Some(now);
        self.revision += 1;
        Ok(())
    }

    fn expect_ready(&self, discussion: &Discussion) -> Result<()> {
        let number = &discussion.headline.registration_number;
        if discussion.result.is_none() {
            return Err(Error::Conflict(format!("{number} has no outcome: record its discussion first")));
        }
        let Tally { members, quorum, present } = self.tally(discussion);
        if present < quorum {
            let reason = format!(
                "{number} has no quorum: {present} of {members} members that are not recused were present, and {quorum} \
                 are needed"
            );
            return Err(Error::Conflict(reason));
        }
        Ok(())
    }
}

impl Outcome {
    /// In a letter's words.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Concluded => "Selesai dibahas",
            Self::Continued => "Dilanjutkan pada rapat berikutnya",
        }
    }
}

fn number(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
