//! The checklist: what the dossier holds of all that the procedure asks for.

use crate::{
    case::{Gap, Verdict},
    sop::Sop,
};
use platform::{Error, Result};
use serde::Deserialize;
use serde_json::{Value, json};

const MAX_NOTE_CHARS: u32 = 4_000;

#[derive(Deserialize)]
struct Checklist {
    #[serde(default)]
    items: Vec<Item>,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize)]
struct Item {
    item: String,
    verdict: Verdict,
    #[serde(default)]
    note: String,
}

pub(super) fn form(sop: &Sop) -> Value {
    let (ids, titles): (Vec<&str>, Vec<&str>) = sop.items().unzip();
    let count = ids.len();
    json!({
        "type": "object",
        "required": ["items"],
        "additionalProperties": false,
        "properties": {
            "items": {
                "type": "array", "title": "Kelengkapan", "minItems": count, "maxItems": count,
                "items": {
                    "type": "object",
                    "required": ["item", "verdict"],
                    "additionalProperties": false,
                    "properties": {
                        "item": { "type": "string", "title": "Persyaratan", "enum": ids, "x-titles": titles },
                        "verdict": {
                            "type": "string", "title": "Hasil pemeriksaan",
                            "enum": ["present", "missing", "not_as_required"],
                            "x-titles": ["Ada", "Tidak ada", "Tidak sesuai"],
                        },
                        "note": { "type": "string", "title": "Keterangan", "maxLength": MAX_NOTE_CHARS },
                    },
                },
            },
            "note": { "type": "string", "title": "Catatan", "maxLength": MAX_NOTE_CHARS },
        },
    })
}

/// Every item is judged once, and whatever is to be corrected says how.
pub(super) fn check(sop: &Sop, content: &Value) -> Result<()> {
    let checklist = read(content)?;
    for (id, _) in sop.items() {
        if checklist.items.iter().filter(|it| it.item == id).count() != 1 {
            return Err(Error::invalid(format!("sheet.items: {id:?} must be there exactly once")));
        }
    }
    for (index, item) in checklist.items.iter().enumerate() {
        if item.verdict != Verdict::Present && item.note.trim().is_empty() {
            let reason =
                format!("sheet.items.{index}.note: say what is wrong with {:?}, and what to do", item.item);
            return Err(Error::invalid(reason));
        }
    }
    Ok(())
}

/// What is missing or not as required.
pub(crate) fn gaps(sop: &Sop, content: &Value) -> Result<Vec<Gap>> {
    let wrong = read(content)?.items.into_iter().filter(|it| it.verdict != Verdict::Present);
    let gap = |it: Item| Gap {
        title: sop.item_title(&it.item).unwrap_or(&it.item).to_owned(),
        item: it.item,
        verdict: it.verdict,
        note: it.note,
    };
    Ok(wrong.map(gap).collect())
}

/// What the officer wrote for all of it.
pub(crate) fn note(content: &Value) -> String {
    read(content).map(|it| it.note).unwrap_or_default()
}

fn read(content: &Value) -> Result<Checklist> {
    serde_json::from_value(content.clone()).map_err(|it| Error::invalid(format!("sheet: {it}")))
}
