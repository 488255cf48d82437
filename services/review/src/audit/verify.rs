//! Proves the audit chains of a database, agency by agency, entry by entry.

use super::{Hash, Head, ORIGIN, hash};
use crate::store::{self, ChainRow};
use futures::TryStreamExt as _;
use platform::{Agency, Caller, Database, Result, tenancy};
use std::fmt;
use uuid::Uuid;

/// What a verification found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// How many agencies have cases.
    pub agencies: u64,
    /// How many chains were read.
    pub cases: u64,
    /// How many entries were read.
    pub entries: u64,
    /// The first entry of each chain that does not hold.
    pub broken: Vec<Broken>,
}

/// An entry from which on a chain does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// `agencies/{agency}/cases/{case}`.
    pub case: String,
    /// The entry's place in the chain, from 1.
    pub sequence: i64,
    /// What is wrong with it.
    pub reason: &'static str,
}

impl Report {
    /// Whether every chain holds.
    pub fn is_sound(&self) -> bool {
        self.broken.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { agencies, cases, entries, broken } = self;
        for Broken { case, sequence, reason } in broken {
            writeln!(f, "{case}: entry {sequence} {reason}")?;
        }
        let verdict = if self.is_sound() { "sound" } else { "broken" };
        write!(f, "{verdict}: {entries} entries, {cases} cases, {agencies} agencies, {} broken", broken.len())
    }
}

/// Reads every chain of `agency`, or of all agencies, in constant memory.
pub async fn verify(db: &Database, agency: Option<&Agency>) -> Result<Report> {
    let agencies = match agency {
        Some(agency) => vec![agency.clone()],
        None => store::agencies(db).await?,
    };
    let mut report = Report::default();
    for agency in agencies {
        let before = report.cases;
        verify_agency(db, &agency, &mut report).await?;
        report.agencies += u64::from(before < report.cases);
    }
    Ok(report)
}

/// One agency's chains, all as they are at one moment.
async fn verify_agency(db: &Database, agency: &Agency, report: &mut Report) -> Result<()> {
    let mut tx = tenancy::begin(db, &Caller::platform(agency)).await?;
    store::read_at_one_moment(&mut tx).await?;
    let mut rows = store::chains(&mut tx, agency);
    let mut walk: Option<Walk> = None;
    while let Some(row) = rows.try_next().await? {
        if walk.as_ref().is_none_or(|it| it.case != row.case_id) {
            if let Some(ended) = walk.take() {
                ended.end(agency, report);
            }
            walk = Some(Walk::begin(agency, &row));
        }
        if let Some(walk) = &mut walk {
            walk.step(agency, &row, report);
        }
    }
    if let Some(last) = walk {
        last.end(agency, report);
    }
    Ok(())
}

/// The way along one chain.
struct Walk {
    case: Uuid,
    /// What every entry of it begins with, as fields stand in the order of their names.
    opening: String,
    reached: Head,
    claimed: (i64, Vec<u8>),
    is_broken: bool,
}

impl Walk {
    fn begin(agency: &Agency, row: &ChainRow) -> Self {
        let claimed = (row.audit_length, row.audit_head.clone());
        let opening = format!(r#"{{"agency":"{agency}","case":"{}","#, row.case_id);
        Self {
            case: row.case_id,
            opening,
            reached: Head { length: 0, hash: ORIGIN },
            claimed,
            is_broken: false,
        }
    }

    fn step(&mut self, agency: &Agency, row: &ChainRow, report: &mut Report) {
        let (Some(sequence), Some(entry), Some(kept)) = (row.sequence, &row.entry, &row.hash) else {
            return;
        };
        report.entries += 1;
        if self.is_broken {
            return;
        }
        let next = self.reached.length + 1;
        let expected: Hash = hash(&self.reached.hash, entry);
        if sequence != next {
            self.fail(agency, next, "is missing", report);
        } else if *kept != expected || !entry.starts_with(&self.opening) {
            self.fail(agency, next, "is not as it was written", report);
        } else {
            self.reached = Head { length: next, hash: expected };
        }
    }

    fn end(mut self, agency: &Agency, report: &mut Report) {
        report.cases += 1;
        if self.is_broken {
            return;
        }
        let next = self.reached.length + 1;
        if self.reached.length < self.claimed.0 {
            self.fail(agency, next, "is missing", report);
        } else if self.claimed != (self.reached.length, self.reached.hash.to_vec()) {
            self.fail(agency, self.reached.length, "is not the one the case ends with", report);
        }
    }

    fn fail(&mut self, agency: &Agency, sequence: i64, reason: &'static str, report: &mut Report) {
        self.is_broken = true;
        report.broken.push(Broken {
            case: format!("agencies/{agency}/cases/{}", self.case),
            sequence,
            reason,
        });
    }
}
