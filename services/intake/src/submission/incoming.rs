//! Requests that came as a letter or by e-mail, and that an officer of the reviewing agency records.

use super::{Applicant, Proposer, State, Submission};
use crate::{
    form::{Form, recording::RECORDED_CHANNELS},
    text::{line, written_date},
    wording,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use platform::{Agency, Caller, Error, Result};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

const MAX_AGENDA_NUMBER_CHARS: usize = 100;
const MAX_SIGNATORY_CHARS: usize = 200;
/// When an office opens. The day of receipt is known, its hour is not.
const OPENING_HOUR: i8 = 8;

/// How it came, and who sees it since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Incoming {
    pub(crate) channel: String,
    pub(crate) agenda_number: String,
    pub(crate) receipt_date: Date,
    /// Who signed the letter.
    pub(crate) signatory: String,
    pub(crate) signatory_kind: String,
    /// Slug and title of the position that signed; empty where the directory does not know it.
    #[serde(default)]
    pub(crate) signatory_position: String,
    #[serde(default)]
    pub(crate) signatory_position_title: String,
    /// The person who recorded it, and the slug of their office at the reviewing agency.
    pub(crate) recorder: String,
    pub(crate) office: String,
    /// Slugs of the reviewing agency's positions that write on it in its name.
    pub(crate) recorders: Vec<String>,
    /// Kinds of positions whose holders see it at the proposing agency; empty: everybody there.
    pub(crate) positions: Vec<String>,
}

/// The agency that asks, as the directory knows it.
#[derive(Debug, Clone)]
pub(crate) struct Asker {
    pub(crate) agency: Agency,
    pub(crate) title: String,
    pub(crate) kind: String,
    /// Slug of the office that follows it; empty where none is known.
    pub(crate) office: String,
    /// The position that signed, where the directory knows it.
    pub(crate) signatory: Option<Signatory>,
}

/// The position that signed a letter.
#[derive(Debug, Clone)]
pub(crate) struct Signatory {
    /// Slug.
    pub(crate) position: String,
    pub(crate) title: String,
    /// Slug of the office it belongs to.
    pub(crate) office: String,
}

/// What is written on a letter that came, within its limits.
#[derive(Debug, Clone)]
pub(crate) struct Letterbox {
    channel: String,
    agenda_number: String,
    receipt_date: Date,
    signatory: String,
    signatory_kind: String,
}

impl Letterbox {
    pub(crate) fn read(
        channel: &str,
        agenda_number: &str,
        receipt_date: &str,
        signatory: &str,
        signatory_kind: &str,
    ) -> Result<Self> {
        if !RECORDED_CHANNELS.contains(&channel) {
            let known = RECORDED_CHANNELS.join(", ");
            return Err(Error::invalid(format!("channel: {channel:?} is none of {known}")));
        }
        let date = written_date("incoming.receipt_date", receipt_date)?;
        Ok(Self {
            channel: channel.to_owned(),
            agenda_number: given("incoming.agenda_number", agenda_number, MAX_AGENDA_NUMBER_CHARS)?,
            receipt_date: date.ok_or_else(|| Error::invalid("incoming.receipt_date is missing"))?,
            signatory: given("incoming.signatory", signatory, MAX_SIGNATORY_CHARS)?,
            signatory_kind: given("incoming.signatory_kind", signatory_kind, MAX_SIGNATORY_CHARS)?,
        })
    }

    pub(crate) fn signatory_kind(&self) -> &str {
        &self.signatory_kind
    }
}

impl Incoming {
    /// The letter was written before it came.
    fn check_letter(&self, letter_date: Option<Date>) -> Result<()> {
        match letter_date {
            Some(letter_date) if self.receipt_date < letter_date => Err(Error::invalid(format!(
                "incoming.receipt_date: {} is before the letter's own date, {letter_date}",
                self.receipt_date
            ))),
            _ => Ok(()),
        }
    }

    /// Who asks: the one who signed, whom this platform does not know as a person.
    pub(crate) fn applicant(&self) -> Applicant {
        Applicant {
            person: String::new(),
            display_name: self.signatory.clone(),
            position: self.signatory_position.clone(),
            position_title: match self.signatory_position_title.as_str() {
                "" => wording::position_kind(&self.signatory_kind),
                title => title.to_owned(),
            },
            position_kind: self.signatory_kind.clone(),
        }
    }

