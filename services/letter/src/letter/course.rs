//! What happens to a letter before it is signed and after it is issued: initials in their order, and its delivery.

use super::{Issue, Letter, State};
use jiff::Timestamp;
use platform::{Caller, Error, Result};
use serde::{Deserialize, Serialize};

/// Ways in which the reviewing office hands a letter over.
pub(crate) const CHANNELS: [&str; 4] = ["courier", "post", "email", "by_hand"];
/// The addressee opened it in the platform.
pub(crate) const PORTAL: &str = "portal";

const MAX_RECIPIENT_CHARS: usize = 200;

/// A place for initials on a draft.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Initials {
    /// Slug of the position.
    pub(crate) position: String,
    /// Who put them; nobody yet.
    pub(crate) put: Option<Put>,
}

/// Initials that were put.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Put {
    pub(crate) person: String,
    pub(crate) display_name: String,
    pub(crate) position_title: String,
    pub(crate) capacity: String,
    pub(crate) at: Timestamp,
}

/// How a letter came to its addressee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Delivery {
    pub(crate) at: Timestamp,
    pub(crate) channel: String,
    /// Who took it; empty where the addressee's office opened it in the platform.
    pub(crate) recipient: String,
}

impl Letter {
    /// The position whose initials come next.
    pub(crate) fn next_initials(&self) -> Option<&str> {
        self.initials.iter().find(|it| it.put.is_none()).map(|it| it.position.as_str())
    }

    /// The position for which it waits: to put initials, or else to sign. Empty: for nobody.
    pub(crate) fn awaits(&self) -> &str {
        let is_open = self.issue == Issue::Sign && matches!(self.state, State::Draft | State::Numbered);
        if is_open { self.next_initials().unwrap_or(&self.signatory_position) } else { "" }
    }

    /// Puts the caller's initials, whose turn it must be.
    pub(crate) fn initial(&mut self, caller: &Caller, etag: &str, now: Timestamp) -> Result<()> {
        if self.state != State::Draft || self.issue != Issue::Sign {
            return Err(Error::Conflict(format!("{} is no draft any more: nobody initials it", self.name)));
        }
        let Some(position) = self.next_initials().map(str::to_owned) else {
            return Err(Error::Conflict(format!(
                "{} has all its initials: it waits for its signatory",
                self.name
            )));
        };
        let held = caller.holds(&position).filter(|_| caller.agency == self.name.agency);
        let held = held.ok_or_else(|| {
            Error::Denied(format!(
                "konsep ini sekarang menunggu paraf pemegang jabatan {position:?}, bukan Saudara"
            ))
        })?;
        self.check_etag(etag)?;
        let put = Put {
            person: caller.person.clone(),
            display_name: caller.display_name.clone(),
            position_title: held.title.clone(),
            capacity: held.capacity.to_string(),
            at: now,
        };
        if let Some(place) = self.initials.iter_mut().find(|it| it.put.is_none()) {
            place.put = Some(put);
        }
        self.revision += 1;
        Ok(())
    }

    /// Refuses a signature before everyone has put their initials.
    pub(crate) fn check_initials(&self) -> Result<()> {
        match self.next_initials() {
            None => Ok(()),
            Some(position) => Err(Error::Conflict(format!(
                "konsep ini belum dapat ditandatangani: masih menunggu paraf pemegang jabatan {position:?}"
            ))),
        }
    }

    /// What was initialled is not what it is now.
    pub(super) fn take_initials_away(&mut self) {
        self.initials.iter_mut().for_each(|it| it.put = None);
    }

    /// Notes its first delivery.
    pub(crate) fn deliver(&mut self, delivery: Delivery) -> Result<()> {
        let issued_at = self.file.as_ref().map(|it| it.issued_at).filter(|_| self.state == State::Issued);
        let issued_at = issued_at
            .ok_or_else(|| Error::Conflict(format!("{} is no issued letter that stands", self.name)))?;
        if let Some(before) = &self.delivery {
            let reason =
                format!("{} was delivered at {} by {} already", self.name, before.at, before.channel);
            return Err(Error::Conflict(reason));
        }
        if delivery.at < issued_at {
            return Err(Error::invalid(format!(
                "delivery_time lies before the letter was issued, {issued_at}"
            )));
        }
        self.delivery = Some(delivery);
        self.revision += 1;
        Ok(())
    }

    /// Whether `caller` opens it as its addressee, for the first time.
    pub(crate) fn is_opened_by(&self, caller: &Caller) -> bool {
        let asked = caller.agency == self.proposing_agency
            && (self.proposing_office.is_empty() || caller.office == self.proposing_office);
        let reviews = caller.agency == self.name.agency && self.reviewing_offices.contains(&caller.office);
        asked && !reviews && self.for_proposer && self.delivery.is_none() && self.state == State::Issued
    }
}

impl Delivery {
    /// As the reviewing office recorded it. Not later than `now`.
    pub(crate) fn recorded(at: Timestamp, channel: &str, recipient: &str, now: Timestamp) -> Result<Self> {
        if now < at {
            return Err(Error::invalid("delivery_time lies in the future"));
        }
        if !CHANNELS.contains(&channel) {
            return Err(Error::invalid(format!("channel: {channel:?} is none of {}", CHANNELS.join(", "))));
        }
        let recipient = recipient.trim();
        if recipient.contains(char::is_control) || MAX_RECIPIENT_CHARS < recipient.chars().count() {
            let reason = format!("recipient must be one line of at most {MAX_RECIPIENT_CHARS} characters");
            return Err(Error::Invalid(reason));
        }
        Ok(Self { at, channel: channel.to_owned(), recipient: recipient.to_owned() })
    }
}
