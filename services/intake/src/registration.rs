//! Registration numbers, made from a procedure's pattern such as `KT-{year}-{sequence:6}`.

use platform::{Error, Result};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

const MAX_WIDTH: usize = 12;

/// A pattern that yields another number for each sequence of a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Pattern(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Year,
    /// Padded with zeros to this width.
    Sequence(usize),
}

impl Pattern {
    /// The number of the `sequence`-th filing in `year`.
    pub(crate) fn number(&self, year: i16, sequence: i64) -> String {
        let written = self.0.iter().map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Year => year.to_string(),
            Piece::Sequence(width) => format!("{sequence:0width$}"),
        });
        written.collect()
    }
}

/// Refuses a pattern under which two filings would get one number.
impl FromStr for Pattern {
    type Err = Error;

    fn from_str(pattern: &str) -> Result<Self> {
        let bad = |what: &str| Error::invalid(format!("registration pattern {pattern:?} {what}"));
        let mut pieces = vec![];
        let mut rest = pattern;
        while let Some((text, behind)) = rest.split_once('{') {
            let (word, after) = behind.split_once('}').ok_or_else(|| bad("lacks a closing brace"))?;
            pieces.push(Piece::Text(text.to_owned()));
            pieces.push(Piece::parse(word).ok_or_else(|| {
                bad(&format!("holds {{{word}}}: only {{year}}, {{sequence}} and {{sequence:6}} are known"))
            })?);
            rest = after;
        }
        pieces.push(Piece::Text(rest.to_owned()));
        pieces.retain(|it| *it != Piece::Text(String::new()));
        if !pieces.contains(&Piece::Year) || !pieces.iter().any(|it| matches!(it, Piece::Sequence(_))) {
            return Err(bad("lacks {year} or {sequence}"));
        }
        Ok(Self(pieces))
    }
}

impl Piece {
    fn parse(word: &str) -> Option<Self> {
        match word.split_once(':') {
            None if word == "year" => Some(Self::Year),
            None if word == "sequence" => Some(Self::Sequence(1)),
            Some(("sequence", width)) => {
                width.parse().ok().filter(|it| (1..=MAX_WIDTH).contains(it)).map(Self::Sequence)
            }
            _ => None,
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|piece| match piece {
            Piece::Text(text) => f.write_str(text),
            Piece::Year => f.write_str("{year}"),
            Piece::Sequence(width) => write!(f, "{{sequence:{width}}}"),
        })
    }
}

impl TryFrom<String> for Pattern {
    type Error = Error;

    fn try_from(pattern: String) -> Result<Self> {
        pattern.parse()
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> Self {
        pattern.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_follows_its_pattern() {
        let pattern: Pattern = "KT-{year}-{sequence:6}".parse().unwrap();

        assert_eq!(pattern.number(2026, 123), "KT-2026-000123");
        assert_eq!(pattern.number(2026, 1_234_567), "KT-2026-1234567");
    }

    #[test]
    fn a_pattern_is_written_as_it_was_read() {
        let pattern = "{sequence:4}/REG/{year}";

        assert_eq!(pattern.parse::<Pattern>().unwrap().to_string(), pattern);
    }

    #[test]
    fn a_pattern_that_repeats_itself_is_refused() {
        for pattern in
            ["KT-{year}", "KT-{sequence:6}", "KT-{year-{sequence}", "{year}{sequence:0}", "{year}{day}"]
        {
            assert!(pattern.parse::<Pattern>().is_err(), "{pattern}");
        }
    }
}
