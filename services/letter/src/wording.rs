//! Words as an Indonesian letter writes them.

use jiff::civil::Date;
use platform::Capacity;

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

/// As in `5 Januari 2026`.
pub(crate) fn date(date: Date) -> String {
    format!("{} {} {}", date.day(), MONTHS[usize::from(date.month().unsigned_abs()) - 1], date.year())
}

/// What stands before the position of one who acts in it.
pub(crate) fn prefix(capacity: Capacity) -> &'static str {
    match capacity {
        Capacity::Incumbent => "",
        Capacity::Acting => "Plt.",
        Capacity::DailyActing => "Plh.",
    }
}

/// The position as it stands above the signature, such as `Plt. Kepala Dinas Kesehatan`.
pub(crate) fn office(capacity: Capacity, title: &str) -> String {
    match prefix(capacity) {
        "" => title.to_owned(),
        prefix => format!("{prefix} {title}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_written_in_words() {
        assert_eq!(date(jiff::civil::date(2026, 8, 17)), "17 Agustus 2026");
    }

    #[test]
    fn one_who_acts_is_shown_as_such() {
        assert_eq!(office(Capacity::DailyActing, "Camat Cipondoh"), "Plh. Camat Cipondoh");
        assert_eq!(office(Capacity::Incumbent, "Camat Cipondoh"), "Camat Cipondoh");
    }
}
