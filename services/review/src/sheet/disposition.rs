//! The disposition sheet (lembar disposisi): to whom it goes, with which instructions, until when.

use crate::sop::Sheet;
use serde_json::{Value, json};

/// The instructions of the official form, with what it calls them.
pub(super) const INSTRUCTIONS: [(&str, &str); 8] = [
    ("follow_up", "Tindak lanjuti"),
    ("opinion", "Tanggapan dan saran"),
    ("coordinate", "Koordinasikan"),
    ("study", "Pelajari dan telaah"),
    ("attend", "Hadiri/wakili"),
    ("monitor", "Pantau dan laporkan"),
    ("attention", "Untuk menjadi perhatian"),
    ("file", "Arsipkan"),
];

pub(super) fn form(sheet: &Sheet) -> Value {
    let (ids, titles): (Vec<&str>, Vec<&str>) = INSTRUCTIONS.into_iter().unzip();
    let mut recipient = json!({ "type": "string", "minLength": 1, "maxLength": 100 });
    if !sheet.recipients.is_empty() {
        recipient["enum"] = json!(sheet.recipients);
    }
    json!({
        "type": "object",
        "required": ["recipients", "instructions"],
        "additionalProperties": false,
        "properties": {
            "recipients": {
                "type": "array", "title": "Diteruskan kepada", "description": "Jabatan; yang pertama penanggung jawab",
                "items": recipient, "minItems": 1, "maxItems": 20, "uniqueItems": true,
            },
            "instructions": {
                "type": "array", "title": "Instruksi", "minItems": 1, "uniqueItems": true,
                "items": { "type": "string", "enum": ids, "x-titles": titles },
            },
            "limit": { "type": "string", "format": "date", "title": "Batas waktu" },
            "note": { "type": "string", "title": "Catatan", "maxLength": 4_000 },
        },
    })
}

/// The position that leads: the first recipient.
pub(crate) fn lead(content: &Value) -> Option<&str> {
    content.get("recipients")?.get(0)?.as_str()
}
