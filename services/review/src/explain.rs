//! Says line by line from what the due time of a case follows.

use crate::{
    case::Interval,
    file::File,
    reckon::{self, Reading},
    text,
};
use jiff::{
    Timestamp, ToSpan as _,
    civil::{Date, Weekday},
    tz::TimeZone,
};
use platform::indonesian;
use worktime::{CalendarSpec, Kind, Unit};

/// One reason for a due time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) kind: LineKind,
    /// One sentence in Indonesian.
    pub(crate) text: String,
    pub(crate) from: Option<Timestamp>,
    pub(crate) to: Option<Timestamp>,
    pub(crate) day: Option<Date>,
    pub(crate) evidence: String,
    /// Units of the clock that were not counted because of it.
    pub(crate) cost: i64,
}

/// What sort of reason it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineKind {
    Start,
    Pause,
    Outage,
    Holiday,
    MakeUp,
    Extension,
    Due,
}

/// The lines of a case's clock and of its time to follow up, in the order of time. `days` are those of its calendar.
pub(crate) fn lines(file: &File, days: Option<&CalendarSpec>, reading: &Reading) -> Vec<Line> {
    let case = file.case();
    let explained = Explained { file, zone: reckon::zone(file.calendar()), unit: reading.unit };
    let counts_from = case.ledger.counts_from.unwrap_or(case.opened_at);
    let mut lines = explained.start(counts_from);
    lines.extend(explained.pauses(counts_from));
    lines.extend(explained.outages(counts_from));
    if let (Some(days), Some(due)) = (days, reading.due.at) {
        lines.extend(explained.special_days(days, counts_from, due));
    }
    lines.extend(explained.follow_up());
    lines.sort_by_key(|it| it.from);
    lines.extend(explained.due(reading));
    lines
}

struct Explained<'f> {
    file: &'f File,
    zone: TimeZone,
    unit: Unit,
}

