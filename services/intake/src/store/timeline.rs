//! SQL on timelines.

use crate::{
    submission::{State, Submission},
    timeline::Entry,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::{ResourceName, Result};
use sqlx::PgConnection;

/// Where the database tells whose timeline grew.
pub(crate) const CHANNEL: &str = "intake_submission_event";

/// An entry of a timeline in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) sequence: i64,
    pub(crate) kind: String,
    pub(crate) text: String,
    pub(crate) state: State,
    pub(crate) happened_at: Timestamp,
}

/// Adds what happened to the timeline, and wakes those who watch it once this is committed.
///
/// The submission must be locked, and saved after it.
pub(crate) async fn tell(
    db: &mut PgConnection,
    submission: &mut Submission,
    entry: Entry,
    now: Timestamp,
) -> Result<()> {
    submission.last_event += 1;
    sqlx::query!(
        "with told as (
             insert into intake.submission_event (
                 agency, submission, sequence, proposing_agency, kind, text, state, happened_at
             ) values ($1, $2, $3, $4, $5, $6, $7, $8)
             returning submission
         )
         select pg_notify($9, submission::text) from told",
        submission.name.agency.as_str(),
        submission.name.id,
        submission.last_event,
        submission.proposer.agency.as_str(),
        entry.kind,
        entry.text,
        submission.state as State,
        now.to_sqlx() as _,
        CHANNEL,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What was told after `sequence`, oldest first.
pub(crate) async fn events(
    db: &mut PgConnection,
    name: &ResourceName,
    after: i64,
    limit: i64,
) -> Result<Vec<Told>> {
    let rows = sqlx::query!(
        r#"select sequence, kind, text, state as "state: State", happened_at as "happened_at: jiff_sqlx::Timestamp"
           from intake.submission_event
           where agency = $1 and submission = $2 and sequence > $3 order by sequence limit $4"#,
        name.agency.as_str(),
        name.id,
        after,
        limit,
    );
    let rows = rows.fetch_all(db).await?.into_iter();
    let told = rows.map(|row| Told {
        sequence: row.sequence,
        kind: row.kind,
        text: row.text,
        state: row.state,
        happened_at: row.happened_at.to_jiff(),
    });
    Ok(told.collect())
}
