//! The cases of an office, newest first, and those of them that have some words.

use super::case_file::{CaseRow, Row};
use crate::{
    case::{Case, Dossier, State},
    reckon::Outage,
};
use platform::{Agency, Result};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

/// Which of an office's cases a list shows.
pub(crate) struct CaseFilter<'f> {
    pub(crate) office: &'f str,
    pub(crate) state: Option<State>,
    /// What has no such words is left out; empty: nothing is.
    pub(crate) query: &'f str,
    /// Only older ones than this.
    pub(crate) before: Option<Uuid>,
}

macro_rules! cases {
    ($from:literal, $agency:expr, $filter:expr, $limit:expr $(, $argument:expr)?) => {
        sqlx::query_as!(
            Row,
            r#"select procedure, procedure_version, body as "body: Json<Case>", dossier as "dossier: Json<Dossier>",
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
) -> Result<Vec<CaseRow>> {
    let rows = match filter.query {
        "" => cases!("review.case_file", agency, filter, limit).fetch_all(db).await?,
        query => {
            let found = cases!(
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
    rows.into_iter().map(CaseRow::try_from).collect()
}