impl Explained<'_> {
    fn start(&self, counts_from: Timestamp) -> Vec<Line> {
        let started = self.file.case().ledger.intervals.iter().find(|it| it.start == counts_from);
        let reason = match started.map(|it| it.reason.as_str()) {
            Some("resubmitted") => "berkas diterima kembali setelah dilengkapi",
            _ => "permohonan diterima",
        };
        let day = match self.unit {
            Unit::WorkingMinutes => "",
            _ => " Hari tersebut tidak dihitung; hari pertama adalah hari kerja berikutnya.",
        };
        let text = format!(
            "Jangka waktu dihitung sejak {}, saat {reason}.{day}",
            text::day(counts_from, &self.zone)
        );
        let evidence = started.map(|it| it.evidence.clone()).unwrap_or_default();
        vec![Line { from: Some(counts_from), evidence, ..Line::of(LineKind::Start, text) }]
    }

    fn pauses(&self, counts_from: Timestamp) -> Vec<Line> {
        self.stood(counts_from).map(|it| self.pause(it)).collect()
    }

    /// When the clock stood still, one after another.
    fn stood(&self, counts_from: Timestamp) -> impl Iterator<Item = &Interval> {
        let intervals = self.file.case().ledger.intervals.iter();
        intervals.filter(move |it| !it.is_running && counts_from <= it.start && it.end != Some(it.start))
    }

    fn pause(&self, it: &Interval) -> Line {
        let until = match it.end {
            Some(end) => format!("sampai dengan {}", self.moment(end)),
            None => "dan belum dilanjutkan".to_owned(),
        };
        let cost = self.cost(it.start, it.end.unwrap_or(self.file.now));
        let text = format!(
            "Perhitungan dihentikan sementara sejak {} {until} karena {} ({}).",
            self.moment(it.start),
            reason(&it.reason),
            self.amount(cost),
        );
        Line {
            from: Some(it.start),
            to: it.end,
            evidence: it.evidence.clone(),
            cost,
            ..Line::of(LineKind::Pause, text)
        }
    }

    fn outages(&self, counts_from: Timestamp) -> Vec<Line> {
        let known = self.file.row.outages.iter().filter(|it| counts_from < it.to);
        // What stood still anyway costs nothing more.
        let paused = self.stood(counts_from).map(|it| (it.start, it.end.unwrap_or(self.file.now)));
        let mut covered: Vec<(Timestamp, Timestamp)> = paused.collect();
        let line = |it: &reckon::Outage| {
            let outage = (it.from.max(counts_from), it.to);
            let cost = uncovered(outage, &covered).into_iter().map(|(from, to)| self.cost(from, to)).sum();
            covered.push(outage);
            let text = format!(
                "Gangguan {} sejak {} sampai dengan {} tidak dihitung ({}).",
                match it.reason.as_str() {
                    "signing_service" => "layanan tanda tangan elektronik",
                    _ => "sistem",
                },
                self.moment(it.from),
                self.moment(it.to),
                self.amount(cost),
            );
            Line {
                from: Some(it.from),
                to: Some(it.to),
                evidence: it.evidence.clone(),
                cost,
                ..Line::of(LineKind::Outage, text)
            }
        };
        known.map(line).collect()
    }

    /// Days between start and due date that are not what the week says.
    fn special_days(&self, days: &CalendarSpec, from: Timestamp, due: Timestamp) -> Vec<Line> {
        let date = |at: Timestamp| at.to_zoned(self.zone.clone()).date();
        let (first, last) = (date(from), date(due));
        let between = days.days.iter().filter(|it| first < it.date && it.date <= last);
        let is_weekend = |day: Date| matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        let line = |it: &worktime::SpecialDay| {
            let (kind, what) = match it.kind {
                Kind::MakeUp => (LineKind::MakeUp, "hari kerja pengganti"),
                Kind::NationalHoliday => (LineKind::Holiday, "libur nasional"),
                Kind::JointLeave => (LineKind::Holiday, "cuti bersama"),
                Kind::LocalHoliday => (LineKind::Holiday, "libur daerah"),
            };
            // A holiday on a day off costs nothing.
            if (kind == LineKind::Holiday) == is_weekend(it.date) {
                return None;
            }
            let counts = if kind == LineKind::Holiday { "tidak dihitung" } else { "dihitung" };
            // Some names end in a full stop, as S.A.W. does.
            let name = it.name.trim_end_matches('.');
            let text = format!("{} {counts}: {what}, {name}.", indonesian::date(it.date));
            let start = it.date.to_zoned(self.zone.clone()).ok()?.timestamp();
            Some(Line {
                from: Some(start),
                day: Some(it.date),
                evidence: it.decree.clone(),
                cost: i64::from(kind == LineKind::Holiday && self.unit == Unit::WorkingDays),
                ..Line::of(kind, text)
            })
        };
        between.filter_map(line).collect()
    }

    fn follow_up(&self) -> Vec<Line> {
        let Some(it) = &self.file.case().follow_up else {
            return vec![];
        };
        let (Some(delivered), Some(due)) = (it.delivered_at, it.due_at) else {
            return vec![];
        };
        let text = format!(
            "Hasil rapat disampaikan pada {}; tindak lanjut ditunggu sampai dengan akhir {}.",
            text::day(delivered, &self.zone),
            text::day(due, &self.zone),
        );
        let letter = it.letter.map(|id| format!("{}/letters/{id}", self.file.agency.name()));
        let mut lines = vec![Line {
            from: Some(delivered),
            to: Some(due),
            evidence: letter.unwrap_or_default(),
            ..Line::of(LineKind::Start, text)
        }];
        if let Some(day) = it.extended_to {
            let reason = if it.extension_reason.is_empty() { "" } else { " Alasan: " };
            let text = format!(
                "Batas waktu tindak lanjut diperpanjang sampai dengan {}.{reason}{}",
                indonesian::date(day),
                it.extension_reason
            );
            lines.push(Line {
                from: Some(due),
                day: Some(day),
                evidence: it.extension_letter.clone(),
                ..Line::of(LineKind::Extension, text)
            });
        }
        lines
    }

    fn due(&self, reading: &Reading) -> Option<Line> {
        let at = reading.due.at?;
        let provisional = if reading.due.is_provisional { " (sementara: dapat bergeser)" } else { "" };
        let text = format!(
            "{} habis pada {}{provisional}; terpakai {}.",
            self.amount(reading.allowance),
            self.moment(at),
            self.amount(reading.used),
        );
        Some(Line { from: Some(at), ..Line::of(LineKind::Due, text) })
    }

    /// Units that would have been counted from `from` until `to`.
    fn cost(&self, from: Timestamp, to: Timestamp) -> i64 {
        let start = self.file.case().ledger.counts_from.unwrap_or(from);
        // The clock stands from the very first instant on, so what closes at that instant is not counted.
        let before = |at: Timestamp| at.checked_sub(1.nanosecond()).unwrap_or(at);
        let used =
            |at: Timestamp| reckon::used(self.file.calendar(), start, self.unit, before(at).max(start));
        (used(to) - used(from)).max(0)
    }

    fn amount(&self, count: i64) -> String {
        let unit = match self.unit {
            Unit::WorkingMinutes => "menit kerja",
            Unit::WorkingDays => "hari kerja",
            Unit::CalendarDays => "hari kalender",
            Unit::CalendarMonths => "bulan",
        };
        format!("{count} {unit}")
    }

    /// Such as `5 Januari 2026 pukul 16.00`.
    fn moment(&self, at: Timestamp) -> String {
        let local = at.to_zoned(self.zone.clone());
        format!("{} pukul {:02}.{:02}", indonesian::date(local.date()), local.hour(), local.minute())
    }
}

impl Line {
    fn of(kind: LineKind, text: String) -> Self {
        Self { kind, text, from: None, to: None, day: None, evidence: String::new(), cost: 0 }
    }
}

/// The parts of a span that none of `others` covers.
fn uncovered(span: (Timestamp, Timestamp), others: &[(Timestamp, Timestamp)]) -> Vec<(Timestamp, Timestamp)> {
    others.iter().fold(vec![span], |parts, (from, to)| {
        let cut = |(start, end): (Timestamp, Timestamp)| [(start, end.min(*from)), (start.max(*to), end)];
        parts.into_iter().flat_map(cut).filter(|(start, end)| start < end).collect()
    })
}

fn reason(word: &str) -> &str {
    match word {
        "returned_incomplete" => "berkas dikembalikan untuk dilengkapi",
        "coordination_team" => "usulan berada pada tim koordinasi",
        "awaiting_proposer" => "menunggu instansi pengusul",
        other => other,
    }
}
