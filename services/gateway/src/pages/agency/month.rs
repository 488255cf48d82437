//! The months of a year as tables of weeks, with the days that differ from the week.

use crate::pages::told::directory::{Calendar, CalendarDay};
use jiff::civil::{Date, Weekday};
use platform::indonesian::date;

/// One month.
pub(super) struct Month<'c> {
    pub(super) title: String,
    /// From Monday to Sunday; nothing before the first day and after the last.
    pub(super) weeks: Vec<[Option<Day<'c>>; 7]>,
    /// Its days that differ from the week.
    pub(super) special: Vec<Special<'c>>,
    /// The decree of all of them; empty where they have several, or none.
    pub(super) decree: &'c str,
    /// The days of it that are of a fasting month, in words.
    pub(super) ramadan: Option<String>,
}

/// One day.
#[derive(Clone)]
pub(super) struct Day<'c> {
    pub(super) number: i8,
    pub(super) is_today: bool,
    pub(super) is_weekend: bool,
    pub(super) special: Option<Special<'c>>,
}

/// A day that differs from the week.
#[derive(Clone)]
pub(super) struct Special<'c> {
    pub(super) day: &'c CalendarDay,
    pub(super) title: String,
    pub(super) sort: Sort,
}

/// How a sort of day is written, so that it is told apart without colours too.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Sort {
    pub(super) title: &'static str,
    pub(super) letter: &'static str,
    /// A class of the style sheet.
    pub(super) class: &'static str,
}

/// All sorts, as the key below a calendar lists them.
pub(super) const SORTS: [(&str, Sort); 4] = [
    ("NATIONAL_HOLIDAY", Sort { title: "Libur nasional", letter: "L", class: "day--holiday" }),
    ("JOINT_LEAVE", Sort { title: "Cuti bersama", letter: "C", class: "day--leave" }),
    ("LOCAL_HOLIDAY", Sort { title: "Libur daerah", letter: "D", class: "day--local" }),
    ("MAKE_UP", Sort { title: "Hari kerja pengganti", letter: "K", class: "day--worked" }),
];

/// The twelve months of a year.
pub(super) fn of_year(calendar: &Calendar, year: i16, today: Date) -> Vec<Month<'_>> {
    (1..=12).filter_map(|month| of(calendar, year, month, today)).collect()
}

fn of(calendar: &Calendar, year: i16, month: i8, today: Date) -> Option<Month<'_>> {
    let first = Date::new(year, month, 1).ok()?;
    let last = first.last_of_month();
    let within = format!("{year:04}-{month:02}-");
    let special: Vec<Special> =
        calendar.days.iter().filter(|it| it.date.starts_with(&within)).filter_map(Special::of).collect();
    let mut weeks = vec![];
    let mut week: [Option<Day>; 7] = Default::default();
    for number in 1..=last.day() {
        let Ok(day) = Date::new(year, month, number) else { continue };
        let at = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or_default();
        week[at] = Some(Day {
            number,
            is_today: day == today,
            is_weekend: matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday),
            special: special.iter().find(|it| it.day.date == day.to_string()).cloned(),
        });
        if at == 6 || number == last.day() {
            weeks.push(std::mem::take(&mut week));
        }
    }
    let title = date(first).trim_start_matches("1 ").to_owned();
    let decree = special.first().map_or("", |it| it.day.decree.as_str());
    let decree = if special.iter().all(|it| it.day.decree == decree) { decree } else { "" };
    Some(Month { title, weeks, special, decree, ramadan: ramadan(calendar, first, last) })
}

/// A fasting month as far as it is between two days.
fn ramadan(calendar: &Calendar, first: Date, last: Date) -> Option<String> {
    calendar.ramadan.iter().find_map(|it| {
        let (from, to) =
            (it.first_day.parse::<Date>().ok()?.max(first), it.last_day.parse::<Date>().ok()?.min(last));
        (from <= to).then(|| format!("{} sampai {}", date(from), date(to)))
    })
}

impl<'c> Special<'c> {
    fn of(day: &'c CalendarDay) -> Option<Self> {
        let sort = SORTS.iter().find(|it| it.0 == day.kind)?.1;
        let number = day.date.parse::<Date>().ok()?;
        Some(Self { day, title: date(number), sort })
    }
}

impl Sort {
    /// In words; what is of no known sort has none.
    pub(super) fn title_of(kind: &str) -> &'static str {
        SORTS.iter().find(|it| it.0 == kind).map_or("", |it| it.1.title)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::told::directory::Period;

    #[test]
    fn a_month_begins_on_its_weekday_and_shows_what_is_special() {
        let day = CalendarDay {
            date: "2026-02-17".to_owned(),
            title: "Tahun Baru Imlek".to_owned(),
            kind: "NATIONAL_HOLIDAY".to_owned(),
            ..CalendarDay::default()
        };
        let period = Period { first_day: "2026-02-18".to_owned(), last_day: "2026-03-19".to_owned() };
        let calendar = Calendar { days: vec![day], ramadan: vec![period], ..Calendar::default() };

        let months = of_year(&calendar, 2026, Date::constant(2026, 2, 3));

        let february = &months[1];
        assert_eq!(february.title, "Februari 2026");
        assert_eq!(february.weeks.len(), 5);
        // 1 February 2026 is a Sunday.
        assert!(february.weeks[0][5].is_none() && february.weeks[0][6].as_ref().unwrap().is_weekend);
        assert!(february.weeks[1][1].as_ref().unwrap().is_today);
        assert_eq!(february.weeks[3][1].as_ref().unwrap().special.as_ref().unwrap().sort.letter, "L");
        assert_eq!(february.special.len(), 1);
        assert_eq!(february.ramadan.as_deref(), Some("18 Februari 2026 sampai 28 Februari 2026"));
        assert_eq!(months[2].ramadan.as_deref(), Some("1 Maret 2026 sampai 19 Maret 2026"));
        assert!(months[3].ramadan.is_none());
    }
}
