//! The signature itself: a detached CMS message with the attributes of CAdES (RFC 5652, RFC 5035).

use crate::authority::Identity;
use cms::{
    builder::{SignedDataBuilder, SignerInfoBuilder},
    cert::{CertificateChoices, IssuerAndSerialNumber},
    signed_data::{EncapsulatedContentInfo, SignerIdentifier},
};
use const_oid::{
    ObjectIdentifier,
    db::{rfc5911::ID_DATA, rfc5912::ID_SHA_256},
};
use der::{
    Decode as _, Encode as _, Sequence,
    asn1::{Any, OctetString, SetOfVec},
};
use p256::ecdsa::{DerSignature, SigningKey};
use platform::{Error, Result};
use sha2::{Digest as _, Sha256};
use spki::AlgorithmIdentifierOwned;
use x509_cert::{Certificate, attr::Attribute};

const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");

/// Which certificate signed. The hash algorithm is left out where it is SHA-256, the default.
#[derive(Sequence)]
struct SigningCertificateV2 {
    certificates: Vec<CertificateId>,
}

#[derive(Sequence)]
struct CertificateId {
    hash: OctetString,
}

/// Signs `digest` and encloses the certificates.
pub(super) fn detached(digest: &[u8], identity: &Identity) -> Result<Vec<u8>> {
    let signer = identity.chain.first().ok_or_else(|| Error::internal("an identity without certificate"))?;
    let sha256 = AlgorithmIdentifierOwned { oid: ID_SHA_256, parameters: None };
    let content = EncapsulatedContentInfo { econtent_type: ID_DATA, econtent: None };
    let issued = &signer.tbs_certificate;
    let by = SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
        issuer: issued.issuer.clone(),
        serial_number: issued.serial_number.clone(),
    });
    let signature = || -> Result<Vec<u8>, cms::builder::Error> {
        let mut information =
            SignerInfoBuilder::new(&identity.key, by, sha256.clone(), &content, Some(digest))?;
        information.add_signed_attribute(signing_certificate(signer)?)?;
        let mut message = SignedDataBuilder::new(&content);
        message.add_digest_algorithm(sha256)?;
        for certificate in &identity.chain {
            message.add_certificate(CertificateChoices::Certificate(certificate.clone()))?;
        }
        message.add_signer_info::<SigningKey, DerSignature>(information)?;
        Ok(message.build()?.to_der()?)
    };
    signature().map_err(|it| Error::internal(it.to_string()))
}

fn signing_certificate(certificate: &Certificate) -> der::Result<Attribute> {
    let hash = OctetString::new(Sha256::digest(certificate.to_der()?).as_slice())?;
    let value = SigningCertificateV2 { certificates: vec![CertificateId { hash }] };
    let value = Any::from_der(&value.to_der()?)?;
    Ok(Attribute { oid: SIGNING_CERTIFICATE_V2, values: SetOfVec::try_from(vec![value])? })
}
