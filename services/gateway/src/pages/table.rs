//! A list as a file for spreadsheets.

use super::refusal::Refusal;
use axum::{
    http::{
        HeaderValue,
        header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse as _, Response},
};

/// CSV (RFC 4180) in UTF-8 with the mark by which spreadsheets know it. `name` is the file's, without its ending.
pub(super) fn csv<const N: usize>(
    name: &str,
    titles: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> Result<Response, Refusal> {
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(titles).map_err(|it| Refusal::internal(&it))?;
    for row in rows {
        writer.write_record(row.iter().map(|it| harmless(it))).map_err(|it| Refusal::internal(&it))?;
    }
    let body = writer.into_inner().map_err(|it| Refusal::internal(it.error()))?;
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(disposition) = format!("attachment; filename=\"{name}.csv\"").parse() {
        headers.insert(CONTENT_DISPOSITION, disposition);
    }
    Ok(response)
}

/// A cell that begins like a formula would be reckoned by the spreadsheet (OWASP, CSV Injection).
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::to_bytes;

    #[tokio::test]
    async fn commas_quotes_and_formulas_stay_text() {
        let rows = [["a, \"b\"".to_owned(), "=1+1".to_owned()]];

        let response = csv("daftar", ["Nama", "Nilai"], rows).unwrap();

        let body = to_bytes(response.into_body(), 1 << 10).await.unwrap();
        assert_eq!(&*body, "\u{feff}Nama,Nilai\n\"a, \"\"b\"\"\",'=1+1\n".as_bytes());
    }
}
