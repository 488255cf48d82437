//! Histories as the oracle prints them.

use crate::reckon::Calendar;
use jiff::civil::Date;
use serde::Deserialize;
use std::{fs, path::Path};
use worktime::{CalendarSpec, Kind, SpecialDay, Zone};

/// What one calendar of the oracle's adds to the national one, and as of which day it is known.
#[derive(Deserialize)]
pub(super) struct Days {
    pub(super) hours: i64,
    pub(super) days: Vec<Day>,
    pub(super) known_on: Option<Date>,
}

#[derive(Deserialize)]
pub(super) struct Day {
    pub(super) date: Date,
    pub(super) kind: String,
    pub(super) announced: String,
}

#[derive(Deserialize)]
pub(super) struct History {
    /// `restart` or `pause`: what a return does to the clock.
    pub(super) clock: String,
    pub(super) filed: i64,
    pub(super) moves: Vec<Move>,
}

#[derive(Deserialize)]
pub(super) struct Move {
    #[serde(rename = "do")]
    pub(super) what: What,
    /// Milliseconds since 1970, as all times.
    pub(super) at: i64,
    /// Of an outage.
    #[serde(default)]
    pub(super) from: i64,
    #[serde(default)]
    pub(super) to: i64,
    /// Of a session.
    #[serde(default)]
    pub(super) concluded: bool,
    /// Of an extension.
    #[serde(default)]
    pub(super) day: Date,
    /// Of a question.
    #[serde(default)]
    pub(super) calendar: usize,
    pub(super) expected: Option<Expected>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum What {
    /// The task is done by its first way out.
    Forward,
    /// The same, after which the dossier counts as complete.
    Complete,
    /// It goes to the proposer, whose dossier lacks something.
    Return,
    Revise,
    Resubmit,
    Discuss,
    Sign,
    Deliver,
    Extend,
    Answer,
    Outage,
    Ask,
}

#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct Expected {
    pub(super) used: i64,
    pub(super) due: Option<i64>,
    pub(super) state: String,
    pub(super) marks: Vec<u32>,
    pub(super) follow_up_due: Option<i64>,
    pub(super) lapsed_at: Option<i64>,
    /// Not asked of a case that has ended.
    pub(super) provisional: Option<bool>,
}

impl Days {
    pub(super) fn calendar(&self, data: &Path) -> Calendar {
        let zone = match self.hours {
            7 => Zone::Western,
            8 => Zone::Central,
            _ => Zone::Eastern,
        };
        let file = |name: &str| fs::File::open(data.join(name)).unwrap();
        let mut spec = CalendarSpec::read(zone, file("holidays.csv"), file("ramadan.csv")).unwrap();
        spec.days.extend(self.days.iter().map(|it| SpecialDay {
            date: it.date,
            kind: if it.kind == "make_up" { Kind::MakeUp } else { Kind::LocalHoliday },
            name: String::new(),
            decree: String::new(),
            announced: it.announced.parse().ok(),
        }));
        match self.known_on {
            Some(day) => Calendar::as_known_on(&spec, day).unwrap(),
            None => Calendar::new(&spec).unwrap(),
        }
    }
}
