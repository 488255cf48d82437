//! The rules by which workers take and retry what waits; no I/O.

use jiff::SignedDuration;
use std::time::Duration;

/// How many are taken at once, from one agency.
pub(crate) const BATCH: i64 = 20;
/// Of how many agencies the waiting rows are looked for at once.
pub(crate) const AGENCIES: i64 = 50;
/// What was taken is left to its taker so long. A batch is done in far less.
pub(crate) const LEASE: SignedDuration = SignedDuration::from_mins(5);
/// How long a worker rests unless it is woken. What becomes due by time alone is found so late.
pub(crate) const REST: Duration = Duration::from_secs(2);

/// More than a day of tries: a mail server may be down for a night.
const MAX_ATTEMPTS: i32 = 16;
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(30);
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(4);

/// How long to wait after so many failures: twice as long each time, up to four hours.
pub(crate) fn pause(attempts: i32) -> SignedDuration {
    let doublings = attempts.saturating_sub(1).clamp(0, 20);
    (FIRST_PAUSE * (1 << doublings)).min(LONGEST_PAUSE)
}

/// Whether it is time to give up.
pub(crate) fn is_hopeless(attempts: i32) -> bool {
    MAX_ATTEMPTS <= attempts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_four_hours_and_end_after_a_day() {
        let pauses: Vec<i64> = (1..=MAX_ATTEMPTS).map(|it| pause(it).as_secs()).collect();

        assert_eq!(pauses[..4], [30, 60, 120, 240]);
        assert_eq!(pauses[15], 4 * 60 * 60);
        assert!(24 * 60 * 60 < pauses.iter().sum::<i64>());
        assert!(!is_hopeless(15) && is_hopeless(16));
    }

    #[test]
    fn any_count_has_a_pause() {
        assert_eq!(pause(i32::MAX), LONGEST_PAUSE);
        assert_eq!(pause(0), FIRST_PAUSE);
    }
}
