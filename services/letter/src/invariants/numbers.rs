//! Numbers run from 1 in each register and year; what stands for nothing says why.

use super::{
    RECORD,
    store::{self, NumberRow},
};
use crate::{letter::State, number};
use futures::TryStreamExt as _;
use jiff::tz::Offset;
use platform::{
    Agency, Database, Result,
    invariant::{Findings, snapshot},
};

/// The zones of the country: which one an agency's day follows is the directory's to know.
const ZONES: [i8; 3] = [7, 8, 9];

/// Looks at every number of `agency`, or of all.
pub async fn check_numbers(db: &Database, agency: Option<&Agency>) -> Result<Findings> {
    let mut tx = snapshot(db).await?;
    let mut findings = Findings::default();
    for lone in store::lone_numbers(&mut tx, agency).await? {
        let reason = format!("bears the number {}, which its register has not", lone.number);
        findings.violation(format!("{}/{}", lone.agency.name(), lone.thing), reason, RECORD);
    }
    let mut rows = store::numbers(&mut tx, agency);
    let mut before: Option<NumberRow> = None;
    while let Some(row) = rows.try_next().await? {
        findings.looked_at += 1;
        let goes_on = before.as_ref().is_some_and(|it| register(it) == register(&row));
        if let Some(last) = before.as_ref().filter(|_| !goes_on) {
            check_last(last, &mut findings);
        }
        let expected = before.as_ref().filter(|_| goes_on).map_or(1, |it| it.sequence + 1);
        if row.sequence != expected {
            let reason = format!("goes on with {} where {expected} is next", row.sequence);
            findings.violation(register(&row), reason, RECORD);
        }
        for reason in wrong(&row) {
            findings.violation(format!("{}: number {}", register(&row), row.number), reason, RECORD);
        }
        before = Some(row);
    }
    if let Some(last) = before {
        check_last(&last, &mut findings);
    }
    Ok(findings)
}

fn check_last(row: &NumberRow, findings: &mut Findings) {
    if row.last != Some(row.sequence) {
        let reason = format!("ends with {}, and counts {:?}", row.sequence, row.last);
        findings.violation(register(row), reason, RECORD);
    }
}

/// What is wrong with a number and the letter it stands for.
fn wrong(row: &NumberRow) -> Vec<String> {
    let letter = format!("letter {}", row.letter);
    let Some(state) = row.letter_state else {
        return vec![format!("stands for {letter}, which is not there")];
    };
    let mut wrong = vec![];
    let is_borne = row.letter_number.as_ref() == Some(&row.number);
    let stands = is_borne && matches!(state, State::Numbered | State::Issued);
    match (row.void_reason.is_empty(), stands) {
        (true, false) => wrong.push(format!("is not void, and {letter} does not bear it")),
        (false, true) => wrong.push(format!("is void, and {letter} stands under it")),
        _ => (),
    }
    if row.letter_register.as_ref() != Some(&row.register) {
        wrong.push(format!("{letter} belongs to another register"));
    }
    if !is_written(row) {
        wrong.push(format!("is not what the pattern makes of {}", row.sequence));
    }
    wrong
}

fn is_written(row: &NumberRow) -> bool {
    let taken_at = row.taken_at.to_jiff();
    ZONES.into_iter().any(|hours| {
        let date = Offset::constant(hours).to_datetime(taken_at).date();
        let written = row.number_pattern.as_ref().and_then(|it| number::write(it, row.sequence, date).ok());
        date.year() == row.year && written.as_ref() == Some(&row.number)
    })
}

fn register(row: &NumberRow) -> String {
    format!("{}/registers/{}/{}", row.agency.name(), row.register, row.year)
}
