//! How a person proves who they are. The demo's common password is the first way; OpenID Connect is to be the next.

use platform::{Agency, Error, Result};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

const MAX_FAILURES: u32 = 10;
const FORGOTTEN_AFTER: Duration = Duration::from_secs(60);
const MAX_REMEMBERED: usize = 10_000;

/// The ways to sign in.
pub(crate) enum SignIn {
    /// Every account of a demo or test stack has one password.
    Demo { password_hash: [u8; 32], failures: Failures },
    /// There is none.
    Closed,
}

impl SignIn {
    /// The demo's way, where there is a password and the stack is a demo.
    pub(crate) fn new(demo_password: Option<&SecretString>, is_demo: bool) -> Self {
        match demo_password {
            Some(password) if is_demo => Self::Demo {
                password_hash: Sha256::digest(password.expose_secret()).into(),
                failures: Failures::default(),
            },
            _ => Self::Closed,
        }
    }

    /// The agency of `name`, if the password is right. Whether there is such a person is not known here.
    pub(crate) fn check(&self, name: &str, password: &str, address: &str) -> Result<Agency> {
        let Self::Demo { password_hash, failures } = self else {
            let reason =
                "signing in by name and password is closed: this is no demo, or it has no DEMO_PASSWORD";
            return Err(Error::Denied(reason.to_owned()));
        };
        failures.bound(name, address)?;
        let agency = name.split_once('@').and_then(|(_, agency)| agency.parse().ok());
        match agency {
            Some(agency) if same(password_hash, &Sha256::digest(password).into()) => Ok(agency),
            _ => {
                self.failed(name, address);
                Err(wrong())
            }
        }
    }

    /// Counts a sign-in that failed.
    pub(crate) fn failed(&self, name: &str, address: &str) {
        if let Self::Demo { failures, .. } = self {
            failures.add(name, address);
        }
    }
}

/// Which of the two is wrong is not said.
pub(crate) fn wrong() -> Error {
    Error::Unauthenticated("the name or the password is wrong".to_owned())
}

/// Takes as long for any two hashes.
fn same(a: &[u8; 32], b: &[u8; 32]) -> bool {
    a.iter().zip(b).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

/// Who failed lately, by name and address.
#[derive(Default)]
pub(crate) struct Failures(Mutex<HashMap<(String, String), (Instant, u32)>>);

impl Failures {
    fn bound(&self, name: &str, address: &str) -> Result<()> {
        let failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match failures.get(&(name.to_owned(), address.to_owned())) {
            Some((since, count)) if since.elapsed() < FORGOTTEN_AFTER && MAX_FAILURES <= *count => {
                Err(Error::Exhausted("too many attempts failed: wait a minute".to_owned()))
            }
            _ => Ok(()),
        }
    }

    fn add(&self, name: &str, address: &str) {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if MAX_REMEMBERED <= failures.len() {
            failures.retain(|_, (since, _)| since.elapsed() < FORGOTTEN_AFTER);
        }
        if MAX_REMEMBERED <= failures.len()
            && let Some(oldest) = failures.iter().min_by_key(|(_, (since, _))| *since).map(|it| it.0.clone())
        {
            failures.remove(&oldest);
        }
        let entry = failures.entry((name.to_owned(), address.to_owned())).or_insert((Instant::now(), 0));
        if FORGOTTEN_AFTER <= entry.0.elapsed() {
            *entry = (Instant::now(), 0);
        }
        entry.1 += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demo() -> SignIn {
        SignIn::new(Some(&SecretString::from("demo")), true)
    }

    #[test]
    fn the_password_of_a_demo_opens_no_other_stack() {
        let password = SecretString::from("demo");

        let outcome = SignIn::new(Some(&password), false).check("a@b", "demo", "::1");

        assert!(matches!(outcome, Err(Error::Denied(_))));
    }

    #[test]
    fn who_fails_too_often_waits_and_nobody_else_does() {
        let sign_in = demo();
        for _ in 0..MAX_FAILURES {
            assert!(matches!(sign_in.check("a@b", "wrong", "::1"), Err(Error::Unauthenticated(_))));
        }

        assert!(matches!(sign_in.check("a@b", "demo", "::1"), Err(Error::Exhausted(_))));
        assert_eq!(sign_in.check("a@b", "demo", "::2").unwrap().as_str(), "b");
        assert_eq!(sign_in.check("c@b", "demo", "::1").unwrap().as_str(), "b");
    }

    #[test]
    fn what_is_remembered_of_failures_is_bounded() {
        let failures = Failures::default();

        for number in 0..MAX_REMEMBERED + 10 {
            failures.add(&number.to_string(), "::1");
        }

        assert_eq!(failures.0.lock().unwrap().len(), MAX_REMEMBERED);
    }
}
