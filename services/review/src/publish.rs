//! Publishing a procedure: checked, kept for ever, told to those who receive requests for it.

use crate::{
    NAME, events,
    file::PROCEDURES,
    sop::{Problem, Sop, check},
    store::{self, ProcedureRow},
};
use jiff::Timestamp;
use platform::{Agency, Caller, Error, Parts, Result, SlugName, tenancy};
use sha2::{Digest as _, Sha256};
use sqlx::PgConnection;
use std::fmt;

/// A procedure that is published.
#[derive(Debug, Clone)]
pub struct Published {
    pub(crate) row: ProcedureRow,
    name: SlugName,
    is_new: bool,
}

impl Published {
    /// Its version, from 1.
    pub fn version(&self) -> i32 {
        self.row.version
    }

    /// Whether the same source was not published before.
    pub fn is_new(&self) -> bool {
        self.is_new
    }
}

impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = if self.is_new { "published" } else { "published already" };
        write!(f, "{} version {}: {state}", self.name, self.row.version)
    }
}

/// Checks and publishes a procedure as its operator. `positions` are the slugs its agency has; without them, positions
/// are believed. The same source again changes nothing.
///
/// Fails with [`Error::Invalid`] that lists all that is wrong by line and column.
pub async fn publish(parts: &Parts, source: &str, positions: Option<&[String]>) -> Result<Published> {
    let sop = check(source, positions).map_err(refusal)?;
    let agency: Agency = sop.agency.parse()?;
    let mut tx = tenancy::begin(&parts.database(NAME), &Caller::platform(&agency)).await?;
    let published = save(&mut tx, &sop, source, parts.clock.now()).await?;
    tx.commit().await?;
    Ok(published)
}

/// Keeps `sop` as the newest version, unless it is that already.
pub(crate) async fn save(
    tx: &mut PgConnection,
    sop: &Sop,
    source: &str,
    now: Timestamp,
) -> Result<Published> {
    let agency: Agency = sop.agency.parse()?;
    let name = SlugName { agency: agency.clone(), collection: PROCEDURES, slug: sop.sop.clone() };
    let hash = Sha256::digest(source);
    store::lock_procedure(tx, &agency, &sop.sop).await?;
    if let Some(row) = store::find_version(tx, &agency, &sop.sop, &hash).await? {
        return Ok(Published { row, name, is_new: false });
    }
    let newest = store::newest_version(tx, &agency, &sop.sop).await?;
    let row = ProcedureRow {
        id: sop.sop.clone(),
        version: newest.unwrap_or_default() + 1,
        title: sop.title.clone(),
        product: sop.product.clone(),
        source: source.to_owned(),
        published_at: now,
    };
    store::insert_procedure(tx, &agency, &row, &hash).await?;
    events::tell_published(tx, &name, sop, &row).await?;
    Ok(Published { row, name, is_new: true })
}

/// The version that `sop` would be, and whether it is that already.
pub(crate) async fn next_version(db: &mut PgConnection, sop: &Sop, source: &str) -> Result<(i32, bool)> {
    let agency: Agency = sop.agency.parse()?;
    if let Some(row) = store::find_version(db, &agency, &sop.sop, &Sha256::digest(source)).await? {
        return Ok((row.version, true));
    }
    let newest = store::newest_version(db, &agency, &sop.sop).await?;
    Ok((newest.unwrap_or_default() + 1, false))
}

/// All that is wrong with a procedure, as a refusal.
pub(crate) fn refusal(problems: Vec<Problem>) -> Error {
    Error::Invalid(problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
}
