use super::*;
use serde_json::json;
use std::{
    io::Write as _,
    process::{Command, Stdio},
};

const URL: &str = "http://127.0.0.1:8080/verify/K7QM-4WTX-9RHD-2ZPF";

fn at() -> Timestamp {
    "2026-01-05T02:00:00Z".parse().unwrap()
}

/// What a reader sees, by the tool that readers have.
fn text_of(pdf: &[u8]) -> String {
    let mut tool = Command::new("pdftotext")
        .args(["-layout", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("poppler-utils is installed");
    tool.stdin.take().unwrap().write_all(pdf).unwrap();
    String::from_utf8(tool.wait_with_output().unwrap().stdout).unwrap()
}

fn contains(pdf: &[u8], what: &[u8]) -> bool {
    pdf.windows(what.len()).any(|it| it == what)
}

fn letter() -> Value {
    json!({
        "agency": { "title": "Kota Tangerang", "letterhead": { "lines": ["Pemerintah Kota Tangerang"] } },
        "letter": { "subject": "Jawaban", "number": "B-0001/2026", "date_text": "5 Januari 2026" },
        "case": { "app_title": "#panic() *tebal* $x$ <label> 猫🙂", "registration_number": "KT-1" },
        "decision": { "id": "approved" },
        "signatory": { "position_title": "Kepala Dinas", "display_name": "Siti", "employee_id_number": "1970" },
        "verify": { "url": URL, "code": "K7QM-4WTX-9RHD-2ZPF" },
    })
}

#[test]
fn the_same_data_gives_the_same_bytes() {
    let first = pdf("reply_letter", &letter(), Some(URL), at()).unwrap();
    let again = pdf("reply_letter", &letter(), Some(URL), at()).unwrap();

    assert!(first == again);
    assert!(contains(&first, b"pdfaid:part>2<") && !contains(&first, b"Suspects"));
}

#[test]
fn data_is_text_and_never_markup() {
    let text = text_of(&pdf("reply_letter", &letter(), Some(URL), at()).unwrap());

    assert!(text.contains("#panic() *tebal* $x$ <label> ??"), "{text}");
}

#[test]
fn every_template_renders_without_any_data_too() {
    let templates = ["reply_letter", "notice_of_gaps", "checklist", "disposition_sheet", "feasibility_sheet"];
    for template in templates.into_iter().chain(["technical_sheet", "category_sheet", "validation_result"]) {
        assert!(knows(template));
        pdf(template, &json!({}), None, at()).unwrap_or_else(|it| panic!("{template}: {it:?}"));
    }
}

#[test]
fn an_unknown_template_is_refused() {
    assert!(matches!(pdf("lib/page", &json!({}), None, at()), Ok(_) | Err(Error::Internal(_))));
    assert!(matches!(pdf("poster", &json!({}), None, at()), Err(Error::Invalid(_))));
}
