//! Sheets of a consideration, filled in.

use super::{REQUIREMENTS, SECTIONS};
use serde_json::{Value, json};

/// A disposition to one position.
pub fn disposition(recipient: &str) -> Value {
    json!({
        "recipients": [recipient], "instructions": ["study", "opinion"], "limit": "2026-01-30",
        "note": "Mohon ditelaah dan dilaporkan.",
    })
}

/// A checklist on which everything is there but for `gaps`.
pub fn checklist(gaps: &[&str]) -> Value {
    let items = REQUIREMENTS.iter().chain(&SECTIONS).map(|id| match gaps.contains(id) {
        true => json!({ "item": id, "verdict": "not_as_required", "note": "Lengkapi dengan pagu anggaran." }),
        false => json!({ "item": id, "verdict": "present" }),
    });
    json!({ "items": items.collect::<Vec<_>>() })
}

/// A staff study.
pub fn study() -> Value {
    json!({
        "issue": "Layanan perizinan daerah belum terintegrasi.",
        "assumptions": "Integrasi mempercepat layanan.",
        "facts": "Terdapat tujuh aplikasi yang berdiri sendiri.",
        "analysis": "Usulan sejalan dengan Arsitektur SPBE Nasional.",
        "conclusion": "Usulan layak dibahas.",
        "suggestion": "Dibahas dalam rapat tim koordinasi.",
    })
}
