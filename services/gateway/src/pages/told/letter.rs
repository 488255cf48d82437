//! Official documents, as their offices are told of them.

use crate::pages::words::Tag;
use jiff::Timestamp;
use platform::indonesian;
use serde::Deserialize;
use std::{collections::HashMap, iter, sync::Arc};

/// An official document of a case or a meeting.
#[derive(Default, Clone, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Letter {
    pub(crate) name: String,
    pub(crate) case: String,
    pub(crate) submission: String,
    pub(crate) meeting: String,
    pub(crate) title: String,
    pub(crate) state: String,
    pub(crate) subject: String,
    pub(crate) paragraphs: Vec<String>,
    pub(crate) carbon_copies: Vec<String>,
    pub(crate) number: String,
    pub(crate) date: String,
    pub(crate) signatory_position: String,
    pub(crate) signatory_position_title: String,
    pub(crate) signatory: String,
    pub(crate) signatory_capacity: String,
    pub(crate) verification_code: String,
    pub(crate) create_time: Option<Timestamp>,
    pub(crate) issue_time: Option<Timestamp>,
    pub(crate) void_reason: String,
    pub(crate) etag: String,
    pub(crate) initials: Vec<Initials>,
    pub(crate) urgency: String,
    pub(crate) security_class: String,
    pub(crate) delivery: Option<Delivery>,
}

/// A place for initials.
#[derive(Default, Clone, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Initials {
    pub(crate) position: String,
    pub(crate) position_title: String,
    /// Who put them; empty until then.
    pub(crate) display_name: String,
    pub(crate) initial_time: Option<Timestamp>,
}

/// How a letter came to its addressee.
#[derive(Default, Clone, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Delivery {
    pub(crate) delivery_time: Option<Timestamp>,
    pub(crate) channel: String,
    pub(crate) recipient: String,
}

/// A page of letters.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Letters {
    pub(crate) letters: Vec<Letter>,
    pub(crate) next_page_token: String,
}

impl Letter {
    /// Its state in words.
    pub(crate) fn tag(&self) -> Tag {
        let (title, class) = match self.state.as_str() {
            "DRAFT" if self.awaited_initials().is_some() => ("Menunggu paraf", "tag--warn"),
            "DRAFT" => ("Menunggu tanda tangan", "tag--warn"),
            "NUMBERED" => ("Sedang ditandatangani", "tag--info"),
            "ISSUED" => ("Terbit", "tag--good"),
            "VOIDED" => ("Dibatalkan", "tag--bad"),
            _ => ("Tidak jadi dipakai", "tag--quiet"),
        };
        Tag { title, class }
    }

    /// Whose initials come next; nobody's: the signature does.
    pub(crate) fn awaited_initials(&self) -> Option<&Initials> {
        self.initials.iter().find(|it| it.display_name.is_empty())
    }

    pub(crate) fn is_draft(&self) -> bool {
        self.state == "DRAFT"
    }

    pub(crate) fn is_issued(&self) -> bool {
        self.state == "ISSUED"
    }

    /// Whether there is a signed file of it.
    pub(crate) fn has_file(&self) -> bool {
        matches!(self.state.as_str(), "ISSUED" | "VOIDED")
    }

    /// Whether it will never be issued, so that there is nothing to read any more.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.state == "CANCELLED"
    }

    /// Slugs of positions that it names without a title.
    pub(crate) fn untitled_positions(&self) -> impl Iterator<Item = &str> {
        let signatory = (&self.signatory_position, &self.signatory_position_title);
        let initials = self.initials.iter().map(|it| (&it.position, &it.position_title));
        let all = iter::once(signatory).chain(initials);
        all.filter(|it| !it.0.is_empty() && it.1.is_empty()).map(|it| it.0.as_str())
    }

    /// Gives them the titles in `titles`.
    pub(crate) fn name_positions(&mut self, titles: &HashMap<String, Arc<str>>) {
        let signatory = (&self.signatory_position, &mut self.signatory_position_title);
        let initials = self.initials.iter_mut().map(|it| (&it.position, &mut it.position_title));
        for (slug, title) in iter::once(signatory).chain(initials).filter(|it| it.1.is_empty()) {
            *title = titles.get(slug).map_or_else(|| slug.clone(), |it| it.to_string());
        }
    }

    /// The page about it.
    pub(crate) fn address(&self) -> String {
        super::address(&self.name)
    }

    /// As a PDF: what it became, or what it would become.
    pub(crate) fn paper(&self) -> String {
        let file = if self.has_file() { "letter.pdf" } else { "preview.pdf" };
        format!("{}/{file}", self.address())
    }

    pub(crate) fn day(&self) -> String {
        indonesian::date_of(&self.date)
    }

    pub(crate) fn urgency_title(&self) -> &'static str {
        match self.urgency.as_str() {
            "segera" => "Segera",
            "sangat_segera" => "Sangat segera",
            _ => "Biasa",
        }
    }

    pub(crate) fn class_title(&self) -> &'static str {
        match self.security_class.as_str() {
            "terbatas" => "Terbatas",
            "rahasia" => "Rahasia",
            "sangat_rahasia" => "Sangat rahasia",
            _ => "Biasa",
        }
    }

    /// The signatory with Plt. or Plh. where they acted.
    pub(crate) fn signed_as(&self) -> String {
        match self.signatory_capacity.as_str() {
            "ACTING" => format!("Plt. {}", self.signatory_position_title),
            "DAILY_ACTING" => format!("Plh. {}", self.signatory_position_title),
            _ => self.signatory_position_title.clone(),
        }
    }
}

impl Delivery {
    pub(crate) fn channel_title(&self) -> &'static str {
        match self.channel.as_str() {
            "portal" => "dibuka di portal",
            "courier" => "kurir",
            "post" => "pos",
            "email" => "surel",
            "by_hand" => "diserahkan langsung",
            _ => "cara lain",
        }
    }
}
