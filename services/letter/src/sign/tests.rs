use super::*;
use crate::scratch::Scratch;
use platform::Agency;
use serde_json::json;
use std::{fs, path::Path, process::Command};

fn order(person: Option<Person>) -> Order {
    let at = "2026-01-05T02:00:00Z".parse().unwrap();
    let pdf = crate::render::pdf("reply_letter", &json!({}), None, at).unwrap();
    let agency: Agency = "kota-contoh".parse().unwrap();
    let letter = "letters/1".to_owned();
    let subject = Subject { agency, agency_title: "Kota Contoh".to_owned(), person, letter, at };
    Order { pdf, subject, reason: "Surat jawaban".to_owned(), place: "Contoh".to_owned() }
}

fn siti() -> Person {
    Person {
        name: "Dr. Siti Amînah, S.H.".to_owned(),
        employee_id_number: "197001011995032001".to_owned(),
        position_title: "Kepala Dinas".to_owned(),
    }
}

/// What pdfsig of poppler says about `pdf`.
fn pdfsig(folder: &Path, pdf: &[u8]) -> String {
    let path = folder.join("signed.pdf");
    fs::write(&path, pdf).unwrap();
    let output = Command::new("pdfsig").arg(&path).output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_signature_is_valid_and_covers_the_whole_file() {
    let folder = Scratch::new();
    let provider = Provider::Local(Authority::new(folder.join("authority")));

    let signed = provider.sign(&order(Some(siti()))).unwrap();

    let report = pdfsig(&folder, &signed);
    assert!(report.contains("Signature is Valid"), "{report}");
    assert!(report.contains("Total document signed"), "{report}");
    assert!(report.contains("ETSI.CAdES.detached"), "{report}");
    assert!(report.contains("Dr. Siti Am"), "{report}");
}

#[test]
fn changing_one_byte_breaks_it() {
    let folder = Scratch::new();
    let provider = Provider::Local(Authority::new(folder.join("authority")));

    let mut signed = provider.sign(&order(None)).unwrap();
    signed[300] ^= 1;

    let report = pdfsig(&folder, &signed);
    assert!(!report.contains("Signature is Valid"), "{report}");
}

#[test]
fn the_same_order_gives_the_same_bytes() {
    let folder = Scratch::new();
    let provider = Provider::Local(Authority::new(folder.join("authority")));

    assert!(provider.sign(&order(None)).unwrap() == provider.sign(&order(None)).unwrap());
}

#[test]
fn one_without_a_name_is_refused() {
    let folder = Scratch::new();
    let provider = Provider::Local(Authority::new(folder.join("authority")));
    let nobody = Person { name: " ".to_owned(), ..siti() };

    assert!(matches!(provider.sign(&order(Some(nobody))), Err(Failure::Refused(_))));
}
