//! The directory's entries, as the pages of an agency's administrator show them.

use super::id;
use crate::pages::{member::Member, refusal::Refusal, visit::encoded};
use platform::indonesian::date_of;
use serde::{Deserialize, de::DeserializeOwned};

/// As many entries of one kind as are read at once; a file for spreadsheets has no more rows.
pub(in crate::pages) const MAX_ENTRIES: usize = 2_000;

/// One page of a list.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::pages) struct Listed<T> {
    #[serde(
        alias = "people",
        alias = "positions",
        alias = "units",
        alias = "actingAssignments",
        alias = "localDays",
        alias = "outages",
        alias = "procedures",
        alias = "versions"
    )]
    pub(in crate::pages) entries: Vec<T>,
    #[serde(default)]
    pub(in crate::pages) next_page_token: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::pages) struct Person {
    /// `agencies/{agency}/people/{person}`.
    pub(in crate::pages) name: String,
    pub(in crate::pages) display_name: String,
    pub(in crate::pages) employee_id_number: String,
    pub(in crate::pages) rank: String,
    pub(in crate::pages) email: String,
    pub(in crate::pages) administrator: bool,
    pub(in crate::pages) suspended: bool,
    /// Empty where they hold none of their own.
    pub(in crate::pages) position: String,
    pub(in crate::pages) position_title: String,
    pub(in crate::pages) unit_title: String,
    pub(in crate::pages) etag: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::pages) struct Position {
    /// `agencies/{agency}/positions/{position}`.
    pub(in crate::pages) name: String,
    pub(in crate::pages) title: String,
    pub(in crate::pages) kind: String,
    /// `agencies/{agency}/units/{unit}`.
    pub(in crate::pages) unit: String,
    pub(in crate::pages) unit_title: String,
    pub(in crate::pages) holders: Vec<Holder>,
    pub(in crate::pages) decides: bool,
    pub(in crate::pages) vacant: bool,
    pub(in crate::pages) etag: String,
}

/// Who holds a position now.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::pages) struct Holder {
    pub(in crate::pages) person: String,
    pub(in crate::pages) display_name: String,
    pub(in crate::pages) employee_id_number: String,
    capacity: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::pages) struct Unit {
    /// `agencies/{agency}/units/{unit}`.
    pub(in crate::pages) name: String,
    pub(in crate::pages) title: String,
    pub(in crate::pages) kind: String,
    /// Empty at the top.
    pub(in crate::pages) parent: String,
    pub(in crate::pages) etag: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::pages) struct Acting {
    /// `agencies/{agency}/actingAssignments/{id}`.
    pub(in crate::pages) name: String,
    pub(in crate::pages) position: String,
    pub(in crate::pages) own_position: String,
    capacity: String,
    pub(in crate::pages) first_day: String,
    /// Empty while it is open.
    pub(in crate::pages) last_day: String,
    pub(in crate::pages) appointing_letter: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::pages) struct Calendar {
    pub(in crate::pages) days: Vec<CalendarDay>,
    pub(in crate::pages) ramadan: Vec<Period>,
    pub(in crate::pages) first_year: i16,
    pub(in crate::pages) last_year: i16,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::pages) struct CalendarDay {
    /// `YYYY-MM-DD`.
    pub(in crate::pages) date: String,
    pub(in crate::pages) title: String,
    pub(in crate::pages) kind: String,
    pub(in crate::pages) decree: String,
    pub(in crate::pages) announced: String,
}

/// From a first to a last day, both `YYYY-MM-DD`.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::pages) struct Period {
    pub(in crate::pages) first_day: String,
    pub(in crate::pages) last_day: String,
}

/// A day of the agency's own.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::pages) struct LocalDay {
    /// `agencies/{agency}/localDays/{date}`.
    pub(in crate::pages) name: String,
    pub(in crate::pages) date: String,
    pub(in crate::pages) kind: String,
    pub(in crate::pages) title: String,
    pub(in crate::pages) decree: String,
    pub(in crate::pages) announced: String,
    pub(in crate::pages) etag: String,
}

/// Every entry that `path` lists, up to [`MAX_ENTRIES`].
pub(in crate::pages) async fn all<T: DeserializeOwned>(
    member: &Member,
    path: &str,
) -> Result<Vec<T>, Refusal> {
    let (mut entries, mut token) = (vec![], String::new());
    let join = if path.contains('?') { '&' } else { '?' };
    loop {
        let page = format!("{path}{join}pageSize=200&pageToken={}", encoded(&token));
        let listed = member.get::<Listed<T>>(&page).await?;
        entries.extend(listed.entries);
        token = listed.next_page_token;
        if token.is_empty() || MAX_ENTRIES <= entries.len() {
            return Ok(entries);
        }
    }
}

impl Person {
    /// Where their page is.
    pub(in crate::pages) fn address(&self) -> String {
        format!("/agency/people/{}", id(&self.name))
    }

    /// What they are called when they sign in.
    pub(in crate::pages) fn sign_in_name(&self) -> String {
        let agency = self.name.split('/').nth(1).unwrap_or_default();
        format!("{}@{agency}", id(&self.position))
    }
}

impl Position {
    /// Where its page is.
    pub(in crate::pages) fn address(&self) -> String {
        format!("/agency/positions/{}", id(&self.name))
    }

    /// Who holds it as their own, and who acts, in one line.
    pub(in crate::pages) fn holders_line(&self) -> String {
        self.holders.iter().map(Holder::line).collect::<Vec<_>>().join("; ")
    }
}

impl Holder {
    pub(in crate::pages) fn address(&self) -> String {
        format!("/agency/people/{}", self.person)
    }

    /// Whether it is their own position.
    pub(in crate::pages) fn is_incumbent(&self) -> bool {
        capacity_word(&self.capacity).is_empty()
    }

    /// Their name, with Plt. or Plh. where they act.
    pub(in crate::pages) fn line(&self) -> String {
        match capacity_word(&self.capacity) {
            "" => self.display_name.clone(),
            word => format!("{} ({word})", self.display_name),
        }
    }
}

impl Unit {
    /// Where its page is.
    pub(in crate::pages) fn address(&self) -> String {
        format!("/agency/units/{}", id(&self.name))
    }
}

impl Acting {
    /// `Plt.` or `Plh.`.
    pub(in crate::pages) fn word(&self) -> &'static str {
        capacity_word(&self.capacity)
    }

    /// Where it is ended.
    pub(in crate::pages) fn address(&self) -> String {
        format!("/agency/acting/{}", id(&self.name))
    }

    /// As in `5 Januari 2026 sampai 9 Januari 2026`.
    pub(in crate::pages) fn period(&self) -> String {
        let first = date_of(&self.first_day);
        match self.last_day.as_str() {
            "" => format!("{first} sampai diakhiri"),
            // One that was ended before it began never took effect.
            last if last < self.first_day.as_str() => format!("dibatalkan sebelum berlaku ({first})"),
            last => format!("{first} sampai {}", date_of(last)),
        }
    }
}

impl LocalDay {
    /// Where it is changed.
    pub(in crate::pages) fn address(&self) -> String {
        format!("/agency/calendar/days/{}", self.date)
    }
}

fn capacity_word(capacity: &str) -> &'static str {
    match capacity {
        "ACTING" => "Plt.",
        "DAILY_ACTING" => "Plh.",
        _ => "",
    }
}
