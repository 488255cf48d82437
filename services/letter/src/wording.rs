//! Words as an Indonesian letter writes them.

use platform::Capacity;

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

/// How fast it is to be handled (sifat kecepatan).
pub(crate) fn urgency(word: &str) -> &'static str {
    match word {
        "segera" => "Segera",
        "sangat_segera" => "Sangat Segera",
        _ => "Biasa",
    }
}

/// Who may read it (klasifikasi keamanan); empty where it is an ordinary letter.
pub(crate) fn security_class(word: &str) -> &'static str {
    match word {
        "terbatas" => "TERBATAS",
        "rahasia" => "RAHASIA",
        "sangat_rahasia" => "SANGAT RAHASIA",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_who_acts_is_shown_as_such() {
        assert_eq!(office(Capacity::DailyActing, "Camat Cipondoh"), "Plh. Camat Cipondoh");
        assert_eq!(office(Capacity::Incumbent, "Camat Cipondoh"), "Camat Cipondoh");
    }
}
