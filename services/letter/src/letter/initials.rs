//! Initials (paraf): who has seen a draft before it is signed, in their order. They are the line's advice and decide nothing, so
//! those may put them who may not sign the same letter since they worked on its case.

use super::{Issue, Letter, State};
use jiff::Timestamp;
use platform::{Caller, Capacity, Error, Result};
use serde::{Deserialize, Serialize};

/// A place for initials on a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Initials {
    /// Slug.
    pub(crate) position: String,
    /// As it was when they were put; before, as the directory has it, where it was asked.
    #[serde(default)]
    pub(crate) position_title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) put: Option<Put>,
}

/// Who put their initials.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Put {
    pub(crate) person: String,
    pub(crate) display_name: String,
    pub(crate) capacity: Capacity,
    pub(crate) at: Timestamp,
}

impl Initials {
    /// An empty place.
    pub(crate) fn of(position: String) -> Self {
        Self { position, position_title: String::new(), put: None }
    }

    /// The position in words.
    pub(crate) fn shown_position(&self) -> String {
        if self.position_title.is_empty() {
            self.position.replace('-', " ")
        } else {
            self.position_title.clone()
        }
    }

    /// The letters of the name without titles, such as `RW`; empty until they were put.
    pub(crate) fn letters(&self) -> String {
        let name = self.put.as_ref().map(|it| it.display_name.as_str()).unwrap_or_default();
        let name = name.split(',').next().unwrap_or_default();
        let words = name.split_whitespace().filter(|it| !it.ends_with('.'));
        words.filter_map(|it| it.chars().next()).flat_map(char::to_uppercase).collect()
    }
}

impl Letter {
    /// The place that is next.
    pub(crate) fn next_initials(&self) -> Option<&Initials> {
        self.initials.iter().find(|it| it.put.is_none())
    }

    /// Puts the caller's initials, whose turn it has to be. An empty `etag` means whatever the draft is.
    ///
    /// Those who are barred from signing may: their part in the case is what they vouch for.
    pub(crate) fn initial(&mut self, caller: &Caller, etag: &str, now: Timestamp) -> Result<()> {
        if self.state != State::Draft || self.issue != Issue::Sign {
            return Err(Error::Conflict(
                "hanya konsep surat yang belum ditandatangani yang dapat diparaf".to_owned(),
            ));
        }
        self.check_etag(etag)?;
        let Some(next) = self.initials.iter_mut().find(|it| it.put.is_none()) else {
            return Err(Error::Conflict("konsep surat ini tidak menunggu paraf lagi".to_owned()));
        };
        let held = caller.holds(&next.position).filter(|_| caller.agency == self.name.agency);
        let Some(held) = held else {
            let reason = format!(
                "konsep surat ini sedang menunggu paraf {}, bukan paraf Saudara",
                next.shown_position()
            );
            return Err(Error::Denied(reason));
        };
        next.position_title.clone_from(&held.title);
        next.put = Some(Put {
            person: caller.person.clone(),
            display_name: caller.display_name.clone(),
            capacity: held.capacity,
            at: now,
        });
        self.revision += 1;
        Ok(())
    }

    /// Refuses a signature before all initials are there, and says whose lack.
    pub(crate) fn check_initials(&self) -> Result<()> {
        let lacking: Vec<String> =
            self.initials.iter().filter(|it| it.put.is_none()).map(Initials::shown_position).collect();
        if lacking.is_empty() {
            return Ok(());
        }
        let reason = format!("surat ini belum dapat ditandatangani: menunggu paraf {}", lacking.join(", "));
        Err(Error::Conflict(reason))
    }

    /// Takes all initials away, since they were put on something else. Says whether there were any.
    pub(super) fn clear_initials(&mut self) -> bool {
        let put = self.initials.iter_mut().filter_map(|it| it.put.take());
        0 < put.count()
    }
}
