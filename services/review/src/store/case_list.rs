//! The cases of an office, newest first, and those of them that have some words.

use super::case_file::head;
use crate::{
    audit::Head,
    case::{Case, Dossier, State},
    reckon::Outage,
};
use platform::{Agency, Result};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

/// A case as lists show it.
#[derive(Debug)]
pub(crate) struct CaseSummary {
    pub(crate) id: Uuid,
    pub(crate) procedure: String,
    pub(crate) procedure_version: i32,
    pub(crate) case: Case,
    pub(crate) head: Head,
    /// The newest calendar of the agency, if one is known.
    pub(crate) calendar_version: Option<i64>,
    /// When the agency could not work since the case was opened.
    pub(crate) outages: Vec<Outage>,
}

struct SummaryRow {
    id: Uuid,
    procedure: String,
    procedure_version: i32,
    body: Json<Case>,
    dossier: Json<Dossier>,
    audit_length: i64,
    audit_head: Vec<u8>,
    calendar_version: Option<i64>,
    outages: Json<Vec<Outage>>,
}

/// Which of an office's cases a list shows.
pub(crate) struct CaseFilter<'f> {
    pub(crate) office: &'f str,
    pub(crate) state: Option<State>,
    /// What has no such words is left out; empty: nothing is.
    pub(crate) query: &'f str,
    /// Only older ones than this.
    pub(crate) before: Option<Uuid>,
}

macro_rules! summaries {
    ($from:literal, $agency:expr, $filter:expr, $limit:expr $(, $argument:expr)?) => {
        sqlx::query_as!(
            SummaryRow,
            r#"select id, procedure, procedure_version, body as "body: Json<Case>", dossier as "dossier: Json<Dossier>",
                      audit_length, audit_head,
                      (select version from review.calendar where agency = $1) as calendar_version,
                      (select coalesce(jsonb_agg(outage.body), '[]') from review.outage
                       where outage.agency = $1 and case_file.opened_at < outage.ends_at)
                          as "outages!: Json<Vec<Outage>>"
               from "#
                + $from
                + " where agency = $1 and (cardinality(offices) = 0 or $2 = any (offices))
                      and ($3::text is null or state = $3) and ($4::uuid is null or id < $4)
                    order by id desc limit $5",
            $agency.as_str(),
            $filter.office,
            $filter.state.map(State::as_str),
            $filter.before,
            $limit
            $(, $argument)?
        )
    };
}

/// Cases of an office, newest first. A search takes those that have all of its words from the index, in the list's order, and
/// reads no more of them than it shows.
pub(crate) async fn list_cases(
    db: &mut PgConnection,
    agency: &Agency,
    filter: &CaseFilter<'_>,
    limit: i64,
) -> Result<Vec<CaseSummary>> {
    let rows = match filter.query {
        "" => summaries!("review.case_file", agency, filter, limit).fetch_all(db).await?,
        query => {
            let found = summaries!(
                "(
                     select case_id from unnest(array(select review.words($6))) beginning
                     cross join lateral (
                         select distinct case_id from review.case_word
                         where agency = $1 and word >= beginning and word < beginning || chr(1114111)
                           and ($4::uuid is null or case_id < $4)
                     ) with_word
                     group by case_id having count(*) = (select count(*) from review.words($6))
                     order by case_id desc
                 ) found join review.case_file on agency = $1 and id = case_id",
                agency,
                filter,
                limit,
                query
            );
            found.fetch_all(db).await?
        }
    };
    let summary = |row: SummaryRow| {
        Ok(CaseSummary {
            id: row.id,
            procedure: row.procedure,
            procedure_version: row.procedure_version,
            case: Case { dossier: row.dossier.0, ..row.body.0 },
            head: head(row.audit_length, row.audit_head)?,
            calendar_version: row.calendar_version,
            outages: row.outages.0,
        })
    };
    rows.into_iter().map(summary).collect()
}
