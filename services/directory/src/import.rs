//! Enters who is who and which days are worked: the embedded agencies and national calendars, and a folder of CSV files.

pub(crate) mod check;
mod folder;
mod table;

use crate::{
    NAME, agency,
    calendar::{self, Version},
    events,
    store::{self, calendar::NewVersion, entries},
};
use anyhow::{Context as _, bail};
use check::Entries;
use folder::Folder;
use jiff::Timestamp;
use platform::{Agency, Caller, Parts, outbox, tenancy};
use sqlx::PgConnection;
use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    path::Path,
};
use table::Problem;
use worktime::{CalendarSpec, Zone};

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
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::default() {
            return f.write_str("nothing changed");
        }
        let Self { agencies, units, positions, people, acting, local_days, calendars } = self;
        write!(
            f,
            "new or changed: {agencies} agencies, {units} units, {positions} positions, {people} people, {acting} acting \
             assignments, {local_days} local days, {calendars} calendars"
        )
    }
}

/// Enters the embedded data and the CSV files in `folder`: all of it, or nothing where anything is wrong.
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
    report.calendars = change_calendars(&mut tx, parts.clock.now()).await?;
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
    Ok(())
}

/// Enters and tells a new version of each calendar whose days are not those of its newest one.
async fn change_calendars(tx: &mut PgConnection, now: Timestamp) -> anyhow::Result<u64> {
    let newest = store::calendar::newest(tx).await?;
    let local = store::calendar::local_days(tx).await?;
    let mut contents: HashMap<String, CalendarSpec> = HashMap::new();
    let mut shared: HashMap<Zone, String> = HashMap::new();
    let mut changed = vec![];
    for agency in agency::agencies() {
        let slug = agency.slug.as_str();
        let zone: Zone = agency.time_zone.parse()?;
        let digest = match (local.get(slug), shared.get(&zone)) {
            (None, Some(digest)) => digest.clone(),
            (days, _) => {
                let content = calendar::compose(zone, days.map_or(&[], Vec::as_slice));
                let digest = calendar::digest(&content);
                if days.is_none() {
                    shared.insert(zone, digest.clone());
                }
                contents.insert(digest.clone(), content);
                digest
            }
        };
        let version = newest.get(slug).map_or(0, |(version, _)| *version) + 1;
        if newest.get(slug).is_none_or(|(_, known)| *known != digest) {
            changed.push(NewVersion { agency: agency.slug.clone(), version, digest });
        }
    }
    if changed.is_empty() {
        return Ok(0);
    }

    store::calendar::insert_all(tx, &changed, &contents, now).await?;
    for new in &changed {
        let content = contents[&new.digest].clone();
        let event = events::calendar_changed(&new.agency, Version { number: new.version, content });
        outbox::publish(tx, events::calendar_subject(&new.agency), now, &event).await?;
    }
    Ok(changed.len() as u64)
}
