//! Audit chains, read for people and for their proof.

use crate::audit::Entry;
use futures::{Stream, TryStreamExt as _};
use platform::{Agency, Database, Error, Result};
use sqlx::PgConnection;
use uuid::Uuid;

/// An entry among all chains of an agency; a case without entries has one row with none.
#[derive(Debug)]
pub(crate) struct ChainRow {
    pub(crate) case_id: Uuid,
    pub(crate) audit_length: i64,
    pub(crate) audit_head: Vec<u8>,
    pub(crate) sequence: Option<i64>,
    pub(crate) entry: Option<String>,
    pub(crate) hash: Option<Vec<u8>>,
}

/// Entries of a case after `after`, oldest first, with their hashes and the hash before each.
pub(crate) async fn history(
    db: &mut PgConnection,
    agency: &Agency,
    case: Uuid,
    after: i64,
    limit: i64,
) -> Result<Vec<(Entry, Vec<u8>, Option<Vec<u8>>)>> {
    let rows = sqlx::query!(
        r#"select entry, hash, previous
           from (
               select sequence, entry, hash, lag(hash) over (order by sequence) as previous
               from review.audit where agency = $1 and case_id = $2 and $3 <= sequence
           ) link
           where $3 < sequence
           order by sequence limit $4"#,
        agency.as_str(),
        case,
        after,
        limit,
    )
    .fetch_all(db)
    .await?;
    let read = |entry: &str| serde_json::from_str(entry).map_err(Error::internal);
    rows.into_iter().map(|row| Ok((read(&row.entry)?, row.hash, row.previous))).collect()
}

/// Every chain of an agency, entry by entry.
pub(crate) fn chains<'c>(
    db: &'c mut PgConnection,
    agency: &'c Agency,
) -> impl Stream<Item = Result<ChainRow>> + Unpin + 'c {
    sqlx::query_as!(
        ChainRow,
        r#"select case_file.id as case_id, audit_length, audit_head,
                  audit.sequence as "sequence?", audit.entry as "entry?", audit.hash as "hash?"
           from review.case_file
           left join review.audit on audit.agency = case_file.agency and audit.case_id = case_file.id
           where case_file.agency = $1
           order by case_file.id, audit.sequence"#,
        agency.as_str(),
    )
    .fetch(db)
    .map_err(Error::from)
}

/// Every later statement of the transaction sees what the first one saw.
pub(crate) async fn read_at_one_moment(db: &mut PgConnection) -> Result<()> {
    sqlx::query!("set transaction isolation level repeatable read read only").execute(db).await?;
    Ok(())
}

/// The agencies about whose cases anything was ever told, from the platform's table for all of them.
pub(crate) async fn agencies(db: &Database) -> Result<Vec<Agency>> {
    let agencies = sqlx::query_scalar("select distinct agency from review.outbox_lane order by agency");
    Ok(agencies.fetch_all(&**db).await?)
}
