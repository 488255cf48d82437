//! Electronic signatures on PDFs (PAdES B-B, ETSI EN 319 142-1), by whichever provider makes them.

mod cms;
mod pdf;

use crate::authority::{Authority, Person, Subject};
use platform::{Error, Result};

/// Who makes signatures. A provider that keeps keys of its own (PKCS#12, BSrE) is one more of these.
pub(crate) enum Provider {
    /// The installation's own authority.
    Local(Authority),
}

/// What is to be signed, and as what.
pub(crate) struct Order {
    pub(crate) pdf: Vec<u8>,
    pub(crate) subject: Subject,
    /// Why, as readers show it.
    pub(crate) reason: String,
    /// Where, as readers show it.
    pub(crate) place: String,
}

/// Why there is no signature.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The provider will not sign this: asking again is of no use.
    Refused(String),
    /// It could not; the same again may succeed.
    Broken(Error),
}

impl Provider {
    /// The PDF with a signature added behind it. Takes a core for some milliseconds: call it off the runtime.
    pub(crate) fn sign(&self, order: &Order) -> Result<Vec<u8>, Failure> {
        match self {
            Self::Local(authority) => sign_locally(authority, order),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Conflict(reason) | Error::Denied(reason) => Self::Refused(reason),
            error => Self::Broken(error),
        }
    }
}

impl Subject {
    /// The name under which readers show the signature.
    fn signer(&self) -> &str {
        self.person.as_ref().map_or(&self.agency_title, |it| &it.name)
    }
}

fn sign_locally(authority: &Authority, order: &Order) -> Result<Vec<u8>, Failure> {
    if let Some(Person { name, .. }) = &order.subject.person
        && name.trim().is_empty()
    {
        return Err(Failure::Refused("sertifikat tidak dapat dibuat: nama penanda tangan kosong".to_owned()));
    }
    let identity = authority.identity(&order.subject)?;
    let entry = pdf::Entry {
        signer: order.subject.signer(),
        reason: &order.reason,
        place: &order.place,
        at: order.subject.at,
    };
    let prepared = pdf::prepare(&order.pdf, &entry)?;
    let signature = cms::detached(&prepared.digest(), &identity)?;
    Ok(prepared.complete(&signature)?)
}

#[cfg(test)]
mod tests;
