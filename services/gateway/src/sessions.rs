//! A person signed in: the client holds a secret, and services are told who it is by a token minted for minutes.

use crate::{
    people::People,
    session::{Key, Session, ended, hexadecimal, read_hexadecimal},
    store,
};
use axum::http::{HeaderName, HeaderValue};
use jiff::{Timestamp, ToSpan as _};
use platform::{Caller, Database, Error, Parts, Result, tenancy, watch};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio_util::sync::CancellationToken;

/// The session's own key, for the gateway's own RPCs alone.
pub(crate) const SESSION_HEADER: HeaderName = HeaderName::from_static("telaah-session");
/// What changes in the directory takes effect within it.
const FRESH_SECONDS: i64 = 60;
/// While the directory does not answer, people are who they were.
const STALE_SECONDS: i64 = 15 * 60;
const MAX_CACHED: usize = 20_000;

/// What a request of someone who is signed in goes on with.
#[derive(Clone)]
pub(crate) struct SignedIn {
    /// The token services check.
    pub(crate) authorization: HeaderValue,
    pub(crate) session: HeaderValue,
}

/// All sessions, as this process knows them.
pub(crate) struct Sessions {
    parts: Parts,
    db: Database,
    people: People,
    hours: u32,
    cached: Mutex<Cache>,
}

/// Sessions by the hash of their secret.
#[derive(Default)]
struct Cache {
    sessions: HashMap<Hash, Cached>,
    /// How many ended since this process began. What was read before the last one ended may be that one.
    ended: u64,
}

type Hash = [u8; 32];

struct Cached {
    signed_in: SignedIn,
    since: Timestamp,
    expires_at: Timestamp,
}

impl Sessions {
    pub(crate) fn new(parts: &Parts, people: People, hours: u32) -> Self {
        Self {
            parts: parts.clone(),
            db: parts.database(crate::NAME),
            people,
            hours,
            cached: Mutex::default(),
        }
    }

    /// Opens a session for the person. Answers with it and its token, which is kept nowhere.
    pub(crate) async fn open(&self, sign_in_name: String, caller: Caller) -> Result<(Session, String)> {
        let (key, token) = Key::generate(&caller.agency);
        let now = self.parts.clock.now();
        let expires_at =
            now.checked_add(i64::from(self.hours).hours()).map_err(|it| Error::internal(it.to_string()))?;
        let session = Session { key, sign_in_name, caller, confirmed_at: now, signed_in_at: now, expires_at };
        let mut tx = tenancy::begin(&self.db, &session.caller).await?;
        store::insert(&mut tx, &session).await?;
        tx.commit().await?;
        Ok((session, token))
    }

    /// Ends the session of `caller` that a request's [`SESSION_HEADER`] names.
    pub(crate) async fn close(&self, caller: &Caller, session: &str) -> Result<()> {
        let token_hash = read_hexadecimal(session).ok_or_else(ended)?;
        let mut tx = tenancy::begin(&self.db, caller).await?;
        store::delete(&mut tx, &caller.agency, &token_hash).await?;
        tx.commit().await?;
        self.cache().forget(&token_hash);
        Ok(())
    }

    /// Forgets each session that ends, wherever that is, until `stop`.
    pub(crate) async fn listen(&self, stop: CancellationToken) -> anyhow::Result<()> {
        watch::hear(&self.db, store::CHANNEL, stop, |ended| match ended.map(read_hexadecimal) {
            Some(Some(hash)) => self.cache().forget(&hash),
            Some(None) | None => self.cache().forget_all(),
        })
        .await
    }

    /// What a request with this `Authorization` goes on with; nothing where it has none.
    pub(crate) async fn authorization(&self, header: Option<&HeaderValue>) -> Result<Option<SignedIn>> {
        let Some(header) = header else { return Ok(None) };
        let bad =
            || Error::Unauthenticated("authorization: must be `Bearer` and a session's token".to_owned());
        let (scheme, token) = header.to_str().ok().and_then(|it| it.split_once(' ')).ok_or_else(bad)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(bad());
        }
        let key = Key::read(token.trim())?;
        if let Some(signed_in) = self.cached(&key) {
            return Ok(Some(signed_in));
        }
        self.look_up(key).await.map(Some)
    }

    async fn look_up(&self, key: Key) -> Result<SignedIn> {
        let now = self.parts.clock.now();
        let ended_before = self.cache().ended;
        let mut tx = tenancy::begin(&self.db, &Caller::platform(&key.agency)).await?;
        let session = store::load(&mut tx, &key, now).await?;
        tx.commit().await?;
        let session = self.confirm(session.ok_or_else(ended)?, now).await?;
        let token = format!("Bearer {}", self.parts.keys.mint(&session.caller)?);
        let signed_in = SignedIn {
            authorization: token.parse().map_err(|_| Error::internal("a token is no header"))?,
            session: hexadecimal(&key.token_hash)
                .parse()
                .map_err(|_| Error::internal("a hash is no header"))?,
        };
        let entry = Cached { signed_in: signed_in.clone(), since: now, expires_at: session.expires_at };
        self.cache().remember(key.token_hash, entry, ended_before);
        Ok(signed_in)
    }

    /// Asks again who the person is, now and then: assignments begin and end, people leave.
    async fn confirm(&self, mut session: Session, now: Timestamp) -> Result<Session> {
        let age = now.as_second() - session.confirmed_at.as_second();
        if is_fresh(age) {
            return Ok(session);
        }
        match self.people.find(&session.key.agency, &session.sign_in_name).await {
            Ok(caller) if caller.person == session.caller.person => session.caller = caller,
            // The position has gone to someone else, or is no more.
            Ok(_) | Err(Error::NotFound(_) | Error::Denied(_) | Error::Invalid(_)) => {
                self.close(&session.caller, &hexadecimal(&session.key.token_hash)).await?;
                return Err(ended());
            }
            Err(Error::Unavailable(_)) if age < STALE_SECONDS => return Ok(session),
            Err(error) => return Err(error),
        }
        session.confirmed_at = now;
        let mut tx = tenancy::begin(&self.db, &session.caller).await?;
        store::confirm(&mut tx, &session).await?;
        tx.commit().await?;
        Ok(session)
    }

    fn cached(&self, key: &Key) -> Option<SignedIn> {
        let now = self.parts.clock.now();
        let cache = self.cache();
        let found = cache.sessions.get(&key.token_hash)?;
        let age = now.as_second() - found.since.as_second();
        (is_fresh(age) && now < found.expires_at).then(|| found.signed_in.clone())
    }

    fn cache(&self) -> MutexGuard<'_, Cache> {
        self.cached.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Cache {
    /// Keeps what was read when so many had ended.
    fn remember(&mut self, hash: Hash, entry: Cached, ended_before: u64) {
        if self.ended != ended_before {
            return;
        }
        if MAX_CACHED <= self.sessions.len() {
            self.sessions.clear();
        }
        self.sessions.insert(hash, entry);
    }

    fn forget(&mut self, hash: &Hash) {
        self.ended += 1;
        self.sessions.remove(hash);
    }

    fn forget_all(&mut self) {
        self.ended += 1;
        self.sessions.clear();
    }
}

/// Whether what is `age` seconds old still counts. What is from the future was made before the machine's clock was put back:
/// nobody believes a token of then.
fn is_fresh(age: i64) -> bool {
    (0..FRESH_SECONDS).contains(&age)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_before_the_clock_was_put_back_is_asked_again() {
        assert!(is_fresh(0) && is_fresh(FRESH_SECONDS - 1));
        assert!(!is_fresh(FRESH_SECONDS) && !is_fresh(-1));
    }
}
