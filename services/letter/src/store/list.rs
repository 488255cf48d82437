//! Lists of letters, newest first.

use super::row::Row;
use crate::letter::{Channel, Issue, Letter, SecurityClass, State, Urgency};
use platform::{Agency, Caller, Result};
use sqlx::PgConnection;
use uuid::Uuid;

/// Which letters of an agency are listed.
pub(crate) struct Filter<'a> {
    pub(crate) agency: &'a Agency,
    /// Empty: about any.
    pub(crate) submission: &'a str,
    pub(crate) state: Option<State>,
    pub(crate) before: Option<Uuid>,
    pub(crate) limit: i64,
}

/// Those the caller may know of.
pub(crate) async fn list(db: &mut PgConnection, caller: &Caller, filter: &Filter<'_>) -> Result<Vec<Letter>> {
    let rows = select!(
        "where agency = $1
           and ((agency = $2 and ($3 = any(reviewing_offices)
                                  or (reviewing_offices = '{}' and (proposing_agency, proposing_office) <> ($2, $3))
                                  or signatory_position = any($4)
                                  or exists (select from jsonb_array_elements(initials) as place
                                             where place ->> 'position' = any($4))))
                or (proposing_agency = $2 and (proposing_office in ('', $3) or $3 = any(preparing_offices))
                    and for_proposer
                    and state in ('issued', 'voided')))
           and ($5 = '' or submission = $5)
           and ($6::text is null or state = $6)
           and ($7::uuid is null or id < $7)
         order by id desc limit $8",
        filter.agency.as_str(),
        caller.agency.as_str(),
        caller.office,
        &held(caller),
        filter.submission,
        filter.state as Option<State>,
        filter.before,
        filter.limit,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter().map(Letter::try_from).collect()
}

/// Those that wait for the caller's initials or for a signature they may give: of each position from its index, since letters
/// that wait are few among those that do not.
pub(crate) async fn list_awaiting(
    db: &mut PgConnection,
    caller: &Caller,
    filter: &Filter<'_>,
) -> Result<Vec<Letter>> {
    let rows = select!(
        "where agency = $1 and $1 = $2 and id = any (array(
             select next.id from unnest($3::text[]) as held (position)
             cross join lateral (
                 select id from letter.letter awaiting
                 where awaiting.agency = $1 and awaited_position = held.position and awaited_position <> ''
                   and not (awaited_position = signatory_position and $4 = any(barred_persons))
                   and ($5 = '' or submission = $5)
                   and ($6::text is null or state = $6)
                   and ($7::uuid is null or id < $7)
                 order by id desc limit $8
             ) next
         ))
         order by id desc limit $8",
        filter.agency.as_str(),
        caller.agency.as_str(),
        &held(caller),
        caller.person,
        filter.submission,
        filter.state as Option<State>,
        filter.before,
        filter.limit,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter().map(Letter::try_from).collect()
}

fn held(caller: &Caller) -> Vec<String> {
    caller.positions.iter().map(|it| it.position.clone()).collect()
}
