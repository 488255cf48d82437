//! Due dates of CSV lines.

use super::{
    BUFFER_BYTES, Calendars, Outcome,
    refusal::{Refusal, shown},
};
use crate::{
    instant,
    unit::{Unit, read_amount},
    zone::Zone,
};
use jiff::Timestamp;
use std::io::{self, BufRead, BufWriter, Write};

const COLUMNS: [&[u8]; 4] = [b"calendar", b"from", b"amount", b"unit"];

/// Answers CSV `calendar,from,amount,unit` (header first) with the same columns and `due`, an RFC 3339 instant with the
/// agency's offset. A bad line is left out and named on `errors` as `line N: reason`, the header being line 1.
///
/// # Errors
/// Only of reading and writing.
pub fn due(
    mut input: impl BufRead,
    output: impl Write,
    errors: impl Write,
    calendars: &mut Calendars,
) -> io::Result<Outcome> {
    let mut output = BufWriter::with_capacity(BUFFER_BYTES, output);
    let mut errors = BufWriter::with_capacity(BUFFER_BYTES, errors);
    let mut outcome = Outcome::default();
    let mut line = Vec::new();
    let mut number = 0_u64;
    loop {
        line.clear();
        let read = input.read_until(b'\n', &mut line)?;
        number += 1;
        if read == 0 && number > 1 {
            break;
        }
        trim(&mut line, number == 1);
        let answer = match number {
            1 => header(&line).map(|()| line.extend(b",due")),
            _ if line.is_empty() => continue,
            _ => answer(&mut line, calendars),
        };
        match answer {
            Ok(()) => {
                line.push(b'\n');
                output.write_all(&line)?;
                outcome.answered += u64::from(number > 1);
            }
            Err(reason) => {
                writeln!(errors, "line {number}: {reason}")?;
                outcome.refused += 1;
                if number == 1 {
                    break;
                }
            }
        }
    }
    output.flush()?;
    errors.flush()?;
    Ok(outcome)
}

/// Takes off the end of the line, and before the header a byte order mark.
fn trim(line: &mut Vec<u8>, is_first: bool) {
    while matches!(line.last(), Some(b'\n' | b'\r')) {
        line.pop();
    }
    if is_first && line.starts_with(b"\xef\xbb\xbf") {
        line.drain(..3);
    }
}

fn header(line: &[u8]) -> Result<(), Refusal> {
    fields(line, |columns| if columns == COLUMNS { Ok(()) } else { Err(Refusal::Header) })
        .map_err(|_| Refusal::Header)
}

/// Puts the answer at the end of the line.
fn answer(line: &mut Vec<u8>, calendars: &mut Calendars) -> Result<(), Refusal> {
    let (due, zone) = fields(line, |columns| compute(columns, calendars))?;
    line.push(b',');
    instant::write(due, zone, line);
    Ok(())
}

fn compute(columns: [&[u8]; 4], calendars: &mut Calendars) -> Result<(Timestamp, Zone), Refusal> {
    let [calendar, from, amount, unit] = columns;
    let calendar =
        calendars.find(std::str::from_utf8(calendar).map_err(|_| Refusal::Calendar(shown(calendar)))?)?;
    let from = instant::read(from).ok_or_else(|| Refusal::From(shown(from)))?;
    let amount = read_amount(amount).ok_or_else(|| Refusal::Amount(shown(amount)))?;
    let unit = Unit::read(unit).ok_or_else(|| Refusal::Unit(shown(unit)))?;
    Ok((calendar.due(from, amount, unit)?, calendar.zone()))
}

/// Splits a line at its commas; one with quotes goes the long way.
fn fields<T>(line: &[u8], then: impl FnOnce([&[u8]; 4]) -> Result<T, Refusal>) -> Result<T, Refusal> {
    if line.contains(&b'"') {
        return quoted_fields(line, then);
    }
    let mut columns = [b"".as_slice(); 4];
    let mut count = 0;
    for column in line.split(|&byte| byte == b',') {
        if let Some(place) = columns.get_mut(count) {
            *place = column;
        }
        count += 1;
    }
    if count == COLUMNS.len() { then(columns) } else { Err(Refusal::Columns(count)) }
}

fn quoted_fields<T>(line: &[u8], then: impl FnOnce([&[u8]; 4]) -> Result<T, Refusal>) -> Result<T, Refusal> {
    let mut record = csv::ByteRecord::new();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line);
    reader.read_byte_record(&mut record).map_err(|_| Refusal::Encoding)?;
    let columns: Vec<&[u8]> = record.iter().collect();
    then(columns.try_into().map_err(|columns: Vec<_>| Refusal::Columns(columns.len()))?)
}
