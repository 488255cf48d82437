//! What review says is wrong with a sheet, in the words of the form and at the field it is about.

use super::{ROOT, at};
use crate::pages::{
    cases::names,
    refusal::Refusal,
    told::case::{SheetForm, Task},
};
use axum::http::StatusCode;
use serde_json::Value;

/// Id of a field, and what is wrong with it.
type Mistake = (String, String);

/// What is wrong, in the order in which it is said.
pub(in crate::pages::tasks) fn mistakes(
    task: &Task,
    sheet: Option<&Value>,
    refusal: &Refusal,
) -> Vec<Mistake> {
    let detail = refusal.problem.detail.as_str();
    let of_sheet: Vec<Mistake> = match (&task.form, refusal.status) {
        (Some(form), StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY) => all(form, sheet, detail),
        _ => vec![],
    };
    if !of_sheet.is_empty() {
        return of_sheet;
    }
    // What quotes a rule to a civil servant is in Indonesian already.
    let words = if refusal.status == StatusCode::FORBIDDEN && detail.starts_with("Anda ") {
        detail
    } else if detail.starts_with("outcome") {
        return vec![("outcome".to_owned(), "Pilih hasil langkah ini.".to_owned())];
    } else {
        refusal.words()
    };
    vec![("step".to_owned(), words.to_owned())]
}

/// In the order of the form.
fn all(form: &SheetForm, sheet: Option<&Value>, detail: &str) -> Vec<Mistake> {
    let mut all: Vec<Mistake> =
        parts(detail).filter_map(|(path, words)| said(form, sheet, path, words)).collect();
    all.sort_by_cached_key(|(id, _)| place(&form.schema, id.split('-').skip(1)));
    all
}

/// Where a field stands in its form, from the outside in.
fn place<'p>(schema: &Value, path: impl Iterator<Item = &'p str>) -> Vec<usize> {
    let mut schema = schema;
    let step = |part: &str| {
        let row = part.parse::<usize>().ok();
        let place = row.or_else(|| names(schema).iter().position(|it| *it == part));
        schema = if row.is_some() { &schema["items"] } else { &schema["properties"][part] };
        place.unwrap_or(usize::MAX)
    };
    path.map(step).collect()
}

/// Path and words of each: `sheet.items.0.note: …; sheet.note: …`.
fn parts(detail: &str) -> impl Iterator<Item = (&str, &str)> {
    let parts = detail.split("; sheet").enumerate();
    parts.filter_map(|(index, part)| {
        let part = if index == 0 { part.strip_prefix("sheet")? } else { part };
        let (path, words) = part.split_once(": ")?;
        Some((path.trim_start_matches('.'), words))
    })
}

fn said(form: &SheetForm, sheet: Option<&Value>, path: &str, words: &str) -> Option<Mistake> {
    let id = |path: &str| match path {
        "" => ROOT.to_owned(),
        path => format!("{ROOT}-{}", path.replace('.', "-")),
    };
    if let Some(lacking) = words.strip_suffix(" is a required property") {
        let name = lacking.trim_matches('"');
        let full = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        return Some((id(&full), lacks(form, sheet, &full)));
    }
    if words.starts_with("nothing is marked") {
        let words =
            "Belum ada yang ditandai tidak ada atau tidak sesuai, sehingga berkas tidak dapat dikembalikan.";
        return Some(("outcome".to_owned(), words.to_owned()));
    }
    if words.contains("so the dossier must be returned") {
        let words = "Ada yang ditandai tidak ada atau tidak sesuai: pilih hasil yang mengembalikan berkas, atau ubah \
                     penilaiannya.";
        return Some(("outcome".to_owned(), words.to_owned()));
    }
    let title = title(form, path);
    let row = row(form, sheet, path);
    let about = if row.is_empty() { title.clone() } else { format!("{title}: {row}") };
    let said = if words.starts_with("say what is wrong") {
        format!("{row}: tulis apa yang kurang dan apa yang harus dilakukan.")
    } else if words.contains("longer than") {
        format!("{about}: terlalu panjang.")
    } else if words.contains("shorter than") || words.contains("less than") || words.contains("fewer than") {
        lacks(form, sheet, path)
    } else if words.contains("\"date\"") {
        format!("{about}: tulis tanggal yang benar.")
    } else {
        format!("{about}: periksa kembali isian ini.")
    };
    Some((id(path), said))
}

