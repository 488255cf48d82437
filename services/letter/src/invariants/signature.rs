//! Reads a signature back: that it covers the whole file, that its key made it, and that its certificates lead to a root.

use cms::{
    cert::CertificateChoices,
    content_info::ContentInfo,
    signed_data::{SignedData, SignerIdentifier},
};
use const_oid::{
    ObjectIdentifier,
    db::{
        rfc4519::{CN, SERIAL_NUMBER},
        rfc6268::ID_MESSAGE_DIGEST,
    },
};
use der::{Decode as _, DecodePem as _, Encode as _, SliceReader, asn1::OctetString};
use jiff::Timestamp;
use p256::ecdsa::{DerSignature, VerifyingKey, signature::Verifier as _};
use platform::{Error, Result};
use sha2::{Digest as _, Sha256};
use std::{ops::Range, time::Duration};
use x509_cert::{Certificate, name::Name};

/// Certificates bear no longer ones (X.520).
const MAX_CHARS: usize = 64;

/// What a signature must say.
pub(super) struct Signed {
    /// The name of who signed, or of the seal.
    pub(super) name: String,
    /// NIP; empty: none.
    pub(super) employee_id_number: String,
    pub(super) at: Timestamp,
    /// The certificate to which it must lead, as DER; nothing: any.
    pub(super) root: Option<Vec<u8>>,
}

/// Reads the root certificate of an authority from PEM, as DER.
pub fn read_root(pem: &[u8]) -> Result<Vec<u8>> {
    Certificate::from_pem(pem)
        .and_then(|it| it.to_der())
        .map_err(|it| Error::invalid(format!("root certificate: {it}")))
}

/// How many signatures a PDF bears.
pub(super) fn count(pdf: &[u8]) -> usize {
    places(pdf).count()
}

/// What is wrong with the one signature of a PDF.
pub(super) fn check(pdf: &[u8], expected: &Signed) -> Result<(), String> {
    let mut places = places(pdf);
    let (Some(place), None) = (places.next(), places.next()) else {
        return Err(format!("bears {} signatures, where it is one", count(pdf)));
    };
    let room = room(pdf, place).ok_or("its signature does not cover the whole file")?;
    let message = message(&pdf[room.clone()]).ok_or("its signature cannot be read")?;
    let digest = Sha256::new().chain_update(&pdf[..room.start]).chain_update(&pdf[room.end..]).finalize();
    let chain = signed(&message, &digest).ok_or("its signature is not valid")?;
    let [signer, agency, root] = &chain[..] else {
        return Err(format!("its signature comes with {} certificates, where it is three", chain.len()));
    };
    let is_chain = is_by(signer, agency) && is_by(agency, root) && is_by(root, root);
    let is_root = expected.root.as_ref().is_none_or(|it| root.to_der().as_ref() == Ok(it));
    if !is_chain || !is_root {
        return Err("its certificates do not lead to the root".to_owned());
    }
    check_signer(signer, expected)
}

fn check_signer(signer: &Certificate, expected: &Signed) -> Result<(), String> {
    let of = |kind| attribute(&signer.tbs_certificate.subject, kind);
    let name: String = expected.name.chars().take(MAX_CHARS).collect();
    if of(CN).as_ref() != Some(&name) || of(SERIAL_NUMBER).unwrap_or_default() != expected.employee_id_number
    {
        return Err(format!("is signed in the name of {:?}, and bears that of {name:?}", of(CN)));
    }
    let validity = &signer.tbs_certificate.validity;
    let at = Duration::from_secs(expected.at.as_second().unsigned_abs());
    let (from, to) = (validity.not_before.to_unix_duration(), validity.not_after.to_unix_duration());
    if from <= at && at <= to {
        Ok(())
    } else {
        Err("was signed when its certificate did not hold".to_owned())
    }
}

/// Where byte ranges are written.
fn places(pdf: &[u8]) -> impl Iterator<Item = usize> {
    const WORD: &[u8] = b"/ByteRange";
    let begins = |it: &usize| pdf[*it..].starts_with(WORD);
    pdf.iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'/')
        .map(|(place, _)| place)
        .filter(begins)
        .map(|it| it + WORD.len())
}

/// The room of the signature: all that its byte range leaves out of the file.
fn room(pdf: &[u8], place: usize) -> Option<Range<usize>> {
    let written = pdf.get(place..)?.split(|it| *it == b']').next()?;
    let numbers = std::str::from_utf8(written).ok()?.trim().strip_prefix('[')?;
    let numbers: Vec<usize> = numbers.split_whitespace().map(|it| it.parse().ok()).collect::<Option<_>>()?;
    let [0, start, end, rest] = numbers[..] else { return None };
    let is_whole = start < end && end.checked_add(rest) == Some(pdf.len());
    is_whole.then_some(start..end)
}

/// The message that stands in the room in hexadecimal, with zeros behind it.
fn message(room: &[u8]) -> Option<SignedData> {
    let digits = room.strip_prefix(b"<")?.strip_suffix(b">")?;
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let bytes: Vec<u8> = digits.chunks(2).map(byte).collect::<Option<_>>()?;
    let mut reader = SliceReader::new(&bytes).ok()?;
    ContentInfo::decode(&mut reader).ok()?.content.decode_as().ok()
}

