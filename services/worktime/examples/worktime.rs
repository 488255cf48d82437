//! Runs the two bulk commands without the rest of Telaah: `worktime due` and `worktime ledger`, with every agency in
//! western time but those whose slug ends in `-wita` or `-wit`.

use std::{env, io, process::ExitCode};
use worktime::{
    Zone,
    bulk::{self, Calendars},
};

fn main() -> io::Result<ExitCode> {
    let mut calendars = Calendars::national(|agency| match agency.rsplit('-').next() {
        Some("wita") => Some(Zone::Central),
        Some("wit") => Some(Zone::Eastern),
        _ => Some(Zone::Western),
    });
    let (input, output) = (io::stdin().lock(), io::stdout().lock());
    let outcome = match env::args().nth(1).as_deref() {
        Some("ledger") => bulk::ledger(input, output, &mut calendars)?,
        _ => bulk::due(input, output, io::stderr().lock(), &mut calendars)?,
    };
    Ok(outcome.into())
}
