//! Registers and issued letters, read one after the other.

use crate::letter::{Issue, State};
use futures::{Stream, TryStreamExt as _};
use platform::{Agency, Error, Result};
use sqlx::PgConnection;
use uuid::Uuid;

/// A number as its register has it, with the letter it stands for.
pub(super) struct NumberRow {
    pub(super) agency: Agency,
    pub(super) register: String,
    pub(super) year: i16,
    pub(super) sequence: i64,
    pub(super) number: String,
    pub(super) taken_at: jiff_sqlx::Timestamp,
    pub(super) void_reason: String,
    pub(super) last: Option<i64>,
    pub(super) letter: Uuid,
    pub(super) letter_number: Option<String>,
    pub(super) letter_register: Option<String>,
    pub(super) letter_state: Option<State>,
    pub(super) number_pattern: Option<String>,
}

/// Something that lacks its counterpart.
pub(super) struct Lone {
    pub(super) agency: Agency,
    pub(super) thing: String,
    pub(super) number: String,
}

pub(super) struct IssuedRow {
    pub(super) agency: Agency,
    pub(super) id: Uuid,
    pub(super) issue: Issue,
    pub(super) signatory_position: String,
    pub(super) barred_persons: Vec<String>,
    pub(super) taken: Option<serde_json::Value>,
    pub(super) verification_code: String,
    pub(super) file: Option<Uuid>,
    pub(super) sha256: String,
    pub(super) size_bytes: i64,
    /// The hash under which anyone finds it by its file.
    pub(super) registered: Option<String>,
}

/// Every number, register by register, in their order.
pub(super) fn numbers<'c>(
    db: &'c mut PgConnection,
    agency: Option<&'c Agency>,
) -> impl Stream<Item = Result<NumberRow>> + Unpin + 'c {
    sqlx::query_as!(
        NumberRow,
        r#"select entry.agency as "agency: Agency", entry.register, entry.year, entry.sequence, entry.number,
                  entry.taken_at as "taken_at: jiff_sqlx::Timestamp", entry.void_reason,
                  number_register.last as "last?", entry.letter, letter.number as "letter_number?",
                  letter.register as "letter_register?", letter.state as "letter_state?: State",
                  letter.number_pattern as "number_pattern?"
           from letter.number_entry entry
           left join letter.number_register on number_register.agency = entry.agency
                and number_register.register = entry.register and number_register.year = entry.year
           left join letter.letter on letter.agency = entry.agency and letter.id = entry.letter
           where $1::text is null or entry.agency = $1
           order by entry.agency, entry.register, entry.year, entry.sequence"#,
        agency.map(Agency::as_str),
    )
    .fetch(db)
    .map_err(Error::from)
}

/// Letters that bear a number which their register does not have, and registers that count numbers which nobody took.
pub(super) async fn lone_numbers(db: &mut PgConnection, agency: Option<&Agency>) -> Result<Vec<Lone>> {
    let lone = sqlx::query_as!(
        Lone,
        r#"select agency as "agency!: Agency", 'letters/' || id as "thing!", number as "number!" from letter.letter
           where number <> '' and ($1::text is null or agency = $1) and not exists (
               select from letter.number_entry entry
               where entry.agency = letter.agency and entry.letter = letter.id and entry.number = letter.number
           )
           union all
           select agency, 'registers/' || register || '/' || year, last::text from letter.number_register
           where last <> 0 and ($1::text is null or agency = $1) and not exists (
               select from letter.number_entry entry
               where entry.agency = number_register.agency and entry.register = number_register.register
                 and entry.year = number_register.year
           )
           limit 1000"#,
        agency.map(Agency::as_str),
    );
    Ok(lone.fetch_all(db).await?)
}

/// Issued letters of `agency`, or of all, after one of them.
pub(super) async fn issued(
    db: &mut PgConnection,
    agency: Option<&Agency>,
    after: &(String, Uuid),
    limit: i64,
) -> Result<Vec<IssuedRow>> {
    let rows = sqlx::query_as!(
        IssuedRow,
        r#"select letter.agency as "agency: Agency", letter.id, issue as "issue: Issue", signatory_position,
                  barred_persons, taken, verification_code, file, letter.sha256, size_bytes,
                  verification.sha256 as "registered?"
           from letter.letter
           left join letter.verification on verification.agency = letter.agency
                and verification.code = letter.verification_code and verification.letter = letter.id
           where (letter.agency, letter.id) > ($1, $2) and state in ('issued', 'voided')
             and ($3::text is null or letter.agency = $3)
           order by letter.agency, letter.id limit $4"#,
        after.0,
        after.1,
        agency.map(Agency::as_str),
        limit,
    );
    Ok(rows.fetch_all(db).await?)
}
