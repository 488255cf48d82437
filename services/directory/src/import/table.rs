//! A CSV file, row by row; whatever is wrong with it is told by file, line and column.

use crate::day;
use jiff::civil::Date;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, fs,
    path::Path,
};

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    file: String,
    line: u64,
    column: String,
    reason: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, reason } = self;
        write!(f, "{file}, line {line}, column {column}: {reason}")
    }
}

/// One line of a file.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    file: String,
    line: u64,
    cells: BTreeMap<&'static str, String>,
}

impl Row {
    /// The cell of `column`, without blanks around it; may be empty.
    pub(crate) fn text(&self, column: &str) -> String {
        self.cells.get(column).cloned().unwrap_or_default()
    }

    /// The cell of `column`, which must not be empty.
    pub(crate) fn filled(&self, column: &'static str) -> Result<String, Problem> {
        let text = self.text(column);
        if text.is_empty() { Err(self.problem(column, "it is empty")) } else { Ok(text) }
    }

    /// A slug: lower-case letters, digits and hyphens.
    pub(crate) fn slug(&self, column: &'static str) -> Result<String, Problem> {
        let text = self.filled(column)?;
        let fits = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
        if text.len() <= 80 && text.bytes().all(fits) {
            return Ok(text);
        }
        Err(self.problem(column, format!("{text:?} is not made of lower-case letters, digits and hyphens")))
    }

    /// A day.
    pub(crate) fn day(&self, column: &'static str) -> Result<Date, Problem> {
        self.day_or_none(column)?.ok_or_else(|| self.problem(column, "it is empty"))
    }

    /// A day that may be missing.
    pub(crate) fn day_or_none(&self, column: &'static str) -> Result<Option<Date>, Problem> {
        let text = self.text(column);
        let wrong = |_| self.problem(column, format!("{text:?} is not a day of the form YYYY-MM-DD"));
        day::parse_optional(column, &text).map_err(wrong)
    }

    /// `yes` or `no`; empty means no.
    pub(crate) fn flag(&self, column: &'static str) -> Result<bool, Problem> {
        match self.text(column).as_str() {
            "yes" => Ok(true),
            "no" | "" => Ok(false),
            text => Err(self.problem(column, format!("{text:?} is neither yes nor no"))),
        }
    }

    fn is_header(&self, form: &Form) -> bool {
        form.columns.iter().all(|it| self.text(it) == *it)
    }

    /// Something is wrong in `column`.
    pub(crate) fn problem(&self, column: &str, reason: impl Into<String>) -> Problem {
        let (file, line) = (self.file.clone(), self.line);
        Problem { file, line, column: column.to_owned(), reason: reason.into() }
    }
}

/// What a file must look like.
#[derive(Debug)]
pub(crate) struct Form {
    /// Its header.
    pub(crate) columns: &'static [&'static str],
    /// How many of the first columns together may have the same cells only once.
    pub(crate) key: usize,
}

/// Reads `file` of `folder`. A file that is not there has no rows.
pub(crate) fn read(
    folder: &Path,
    file: &str,
    form: &Form,
    problems: &mut Vec<Problem>,
) -> anyhow::Result<Vec<Row>> {
    let path = folder.join(file);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(vec![]),
        Err(error) => {
            return Err(anyhow::Error::new(error).context(format!("cannot read {}", path.display())));
        }
    };
    Ok(parse(&path.display().to_string(), &bytes, form, problems))
}

fn parse(file: &str, bytes: &[u8], form: &Form, problems: &mut Vec<Problem>) -> Vec<Row> {
    // A spreadsheet may put a byte order mark before the header.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let mut rows: Vec<Row> = vec![];
    let mut keys = BTreeSet::new();
    for record in reader.byte_records() {
        let record = record.expect("bytes in memory are always read, and lines may be of any length");
        let line = record.position().map_or(0, csv::Position::line);
        let row = match read_row(file, line, &record, form) {
            Ok(row) => row,
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        if keys.is_empty() && rows.is_empty() && !row.is_header(form) {
            let header = form.columns.join(",");
            let wrong = form.columns.iter().find(|it| row.text(it) != **it).unwrap_or(&form.columns[0]);
            problems.push(row.problem(wrong, format!("the header is not {header}")));
            return vec![];
        }
        let key: Vec<String> = form.columns[..form.key].iter().map(|it| row.text(it)).collect();
        if keys.insert(key.clone()) {
            rows.push(row);
        } else {
            problems
                .push(row.problem(form.columns[form.key - 1], format!("{} is named twice", key.join(" "))));
        }
    }
    // The header's.
    rows.drain(..rows.len().min(1));
    rows
}

fn read_row(file: &str, line: u64, record: &csv::ByteRecord, form: &Form) -> Result<Row, Problem> {
    let mut row = Row { file: file.to_owned(), line, cells: BTreeMap::new() };
    for (number, column) in form.columns.iter().enumerate() {
        let cell = record.get(number).ok_or_else(|| row.problem(column, "it is missing"))?;
        let text = std::str::from_utf8(cell).map_err(|_| row.problem(column, "it is not UTF-8"))?;
        row.cells.insert(column, text.trim().to_owned());
    }
    if form.columns.len() < record.len() {
        let extra = (form.columns.len() + 1).to_string();
        let reason = format!("there are {} columns, and {} are known", record.len(), form.columns.len());
        return Err(row.problem(&extra, reason));
    }
    Ok(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: Form = Form { columns: &["unit", "title"], key: 1 };

    fn problems_of(text: &[u8]) -> Vec<String> {
        let mut problems = vec![];
        parse("units.csv", text, &FORM, &mut problems);
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_quoted_line_break_counts_as_a_line() {
        let mut problems = vec![];
        let rows = parse("units.csv", b"\xef\xbb\xbfunit,title\na,\"x\ny\"\nB,z\n", &FORM, &mut problems);

        let problem = rows[1].slug("unit").unwrap_err().to_string();

        assert!(problem.starts_with("units.csv, line 4, column unit: \"B\" is not"), "{problem}");
    }

    #[test]
    fn a_wrong_header_a_short_line_and_a_long_one_are_named() {
        let header = problems_of(b"unit,name\na,b\n");

        assert_eq!(header, ["units.csv, line 1, column title: the header is not unit,title"]);
        assert_eq!(problems_of(b"unit,title\na\n"), ["units.csv, line 2, column title: it is missing"]);
        let long = problems_of(b"unit,title\na,b,c\n");
        assert_eq!(long, ["units.csv, line 2, column 3: there are 3 columns, and 2 are known"]);
        let twice = problems_of(b"unit,title\na,b\na,c\n");
        assert_eq!(twice, ["units.csv, line 3, column unit: a is named twice"]);
        assert_eq!(
            problems_of(b"unit,title\na,\xff\n"),
            ["units.csv, line 2, column title: it is not UTF-8"]
        );
    }
}
