//! X.509 certificates of the local authority (RFC 5280).

use const_oid::{
    ObjectIdentifier,
    db::rfc4519::{CN, COUNTRY_NAME, ORGANIZATION_NAME, ORGANIZATIONAL_UNIT_NAME, SERIAL_NUMBER},
};
use der::{
    DateTime, Encode as _,
    asn1::{Any, GeneralizedTime, PrintableStringRef, SetOfVec, Utf8StringRef},
};
use jiff::{Timestamp, tz::TimeZone};
use p256::ecdsa::{DerSignature, SigningKey};
use platform::{Error, Result};
use sha2::{Digest as _, Sha256};
use spki::SubjectPublicKeyInfoOwned;
use x509_cert::{
    Certificate,
    attr::AttributeTypeAndValue,
    builder::{Builder as _, CertificateBuilder, Profile},
    name::{Name, RdnSequence, RelativeDistinguishedName},
    serial_number::SerialNumber,
    time::Time,
};

/// Authorities hold from before any stack's clock, which may stand in the past, for as long as UTCTime can say.
const FIRST_YEAR: u16 = 2020;
const LAST_YEAR: u16 = 2049;
/// A letter must be checkable for years, and its key is used once, so the key's age does not weaken it.
const SIGNATURE_YEARS: u16 = 10;
/// Upper bound of X.520 for every attribute used here.
const MAX_CHARS: usize = 64;

/// From when until when.
pub(super) struct Validity {
    not_before: DateTime,
    not_after: DateTime,
}

/// Who certifies.
pub(super) struct Issuer<'k> {
    pub(super) key: &'k SigningKey,
    pub(super) name: Name,
}

impl Issuer<'_> {
    /// The root.
    pub(super) fn certify_itself(&self) -> Result<Certificate> {
        self.certify(Profile::Root, self.name.clone(), self.key, Validity::of_authority()?)
    }

    /// An authority below, which certifies signers alone.
    pub(super) fn certify_authority(&self, name: Name, key: &SigningKey) -> Result<Certificate> {
        let profile = Profile::SubCA { issuer: self.name.clone(), path_len_constraint: Some(0) };
        self.certify(profile, name, key, Validity::of_authority()?)
    }

    /// One who signs: `digitalSignature` and `nonRepudiation`.
    pub(super) fn certify_signer(
        &self,
        name: Name,
        key: &SigningKey,
        validity: Result<Validity>,
    ) -> Result<Certificate> {
        let issuer = self.name.clone();
        let profile = Profile::Leaf { issuer, enable_key_agreement: false, enable_key_encipherment: false };
        self.certify(profile, name, key, validity?)
    }

    fn certify(
        &self,
        profile: Profile,
        name: Name,
        key: &SigningKey,
        validity: Validity,
    ) -> Result<Certificate> {
        let public = SubjectPublicKeyInfoOwned::from_key(*key.verifying_key()).map_err(Error::internal)?;
        let serial = serial_number(&public, &name, &validity)?;
        let validity = validity.try_into()?;
        CertificateBuilder::new(profile, serial, validity, name, public, self.key)
            .and_then(|it| it.build::<DerSignature>())
            .map_err(Error::internal)
    }
}

impl Validity {
    fn of_authority() -> Result<Self> {
        let day =
            |year, month, day, h, m, s| DateTime::new(year, month, day, h, m, s).map_err(Error::internal);
        Ok(Self {
            not_before: day(FIRST_YEAR, 1, 1, 0, 0, 0)?,
            not_after: day(LAST_YEAR, 12, 31, 23, 59, 59)?,
        })
    }

    /// Of a signature made at `at`.
    pub(super) fn of_signature(at: Timestamp) -> Result<Self> {
        let authority = Self::of_authority()?;
        let at = at.to_zoned(TimeZone::UTC).datetime();
        let part = |it: i8| it.unsigned_abs();
        let year = at.year().unsigned_abs();
        // A leap day has no anniversary in most years.
        let day = part(at.day()).min(28);
        let on = |year, day| {
            DateTime::new(year, part(at.month()), day, part(at.hour()), part(at.minute()), part(at.second()))
                .map_err(Error::internal)
        };
        let not_before = on(year, part(at.day()))?;
        let not_after = on(year + SIGNATURE_YEARS, day)?.min(authority.not_after);
        if not_before < authority.not_before || not_after <= not_before {
            return Err(Error::Conflict(format!("otoritas lokal tidak berlaku pada tahun {year}")));
        }
        Ok(Self { not_before, not_after })
    }
}

impl TryFrom<Validity> for x509_cert::time::Validity {
    type Error = Error;

    fn try_from(validity: Validity) -> Result<Self> {
        let time = |it| Time::GeneralTime(GeneralizedTime::from_date_time(it));
        Ok(Self { not_before: time(validity.not_before), not_after: time(validity.not_after) })
    }
}

/// A name of these attributes, empty ones left out and long ones shortened.
pub(super) fn distinguished_name(attributes: &[(&str, &str)]) -> Result<Name> {
    let mut names = vec![];
    for (kind, value) in attributes.iter().filter(|(_, value)| !value.is_empty()) {
        let value: String = value.chars().take(MAX_CHARS).collect();
        let attribute =
            AttributeTypeAndValue { oid: attribute_type(kind), value: attribute_value(kind, &value)? };
        let set = SetOfVec::try_from(vec![attribute]).map_err(Error::internal)?;
        names.push(RelativeDistinguishedName(set));
    }
    Ok(RdnSequence(names))
}

fn attribute_type(kind: &str) -> ObjectIdentifier {
    match kind {
        "C" => COUNTRY_NAME,
        "O" => ORGANIZATION_NAME,
        "OU" => ORGANIZATIONAL_UNIT_NAME,
        "SERIALNUMBER" => SERIAL_NUMBER,
        _ => CN,
    }
}

fn attribute_value(kind: &str, value: &str) -> Result<Any> {
    let encoded = match kind {
        "C" | "SERIALNUMBER" => PrintableStringRef::new(value).map(|it| Any::encode_from(&it)),
        _ => Utf8StringRef::new(value).map(|it| Any::encode_from(&it)),
    };
    encoded.flatten().map_err(Error::internal)
}

/// 127 bits that no other certificate has, never negative and never short.
fn serial_number(
    public_key: &SubjectPublicKeyInfoOwned,
    name: &Name,
    validity: &Validity,
) -> Result<SerialNumber> {
    let public_key = public_key.to_der().map_err(Error::internal)?;
    let name = name.to_der().map_err(Error::internal)?;
    let hash = Sha256::new()
        .chain_update(public_key)
        .chain_update(name)
        .chain_update(validity.not_before.to_string());
    let mut number: [u8; 16] = hash.finalize()[..16].try_into().map_err(Error::internal)?;
    number[0] = number[0] & 0x7f | 0x40;
    SerialNumber::new(&number).map_err(Error::internal)
}
