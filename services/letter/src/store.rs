//! Every SQL statement of this service.

/// Selects letters as [`Row`]s.
macro_rules! select {
    ($which:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"select agency as "agency: Agency", id, case_name, submission, meeting,
                      proposing_agency as "proposing_agency: Agency", proposing_office, preparing_offices,
                      reviewing_offices, template, title, issue as "issue: Issue", register, number_pattern, signatory_position, barred_persons,
                      for_proposer, record, urgency as "urgency: Urgency",
                      security_class as "security_class: SecurityClass", data, state as "state: State", subject,
                      paragraphs, carbon_copies, initials, revision,
                      created_at as "created_at: jiff_sqlx::Timestamp", taken, number, verification_code, file,
                      sha256, size_bytes, issued_at as "issued_at: jiff_sqlx::Timestamp", void_reason,
                      delivered_at as "delivered_at: jiff_sqlx::Timestamp",
                      delivery_channel as "delivery_channel: Channel", recipient
               from letter.letter "# + $which,
            $($argument),*
        )
    };
}

mod errand;
mod list;
mod row;
mod verification;

pub(crate) use errand::{Errand, next_errand, postpone_errand, remove_errand, waiting};
pub(crate) use list::{Filter, list, list_awaiting};
pub(crate) use verification::{find_code, find_file, insert_code, save_hash};

use crate::letter::{Channel, Issue, Letter, SecurityClass, State, Urgency, VerificationCode};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::{Agency, Error, ResourceName, Result};
use row::Row;
use sqlx::PgConnection;

/// Keeps a new letter, and the errand to issue it where no person signs.
pub(crate) async fn insert(db: &mut PgConnection, letter: &Letter) -> Result<()> {
    let inserted = sqlx::query!(
        "insert into letter.letter (agency, id, case_name, submission, proposing_agency, proposing_office,
             reviewing_offices, template, title, issue, register, number_pattern, signatory_position,
             barred_persons, for_proposer, record, data, state, subject, paragraphs, carbon_copies, created_at,
             meeting, initials, urgency, security_class, preparing_offices)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
             $23, $24, $25, $26, $27)",
        letter.name.agency.as_str(),
        letter.name.id,
        letter.case,
        letter.submission,
        letter.proposing_agency.as_str(),
        letter.proposing_office,
        &letter.reviewing_offices,
        letter.template,
        letter.title,
        letter.issue as Issue,
        letter.register,
        letter.number_pattern,
        letter.signatory_position,
        &letter.barred_persons,
        letter.for_proposer,
        letter.record,
        letter.data,
        letter.state as State,
        letter.content.subject,
        &letter.content.paragraphs,
        &letter.content.carbon_copies,
        letter.created_at.to_sqlx() as _,
        letter.meeting,
        row::initials(letter)?,
        letter.urgency as Urgency,
        letter.security_class as SecurityClass,
        &letter.preparing_offices,
    );
    inserted.execute(&mut *db).await?;
    if letter.issue != Issue::Sign {
        errand::insert(db, &letter.name, letter.created_at).await?;
    }
    Ok(())
}

/// Makes others who want to change the letter wait, and reads it.
pub(crate) async fn lock(db: &mut PgConnection, name: &ResourceName) -> Result<Letter> {
    sqlx::query!(
        "select id from letter.letter where agency = $1 and id = $2 for update",
        name.agency.as_str(),
        name.id,
    )
    .fetch_optional(&mut *db)
    .await?;
    load(db, name).await
}

pub(crate) async fn load(db: &mut PgConnection, name: &ResourceName) -> Result<Letter> {
    find(db, name).await?.ok_or_else(|| Error::NotFound(name.to_string()))
}

pub(crate) async fn find(db: &mut PgConnection, name: &ResourceName) -> Result<Option<Letter>> {
    let row = select!("where agency = $1 and id = $2", name.agency.as_str(), name.id);
    let row = row.fetch_optional(db).await?;
    row.map(Letter::try_from).transpose()
}

/// Saves what can change.
pub(crate) async fn save(db: &mut PgConnection, letter: &Letter) -> Result<()> {
    let (taken, file, delivery) = (letter.taken.as_ref(), letter.file.as_ref(), letter.delivery.as_ref());
    sqlx::query!(
        "update letter.letter
         set state = $3, subject = $4, paragraphs = $5, carbon_copies = $6, revision = $7, taken = $8, number = $9,
             verification_code = $10, file = $11, sha256 = $12, size_bytes = $13, issued_at = $14, void_reason = $15,
             initials = $16, delivered_at = $17, delivery_channel = $18, recipient = $19
         where agency = $1 and id = $2",
        letter.name.agency.as_str(),
        letter.name.id,
        letter.state as State,
        letter.content.subject,
        &letter.content.paragraphs,
        &letter.content.carbon_copies,
        letter.revision,
        taken.map(row::to_json).transpose()?,
        taken.map_or("", |it| &it.number),
        taken.and_then(|it| it.code.as_ref()).map_or("", VerificationCode::as_str),
        file.map(|it| it.id),
        file.map_or("", |it| &it.sha256),
        file.map_or(0, |it| it.size_bytes),
        file.map(|it| it.issued_at.to_sqlx()) as _,
        letter.void_reason,
        row::initials(letter)?,
        delivery.map(|it| it.at.to_sqlx()) as _,
        delivery.map(|it| it.channel) as Option<Channel>,
        delivery.map_or("", |it| &it.recipient),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The next sequence of a register in `year`. The register's row stays locked until the commit, so there are no gaps.
pub(crate) async fn next_sequence(
    db: &mut PgConnection,
    agency: &Agency,
    register: &str,
    year: i16,
) -> Result<i64> {
    let row = sqlx::query!(
        "insert into letter.number_register as it (agency, register, year, last) values ($1, $2, $3, 1)
         on conflict (agency, register, year) do update set last = it.last + 1
         returning last",
        agency.as_str(),
        register,
        year,
    )
    .fetch_one(db)
    .await?;
    Ok(row.last)
}

/// A number that was taken.
pub(crate) struct NumberEntry<'a> {
    pub(crate) register: &'a str,
    pub(crate) year: i16,
    pub(crate) sequence: i64,
    pub(crate) number: &'a str,
    pub(crate) taken_at: Timestamp,
}

pub(crate) async fn insert_number(
    db: &mut PgConnection,
    letter: &ResourceName,
    entry: &NumberEntry<'_>,
) -> Result<()> {
    sqlx::query!(
        "insert into letter.number_entry (agency, register, year, sequence, number, letter, taken_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        letter.agency.as_str(),
        entry.register,
        entry.year,
        entry.sequence,
        entry.number,
        letter.id,
        entry.taken_at.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Marks the number that a letter has taken as void. It stays in the register.
pub(crate) async fn void_number(
    db: &mut PgConnection,
    letter: &ResourceName,
    number: &str,
    reason: &str,
) -> Result<()> {
    sqlx::query!(
        "update letter.number_entry set void_reason = $4
         where agency = $1 and letter = $2 and number = $3 and void_reason = ''",
        letter.agency.as_str(),
        letter.id,
        number,
        reason,
    )
    .execute(db)
    .await?;
    Ok(())
}
