//! The signed token by which one process believes another who is asking (RFC 7519, EdDSA).

use crate::{Caller, Clock, Error, Result};
use anyhow::Context as _;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode};
use serde::{Deserialize, Serialize};
use std::{fs, path::Path, sync::Arc};

const LIFE_SECONDS: i64 = 300;
const LEEWAY_SECONDS: i64 = 30;

/// Signs and checks tokens; a process without the private key only checks.
#[derive(Clone)]
pub struct Keys {
    sign: Option<Arc<EncodingKey>>,
    check: Arc<DecodingKey>,
    clock: Clock,
}

#[derive(Serialize, Deserialize)]
struct Claims<C> {
    iat: i64,
    exp: i64,
    caller: C,
}

impl Keys {
    /// A pair of this process's own: right where all services run in it.
    pub fn generate(clock: Clock) -> anyhow::Result<Self> {
        let pair = Ed25519KeyPair::generate().context("no randomness for a token key")?;
        let private = pair.to_pkcs8v1().context("cannot write a token key")?;
        Ok(Self {
            sign: Some(Arc::new(EncodingKey::from_ed_der(private.as_ref()))),
            check: Arc::new(DecodingKey::from_ed_der(pair.public_key().as_ref())),
            clock,
        })
    }

    /// Reads PEM files; without the private one it cannot sign.
    pub fn read(private: Option<&Path>, public: &Path, clock: Clock) -> anyhow::Result<Self> {
        let load = |path: &Path| fs::read(path).with_context(|| format!("cannot read {}", path.display()));
        let sign = match private {
            Some(path) => {
                let key = EncodingKey::from_ed_pem(&load(path)?);
                Some(Arc::new(key.with_context(|| format!("{} holds no Ed25519 key", path.display()))?))
            }
            None => None,
        };
        let check = DecodingKey::from_ed_pem(&load(public)?)
            .with_context(|| format!("{} holds no Ed25519 public key", public.display()))?;
        Ok(Self { sign, check: Arc::new(check), clock })
    }

    /// A token that says `caller` is asking, for five minutes.
    pub fn mint(&self, caller: &Caller) -> Result<String> {
        let key = self
            .sign
            .as_ref()
            .ok_or_else(|| Error::internal("this process has no TOKEN_KEY to sign with"))?;
        let iat = self.clock.now().as_second();
        let claims = Claims { iat, exp: iat + LIFE_SECONDS, caller };
        jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), &claims, key).map_err(Error::internal)
    }

    /// Who is asking, by a token that was signed and has not expired.
    pub fn check(&self, token: &str) -> Result<Caller> {
        // Time is the stack's, so it is compared here and not by the library.
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.validate_exp = false;
        validation.required_spec_claims.clear();
        let refused = || Error::Unauthenticated("the token is not valid: sign in again".to_owned());
        let claims = decode::<Claims<Caller>>(token, &self.check, &validation).map_err(|_| refused())?.claims;
        // A demo's time was moved where it was minted, and NATS has not told this process yet.
        if let Ok(minted) = Timestamp::from_second(claims.iat) {
            self.clock.reach(minted);
        }
        let now = self.clock.now().as_second();
        let lives = claims.iat - LEEWAY_SECONDS <= now && now <= claims.exp + LEEWAY_SECONDS;
        if lives { Ok(claims.caller) } else { Err(refused()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan as _;

    #[test]
    fn a_token_tells_a_demo_stack_that_its_time_was_moved() {
        let start: Timestamp = "2026-01-05T01:00:00Z".parse().unwrap();
        let (ahead, behind) = (Clock::starting_at(start), Clock::starting_at(start));
        let keys = Keys::generate(ahead.clone()).unwrap();
        let late = Keys { clock: behind.clone(), ..keys.clone() };
        let moved = start + 20.minutes();
        ahead.set_shift(ahead.shift_to(moved).unwrap());

        let caller = late.check(&keys.mint(&caller()).unwrap());

        assert!(caller.is_ok());
        assert!(moved <= behind.now());
    }

    #[test]
    fn a_token_from_the_future_is_refused_by_the_machines_time() {
        let clock = Clock::default();
        let keys = Keys::generate(clock.clone()).unwrap();
        let iat = (clock.now() + 1.hour()).as_second();
        let claims = Claims { iat, exp: iat + LIFE_SECONDS, caller: caller() };
        let key = keys.sign.clone().unwrap();
        let token = jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), &claims, &key).unwrap();

        let refused = keys.check(&token);

        assert!(refused.is_err());
        assert_eq!(clock.shift(), 0);
    }

    fn caller() -> Caller {
        Caller::platform(&"kota-tangerang".parse().unwrap())
    }
}
