//! Words for people in Indonesian: dates, subject lines.

use jiff::{Timestamp, tz::TimeZone};
use platform::indonesian;

/// What a subject line may tell.
pub(crate) const SUBJECT_WORDS: [&str; 4] =
    ["app_title", "purpose_title", "registration_number", "decision_title"];

/// The day on which `at` falls in `zone`, as in `5 Januari 2026`.
pub(crate) fn day(at: Timestamp, zone: &TimeZone) -> String {
    indonesian::date(at.to_zoned(zone.clone()).date())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_takes_its_words() {
        let words = [("app_title", "Sehat"), ("decision_title", "Disetujui")];

        assert_eq!(fill("{app_title}: {decision_title}", &words), "Sehat: Disetujui");
        assert_eq!(fill("{app_title} {x} {", &[("app_title", "{x}"), ("x", "y")]), "{x} y {");
    }
}