/// The certificates of a message whose one signer signed `digest`: its own first.
fn signed(message: &SignedData, digest: &[u8]) -> Option<Vec<Certificate>> {
    let [signer] = message.signer_infos.0.as_slice() else { return None };
    let SignerIdentifier::IssuerAndSerialNumber(by) = &signer.sid else { return None };
    let mut chain: Vec<Certificate> = vec![];
    for it in message.certificates.as_ref()?.0.iter() {
        let CertificateChoices::Certificate(it) = it else { return None };
        chain.push(it.clone());
    }
    let own = |it: &Certificate| {
        it.tbs_certificate.serial_number == by.serial_number && it.tbs_certificate.issuer == by.issuer
    };
    let place = chain.iter().position(own)?;
    // A set has no order: each is followed by who certified it.
    chain.swap(0, place);
    if chain.len() == 3 && chain[0].tbs_certificate.issuer != chain[1].tbs_certificate.subject {
        chain.swap(1, 2);
    }

    let attributes = signer.signed_attrs.as_ref()?;
    let told = attributes.iter().find(|it| it.oid == ID_MESSAGE_DIGEST)?.values.iter().next()?;
    if told.decode_as::<OctetString>().ok()?.as_bytes() != digest {
        return None;
    }
    verifies(&chain[0], &attributes.to_der().ok()?, signer.signature.as_bytes()).then_some(chain)
}

/// Whether `authority` certified `certificate`.
fn is_by(certificate: &Certificate, authority: &Certificate) -> bool {
    certificate.tbs_certificate.issuer == authority.tbs_certificate.subject
        && certificate
            .tbs_certificate
            .to_der()
            .is_ok_and(|it| verifies(authority, &it, certificate.signature.raw_bytes()))
}

fn verifies(by: &Certificate, what: &[u8], signature: &[u8]) -> bool {
    let key = by.tbs_certificate.subject_public_key_info.subject_public_key.raw_bytes();
    let (Ok(key), Ok(signature)) = (VerifyingKey::from_sec1_bytes(key), DerSignature::try_from(signature))
    else {
        return false;
    };
    key.verify(what, &signature).is_ok()
}

fn attribute(name: &Name, kind: ObjectIdentifier) -> Option<String> {
    let mut attributes = name.0.iter().flat_map(|it| it.0.iter());
    let found = attributes.find(|it| it.oid == kind)?;
    String::from_utf8(found.value.value().to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        authority::{Authority, Person, Subject},
        scratch::Scratch,
        sign::{Order, Provider},
    };
    use serde_json::json;

    const AT: &str = "2026-01-05T02:00:00Z";

    fn signed_by(folder: &Scratch, name: &str) -> Vec<u8> {
        let pdf = crate::render::pdf("reply_letter", &json!({}), None, AT.parse().unwrap()).unwrap();
        let person = Person {
            name: name.to_owned(),
            employee_id_number: "197001011995032001".to_owned(),
            position_title: "Kepala Dinas".to_owned(),
        };
        let subject = Subject {
            agency: "kota-contoh".parse().unwrap(),
            agency_title: "Kota Contoh".to_owned(),
            person: Some(person),
            letter: "letters/1".to_owned(),
            at: AT.parse().unwrap(),
        };
        let provider = Provider::Local(Authority::new(folder.join("authority")));
        let (reason, place) = ("Surat jawaban".to_owned(), "Contoh".to_owned());
        provider.sign(&Order { pdf, subject, reason, place }).unwrap()
    }

    fn expected(folder: &Scratch) -> Signed {
        let pem = Authority::new(folder.join("authority")).root_pem().unwrap();
        Signed {
            name: "Dr. Siti Amînah, S.H.".to_owned(),
            employee_id_number: "197001011995032001".to_owned(),
            at: AT.parse().unwrap(),
            root: Some(read_root(pem.as_bytes()).unwrap()),
        }
    }

    #[test]
    fn a_signature_is_read_back_as_it_was_made() {
        let folder = Scratch::new();
        let pdf = signed_by(&folder, "Dr. Siti Amînah, S.H.");

        assert_eq!(check(&pdf, &expected(&folder)), Ok(()));
        assert_eq!(count(&pdf), 1);
    }

    #[test]
    fn what_was_changed_or_signed_by_another_is_found() {
        let folder = Scratch::new();
        let other = Scratch::new();
        let pdf = signed_by(&folder, "Dr. Siti Amînah, S.H.");
        let mut changed = pdf.clone();
        changed[300] ^= 1;
        let appended = [&pdf[..], b" "].concat();

        let wrong = |pdf: &[u8], folder: &Scratch| check(pdf, &expected(folder)).unwrap_err();
        assert_eq!(wrong(&changed, &folder), "its signature is not valid");
        assert_eq!(wrong(&appended, &folder), "its signature does not cover the whole file");
        assert_eq!(wrong(&pdf, &other), "its certificates do not lead to the root");
        assert!(wrong(&signed_by(&folder, "Siapa"), &folder).contains("Siapa"));
    }
}
