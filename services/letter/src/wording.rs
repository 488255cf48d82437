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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_who_acts_is_shown_as_such() {
        assert_eq!(office(Capacity::DailyActing, "Camat Cipondoh"), "Plh. Camat Cipondoh");
        assert_eq!(office(Capacity::Incumbent, "Camat Cipondoh"), "Camat Cipondoh");
    }
}
