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
    let of_a_ministry = [
        "return_letter",
        "staff_study",
        "review_sheet",
        "official_record",
        "technical_record",
        "internal_memo",
        "consideration_letter",
        "notice_of_lapse",
    ];
    let of_a_meeting = ["invitation", "attendance_list", "minutes"];
    let templates = templates.into_iter().chain(["technical_sheet", "category_sheet", "validation_result"]);
    for template in templates.chain(of_a_ministry).chain(of_a_meeting) {
        assert!(knows(template));
        pdf(template, &json!({}), None, at()).unwrap_or_else(|it| panic!("{template}: {it:?}"));
    }
}

/// All that review and meeting tell, as one object.
fn everything() -> Value {
    let item = json!({ "text": "Menyampaikan kajian keamanan informasi", "required": true });
    json!({
        "agency": {
            "title": "Kementerian Pendayagunaan Aparatur Negara dan Reformasi Birokrasi",
            "letterhead": {
                "lines": ["Kementerian Pendayagunaan Aparatur Negara", "dan Reformasi Birokrasi"],
                "address": "Jalan Jenderal Sudirman Kav. 69, Jakarta Selatan 12190", "town": "Jakarta",
            },
        },
        "letter": {
            "subject": "Pertimbangan Pembangunan Aplikasi Khusus Layanan Terpadu", "number": "B/0001/M.SM.SPBE/III/2026",
            "date_text": "5 Maret 2026", "urgency": "Segera", "security_class_title": "Terbatas",
            "carbon_copies": ["Menteri Dalam Negeri"],
        },
        "case": {
            "app_title": "Layanan Terpadu Kota", "registration_number": "PANRB-2026-000001", "purpose_title": "Pembangunan",
            "letter_number": "555/012/Diskominfo/2026", "letter_date_text": "5 Januari 2026",
            "proposing_agency_title": "Kota Tangerang", "proposing_office_title": "Sekretariat Daerah",
        },
        "decision": { "id": "recommended_with_conditions", "title": "Direkomendasikan dengan syarat" },
        "sheets": {
            "a": {
                "title": "Hasil reviu", "outcome_title": "Direkomendasikan dengan syarat",
                "content": {
                    "explanation": "Sejalan dengan Arsitektur SPBE.\nTidak tumpang tindih.",
                    "conditions": "Menggunakan Pusat Data Nasional.\nMenyediakan API bagi pakai.",
                },
            },
            "b": {
                "content": { "agreements": "Jadwal disesuaikan" },
                "fields": [
                    { "title": "Tanggal pembahasan", "value": "4 Maret 2026" },
                    { "title": "Kesepakatan", "value": "Jadwal disesuaikan" },
                ],
            },
        },
        "sheet": {
            "title": "Telaahan Staf",
            "fields": [
                { "title": "Persoalan", "value": "Layanan belum terintegrasi." },
                { "title": "Saran", "value": "Dibahas dalam rapat tim koordinasi." },
            ],
        },
        "performer": { "display_name": "Ir. Wisnu", "position_title": "Asisten Deputi", "date_text": "5 Maret 2026" },
        "gaps": [{ "title": "Sumber pembiayaan", "verdict": "missing", "note": "Lampirkan rencana anggaran." }],
        "discussion": {
            "meeting_title": "Rapat Pembahasan I", "day_text": "12 Februari 2026", "time_text": "09.00", "place": "Ruang Sriwijaya",
            "present_agencies": ["Kementerian Keuangan", "Badan Siber dan Sandi Negara"],
            "recused_agencies": ["Kementerian Komunikasi dan Digital"],
            "points": ["Kesesuaian arsitektur", "Sumber pembiayaan"],
            "outcome": "Usulan dapat dilanjutkan ke pembahasan teknis.", "action_items": [item],
        },
        "lapse": {
            "delivered_date_text": "2 Maret 2026", "last_day_text": "2 Mei 2026", "action_items": [item],
        },
        "memo": { "to": "Menteri PANRB", "from": "Deputi" },
        "meeting": {
            "title": "Rapat Pembahasan I", "day_text": "Kamis, 12 Februari 2026", "time_text": "09.00 s.d. 11.00 WIB",
            "place": "Ruang Sriwijaya", "chair_title": "Deputi Bidang Kelembagaan dan Tata Laksana",
        },
        "agenda": [{
            "registration_number": "PANRB-2026-000001", "app_title": "Layanan Terpadu Kota",
            "proposing_agency_title": "Kota Tangerang",
        }],
        "invitees": ["Kementerian Keuangan", "Badan Siber dan Sandi Negara"],
        "attendees": [{
            "display_name": "Dra. Endah Pertiwi, M.Ak.", "position_title": "Wakil pada Tim Koordinasi",
            "agency_title": "Kementerian Keuangan",
        }],
        "discussions": [{
            "registration_number": "PANRB-2026-000001", "app_title": "Layanan Terpadu Kota",
            "proposing_agency_title": "Kota Tangerang", "points": ["Kesesuaian arsitektur", "Sumber pembiayaan"],
            "outcome": "Dilanjutkan ke pembahasan teknis.", "result_title": "Selesai dibahas", "action_items": [item],
            "recused_agencies": ["Kementerian Komunikasi dan Digital"],
        }],
        "signatory": { "position_title": "Deputi", "display_name": "Dr. Laksmi", "employee_id_number": "1968" },
        "verify": { "url": URL, "code": "K7QM-4WTX-9RHD-2ZPF" },
    })
}

