//! The way of an approved case through the shipped procedure, from its first task to the desk of the one who signs.

use platform::json;
use prost_types::Struct;
use serde_json::{Value, json};

const GOVERNANCE: &str = "ketua-tim-kerja-tata-kelola-tik";
const INFRASTRUCTURE: &str = "kabid-sarana-prasarana-tik-persandian";
const DEVELOPMENT: &str = "kabid-pengembangan-e-government";
const PUBLIC_SERVICE: &str = "ketua-tim-kerja-aplikasi-layanan-publik";
const HEAD: &str = "kepala-dinas";
const NOTE: &str =
    "Telah diperiksa bersama tim dan sesuai dengan peta proses bisnis serta arsitektur SPBE kota.";

/// Who does a task, with which outcome and sheet.
pub(crate) struct Step {
    pub(crate) position: &'static str,
    pub(crate) outcome: &'static str,
    pub(crate) sheet: fn() -> Option<Struct>,
}

/// The tasks that are completed by hand, in their order.
pub(crate) const COURSE: [Step; 8] = [
    Step { position: GOVERNANCE, outcome: "", sheet: || None },
    Step { position: GOVERNANCE, outcome: "complete", sheet: checklist },
    Step { position: INFRASTRUCTURE, outcome: "", sheet: disposition },
    Step { position: GOVERNANCE, outcome: "", sheet: feasibility },
    Step { position: INFRASTRUCTURE, outcome: "feasible", sheet: validation },
    Step { position: DEVELOPMENT, outcome: "", sheet: category },
    Step { position: PUBLIC_SERVICE, outcome: "", sheet: technical },
    Step { position: DEVELOPMENT, outcome: "suitable", sheet: validation },
];

/// Whose inbox shows what `step` opened.
pub(crate) fn next_position(step: usize) -> &'static str {
    COURSE.get(step + 1).map_or(HEAD, |it| it.position)
}

fn checklist() -> Option<Struct> {
    let items = ["request_letter", "business_policy", "legal_basis", "user_requirements", "inputs_outputs"];
    filled(json!({ "items": items.map(|it| json!({ "item": it, "verdict": "present" })) }))
}

fn disposition() -> Option<Struct> {
    filled(json!({ "recipients": [GOVERNANCE], "instructions": ["study", "opinion"], "note": NOTE }))
}

fn feasibility() -> Option<Struct> {
    let criteria = ["policy", "business_process", "user_needs", "information", "overlap", "readiness"];
    filled(json!({ "criteria": judged(&criteria), "conclusion": "feasible", "explanation": NOTE }))
}

fn technical() -> Option<Struct> {
    let criteria = ["architecture", "platform", "infrastructure", "integration", "security", "maintenance"];
    filled(json!({ "criteria": judged(&criteria), "conclusion": "suitable", "explanation": NOTE }))
}

fn validation() -> Option<Struct> {
    filled(json!({ "explanation": NOTE, "conditions": "Memakai pusat data kota" }))
}

fn category() -> Option<Struct> {
    filled(json!({ "category": "public_service", "special_app": false }))
}

fn judged(criteria: &[&str]) -> Value {
    criteria.iter().map(|it| ((*it).to_owned(), json!({ "verdict": "met", "note": NOTE }))).collect()
}

fn filled(sheet: Value) -> Option<Struct> {
    Some(json::to_struct(sheet))
}
