//! Days and times as an Indonesian letter writes them.

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::Offset,
};

const DAYS: [&str; 7] = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"];
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

/// One of Indonesia's three times, none of which knows summer time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// WIB.
    Western,
    /// WITA.
    Central,
    /// WIT.
    Eastern,
}

impl Zone {
    /// By its IANA name. One outside Indonesia is shown the capital's time.
    pub fn named(name: &str) -> Self {
        match name {
            "Asia/Makassar" | "Asia/Ujung_Pandang" => Self::Central,
            "Asia/Jayapura" => Self::Eastern,
            _ => Self::Western,
        }
    }

    /// As in `Senin, 5 Januari 2026 pukul 15.30 WIB`.
    pub fn write(self, time: Timestamp) -> String {
        let (_, short) = self.offset();
        let local = self.local(time);
        let day = DAYS[usize::from(local.date().weekday().to_monday_zero_offset().unsigned_abs())];
        format!("{day}, {} pukul {:02}.{:02} {short}", date(local.date()), local.hour(), local.minute())
    }

    /// The clock and the calendar on the wall.
    pub fn local(self, time: Timestamp) -> DateTime {
        Offset::constant(self.offset().0).to_datetime(time)
    }

    /// The reverse of [`Zone::local`]; nothing for a year that no timestamp reaches.
    pub fn instant(self, local: DateTime) -> Option<Timestamp> {
        Offset::constant(self.offset().0).to_timestamp(local).ok()
    }

    /// Hours east of Greenwich, and the short name.
    fn offset(self) -> (i8, &'static str) {
        match self {
            Self::Western => (7, "WIB"),
            Self::Central => (8, "WITA"),
            Self::Eastern => (9, "WIT"),
        }
    }
}

/// As in `5 Januari 2026`, of a day written `2026-01-05`; what is no day stays as it is.
pub fn date_of(day: &str) -> String {
    day.parse().map_or_else(|_| day.to_owned(), date)
}

/// As in `5 Januari 2026`.
pub fn date(date: Date) -> String {
    let month = MONTHS[usize::from(date.month().unsigned_abs()) - 1];
    format!("{} {month} {}", date.day(), date.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_in_the_zone_of_the_agency() {
        let time: Timestamp = "2026-01-05T08:30:00Z".parse().unwrap();

        assert_eq!(Zone::named("Asia/Jakarta").write(time), "Senin, 5 Januari 2026 pukul 15.30 WIB");
        assert_eq!(Zone::named("Asia/Makassar").write(time), "Senin, 5 Januari 2026 pukul 16.30 WITA");
        assert_eq!(Zone::named("Asia/Jayapura").write(time), "Senin, 5 Januari 2026 pukul 17.30 WIT");
    }

    #[test]
    fn a_day_is_written_out_and_what_is_none_stays() {
        assert_eq!(date_of("2026-08-17"), "17 Agustus 2026");
        assert_eq!(date_of("besok"), "besok");
    }

    #[test]
    fn midnight_belongs_to_the_new_day() {
        let time: Timestamp = "2026-08-16T17:00:00Z".parse().unwrap();

        assert_eq!(Zone::named("Asia/Pontianak").write(time), "Senin, 17 Agustus 2026 pukul 00.00 WIB");
    }
}
