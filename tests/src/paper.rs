//! Papers that a proposer hands in: small valid PDF files.

use std::fmt::Write as _;

const LINE_CHARS: usize = 85;

/// A page of A4 with a heading and paragraphs, in characters of ASCII.
pub fn pdf(heading: &str, paragraphs: &[&str]) -> Vec<u8> {
    let mut page = format!("BT /F1 15 Tf 70 770 Td ({}) Tj /F1 11 Tf 0 -12 Td 15 TL", escaped(heading));
    for paragraph in paragraphs {
        page.push_str(" T*");
        for line in lines(paragraph) {
            let _ = write!(page, " T* ({}) Tj", escaped(&line));
        }
    }
    page.push_str(" ET");

    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>"
            .to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{page}\nendstream", page.len()),
    ];
    let mut file = "%PDF-1.4\n".to_owned();
    let mut offsets = vec![];
    for (object, number) in objects.iter().zip(1..) {
        offsets.push(file.len());
        let _ = write!(file, "{number} 0 obj\n{object}\nendobj\n");
    }
    let (start, count) = (file.len(), objects.len() + 1);
    let _ = write!(file, "xref\n0 {count}\n0000000000 65535 f \n");
    offsets.iter().for_each(|it| {
        let _ = writeln!(file, "{it:010} 00000 n ");
    });
    let _ = write!(file, "trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
    file.into_bytes()
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)")
}

fn lines(paragraph: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in paragraph.split_whitespace() {
        let last = lines.last_mut().expect("there is always a line");
        if !last.is_empty() && LINE_CHARS < last.len() + word.len() {
            lines.push(word.to_owned());
        } else {
            last.push_str(if last.is_empty() { "" } else { " " });
            last.push_str(word);
        }
    }
    lines
}
