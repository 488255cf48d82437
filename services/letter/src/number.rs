//! Numbers of letters: what a register's pattern makes of a sequence and a day.

use jiff::civil::Date;
use platform::{Error, Result};

const ROMAN: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];

/// Writes a number after `pattern`, as in `B-{sequence:4}/D.IV/TI.01/{month}/{year}`.
///
/// Knows `sequence` (with the least number of digits), `day`, `month`, `month_roman`, `year`.
pub(crate) fn write(pattern: &str, sequence: i64, date: Date) -> Result<String> {
    let mut number = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (field, after) = after.split_once('}').ok_or_else(|| wrong(pattern, "{ without }"))?;
        number.push_str(before);
        number.push_str(&value(pattern, field, sequence, date)?);
        rest = after;
    }
    number.push_str(rest);
    Ok(number)
}

/// Fails where [`write`] would, and where two sequences of a year would get the same number.
pub(crate) fn check(pattern: &str) -> Result<()> {
    let day = Date::constant(2000, 1, 1);
    if write(pattern, 1, day)? == write(pattern, 2, day)? {
        return Err(wrong(pattern, "no {sequence}"));
    }
    Ok(())
}

fn value(pattern: &str, field: &str, sequence: i64, date: Date) -> Result<String> {
    if let Some(width) = field.strip_prefix("sequence:") {
        let width: usize = width.parse().map_err(|_| wrong(pattern, field))?;
        return if width <= 9 { Ok(format!("{sequence:0width$}")) } else { Err(wrong(pattern, field)) };
    }
    Ok(match field {
        "sequence" => sequence.to_string(),
        "day" => format!("{:02}", date.day()),
        "month" => format!("{:02}", date.month()),
        "month_roman" => ROMAN[usize::from(date.month().unsigned_abs()) - 1].to_owned(),
        "year" => date.year().to_string(),
        _ => return Err(wrong(pattern, field)),
    })
}

fn wrong(pattern: &str, part: &str) -> Error {
    Error::invalid(format!(
        "number pattern {pattern:?}: {part}; use {{sequence:4}}, {{day}}, {{month}}, {{month_roman}}, {{year}}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_number_follows_its_pattern() {
        let number = |pattern| write(pattern, 123, date(2026, 11, 5)).unwrap();

        assert_eq!(number("B-{sequence:4}/D.IV/TI.01/{month}/{year}"), "B-0123/D.IV/TI.01/11/2026");
        assert_eq!(number("{sequence}/{month_roman}/{year}"), "123/XI/2026");
        assert_eq!(number("{sequence:2}.{day}"), "123.05");
    }

    #[test]
    fn a_pattern_that_cannot_number_is_refused() {
        assert!(check("{sequence}/{year}").is_ok());
        assert!(check("{year}").is_err());
        assert!(check("{sequence}/{unit}").is_err());
        assert!(check("{sequence:99}").is_err());
        assert!(check("{sequence").is_err());
    }
}
