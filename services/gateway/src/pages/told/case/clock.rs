//! The time of a case, and how people say what is left of it.

use crate::pages::told::number;
use jiff::Timestamp;
use platform::indonesian::{self, Zone};
use serde::Deserialize;

/// A case's time.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Clock {
    pub(crate) intervals: Vec<Interval>,
    #[serde(deserialize_with = "number")]
    pub(crate) used: i64,
    pub(crate) unit: String,
    #[serde(deserialize_with = "number")]
    pub(crate) allowance: i64,
    pub(crate) due_time: Option<Timestamp>,
    pub(crate) due_provisional: bool,
    pub(crate) state: String,
}

/// A stretch of time in which the clock ran or stood.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Interval {
    pub(crate) start_time: Option<Timestamp>,
    pub(crate) end_time: Option<Timestamp>,
    pub(crate) running: bool,
    pub(crate) reason: String,
    /// Slug and title of the position that caused it; empty: the proposer or the platform.
    pub(crate) actor: String,
    pub(crate) actor_title: String,
}

impl Clock {
    /// How far it is, as in `Hari kerja ke-12 dari 60`.
    pub(crate) fn words(&self) -> String {
        match self.allowance {
            0 => format!("Terpakai {}", amount(self.used, &self.unit)),
            _ => format!("Terpakai {} dari {}", self.used, amount(self.allowance, &self.unit)),
        }
    }

    /// Since when and why it stands; nothing while it runs.
    pub(crate) fn pause(&self) -> Option<&Interval> {
        self.intervals.last().filter(|it| !it.running && self.state == "PAUSED")
    }

    /// Whether it ran before: what it counts from now is a later beginning.
    pub(crate) fn began_before(&self, start: Option<Timestamp>) -> bool {
        let first = self.intervals.first().and_then(|it| it.start_time);
        first.zip(start).is_some_and(|(first, start)| first < start)
    }

    /// For a bar that shows how much is used.
    pub(crate) fn shown(&self) -> i64 {
        self.used.min(self.allowance)
    }
}

impl Interval {
    /// Why it began, in words.
    pub(crate) fn words(&self) -> &str {
        match self.reason.as_str() {
            "filed" => "permohonan diajukan",
            "resubmitted" => "berkas dilengkapi dan diajukan kembali",
            "returned_incomplete" => "berkas dikembalikan untuk dilengkapi",
            "coordination_team" | "coordination" => "usulan dibahas tim koordinasi",
            "awaiting_proposer" => "menunggu instansi pengusul",
            "concluded" => "pembahasan tim koordinasi selesai",
            "followed_up" => "hasil rapat ditindaklanjuti",
            "letter_signed" => "naskah ditandatangani",
            "signing_service" => "gangguan layanan tanda tangan elektronik",
            "system" => "gangguan sistem",
            _ if self.running => "langkah berikutnya dimulai",
            _ => "perhitungan dihentikan sementara",
        }
    }
}

/// Such as `60 menit kerja`.
pub(crate) fn amount(count: i64, unit: &str) -> String {
    let unit = match unit {
        "working_minutes" => "menit kerja",
        "working_days" => "hari kerja",
        "calendar_months" => "bulan",
        _ => "hari kalender",
    };
    format!("{count} {unit}")
}

/// How long it is until a moment, or since then, as people say it.
pub(crate) fn left(due: Timestamp, now: Timestamp, zone: Zone) -> String {
    let days = |from: Timestamp, to: Timestamp| {
        let date = |it: Timestamp| zone.local(it).date();
        i64::from(date(from).until(date(to)).map_or(0, |it| it.get_days()))
    };
    let within_a_day = |seconds: i64| match seconds / 60 {
        0 => "kurang dari 1 menit".to_owned(),
        minutes if minutes < 60 => format!("{minutes} menit"),
        minutes => format!("{} jam", minutes / 60),
    };
    if due < now {
        return match days(due, now) {
            0 => format!("terlambat {}", within_a_day(now.as_second() - due.as_second())),
            days => format!("terlambat {days} hari"),
        };
    }
    match days(now, due) {
        0 => format!("{} lagi", within_a_day(due.as_second() - now.as_second())),
        1 => "besok".to_owned(),
        days => format!("{days} hari lagi"),
    }
}

/// How long something has waited.
pub(crate) fn waited(since: Timestamp, now: Timestamp, zone: Zone) -> String {
    left(since, now, zone).replace("terlambat ", "")
}

/// A day as in `5 Jan.`, with its hour: short enough for a list.
pub(crate) fn brief(time: Timestamp, zone: Zone) -> String {
    let local = zone.local(time);
    format!("{} pukul {:02}.{:02}", indonesian::date(local.date()), local.hour(), local.minute())
}

/// As in `5 Januari 2026`, of a day written `2026-01-05`.
pub(crate) fn day(written: &str) -> String {
    indonesian::date_of(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_from_after_the_first_filing_is_a_later_beginning() {
        let at = |day: &str| Some(format!("2026-01-{day}T08:00:00Z").parse().unwrap());
        let intervals = vec![Interval { start_time: at("05"), ..Interval::default() }, Interval::default()];
        let clock = Clock { intervals, ..Clock::default() };

        assert!(clock.began_before(at("12")));
        assert!(!clock.began_before(at("05")) && !clock.began_before(None));
        assert!(!Clock::default().began_before(at("12")), "nothing ran yet");
    }

    #[test]
    fn time_left_is_said_as_people_say_it() {
        let now = "2026-01-05T08:30:00Z".parse().unwrap();
        let said = |due: &str| left(due.parse().unwrap(), now, Zone::Western);

        assert_eq!(said("2026-01-05T08:30:20Z"), "kurang dari 1 menit lagi");
        assert_eq!(said("2026-01-05T09:15:00Z"), "45 menit lagi");
        assert_eq!(said("2026-01-05T17:30:00Z"), "besok", "it is past midnight in Jakarta");
        assert_eq!(said("2026-01-08T09:00:00Z"), "3 hari lagi");
        assert_eq!(said("2026-01-05T06:00:00Z"), "terlambat 2 jam");
        assert_eq!(said("2025-12-31T06:00:00Z"), "terlambat 5 hari");
    }
}