    pub(super) fn shows_to(&self, caller: &Caller) -> bool {
        self.positions.is_empty() || caller.positions.iter().any(|it| self.positions.contains(&it.kind))
    }
}

impl Submission {
    /// Opens a draft for an agency whose letter came, if the caller may record it. `today` is the reviewing agency's.
    pub(crate) fn record(
        id: Uuid,
        form: &Form,
        caller: &Caller,
        asker: Asker,
        letter: Letterbox,
        today: Date,
        now: Timestamp,
    ) -> Result<Self> {
        form.admit_recorder(caller)?;
        form.expect_channel(&letter.channel)?;
        form.admit_agency(&asker.title, &asker.kind)?;
        form.expect_signatory(&letter.signatory_kind)?;
        if today < letter.receipt_date {
            let reason = format!("incoming.receipt_date: {} is in the future", letter.receipt_date);
            return Err(Error::Invalid(reason));
        }
        let proposer = Proposer {
            agency: asker.agency,
            office: asker.office,
            office_title: asker.title,
            preparing_offices: vec![],
        };
        let (position, title) = asker.signatory.map(|it| (it.position, it.title)).unwrap_or_default();
        let mut submission = Self::opened_by("", id, form, proposer, now);
        submission.incoming = Some(Incoming {
            channel: letter.channel,
            agenda_number: letter.agenda_number,
            receipt_date: letter.receipt_date,
            signatory: letter.signatory,
            signatory_kind: letter.signatory_kind,
            signatory_position: position,
            signatory_position_title: title,
            recorder: caller.person.clone(),
            office: caller.office.clone(),
            recorders: form.rules.applicant.recorded_by.clone(),
            positions: form.rules.applicant.positions.clone(),
        });
        Ok(submission)
    }

    /// Whether it is a draft that the reviewing agency writes: it is nobody else's yet.
    pub(super) fn is_being_recorded(&self) -> bool {
        self.incoming.is_some() && self.state == State::Draft
    }

    /// Whether the caller records such requests, as of when it came: what comes on paper later is theirs to enter, too.
    pub(super) fn is_recorded_by(&self, caller: &Caller) -> bool {
        let recorders = self.incoming.iter().flat_map(|it| &it.recorders);
        caller.agency == self.name.agency && recorders.into_iter().any(|it| caller.holds(it).is_some())
    }

    /// Whether the agency that asks writes on it itself by now: then nobody else does, or sees what it has not sent.
    pub(crate) fn is_taken_over(&self) -> bool {
        !self.authors.is_empty()
    }

    /// Whether the caller leads the agency whose letter was recorded, where no office of it is known; they see it once it is
    /// filed.
    pub(super) fn is_led_by(&self, caller: &Caller) -> bool {
        self.state != State::Draft
            && self.proposer.office.is_empty()
            && caller.agency == self.proposer.agency
            && self.incoming.as_ref().is_some_and(|it| it.shows_to(caller))
    }

    /// Refuses a letter that came before it was written.
    pub(crate) fn check_incoming(&self) -> Result<()> {
        self.incoming.as_ref().map_or(Ok(()), |it| it.check_letter(self.content.letter_date))
    }
}

/// When it was received: what came on an earlier day was there when that day began. None: today, so as it is filed.
pub(super) fn received_at(day: Date, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    if now.to_zoned(zone.clone()).date() <= day {
        return None;
    }
    day.at(OPENING_HOUR, 0, 0, 0).to_zoned(zone.clone()).ok().map(|it| it.timestamp())
}

fn given(field: &str, text: &str, max_chars: usize) -> Result<String> {
    let text = line(field, text, max_chars)?;
    if text.is_empty() { Err(Error::invalid(format!("{field} is missing"))) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_on_an_earlier_day_was_there_when_that_day_began_and_what_comes_today_is_there_now() {
        let zone = TimeZone::get("Asia/Jakarta").unwrap();
        let now: Timestamp = "2026-01-05T00:30:00Z".parse().unwrap();
        let received = |day: &str| received_at(day.parse().unwrap(), now, &zone);

        assert_eq!(received("2026-01-02"), Some("2026-01-02T01:00:00Z".parse().unwrap()));
        assert_eq!(received("2026-01-05"), None);
    }
}
