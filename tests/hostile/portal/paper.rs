//! What a PDF reads: the words themselves, and nothing that Typst made of them.

use super::words::Words;
use anyhow::{Context as _, Result, ensure};
use journeys::own::Own;
use std::{collections::BTreeSet, process::Command};

/// As pdftotext tells it.
const PAGE_BREAK: char = '\u{c}';
const MAX_FURNITURE_CHARS: usize = 400;

/// The fields that a paper shows; refuses it where they are not there as they were written.
pub(super) fn judge(own: &Own, words: &Words, pdf: &[u8]) -> Result<BTreeSet<usize>> {
    let path = own.keep("looked-at.pdf", pdf)?;
    let output =
        Command::new("pdftotext").arg("-raw").arg(&path).arg("-").output().context("pdftotext is missing")?;
    ensure!(output.status.success(), "no PDF: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout);
    ensure!(!text.contains("root:x:0"), "it holds /etc/passwd");
    words.met(&solid(&text), |shown, text| begins_with(shown, &solid(text)))
}

/// Where it goes on on the next page, the foot of the one and the head of the other stand between.
fn begins_with(shown: &str, text: &str) -> bool {
    let common: usize =
        shown.chars().zip(text.chars()).take_while(|(a, b)| a == b).map(|(it, _)| it.len_utf8()).sum();
    let (rest, shown) = (&text[common..], &shown[common..]);
    let furniture: String = shown.chars().take(MAX_FURNITURE_CHARS + rest.len()).collect();
    rest.is_empty() || furniture.split_once(PAGE_BREAK).is_some_and(|(_, next)| next.contains(rest))
}

/// Without what breaks lines: white space, places in words where they may break, hyphens at their ends.
fn solid(text: &str) -> String {
    text.chars()
        .filter(|it| *it == PAGE_BREAK || !it.is_whitespace() && !matches!(it, '-' | '\u{ad}' | '\u{200b}'))
        .collect()
}
