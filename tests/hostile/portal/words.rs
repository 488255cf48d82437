//! Words that attack whatever shows them. Each begins with a mark of its own, by which it is found again.

use anyhow::{Result, ensure};
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

/// Markup, script, a template's and Typst's expressions, in less than 100 characters with a mark.
const SHORT: &str = r#"<script>alert(1)</script>{{7*7}}#let x = read("/etc/passwd")$x$"#;
/// What a longer field holds besides.
const REST: &str = r#""><img src=x onerror=alert(1)>{% raw %}#image("x")*tebal*"#;
/// What stays of a file's name as it is.
const FILE: &str = "{{7-7}}#image(x)$x$&lt;b&gt;";
/// A line that would be a header, or one of a calendar.
const HEADER: &str = "\r\nBcc: x@y.id";
const MARK: &str = "Isian";
const MARK_CHARS: usize = MARK.len() + "001".len();

/// Every field that was filled in.
#[derive(Default)]
pub(super) struct Words(RefCell<Vec<Field>>);

struct Field {
    name: &'static str,
    /// Its first line.
    text: String,
}

impl Words {
    /// For one line of up to 200 characters.
    pub(super) fn line(&self, field: &'static str) -> String {
        self.give(field, &format!("{SHORT}{REST}"))
    }

    /// For one line of up to 100 characters.
    pub(super) fn short(&self, field: &'static str) -> String {
        self.give(field, SHORT)
    }

    /// For a text of several lines.
    pub(super) fn lines(&self, field: &'static str) -> String {
        format!("{}{HEADER}", self.line(field))
    }

    /// For the name of a PDF.
    pub(super) fn file_name(&self, field: &'static str) -> String {
        format!("{}.pdf", self.give(field, FILE))
    }

    fn give(&self, field: &'static str, attack: &str) -> String {
        let mut given = self.0.borrow_mut();
        let text = format!("{MARK}{:03} {attack}", given.len() + 1);
        given.push(Field { name: field, text: text.clone() });
        text
    }

    /// The fields that `shown` shows, where `is_text` says that what begins so is their text; refuses anything else.
    pub(super) fn met(&self, shown: &str, is_text: impl Fn(&str, &str) -> bool) -> Result<BTreeSet<usize>> {
        let given = self.0.borrow();
        let mut met = BTreeSet::new();
        for (at, _) in shown.match_indices(MARK) {
            let place = shown.get(at + MARK.len()..at + MARK_CHARS).and_then(|it| it.parse::<usize>().ok());
            let Some(field) = place.and_then(|it| given.get(it.wrapping_sub(1))) else { continue };
            let found: String = shown[at..].chars().take(400).collect();
            let is_text = is_text(&shown[at..], &field.text);
            // Addresses hold them in their own writing, and nothing else of them.
            let is_address = found[MARK_CHARS..].starts_with("%20") || found[MARK_CHARS..].starts_with('+');
            ensure!(is_text || is_address, "{} became {found}", field.name);
            if is_text {
                met.extend(place);
            }
        }
        Ok(met)
    }

    /// Names of the fields that are not in `met`.
    pub(super) fn others(&self, met: &BTreeSet<usize>) -> Vec<&'static str> {
        let given = self.0.borrow();
        let fields = (1..).zip(given.iter());
        fields.filter(|(place, _)| !met.contains(place)).map(|(_, field)| field.name).collect()
    }

    /// How many fields there are, and how many of each name.
    pub(super) fn count(&self) -> (usize, usize) {
        let given = self.0.borrow();
        let names: BTreeMap<_, _> = given.iter().map(|it| (it.name, ())).collect();
        (given.len(), names.len())
    }
}

#[test]
fn what_was_read_as_something_else_is_no_text() {
    let words = Words::default();
    let (line, file) = (words.line("a line"), words.file_name("a file"));
    let is_text = |shown: &str, text: &str| shown.starts_with(text);

    assert_eq!(words.met(&format!("{line} {file}"), is_text).unwrap(), BTreeSet::from([1, 2]));
    assert_eq!(words.met("/x?query=Isian001%20%3Cscript", is_text).unwrap(), BTreeSet::new());
    for other in [line.replace("{{7*7}}", "49"), line.replace('<', "&lt;"), line.replace("*tebal*", "tebal")]
    {
        assert!(words.met(&other, is_text).is_err(), "{other}");
    }
    assert_eq!(words.others(&BTreeSet::from([1])), ["a file"]);
}
