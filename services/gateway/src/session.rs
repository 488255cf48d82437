//! A session: whose it is, until when, and the secret that leads to it.

use jiff::Timestamp;
use platform::{Agency, Caller, Error, Result};
use rand::Rng as _;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// A session as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) key: Key,
    pub(crate) sign_in_name: String,
    pub(crate) caller: Caller,
    /// When the directory last said so.
    pub(crate) confirmed_at: Timestamp,
    pub(crate) signed_in_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

/// What finds a session: whose it is, and the hash of its secret.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub(crate) agency: Agency,
    pub(crate) token_hash: [u8; 32],
}

impl Key {
    /// A key, and the token that leads to it.
    pub(crate) fn generate(agency: &Agency) -> (Self, String) {
        let secret: [u8; 32] = rand::rng().random();
        let token = format!("{agency}.{}", hexadecimal(&secret));
        (Self { agency: agency.clone(), token_hash: Sha256::digest(&token).into() }, token)
    }

    /// Reads `{agency}.{secret}`.
    pub(crate) fn read(token: &str) -> Result<Self> {
        let (agency, _) = token.split_once('.').ok_or_else(ended)?;
        let agency = agency.parse().map_err(|_| ended())?;
        Ok(Self { agency, token_hash: Sha256::digest(token).into() })
    }
}

/// What whoever has none is told.
pub(crate) fn ended() -> Error {
    Error::Unauthenticated("the session has ended or never was: sign in again".to_owned())
}

/// Bytes in lower case.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes all that is written");
        text
    })
}

/// The reverse for a hash.
pub(crate) fn read_hexadecimal(text: &str) -> Option<[u8; 32]> {
    let byte = |at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..text.len()).step_by(2).map(byte).collect();
    bytes?.try_into().ok()
}
