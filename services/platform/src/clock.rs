//! The time, as every service is told it.

use crate::{Error, Result};
use jiff::Timestamp;
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};
use uuid::Uuid;

/// The machine's time; in a demo or test stack shifted into the past, from where it can be moved forward.
/// Clones share the shift.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    shift_micros: Arc<AtomicI64>,
}

impl Clock {
    /// A clock that shows `start` now.
    pub fn starting_at(start: Timestamp) -> Self {
        let shift = (start.as_microsecond() - machine_micros()).min(0);
        Self { shift_micros: Arc::new(AtomicI64::new(shift)) }
    }

    /// The time now. Microseconds, as Postgres keeps them, so what is answered equals what is read later.
    pub fn now(&self) -> Timestamp {
        let micros = machine_micros() + self.shift();
        Timestamp::from_microsecond(micros).expect("a shift never leads past the machine's time")
    }

    /// A new identifier that sorts by the time now.
    pub fn id(&self) -> Uuid {
        let now = self.now();
        let seconds = now.as_second().unsigned_abs();
        let nanoseconds = now.subsec_nanosecond().unsigned_abs();
        Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanoseconds))
    }

    /// The shift, in microseconds, under which it will be `to`.
    ///
    /// Going back, and going past the machine's time, is [`Error::Invalid`]: no signature may lie in the future.
    pub fn shift_to(&self, to: Timestamp) -> Result<i64> {
        let (now, machine) = (self.now(), machine_micros());
        if to < now {
            return Err(Error::invalid(format!("to: {to} is before {now}, and time only moves forward")));
        }
        if machine < to.as_microsecond() {
            let reason = format!("to: {to} is past the machine's own time, {}", Clock::default().now());
            return Err(Error::invalid(reason));
        }
        Ok(to.as_microsecond() - machine)
    }

    /// How far it is from the machine's time, in microseconds; never above 0.
    pub fn shift(&self) -> i64 {
        self.shift_micros.load(Ordering::Relaxed)
    }

    /// Follows a shift that was agreed for the whole stack. Time never steps back, so an older shift is passed over.
    pub fn set_shift(&self, micros: i64) {
        self.shift_micros.fetch_max(micros.min(0), Ordering::Relaxed);
    }

    /// Follows a process of the same stack for which it is `time` already. The machine's own time stays as it is.
    pub(crate) fn reach(&self, time: Timestamp) {
        self.set_shift(time.as_microsecond() - machine_micros());
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that asks the system")]
fn machine_micros() -> i64 {
    Timestamp::now().as_microsecond()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan as _;

    #[test]
    fn time_moves_forward_but_not_past_the_machine() {
        let clock = Clock::starting_at("2026-01-05T01:00:00Z".parse().unwrap());

        let later = clock.now() + 1.hour();
        clock.set_shift(clock.shift_to(later).unwrap());

        assert!(later <= clock.now());
        assert!(clock.shift_to(later - 1.hour()).is_err());
        assert!(clock.shift_to(Clock::default().now() + 1.hour()).is_err());
    }
}
