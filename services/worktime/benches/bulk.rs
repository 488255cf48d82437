//! Lines per second of the bulk command on one core.

use jiff::{Timestamp, ToSpan as _};
use std::{collections::HashMap, io, time::Instant};
use worktime::{
    Unit, Zone,
    bulk::{self, Calendars},
};

const LINES: usize = 1_000_000;
const ROUNDS: usize = 5;
const UNITS: [Unit; 4] = [Unit::WorkingDays, Unit::WorkingMinutes, Unit::CalendarDays, Unit::CalendarMonths];

fn main() {
    for unit in UNITS {
        println!("{unit:16} {:>10.0} lines/s", best(&lines(&[unit])));
    }
    println!("{:16} {:>10.0} lines/s", "all four", best(&lines(&UNITS)));
}

/// The best of some rounds: the others were disturbed.
fn best(input: &str) -> f64 {
    let zones: HashMap<String, Zone> = (0..640).map(|agency| (slug(agency), zone(agency))).collect();
    let mut calendars = Calendars::national(move |slug| zones.get(slug).copied());
    let mut round = || {
        let begun = Instant::now();
        let outcome = bulk::due(input.as_bytes(), io::sink(), io::sink(), &mut calendars)
            .expect("memory does not fail");
        assert_eq!((outcome.answered, outcome.refused), (LINES as u64, 0), "every line is computed");
        LINES as f64 / begun.elapsed().as_secs_f64()
    };
    (0..ROUNDS).map(|_| round()).fold(0.0, f64::max)
}

/// Starts over three years and agencies in no order, each line another agency than the one before.
fn lines(units: &[Unit]) -> String {
    let first: Timestamp = "2023-01-02T01:00:00Z".parse().expect("a well-formed instant");
    let mut text = String::from("calendar,from,amount,unit\n");
    for line in 0..LINES {
        let from = first + ((line * 7919) % 1_500_000).cast_signed().try_into().unwrap_or(0_i64).minutes();
        let unit = units[line % units.len()];
        let amount = match unit {
            Unit::WorkingMinutes => 1 + line % 5000,
            Unit::CalendarMonths => 1 + line % 12,
            _ => 1 + line % 120,
        };
        let agency = (line * 31) % 640;
        text += &format!("{},{from:.0},{amount},{unit}\n", slug(agency));
    }
    text
}

fn slug(agency: usize) -> String {
    format!("kabupaten-nomor-{agency}")
}

fn zone(agency: usize) -> Zone {
    [Zone::Western, Zone::Central, Zone::Eastern][agency % 3]
}
