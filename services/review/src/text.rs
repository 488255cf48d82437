//! Words for people in Indonesian: dates, subject lines.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

const MONTHS: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];

/// As in `5 Januari 2026`, of a day written `2026-01-05`; what is no day stays as it is.
pub(crate) fn date_of(day: &str) -> String {
    day.parse().map_or_else(|_| day.to_owned(), date)
}

/// The day on which `at` falls in `zone`, as in `5 Januari 2026`.
pub(crate) fn day(at: Timestamp, zone: &TimeZone) -> String {
    date(at.to_zoned(zone.clone()).date())
}

/// `pattern` with each `{word}` of `words` in its place.
pub(crate) fn fill(pattern: &str, words: &[(&str, &str)]) -> String {
    words.iter().fold(pattern.to_owned(), |text, (word, value)| text.replace(&format!("{{{word}}}"), value))
}

fn date(day: Date) -> String {
    let month = MONTHS[usize::from(day.month().unsigned_abs()) - 1];
    format!("{} {month} {}", day.day(), day.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_out() {
        assert_eq!(date_of("2026-01-05"), "5 Januari 2026");
        assert_eq!(date_of("besok"), "besok");
    }

    #[test]
    fn a_pattern_takes_its_words() {
        let words = [("app_title", "Sehat"), ("decision_title", "Disetujui")];

        assert_eq!(fill("{app_title}: {decision_title}", &words), "Sehat: Disetujui");
    }
}
