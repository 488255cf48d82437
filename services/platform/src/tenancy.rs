//! Who is asking, and the transaction that shows them their rows and no others.

use crate::{Agency, Database, Error, Result, Tx};
use proto::directory::v1 as directory;
use serde::{Deserialize, Serialize};
use sqlx::AssertSqlSafe;
use std::{fmt, str::FromStr};
use tonic::Request;

/// A person in the name of an agency, as the gateway's signed token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caller {
    /// The agency whose rows they see.
    pub agency: Agency,
    /// Their id, a UUID; empty where the platform itself acts.
    pub person: String,
    /// Their name with titles, as on a letter.
    pub display_name: String,
    /// NIP; empty where there is none.
    pub employee_id_number: String,
    /// Slug of the unit they work in.
    pub unit: String,
    /// Its title.
    pub unit_title: String,
    /// Its kind.
    pub unit_kind: String,
    /// Slug of the office that unit belongs to: the wall within one agency.
    pub office: String,
    /// Its title.
    pub office_title: String,
    /// Its kind.
    pub office_kind: String,
    /// Title of the office above it; empty at the top.
    pub parent_office_title: String,
    /// What they hold, own position first.
    pub positions: Vec<Held>,
    /// Slugs of the deciding positions of their unit, for which they may prepare.
    pub assists: Vec<String>,
    /// Whether they administer their agency's entries.
    pub administrator: bool,
}

/// A position that is held, and in which capacity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Slug.
    pub position: String,
    /// Such as `Kepala Bidang Pengembangan e-Government`.
    pub title: String,
    /// Such as `division_head`.
    pub kind: String,
    /// Own office, or acting.
    pub capacity: Capacity,
    /// Where they act: the number of the appointing letter.
    pub appointing_letter: String,
}

/// In which capacity a position is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Capacity {
    /// Their own office.
    Incumbent,
    /// Plt.: the post is vacant.
    Acting,
    /// Plh.: the incumbent is away.
    DailyActing,
}

impl Capacity {
    /// As the directory says; none where it does not.
    pub fn from_proto(capacity: directory::Capacity) -> Option<Self> {
        match capacity {
            directory::Capacity::Unspecified => None,
            directory::Capacity::Incumbent => Some(Self::Incumbent),
            directory::Capacity::Acting => Some(Self::Acting),
            directory::Capacity::DailyActing => Some(Self::DailyActing),
        }
    }

    /// What stands before the title of a position that is held so: nothing, `Plt.` or `Plh.`.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Incumbent => "",
            Self::Acting => "Plt.",
            Self::DailyActing => "Plh.",
        }
    }

    /// The title of a position that is held so, such as `Plt. Kepala Dinas Kesehatan`.
    pub fn of(self, title: &str) -> String {
        match self.prefix() {
            "" => title.to_owned(),
            prefix => format!("{prefix} {title}"),
        }
    }
}

impl Caller {
    /// The platform, acting for `agency` on an event or a timer.
    pub fn platform(agency: &Agency) -> Self {
        Self {
            agency: agency.clone(),
            person: String::new(),
            display_name: String::new(),
            employee_id_number: String::new(),
            unit: String::new(),
            unit_title: String::new(),
            unit_kind: String::new(),
            office: String::new(),
            office_title: String::new(),
            office_kind: String::new(),
            parent_office_title: String::new(),
            positions: vec![],
            assists: vec![],
            administrator: false,
        }
    }

    /// Whether the platform itself acts, and no person.
    pub fn is_platform(&self) -> bool {
        self.person.is_empty()
    }

    /// How the caller holds `position`, if they do.
    pub fn holds(&self, position: &str) -> Option<&Held> {
        self.positions.iter().find(|it| it.position == position)
    }

    /// Whether the caller holds `position` or is on the staff of its unit.
    pub fn prepares_for(&self, position: &str) -> bool {
        self.holds(position).is_some() || self.assists.iter().any(|it| it == position)
    }
}

impl Capacity {
    /// As contracts and tables write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Incumbent => "INCUMBENT",
            Self::Acting => "ACTING",
            Self::DailyActing => "DAILY_ACTING",
        }
    }
}

impl fmt::Display for Capacity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Capacity {
    type Err = Error;

    fn from_str(word: &str) -> Result<Self> {
        match word {
            "INCUMBENT" => Ok(Self::Incumbent),
            "ACTING" => Ok(Self::Acting),
            "DAILY_ACTING" => Ok(Self::DailyActing),
            _ => Err(Error::invalid(format!("{word:?} is not a capacity"))),
        }
    }
}

/// A request and the one who makes it.
#[derive(Debug)]
pub struct Call<T> {
    /// Who asks.
    pub caller: Caller,
    /// What they ask.
    pub body: T,
}

/// Fails with [`Error::Unauthenticated`] where nobody signed in.
impl<T> TryFrom<Request<T>> for Call<T> {
    type Error = Error;

    fn try_from(request: Request<T>) -> Result<Self> {
        let caller = caller(&request)
            .ok_or_else(|| Error::Unauthenticated("sign in first: POST /v1/sessions".to_owned()))?;
        Ok(Self { caller, body: request.into_inner() })
    }
}

/// Who asks; nobody where an RPC that anyone may call was called without a token.
pub fn caller<T>(request: &Request<T>) -> Option<Caller> {
    request.extensions().get::<Caller>().cloned()
}

/// Opens the transaction in which row-level security shows the rows of the caller's agency, in one round trip.
pub async fn begin(db: &Database, caller: &Caller) -> Result<Tx> {
    begin_as(db, caller, "begin").await
}

/// Like [`begin`], but what several statements read is of one instant. Nothing can be written.
pub async fn snapshot(db: &Database, caller: &Caller) -> Result<Tx> {
    begin_as(db, caller, "begin isolation level repeatable read, read only").await
}

async fn begin_as(db: &Database, caller: &Caller, begin: &str) -> Result<Tx> {
    // An Agency holds nothing but letters, digits and hyphens.
    let begin = format!("{begin}; set local telaah.agency = '{}'", caller.agency);
    Ok(db.transaction(db.begin_with(AssertSqlSafe(begin)).await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_who_acts_is_shown_as_such() {
        assert_eq!(Capacity::DailyActing.of("Camat Cipondoh"), "Plh. Camat Cipondoh");
        assert_eq!(Capacity::Incumbent.of("Camat Cipondoh"), "Camat Cipondoh");
    }
}
