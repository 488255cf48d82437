//! How much someone who has not signed in may send in: what is open to everybody shall stay open to others.

use axum::http::HeaderValue;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};
use tonic::Status;

/// A household or an office behind one address does not need more within [`WHILE`].
const MOST: u32 = 20;
const WHILE: Duration = Duration::from_secs(60 * 60);
const MAX_REMEMBERED: usize = 100_000;

/// How much came from which address, since when.
#[derive(Default)]
pub(crate) struct Visitors(Mutex<HashMap<HeaderValue, (Instant, u32)>>);

impl Visitors {
    /// Counts one more from `address`. Refused with RESOURCE_EXHAUSTED where it is too much.
    pub(crate) fn admit(&self, address: &HeaderValue) -> Result<(), Status> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if MAX_REMEMBERED <= seen.len() {
            seen.retain(|_, (since, _)| since.elapsed() < WHILE);
        }
        // Too many to remember: the service's own bound is left.
        if MAX_REMEMBERED <= seen.len() && !seen.contains_key(address) {
            return Ok(());
        }
        let entry = seen.entry(address.clone()).or_insert((Instant::now(), 0));
        if WHILE <= entry.0.elapsed() {
            *entry = (Instant::now(), 0);
        }
        entry.1 += 1;
        if entry.1 <= MOST {
            return Ok(());
        }
        Err(Status::resource_exhausted(
            "Terlalu banyak masukan dari alamat Anda. Silakan coba lagi satu jam kemudian.",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tonic::Code;

    #[test]
    fn one_address_does_not_shut_others_out() {
        let visitors = Visitors::default();
        let (busy, other) = (HeaderValue::from_static("::1"), HeaderValue::from_static("::2"));

        let admitted = (0..MOST + 5).filter(|_| visitors.admit(&busy).is_ok()).count();

        assert_eq!(admitted, MOST as usize);
        assert_eq!(visitors.admit(&busy).unwrap_err().code(), Code::ResourceExhausted);
        assert!(visitors.admit(&other).is_ok());
    }
}
