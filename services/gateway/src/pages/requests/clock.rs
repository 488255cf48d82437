//! The time of a request in plain words.

use crate::pages::{shell::Shell, told::case::Clock};

/// How far the clock is, and why it stands, as in `Hari kerja ke-12 dari 60; dijeda sejak 3 Februari 2026 karena …`.
pub(super) fn words(clock: &Clock, shell: &Shell) -> String {
    let far = match (clock.allowance, clock.unit.as_str(), clock.used) {
        (1.., "working_days", 1..) => format!("Hari kerja ke-{} dari {}", clock.used, clock.allowance),
        _ => clock.words(),
    };
    match (clock.pause(), clock.state.as_str()) {
        (Some(pause), _) => {
            format!("{far}; dijeda sejak {} karena {}", shell.day(&pause.start_time), pause.words())
        }
        (None, "OVERDUE") => format!("{far}; batas waktu sudah lewat"),
        (None, "STOPPED") => format!("{far}; perhitungan sudah selesai"),
        _ => far,
    }
}

/// Until when, if there is a limit and it still matters.
pub(super) fn due(clock: &Clock, shell: &Shell) -> Option<String> {
    clock.due_time.filter(|_| clock.state != "STOPPED")?;
    let provisional = if clock.due_provisional { " (sementara: dapat bergeser)" } else { "" };
    Some(format!("Paling lambat {}{provisional}", shell.time(&clock.due_time)))
}
