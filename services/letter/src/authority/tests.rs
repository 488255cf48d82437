use super::*;
use crate::scratch::Scratch;
use std::os::unix::fs::PermissionsExt as _;
use x509_cert::der::Encode as _;

fn subject(at: &str) -> Subject {
    Subject {
        agency: "kota-contoh".parse().unwrap(),
        agency_title: "Kota Contoh".to_owned(),
        person: Some(Person {
            name: "Dr. Siti Aminah, S.H.".to_owned(),
            employee_id_number: "197001011995032001".to_owned(),
            position_title: "Kepala Dinas Contoh".to_owned(),
        }),
        letter: "1".to_owned(),
        at: at.parse().unwrap(),
    }
}

#[test]
fn the_root_key_is_made_once_and_only_its_owner_reads_it() {
    let scratch = Scratch::new();
    let folder = scratch.join("authority");

    let first = Authority::new(folder.clone()).root_pem().unwrap();
    let again = Authority::new(folder.clone()).root_pem().unwrap();

    assert_eq!(first, again);
    let mode = fs::metadata(folder.join(ROOT_KEY)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
}

#[test]
fn the_same_signature_gets_the_same_certificate_and_another_one_another_key() {
    let folder = Scratch::new();
    let authority = Authority::new(folder.join("authority"));

    let first = authority.identity(&subject("2026-01-05T02:00:00Z")).unwrap();
    let again = authority.identity(&subject("2026-01-05T02:00:00Z")).unwrap();
    let other = authority.identity(&subject("2026-01-06T02:00:00Z")).unwrap();

    assert_eq!(first.chain[0].to_der().unwrap(), again.chain[0].to_der().unwrap());
    assert_ne!(first.key, other.key);
    assert_eq!(first.chain[1..], other.chain[1..]);
}

#[test]
fn a_certificate_names_the_person_and_begins_with_the_signature() {
    let folder = Scratch::new();
    let leaf = Authority::new(folder.join("authority"))
        .identity(&subject("2026-01-05T02:00:00Z"))
        .unwrap()
        .chain
        .remove(0);

    let name = leaf.tbs_certificate.subject.to_string();
    assert!(name.contains("Siti Aminah") && name.contains("197001011995032001"), "{name}");
    assert_eq!(leaf.tbs_certificate.validity.not_before.to_date_time().to_string(), "2026-01-05T02:00:00Z");
}

#[test]
fn it_certifies_nothing_outside_its_own_validity() {
    let folder = Scratch::new();
    let authority = Authority::new(folder.join("authority"));

    assert!(matches!(authority.identity(&subject("2019-12-31T00:00:00Z")), Err(Error::Conflict(_))));
    assert!(authority.identity(&subject("2028-02-29T00:00:00Z")).is_ok());
    assert!(authority.identity(&subject("2049-02-28T00:00:00Z")).is_ok());
}
