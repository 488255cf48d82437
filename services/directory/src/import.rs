//! Enters who is who and which days are worked: the embedded agencies and national calendars, and a folder of CSV files.

pub(crate) mod by_hand;
pub(crate) mod check;
mod folder;
mod table;

use crate::{NAME, agency, publish, store::entries};
use anyhow::{Context as _, bail};
use check::Entries;
use folder::Folder;
use platform::{Agency, Caller, Parts, tenancy};
use sqlx::PgConnection;
use std::{collections::BTreeMap, fmt, path::Path};
use table::Problem;

/// How many entries were new or changed. An import that is repeated changes nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Agencies, and their letterheads.
    pub agencies: u64,
    /// Units.
    pub units: u64,
    /// Positions.
    pub positions: u64,
    /// People, and what they hold as their own.
    pub people: u64,
    /// Acting assignments.
    pub acting: u64,
    /// Days that one agency works or does not work.
    pub local_days: u64,
    /// New versions of work calendars, each told as `CalendarChanged`.
    pub calendars: u64,
    /// What the folder says otherwise, and was left as an administrator changed it by hand.
    pub kept: Vec<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { agencies, units, positions, people, acting, local_days, calendars, kept } = self;
        let is_changed =
            [agencies, units, positions, people, acting, local_days, calendars].iter().any(|it| 0 < **it);
        let left = if kept.is_empty() {
            String::new()
        } else {
            format!("; left as changed by hand: {}", kept.join(", "))
        };
        if !is_changed {
            return write!(f, "nothing changed{left}");
        }
        write!(
            f,
            "new or changed: {agencies} agencies, {units} units, {positions} positions, {people} people, {acting} acting \
             assignments, {local_days} local days, {calendars} calendars{left}"
        )
    }
}

/// Enters the embedded data and the CSV files in `folder`: all of it, or nothing where anything is wrong.
///
/// What an administrator changed by hand since (units, positions, people, who holds what, local days) stays as it is, and
/// [`Report::kept`] names it where the folder says otherwise. To change it, change it by hand again.
///
/// What is wrong is told by file, line and column, all at once. The database must be migrated; no service need run.
pub async fn import(parts: &Parts, folder: Option<&Path>) -> anyhow::Result<Report> {
    let mut problems = vec![];
    let folder = match folder {
        Some(path) => Folder::read(path, &mut problems)?,
        None => Folder::default(),
    };
    let named = check::agencies(&folder, &mut problems);

    let first = &agency::agencies().first().context("there is no agency")?.slug;
    let mut tx = tenancy::begin(&parts.database(NAME), &Caller::platform(first)).await?;
    entries::lock(&mut tx).await?;
    let mut known = BTreeMap::new();
    for agency in named {
        entries::act_as(&mut tx, &agency).await?;
        known.insert(agency.clone(), entries::load(&mut tx, &agency).await?);
    }
    check::apply(&folder, &mut known, &mut problems);
    refuse(&problems)?;

    let mut report =
        Report { agencies: entries::save_agencies(&mut tx, agency::agencies()).await?, ..Report::default() };
    for (agency, entries) in &known {
        save(&mut tx, agency, entries, &mut report).await?;
    }
    report.calendars = publish::change_calendars(&mut tx, agency::agencies(), parts.clock.now()).await?;
    tx.commit().await?;
    Ok(report)
}

fn refuse(problems: &[Problem]) -> anyhow::Result<()> {
    if problems.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    bail!("nothing was imported:\n{}", lines.join("\n"));
}

async fn save(
    tx: &mut PgConnection,
    agency: &Agency,
    entries: &Entries,
    report: &mut Report,
) -> platform::Result<()> {
    entries::act_as(tx, agency).await?;
    if let Some(letterhead) = &entries.letterhead {
        report.agencies += entries::save_letterhead(tx, agency, letterhead).await?;
    }
    report.units += entries::save_units(tx, agency, entries).await?;
    report.positions += entries::save_positions(tx, agency, entries).await?;
    report.people += entries::save_people(tx, agency, entries).await?;
    report.people += entries::save_incumbents(tx, agency, entries).await?;
    report.acting += entries::save_acting(tx, agency, entries).await?;
    report.local_days += entries::save_local_days(tx, agency, entries).await?;
    report.kept.extend(entries.by_hand.kept.iter().map(|it| format!("{}/{it}", agency.name())));
    Ok(())
}
