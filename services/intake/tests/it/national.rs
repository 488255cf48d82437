//! A procedure of another agency, and those who meet there.

use crate::{Desk, proposer};
use platform::{Caller, json, testing::caller};
use proto::{
    intake::v1::{CreateSubmissionRequest, Submission},
    review::v1::ProcedurePublished,
};
use serde_json::json;
use tonic::Status;

pub(crate) const MINISTRY: &str = "kementerian";
pub(crate) const NATIONAL: &str = "agencies/kementerian/procedures/pertimbangan";

/// Who may file there for the city.
pub(crate) fn mayor() -> Caller {
    let mut mayor = caller("kota-tangerang", "wali-kota");
    mayor.display_name = "Nama Wali Kota".to_owned();
    mayor.office = "pimpinan".to_owned();
    mayor.office_title = "Wali Kota Tangerang".to_owned();
    mayor.office_kind = "leadership".to_owned();
    mayor.positions[0].kind = "regional_head".to_owned();
    mayor
}

/// Who records what came as a letter.
pub(crate) fn registry() -> Caller {
    Caller { office: "biro-umum".to_owned(), ..caller(MINISTRY, "persuratan") }
}

/// Of the office that reviews there.
pub(crate) fn deputy() -> Caller {
    Caller { office: "kedeputian".to_owned(), ..caller(MINISTRY, "deputi") }
}

/// The head of the other city.
pub(crate) fn other_mayor() -> Caller {
    Caller { agency: "kota-bandung".parse().unwrap(), ..mayor() }
}

/// An office head of the other city.
pub(crate) fn other_proposer() -> Caller {
    Caller { agency: "kota-bandung".parse().unwrap(), ..proposer() }
}

pub(crate) fn national() -> ProcedurePublished {
    let applicant = json!({
        "units": ["ministry", "province", "regency", "city"],
        "positions": ["minister", "regional_head", "regional_secretary"],
        "channels": ["letter", "email", "portal"],
        "recorded_by": ["persuratan"],
    });
    let dossier = json!({
        "purpose": ["build", "develop"],
        "requirements": [
            { "id": "proposal_letter", "title": "Surat usulan", "media": ["pdf"] },
            { "id": "supporting_data", "title": "Data dukung", "media": ["pdf"] },
        ],
        "sections": [
            { "id": "background", "title": "Latar belakang" },
            { "id": "functions", "title": "Fungsi bisnis" },
        ],
    });
    ProcedurePublished {
        procedure: NATIONAL.to_owned(),
        version: 1,
        title: "Pertimbangan Aplikasi Khusus".to_owned(),
        reviewing_offices: vec!["kedeputian".to_owned()],
        applicant: Some(json::to_struct(applicant)),
        dossier: Some(json::to_struct(dossier)),
        registration_pattern: "N-{year}-{sequence:4}".to_owned(),
        ..ProcedurePublished::default()
    }
}

/// Opens a draft there.
pub(crate) async fn create(desk: &Desk, caller: &Caller, draft: Submission) -> Result<Submission, Status> {
    let request = CreateSubmissionRequest {
        parent: format!("agencies/{MINISTRY}"),
        submission: Some(draft),
        request_id: desk.request_id(),
    };
    Ok(desk.intake().create_submission(desk.stack.call(caller, request)).await?.into_inner())
}
