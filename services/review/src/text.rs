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

/// What a subject line may tell.
pub(crate) const SUBJECT_WORDS: [&str; 4] =
    ["app_title", "purpose_title", "registration_number", "decision_title"];

/// As in `5 Januari 2026`, of a day written `2026-01-05`; what is no day stays as it is.
pub(crate) fn date_of(day: &str) -> String {
    day.parse().map_or_else(|_| day.to_owned(), date)
}

/// The day on which `at` falls in `zone`, as in `5 Januari 2026`.
pub(crate) fn day(at: Timestamp, zone: &TimeZone) -> String {
    date(at.to_zoned(zone.clone()).date())
}

/// `pattern` with each of `words` that stands in braces replaced by its value.
pub(crate) fn fill(pattern: &str, words: &[(&str, &str)]) -> String {
    let mut text = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let found = after.split_once('}').and_then(|(word, behind)| {
            words.iter().find(|(known, _)| *known == word).map(|(_, value)| (*value, behind))
        });
        let (value, behind) = found.unwrap_or(("{", after));
        text.push_str(value);
        rest = behind;
    }
    text + rest
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
        assert_eq!(fill("{app_title} {x} {", &[("app_title", "{x}"), ("x", "y")]), "{x} y {");
    }
}
