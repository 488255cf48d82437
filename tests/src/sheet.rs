//! Sheets of the demo's procedure, filled in.

use crate::{REQUIREMENTS, SECTIONS};
use serde_json::{Map, Value, json};

/// A checklist on which everything is there but for `gaps`: item, verdict, note.
pub fn checklist(gaps: &[(&str, &str, &str)]) -> Value {
    let ids = REQUIREMENTS.iter().chain(&SECTIONS).map(|(id, _)| *id);
    let judged = ids.map(|id| match gaps.iter().find(|(item, ..)| *item == id) {
        Some((item, verdict, note)) => json!({ "item": item, "verdict": verdict, "note": note }),
        None => json!({ "item": id, "verdict": "present" }),
    });
    json!({ "items": judged.collect::<Vec<_>>() })
}

/// A disposition to one position.
pub fn disposition(recipient: &str) -> Value {
    json!({ "recipients": [recipient], "instructions": ["study", "opinion"], "note": "Mohon dianalisis." })
}

/// An analysis of feasibility with this conclusion.
pub fn feasibility(conclusion: &str, explanation: &str) -> Value {
    let criteria = ["policy", "business_process", "user_needs", "information", "overlap", "readiness"];
    analysis(&criteria, conclusion, explanation, conclusion == "feasible")
}

/// A technical analysis with this conclusion.
pub fn technical(conclusion: &str, explanation: &str) -> Value {
    let criteria = ["architecture", "platform", "infrastructure", "integration", "security", "maintenance"];
    analysis(&criteria, conclusion, explanation, conclusion == "suitable")
}

/// The result of a validation.
pub fn validation(explanation: &str) -> Value {
    json!({ "explanation": explanation })
}

/// The same with conditions for the proposer.
pub fn validation_with_conditions(explanation: &str, conditions: &str) -> Value {
    json!({ "explanation": explanation, "conditions": conditions })
}

/// The category that chooses who analyses.
pub fn category(category: &str) -> Value {
    json!({ "category": category, "special_app": false })
}

fn analysis(criteria: &[&str], conclusion: &str, explanation: &str, is_met: bool) -> Value {
    let verdict = if is_met { "met" } else { "not_met" };
    let judged: Map<_, _> =
        criteria.iter().map(|it| ((*it).to_owned(), json!({ "verdict": verdict }))).collect();
    json!({ "criteria": judged, "conclusion": conclusion, "explanation": explanation })
}
