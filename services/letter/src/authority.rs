//! The local certificate authority: root → agency → person or seal, all of it derived from one root key in a file.
//!
//! Certificates and keys are functions of that key and of what they certify, so replicas agree without a database and a
//! signature that is made again after a crash is the same, byte for byte.

mod certificate;

use certificate::{Issuer, Validity, distinguished_name};
use hkdf::Hkdf;
use jiff::Timestamp;
use p256::{
    SecretKey,
    ecdsa::SigningKey,
    elliptic_curve::rand_core::OsRng,
    pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, LineEnding},
};
use platform::{Agency, Error, Result};
use sha2::Sha256;
use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, ErrorKind, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::PathBuf,
    sync::{Mutex, PoisonError},
};
use x509_cert::{Certificate, der::EncodePem as _};

const ROOT_KEY: &str = "root.key.pem";

/// Certifies signatures of this installation. What it says is worth what its root certificate is trusted.
pub(crate) struct Authority {
    folder: PathBuf,
    root: Mutex<Option<SigningKey>>,
}

/// In whose name a signature is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Subject {
    pub(crate) agency: Agency,
    pub(crate) agency_title: String,
    /// Nobody: the agency itself seals.
    pub(crate) person: Option<Person>,
    /// What is signed: every signature has a key of its own.
    pub(crate) letter: String,
    /// When it is signed.
    pub(crate) at: Timestamp,
}

/// A person who signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) name: String,
    /// NIP; may be empty.
    pub(crate) employee_id_number: String,
    pub(crate) position_title: String,
}

/// A key for one signature, and the certificates that lead from it to the root.
pub(crate) struct Identity {
    pub(crate) key: SigningKey,
    /// Its own first, the root last.
    pub(crate) chain: Vec<Certificate>,
}

impl Authority {
    /// The authority whose root key is kept in `folder`; it is made when it is first needed.
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self { folder, root: Mutex::new(None) }
    }

    /// The root certificate, from which everything it signed descends.
    pub(crate) fn root_pem(&self) -> Result<String> {
        root_certificate(&self.root()?)?.to_pem(LineEnding::LF).map_err(Error::internal)
    }

    /// Certifies a key for the one signature that `subject` describes. Reads a file: call it off the runtime.
    pub(crate) fn identity(&self, subject: &Subject) -> Result<Identity> {
        let root = self.root()?;
        let root_certificate = root_certificate(&root)?;
        let Subject { agency, agency_title, person, letter, at } = subject;

        let agency_key = derive(&root, &format!("agency/{agency}"))?;
        let agency_name = distinguished_name(&[("C", "ID"), ("O", agency_title), ("CN", agency_title)])?;
        let by_root = Issuer { key: &root, name: root_certificate.tbs_certificate.subject.clone() };
        let agency_certificate = by_root.certify_authority(agency_name.clone(), &agency_key)?;

        let key = derive(&root, &format!("signature/{agency}/{letter}/{person:?}/{at}"))?;
        let name = match person {
            Some(person) => distinguished_name(&[
                ("C", "ID"),
                ("O", agency_title),
                ("OU", &person.position_title),
                ("SERIALNUMBER", &person.employee_id_number),
                ("CN", &person.name),
            ])?,
            None => {
                distinguished_name(&[("C", "ID"), ("O", agency_title), ("CN", &seal_name(agency_title))])?
            }
        };
        let by_agency = Issuer { key: &agency_key, name: agency_name };
        let certificate = by_agency.certify_signer(name, &key, Validity::of_signature(*at))?;
        Ok(Identity { key, chain: vec![certificate, agency_certificate, root_certificate] })
    }

    fn root(&self) -> Result<SigningKey> {
        let mut root = self.root.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = &*root {
            return Ok(key.clone());
        }
        let pem = self.read_or_make().map_err(|it| {
            Error::Unavailable(format!("authority folder {}: {it}", self.folder.display()).into())
        })?;
        let key = SigningKey::from_pkcs8_pem(&pem).map_err(Error::internal)?;
        Ok(root.insert(key).clone())
    }

    /// Several processes may make the key at once: the first one's is linked to its name, and all read that.
    fn read_or_make(&self) -> io::Result<String> {
        let path = self.folder.join(ROOT_KEY);
        match fs::read_to_string(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => (),
            read => return read,
        }
        let pem = SecretKey::random(&mut OsRng).to_pkcs8_pem(LineEnding::LF).map_err(io::Error::other)?;
        DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
        let draft = self.folder.join(format!("{ROOT_KEY}.{}", std::process::id()));
        let mut file: File =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
        file.write_all(pem.as_bytes())?;
        file.sync_all()?;
        match fs::hard_link(&draft, &path) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
            _ => fs::remove_file(&draft)?,
        }
        fs::read_to_string(&path)
    }
}

/// The seal's common name.
pub(crate) fn seal_name(agency_title: &str) -> String {
    format!("Segel Elektronik {agency_title}")
}

fn root_certificate(root: &SigningKey) -> Result<Certificate> {
    let name = distinguished_name(&[("C", "ID"), ("O", "Telaah"), ("CN", "Otoritas Lokal Telaah")])?;
    Issuer { key: root, name }.certify_itself()
}

/// A key that only the holder of the root key can make again (RFC 5869).
fn derive(root: &SigningKey, purpose: &str) -> Result<SigningKey> {
    let source = Hkdf::<Sha256>::new(Some(b"telaah local authority"), &root.to_bytes());
    for attempt in 0..=u8::MAX {
        let mut scalar = [0; 32];
        let expanded = source.expand_multi_info(&[purpose.as_bytes(), &[attempt]], &mut scalar);
        expanded.map_err(|it| Error::internal(it.to_string()))?;
        // One in 2^32 lies outside the group's order.
        if let Ok(key) = SigningKey::from_slice(&scalar) {
            return Ok(key);
        }
    }
    Err(Error::internal("no key can be derived"))
}

#[cfg(test)]
mod tests;