#[test]
fn each_paper_of_a_consideration_says_what_it_was_told() {
    let papers = [
        ("return_letter", &["Sumber pembiayaan", "yang lengkap dan benar kami terima"][..]),
        ("staff_study", &["PERSOALAN", "Layanan belum terintegrasi."]),
        ("review_sheet", &["PANRB-2026-000001"]),
        ("official_record", &["Rapat Pembahasan I", "kajian keamanan informasi (wajib)", "2 (dua) bulan"]),
        ("technical_record", &["Jadwal disesuaikan"]),
        ("internal_memo", &["NOTA DINAS", "Menteri PANRB", "direkomendasikan dengan syarat"]),
        (
            "consideration_letter",
            &["Wali Kota Tangerang", "Pusat Data Nasional", "TERBATAS", "Segera", "Menteri Dalam Negeri"],
        ),
        ("notice_of_lapse", &["2 Maret 2026", "2 Mei 2026", "dianggap dibatalkan"]),
        ("invitation", &["Kamis, 12 Februari 2026", "09.00 s.d. 11.00 WIB", "Daftar undangan"]),
        ("attendance_list", &["Dra. Endah Pertiwi, M.Ak."]),
        ("minutes", &["Selesai dibahas", "Kementerian Komunikasi dan Digital"]),
    ];
    for (template, told) in papers {
        let made = pdf(template, &everything(), Some(URL), at()).unwrap();
        let text: String = text_of(&made).split_whitespace().collect::<Vec<_>>().join(" ");
        for words in told {
            assert!(text.contains(words), "{template} lacks {words:?}: {text}");
        }
    }
}

#[test]
fn a_draft_shows_the_initials_that_what_is_issued_does_not() {
    let mut data = everything();
    data["initials"] = json!([
        { "position_title": "Asisten Deputi", "display_name": "Ratna Wulandari, M.Si.", "initials": "RW" },
        { "position_title": "Deputi", "display_name": "", "initials": "" },
    ]);
    let issued = pdf("consideration_letter", &data, Some(URL), at()).unwrap();
    data["draft"] = json!(true);
    data["verify"] = json!({});
    let draft = pdf("consideration_letter", &data, None, at()).unwrap();

    assert!(text_of(&draft).contains("Paraf") && text_of(&draft).contains("RW"), "{}", text_of(&draft));
    assert!(!text_of(&issued).contains("Paraf"));
}

#[test]
fn the_head_of_the_proposing_agency_is_addressed_by_title() {
    let heads = [
        ("Kota Tangerang", "Wali Kota Tangerang"),
        ("Kabupaten Garut", "Bupati Garut"),
        ("Pemerintah Provinsi Jawa Barat", "Gubernur Jawa Barat"),
        ("Kementerian Kesehatan", "Menteri Kesehatan"),
        ("Badan Siber dan Sandi Negara", "Kepala Badan Siber dan Sandi Negara"),
        ("Ombudsman Republik Indonesia", "Pimpinan Ombudsman Republik Indonesia"),
    ];
    for (agency, head) in heads {
        let data = json!({ "case": { "proposing_agency_title": agency } });
        let text = text_of(&pdf("consideration_letter", &data, None, at()).unwrap());
        assert!(text.contains(&format!("Yth. {head}")), "{head}: {text}");
    }
}

#[test]
fn a_minister_signs_without_nip_and_a_deputy_with() {
    let signed = |position: &str| {
        let mut data = everything();
        data["signatory"]["position_title"] = json!(position);
        text_of(&pdf("consideration_letter", &data, Some(URL), at()).unwrap())
    };

    assert!(!signed("Menteri Pendayagunaan Aparatur Negara").contains("NIP"));
    assert!(signed("Deputi Bidang Kelembagaan").contains("NIP 1968"));
}

#[test]
fn a_disposition_names_the_lead_first_and_bears_initials_and_date() {
    let mut data = everything();
    data["case"]["agenda_number"] = json!("AG-77");
    data["case"]["receipt_date_text"] = json!("7 Januari 2026");
    data["sheet"] = json!({ "title": "Lembar Disposisi", "content": {
        "recipients": [{ "position": "a", "title": "Asisten Deputi Tata Kelola" }, { "title": "Asisten Deputi Arsitektur" }],
        "instructions": ["study", "Siapkan bahan rapat"], "limit_text": "12 Januari 2026",
        "urgency": "sangat_segera", "security_class": "terbatas",
    } });
    let made = pdf("disposition_sheet", &data, None, at()).unwrap();

    let text: String = text_of(&made).split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "Sekretariat Daerah, Kota",
        "AG-77",
        "7 Januari 2026",
        "Sangat Segera",
        "Terbatas",
        "1. Asisten Deputi Tata Kelola",
        "W",
        "12 Januari 2026",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[test]
fn an_unknown_template_is_refused() {
    assert!(matches!(pdf("lib/page", &json!({}), None, at()), Ok(_) | Err(Error::Internal(_))));
    assert!(matches!(pdf("poster", &json!({}), None, at()), Err(Error::Invalid(_))));
}