/// What is to be filled in at `path`.
fn lacks(form: &SheetForm, sheet: Option<&Value>, path: &str) -> String {
    let property = at(form, path);
    let is_chosen = property["enum"].is_array() || property["items"]["enum"].is_array();
    let (verb, start) = if is_chosen { ("pilih", "Pilih") } else { ("isi", "Isi") };
    let (title, row, group) = (title(form, path), row(form, sheet, path), group(form, path));
    let about = [row, group].into_iter().find(|it| !it.is_empty()).unwrap_or_default();
    let title = title.to_lowercase();
    if about.is_empty() { format!("{start} {title}.") } else { format!("{about}: {verb} {title}.") }
}

fn title(form: &SheetForm, path: &str) -> String {
    let last = path.rsplit('.').next().unwrap_or_default();
    at(form, path)["title"].as_str().unwrap_or(last).to_owned()
}

/// What the group is called that holds `path`.
fn group(form: &SheetForm, path: &str) -> String {
    let (above, _) = path.rsplit_once('.').unwrap_or_default();
    if above.is_empty() {
        String::new()
    } else {
        at(form, above)["title"].as_str().unwrap_or_default().to_owned()
    }
}

/// What the row of a checklist is about that holds `path`.
fn row(form: &SheetForm, sheet: Option<&Value>, path: &str) -> String {
    let mut parts = path.split('.');
    let (Some(list), Some(index)) = (parts.next(), parts.next().and_then(|it| it.parse::<usize>().ok()))
    else {
        return String::new();
    };
    let value = sheet.map_or(&Value::Null, |it| &it[list][index]["item"]);
    let item = &at(form, list)["items"]["properties"]["item"];
    let place = item["enum"].as_array().and_then(|it| it.iter().position(|known| known == value));
    let title = place.and_then(|it| item["x-titles"][it].as_str());
    title.or(value.as_str()).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_refused_sheet_is_said_field_by_field_in_the_words_of_the_form() {
        let item = json!({ "enum": ["a", "b"], "x-titles": ["Surat", "Dasar hukum"] });
        let row = json!({ "properties": {
            "item": item, "verdict": { "title": "Hasil pemeriksaan", "enum": ["present"] }, "note": { "title": "Keterangan" },
        } });
        let schema = json!({ "x-order": ["items", "group", "explanation"], "properties": {
            "items": { "items": row }, "explanation": { "title": "Penjelasan" },
            "group": { "title": "Kriteria", "properties": { "verdict": { "title": "Penilaian", "enum": ["x"] } } },
        } });
        let form = SheetForm { schema, ..SheetForm::default() };
        let sheet = json!({ "items": [{ "item": "b" }] });
        let detail = "sheet: \"explanation\" is a required property; sheet.items.0: \"verdict\" is a required property; \
                      sheet.items.0.note: say what is wrong with \"b\", and what to do; \
                      sheet.group: \"verdict\" is a required property; sheet.explanation: \"a; b\" is longer than 1 character";

        let said = all(&form, Some(&sheet), detail);

        let expected = [
            ("sheet-items-0-verdict", "Dasar hukum: pilih hasil pemeriksaan."),
            ("sheet-items-0-note", "Dasar hukum: tulis apa yang kurang dan apa yang harus dilakukan."),
            ("sheet-group-verdict", "Kriteria: pilih penilaian."),
            ("sheet-explanation", "Isi penjelasan."),
            ("sheet-explanation", "Penjelasan: terlalu panjang."),
        ];
        assert_eq!(said, expected.map(|(id, words)| (id.to_owned(), words.to_owned())));
    }
}
