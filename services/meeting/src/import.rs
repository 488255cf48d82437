//! Enters teams and their members from a folder of CSV files.

use crate::{
    NAME, store,
    team::{Member, Team},
};
use anyhow::{Context as _, bail};
use jiff::civil::Date;
use platform::{Agency, Caller, Parts, tenancy};
use serde::{Deserialize, de::DeserializeOwned};
use std::{fmt, fs::File, path::Path};

const TEAMS: &str = "coordination-teams.csv";
const MEMBERS: &str = "team-members.csv";

/// What was entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// Teams.
    pub teams: usize,
    /// Their members.
    pub members: usize,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "entered: {} coordination teams with {} members", self.teams, self.members)
    }
}

/// A team with all its members.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) team: Team,
    pub(crate) members: Vec<Member>,
}

#[derive(Deserialize)]
struct TeamRow {
    agency: String,
    slug: String,
    title: String,
    quorum_percent: String,
    chair_position: String,
    secretariat_position: String,
    /// Separated by blanks.
    offices: String,
}

#[derive(Deserialize)]
struct MemberRow {
    agency: String,
    team: String,
    member_agency: String,
    position: String,
    chair: String,
    first_day: String,
    last_day: String,
}

/// Enters the teams of `folder`, with their members in place of those they had: all of it, or nothing where anything is
/// wrong. May be repeated.
///
/// `title_of` knows the agencies there are. The database must be migrated; no service need run.
pub async fn import(
    parts: &Parts,
    folder: &Path,
    title_of: impl Fn(&str) -> Option<String>,
) -> anyhow::Result<Report> {
    let mut problems = vec![];
    let entries = entries(parts, folder, &title_of, &mut problems)?;
    if !problems.is_empty() {
        bail!("nothing was imported:\n{}", problems.join("\n"));
    }
    let Some(first) = entries.first() else {
        bail!("{}: there is no team", folder.join(TEAMS).display());
    };
    let mut tx = tenancy::begin(&parts.database(NAME), &Caller::platform(&first.team.agency)).await?;
    for entry in &entries {
        store::act_as(&mut tx, &entry.team.agency).await?;
        store::enter(&mut tx, parts.clock.id(), entry).await?;
    }
    tx.commit().await?;
    Ok(Report { teams: entries.len(), members: entries.iter().map(|it| it.members.len()).sum() })
}

fn entries(
    parts: &Parts,
    folder: &Path,
    title_of: &impl Fn(&str) -> Option<String>,
    problems: &mut Vec<String>,
) -> anyhow::Result<Vec<Entry>> {
    let mut entries: Vec<Entry> = vec![];
    read::<TeamRow>(folder, TEAMS, problems, |row| {
        let team = team(parts, row, title_of)?;
        if entries.iter().any(|it| it.team.agency == team.agency && it.team.slug == team.slug) {
            return Err(format!("{} is named twice", team.slug));
        }
        entries.push(Entry { team, members: vec![] });
        Ok(())
    })?;
    read::<MemberRow>(folder, MEMBERS, problems, |row| {
        let known = |it: &&mut Entry| it.team.agency.as_str() == row.agency && it.team.slug == row.team;
        let entry = entries.iter_mut().find(known);
        let entry = entry.ok_or_else(|| format!("{} has no team {:?}", row.agency, row.team))?;
        let member = member(&entry.team, &row, title_of)?;
        if entry.members.iter().any(|it| overlap(it, &member)) {
            return Err(format!("{} is a member twice on one day", row.member_agency));
        }
        entry.members.push(member);
        Ok(())
    })?;
    Ok(entries)
}

fn team(parts: &Parts, row: TeamRow, title_of: &impl Fn(&str) -> Option<String>) -> Result<Team, String> {
    title(&row.agency, title_of)?;
    let percent = row.quorum_percent.parse().ok().filter(|it| (1..=100).contains(it));
    Ok(Team {
        agency: row.agency.parse().map_err(|error| format!("agency: {error}"))?,
        id: parts.clock.id(),
        slug: slug("slug", &row.slug)?,
        title: filled("title", row.title)?,
        quorum_percent: percent.ok_or_else(|| {
            format!("quorum_percent: {:?} is not a number from 1 to 100", row.quorum_percent)
        })?,
        chair_position: slug("chair_position", &row.chair_position)?,
        secretariat_position: slug("secretariat_position", &row.secretariat_position)?,
        offices: row.offices.split_whitespace().map(|it| slug("offices", it)).collect::<Result<_, _>>()?,
        members: vec![],
    })
}

fn member(
    team: &Team,
    row: &MemberRow,
    title_of: &impl Fn(&str) -> Option<String>,
) -> Result<Member, String> {
    let member = Member {
        team: team.id,
        title: title(&row.member_agency, title_of)?,
        member_agency: row.member_agency.parse().map_err(|error| format!("member_agency: {error}"))?,
        position: slug("position", &row.position)?,
        chair: match row.chair.as_str() {
            "yes" => true,
            "no" | "" => false,
            other => return Err(format!("chair: {other:?} is neither yes nor no")),
        },
        first_day: day("first_day", &row.first_day)?,
        last_day: if row.last_day.is_empty() { None } else { Some(day("last_day", &row.last_day)?) },
    };
    match member.last_day {
        Some(last) if last < member.first_day => Err("last_day is before first_day".to_owned()),
        _ => Ok(member),
    }
}

fn overlap(one: &Member, other: &Member) -> bool {
    let begins_before_end = |a: &Member, b: &Member| b.last_day.is_none_or(|last| a.first_day <= last);
    one.member_agency == other.member_agency && begins_before_end(one, other) && begins_before_end(other, one)
}

/// Takes each row of a file; whatever is wrong is told by file and line.
fn read<R: DeserializeOwned>(
    folder: &Path,
    file: &str,
    problems: &mut Vec<String>,
    mut take: impl FnMut(R) -> Result<(), String>,
) -> anyhow::Result<()> {
    let path = folder.join(file);
    let reader = File::open(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(reader);
    let headers = reader.byte_headers().with_context(|| format!("cannot read {}", path.display()))?.clone();
    let mut record = csv::ByteRecord::new();
    loop {
        let line = reader.position().line();
        let taken = match reader.read_byte_record(&mut record) {
            Ok(false) => return Ok(()),
            Ok(true) => match record.deserialize(Some(&headers)) {
                Ok(row) => take(row),
                Err(error) => Err(error.to_string()),
            },
            Err(error) if error.is_io_error() => {
                return Err(anyhow::Error::new(error).context(format!("cannot read {}", path.display())));
            }
            Err(error) => Err(error.to_string()),
        };
        let line = record.position().map_or(line, csv::Position::line);
        problems.extend(taken.err().map(|reason| format!("{}, line {line}: {reason}", path.display())));
    }
}

fn title(agency: &str, title_of: &impl Fn(&str) -> Option<String>) -> Result<String, String> {
    title_of(agency).ok_or_else(|| format!("there is no agency {agency:?}"))
}

/// Positions and offices are made of the same letters as agencies.
fn slug(column: &str, text: &str) -> Result<String, String> {
    let wrong = |_| format!("{column}: {text:?} is not made of lower-case letters, digits and hyphens");
    text.parse::<Agency>().map(|it| it.to_string()).map_err(wrong)
}

fn filled(column: &str, text: String) -> Result<String, String> {
    if text.is_empty() { Err(format!("{column} is empty")) } else { Ok(text) }
}

fn day(column: &str, text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| format!("{column}: {text:?} is not a day of the form YYYY-MM-DD"))
}
