//! Delivery: when and how an issued letter came to its addressee, which counts once.

use super::{Letter, State};
use jiff::{Timestamp, tz::TimeZone};
use platform::{Caller, Error, Result, indonesian};

const MAX_RECIPIENT_CHARS: usize = 200;

/// How a letter came to its addressee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Delivery {
    pub(crate) at: Timestamp,
    pub(crate) channel: Channel,
    /// Who took it; empty where the addressee's office opened it in the platform.
    pub(crate) recipient: String,
}

/// By which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum Channel {
    Portal,
    Courier,
    Post,
    Email,
    ByHand,
}

impl Channel {
    /// All that can be recorded: by the portal a letter is delivered by being opened.
    const RECORDED: [Self; 4] = [Self::Courier, Self::Post, Self::Email, Self::ByHand];

    /// Reads a way that a person records.
    pub(crate) fn recorded(word: &str) -> Result<Self> {
        let known = Self::RECORDED.into_iter().find(|it| it.as_str() == word);
        known.ok_or_else(|| {
            let words = Self::RECORDED.map(Self::as_str).join(", ");
            Error::invalid(format!("delivery.channel: {word:?} is none of {words}"))
        })
    }

    /// As contracts write it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Portal => "portal",
            Self::Courier => "courier",
            Self::Post => "post",
            Self::Email => "email",
            Self::ByHand => "by_hand",
        }
    }

    fn in_words(self) -> &'static str {
        match self {
            Self::Portal => "melalui portal",
            Self::Courier => "melalui kurir",
            Self::Post => "melalui pos",
            Self::Email => "melalui surel",
            Self::ByHand => "secara langsung",
        }
    }
}

impl Letter {
    /// Records that it was handed over. The first delivery stands; `zone` is the agency's, for words.
    pub(crate) fn deliver(
        &mut self,
        caller: &Caller,
        delivery: Delivery,
        now: Timestamp,
        zone: &TimeZone,
    ) -> Result<()> {
        if !self.is_reviewed_by(caller) {
            let reason = "penyampaian surat hanya dapat dicatat oleh unit yang memproses permohonan";
            return Err(Error::Denied(reason.to_owned()));
        }
        let recipient = delivery.recipient.trim();
        let is_line = !recipient.is_empty() && !recipient.contains(char::is_control);
        if !is_line || MAX_RECIPIENT_CHARS < recipient.chars().count() {
            return Err(Error::invalid(format!(
                "delivery.recipient must be one line of 1 to {MAX_RECIPIENT_CHARS} characters"
            )));
        }
        if !self.for_proposer {
            return Err(Error::Conflict("surat ini tidak ditujukan kepada pengusul".to_owned()));
        }
        let Some(file) = self.file.as_ref().filter(|_| self.state == State::Issued) else {
            return Err(Error::Conflict("hanya surat terbit yang berlaku yang dapat disampaikan".to_owned()));
        };
        if let Some(first) = &self.delivery {
            return Err(Error::Conflict(format!("surat ini {}", first.in_words(zone))));
        }
        if now < delivery.at {
            return Err(Error::invalid("delivery.delivery_time is in the future"));
        }
        // Whoever read the time of issue may have read it in whole seconds.
        if delivery.at.as_second() < file.issued_at.as_second() {
            return Err(Error::invalid("delivery.delivery_time is before the letter was issued"));
        }
        self.take_delivery(delivery);
        Ok(())
    }

    /// The addressee's office opened it: that is its delivery, unless it was delivered before.
    pub(crate) fn open(&mut self, caller: &Caller, now: Timestamp) -> bool {
        let is_first = self.is_delivered_by(caller);
        if is_first {
            self.take_delivery(Delivery { at: now, channel: Channel::Portal, recipient: String::new() });
        }
        is_first
    }

    /// Whether it is delivered by `caller` opening it.
    pub(crate) fn is_delivered_by(&self, caller: &Caller) -> bool {
        self.state == State::Issued
            && self.for_proposer
            && self.delivery.is_none()
            && self.is_of_proposer(caller)
    }

    fn take_delivery(&mut self, delivery: Delivery) {
        self.delivery = Some(Delivery { recipient: delivery.recipient.trim().to_owned(), ..delivery });
        self.revision += 1;
    }
}

impl Delivery {
    /// As in `sudah disampaikan pada 5 Januari 2026 melalui kurir dan diterima Siti`.
    fn in_words(&self, zone: &TimeZone) -> String {
        let day = indonesian::date(self.at.to_zoned(zone.clone()).date());
        let taken = match self.recipient.as_str() {
            "" => String::new(),
            recipient => format!(" dan diterima {recipient}"),
        };
        format!("sudah disampaikan pada {day} {}{taken}", self.channel.in_words())
    }
}
