//! Readings of clocks with pauses, as JSON lines.

use super::{BUFFER_BYTES, Calendars, Outcome, refusal::Refusal};
use crate::{
    clock::{Clock, Pause, State},
    error::Error,
    instant::{self, Instant},
    unit::{Allowance, Unit},
};
use serde::{Deserialize, Serialize};
use std::{
    borrow::Cow,
    io::{self, BufRead, BufWriter, Write},
};

/// One clock, and when it is read.
#[derive(Deserialize)]
struct Question<'a> {
    #[serde(borrow)]
    calendar: Cow<'a, str>,
    start: Instant,
    amount: u32,
    unit: Unit,
    #[serde(default)]
    pauses: Vec<(Instant, Option<Instant>)>,
    at: Instant,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Answer {
    Reading { due: String, used: u32, state: State },
    Refusal { error: String },
}

/// Answers each JSON line `{"calendar", "start", "amount", "unit", "pauses": [[from, to or null], …], "at"}` with one line
/// `{"due", "used", "state"}`, or `{"error"}` for a bad one.
///
/// # Errors
/// Only of reading and writing.
pub fn ledger(mut input: impl BufRead, output: impl Write, calendars: &mut Calendars) -> io::Result<Outcome> {
    let mut output = BufWriter::with_capacity(BUFFER_BYTES, output);
    let mut outcome = Outcome::default();
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        if !line.trim_ascii().is_empty() {
            let answer = answer(&line, calendars);
            match answer {
                Ok(_) => outcome.answered += 1,
                Err(_) => outcome.refused += 1,
            }
            let answer = answer.unwrap_or_else(|refusal| Answer::Refusal { error: refusal.to_string() });
            serde_json::to_writer(&mut output, &answer)?;
            output.write_all(b"\n")?;
        }
        line.clear();
    }
    output.flush()?;
    Ok(outcome)
}

fn answer(line: &[u8], calendars: &mut Calendars) -> Result<Answer, Refusal> {
    let question: Question = serde_json::from_slice(line)?;
    let calendar = calendars.find(&question.calendar)?;
    let pause = |(from, to): (Instant, Option<Instant>)| Pause { from: from.0, to: to.map(|to| to.0) };
    let mut clock = Clock::granting(question.start.0, Allowance::new(question.amount, question.unit));
    clock.pauses = question.pauses.into_iter().map(pause).collect();
    calendar.covers(question.start.0)?;
    calendar.covers(question.at.0)?;
    let reading = clock.read(calendar, question.at.0)?;
    let due = reading.due.ok_or(Error::NoAmount)?.at;
    calendar.covers(due)?;
    let mut text = Vec::new();
    instant::write(due, calendar.zone(), &mut text);
    let due = String::from_utf8_lossy(&text).into_owned();
    Ok(Answer::Reading { due, used: reading.used, state: reading.state })
}
