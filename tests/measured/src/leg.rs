//! What came of some time of work.

use std::time::Duration;

/// Operations of one leg, each with the time it took.
#[derive(Debug, Clone, Default)]
pub struct Leg {
    /// Operations per second.
    pub per_second: f64,
    /// Of each operation, ascending.
    pub latencies: Vec<Duration>,
    /// Processor time of an operation; 0 where it is not counted.
    pub cpu_ms: f64,
}

impl Leg {
    /// Of operations that took `latencies` and were all done within `time`, for `cpu_seconds` of processors.
    pub fn new(time: Duration, mut latencies: Vec<Duration>, cpu_seconds: f64) -> Self {
        latencies.sort_unstable();
        let count = latencies.len().max(1) as f64;
        Self {
            per_second: latencies.len() as f64 / time.as_secs_f64(),
            latencies,
            cpu_ms: cpu_seconds * 1_000.0 / count,
        }
    }

    /// Of `count` operations of which only the whole was timed.
    pub fn whole(time: Duration, count: usize, cpu_seconds: f64) -> Self {
        let per_second = count as f64 / time.as_secs_f64();
        Self { per_second, latencies: vec![], cpu_ms: cpu_seconds * 1_000.0 / count.max(1) as f64 }
    }
}

/// The value below which `share` of the sorted latencies lie.
pub fn percentile(sorted: &[Duration], share: f64) -> Duration {
    let place = (sorted.len() as f64 * share) as usize;
    sorted.get(place.min(sorted.len().saturating_sub(1))).copied().unwrap_or_default()
}

/// The one in the middle, or between the two there.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    match values.len() {
        0 => 0.0,
        count if count % 2 == 1 => values[count / 2],
        count => f64::midpoint(values[count / 2 - 1], values[count / 2]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_and_the_tail_are_found() {
        let latencies: Vec<Duration> = (1..=100).map(Duration::from_millis).collect();
        assert_eq!(percentile(&latencies, 0.99), Duration::from_millis(100));
        assert_eq!(percentile(&latencies, 0.50), Duration::from_millis(51));
        assert_eq!(percentile(&[], 0.50), Duration::ZERO);
        assert_eq!([median(vec![3.0, 1.0, 2.0]), median(vec![4.0, 1.0])], [2.0, 2.5]);
    }

    #[test]
    fn a_leg_counts_what_one_operation_costs() {
        let leg = Leg::new(Duration::from_secs(2), vec![Duration::from_millis(2); 10], 0.1);
        assert_eq!([leg.per_second, leg.cpu_ms], [5.0, 10.0]);
    }
}
